"""Physical names: what has one cannot be created while something else has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ministack.services import cloudwatch_logs, dynamodb


def with_free_name(type_name: str, create: Callable[..., Any]) -> Callable[..., Any]:
    """Fails where the emulator would replace what has the name, with all that is in it."""
    property_name, taken = _NAMES[type_name]

    def creating(logical_id: str, props: dict[str, Any], stack_name: str) -> Any:
        name = props.get(property_name)
        if name is not None and name in taken():
            raise ValueError(f"Resource of type '{type_name}' with identifier '{name}' already exists.")
        return create(logical_id, props, stack_name)

    return creating


def with_protection(delete: Callable[..., None]) -> Callable[..., None]:
    """Fails the deletion of a table with deletion protection, as DynamoDB does, also when CloudFormation rolls back."""

    def deleting(name: str, props: dict[str, Any]) -> None:
        if (dynamodb._tables.get(name) or {}).get("DeletionProtectionEnabled"):
            raise ValueError(f"Table '{name}' can't be deleted while DeletionProtectionEnabled is set to True")
        delete(name, props)

    return deleting


def types() -> tuple[str, ...]:
    """The types for which the emulator does not look itself."""
    return tuple(_NAMES)


_NAMES: dict[str, tuple[str, Callable[[], Mapping[str, Any]]]] = {
    "AWS::DynamoDB::Table": ("TableName", lambda: dynamodb._tables),
    "AWS::Logs::LogGroup": ("LogGroupName", lambda: cloudwatch_logs._log_groups),
}
