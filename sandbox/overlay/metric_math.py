"""The part of CloudWatch metric math that alarms of this project use, for one period at a time."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping, Sequence

Value = float | None
Number = Callable[[float, float], float]


class UnsupportedExpression(ValueError):
    """The expression is valid on AWS perhaps, but is not evaluated here."""


_BINARY: Mapping[type[ast.operator], Number] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.BitXor: operator.pow,
}
_COMPARE: Mapping[type[ast.cmpop], Callable[[float, float], bool]] = {
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_REDUCE: Mapping[str, Callable[[Sequence[float]], float]] = {
    "MAX": max,
    "MIN": min,
    "SUM": sum,
    "AVG": lambda values: sum(values) / len(values),
}


def evaluate(expression: str, metrics: Mapping[str, Value]) -> Value:
    """The expression's value for one period, or None when a metric that it needs has no data.

    Args:
        expression: such as ``IF(invocations > 0, errors / invocations, 0)``
        metrics: the value of each id in that period

    Raises:
        UnsupportedExpression: for functions and operators outside the supported part.
    """
    text = re.sub(r"\bAND\b|&&", " and ", re.sub(r"\bOR\b|\|\|", " or ", expression))
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except SyntaxError as error:
        raise UnsupportedExpression(f"cannot read the metric expression {expression!r}") from error
    return _node(tree.body, metrics)


def _node(node: ast.expr, metrics: Mapping[str, Value]) -> Value:
    match node:
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.Name(id=name):
            if name not in metrics:
                raise UnsupportedExpression(f"the metric expression names {name}, which is not declared")
            return metrics[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            value = _node(operand, metrics)
            return None if value is None else -value
        case ast.BinOp(left=left, op=op, right=right):
            return _arithmetic(op, _node(left, metrics), _node(right, metrics))
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARE:
            a, b = _node(left, metrics), _node(right, metrics)
            return None if a is None or b is None else float(_COMPARE[type(op)](a, b))
        case ast.BoolOp(op=op, values=values):
            found = [_node(value, metrics) for value in values]
            known = [bool(value) for value in found if value is not None]
            return float((all if isinstance(op, ast.And) else any)(known)) if len(known) == len(found) else None
        case ast.Call(func=ast.Name(id=name), args=args):
            return _call(name, args, metrics)
        case _:
            raise UnsupportedExpression(
                f"the metric expression uses {type(node).__name__}, which is not evaluated here"
            )


def _arithmetic(op: ast.operator, a: Value, b: Value) -> Value:
    if a is None or b is None:
        return None
    if isinstance(op, ast.Div):
        # CloudWatch has no data point where the divisor is zero.
        return a / b if b != 0 else None
    if type(op) not in _BINARY:
        raise UnsupportedExpression(f"the metric expression uses {type(op).__name__}, which is not evaluated here")
    return _BINARY[type(op)](a, b)


def _call(name: str, args: list[ast.expr], metrics: Mapping[str, Value]) -> Value:
    if name == "IF" and len(args) in (2, 3):
        condition = _node(args[0], metrics)
        if condition is None:
            return None
        if condition:
            return _node(args[1], metrics)
        return _node(args[2], metrics) if len(args) == 3 else None
    if name == "FILL" and len(args) == 2:
        value = _node(args[0], metrics)
        if value is not None:
            return value
        return None if isinstance(args[1], ast.Name) and args[1].id == "REPEAT" else _node(args[1], metrics)
    if name in _REDUCE:
        items = [item for arg in args for item in (arg.elts if isinstance(arg, ast.List) else [arg])]
        found = [value for value in (_node(item, metrics) for item in items) if value is not None]
        return _REDUCE[name](found) if found else None
    raise UnsupportedExpression(f"the metric function {name} is not evaluated here")
