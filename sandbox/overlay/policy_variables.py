"""IAM policy variables, which the emulator takes literally.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from typing import Any

from ministack.core.iam_evaluator import EvalContext, EvalResult, ParsedStatement, _resolve_condition_key

_VARIABLE = re.compile(r"\$\{([^},]+)(?:,\s*'([^']*)')?\}")
_LITERALS = {"*": "*", "?": "?", "$": "$"}
Evaluate = Callable[..., EvalResult]


class _Unresolved(Exception):
    """The request has no such key, and the policy gives no default: the element matches nothing."""


def with_variables(original: Evaluate) -> Evaluate:
    """The emulator's evaluation, over policies whose variables have their values."""

    def evaluate(
        context: EvalContext, policies: list[list[ParsedStatement]], *limits: list[list[ParsedStatement]]
    ) -> EvalResult:
        layers = [[[_statement(s, context) for s in document] for document in layer] for layer in (policies, *limits)]
        return original(context, *layers)

    return evaluate


def _statement(statement: ParsedStatement, context: EvalContext) -> ParsedStatement:
    if not any("${" in value for value in (*statement.resources, *statement.not_resources, str(statement.conditions))):
        return statement
    return dataclasses.replace(
        statement,
        resources=_all(statement.resources, context),
        not_resources=_all(statement.not_resources, context),
        conditions={
            operator: {key: _condition(value, context) for key, value in block.items()}
            for operator, block in statement.conditions.items()
        },
    )


def _condition(value: Any, context: EvalContext) -> Any:
    values = value if isinstance(value, list) else [value]
    return _all([str(item) for item in values], context) if any("${" in str(item) for item in values) else value


def _all(values: list[str], context: EvalContext) -> list[str]:
    expanded = []
    for value in values:
        try:
            expanded.append(expand(value, context))
        except _Unresolved:
            # No request can have this value, so the element stays but never matches.
            expanded.append("\0")
    return expanded


def expand(text: str, context: EvalContext) -> str:
    """The text with every variable's value; raises when one has neither value nor default."""

    def replace(match: re.Match[str]) -> str:
        name, default = match[1].strip(), match[2]
        if name in _LITERALS:
            return _LITERALS[name]
        value = _resolve_condition_key(name, context)
        if isinstance(value, list) or value is None:
            if default is None:
                raise _Unresolved(name)
            return default
        return str(value)

    return _VARIABLE.sub(replace, text)
