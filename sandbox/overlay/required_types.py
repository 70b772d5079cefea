"""The resource types that an action requires, and the condition keys that each carries.

A service authorizes a request once for each resource that the action requires, each time with the keys of that resource's
type only: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

import dataclasses
import functools
import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from ministack.core.iam_evaluator import EvalContext, EvalResult

# The service authorization reference that the gate uses too.
_DATA = Path(__file__).parents[2] / "node_modules" / "@cloud-copilot" / "iam-data" / "data"
# Keys of every request. Those of tags belong to resources.
_GLOBAL = re.compile(r"aws:(?!resourcetag/|requesttag/|tagkeys$)")


@dataclasses.dataclass(frozen=True)
class ResourceType:
    """A resource type of an action."""

    name: str
    required: bool
    arn: re.Pattern[str]
    keys: tuple[re.Pattern[str], ...]

    def carries(self, key: str) -> bool:
        """Whether a request has this condition key when it is authorized on the type."""
        return _GLOBAL.match(key) is not None or any(pattern.fullmatch(key) for pattern in self.keys)


def with_keys_of_type(original: Callable[..., EvalResult]) -> Callable[..., EvalResult]:
    """The emulator's evaluation, with only the condition keys that the type of the resource carries."""

    def evaluate(context: EvalContext, *layers: Any) -> EvalResult:
        found = next((t for t in resource_types(context.action) if t.arn.fullmatch(context.resource_arn)), None)
        if found is None or context.resource_arn == "*":
            return original(context, *layers)
        carried = {key: value for key, value in context.service_context.items() if found.carries(key.lower())}
        return original(dataclasses.replace(context, service_context=carried), *layers)

    return evaluate


def missing_types(action: str, resources: Iterable[str]) -> list[str]:
    """Names of the required types that none of the resources has."""
    given = list(resources)
    return [t.name for t in resource_types(action) if t.required and not any(t.arn.fullmatch(arn) for arn in given)]


@functools.cache
def resource_types(action: str) -> tuple[ResourceType, ...]:
    """The resource types of an action; empty when the action is not known."""
    service, _, name = action.lower().partition(":")
    entry = _read("actions", service).get(name)
    return () if entry is None else tuple(_resource_type(service, entry, one) for one in entry["resourceTypes"])


def _resource_type(service: str, action: dict[str, Any], given: dict[str, Any]) -> ResourceType:
    known = _read("resourceTypes", service)[given["name"].lower()]
    # Where the reference gives an action the keys of a type, these are all; otherwise it has those of the type.
    keys = [*action["conditionKeys"], *(given["conditionKeys"] or known.get("conditionKeys", ()))]
    arn = re.sub(r"\\\$\\\{.*?\\\}", ".*", re.escape(known["arn"]))
    return ResourceType(given["name"], given["required"], re.compile(arn), tuple(_key(key) for key in keys))


def _key(name: str) -> re.Pattern[str]:
    # Variables of a key stand for any text: aws:ResourceTag/${TagKey}, s3:ExistingObjectTag/<key>.
    return re.compile(re.sub(r"\\\$\\\{.*?\\\}|<.*?>", ".+", re.escape(name.lower())))


@functools.cache
def _read(folder: str, service: str) -> dict[str, Any]:
    file = _DATA / folder / f"{service}.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
