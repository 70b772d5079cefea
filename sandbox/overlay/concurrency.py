"""Reserved concurrency of functions: what the account has, and what must stay unreserved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.services import lambda_svc

# https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html. An account that has fewer can reserve nothing:
# the service then names the account's limit as the minimum.
_UNRESERVED = 100
_PROPERTY = "ReservedConcurrentExecutions"


def with_reservation(create: Callable[..., Any], limit: int) -> Callable[..., Any]:
    """Creates a function with its reservation, or fails as Lambda does; the emulator ignores the property."""

    def reserving(logical_id: str, props: dict[str, Any], stack_name: str) -> Any:
        reserved = _reserved(props)
        _require(reserved, limit, other_than=None)
        created = create(logical_id, props, stack_name)
        _functions()[created[0]]["concurrency"] = reserved
        return created

    return reserving


def with_changed_reservation(update: Callable[..., Any], limit: int) -> Callable[..., Any]:
    """The same for an update in place."""

    def reserving(physical_id: str, old: dict[str, Any], new: dict[str, Any], *more: Any) -> Any:
        reserved = _reserved(new)
        _require(reserved, limit, other_than=physical_id)
        updated = update(physical_id, old, new, *more)
        _functions()[updated[0]]["concurrency"] = reserved
        return updated

    return reserving


def with_limit(put: Callable[..., Any], limit: int) -> Callable[..., Any]:
    """``PutFunctionConcurrency``, which knows the limit too."""

    def reserving(name: str, data: dict[str, Any]) -> Any:
        try:
            _require(_reserved(data), limit, other_than=name)
        except ValueError as refusal:
            return lambda_svc.error_response_json("InvalidParameterValueException", str(refusal), 400)
        return put(name, data)

    return reserving


def _reserved(props: dict[str, Any]) -> int | None:
    value = props.get(_PROPERTY)
    return None if value is None else int(value)


def _require(reserved: int | None, limit: int, other_than: str | None) -> None:
    if not reserved:
        return
    others = sum(int(one.get("concurrency") or 0) for name, one in _functions().items() if name != other_than)
    minimum = min(_UNRESERVED, limit)
    if limit - others - reserved < minimum:
        raise ValueError(
            f"Specified {_PROPERTY} for function decreases account's UnreservedConcurrentExecution below its minimum "
            f"value of [{minimum}]. (Service: Lambda, Status Code: 400)"
        )


def _functions() -> Any:
    return lambda_svc._functions
