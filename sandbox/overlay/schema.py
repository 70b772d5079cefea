"""Checks template properties against the public CloudFormation resource schemas."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class SchemaError(ValueError):
    """The properties of a resource do not fit its public schema; the message lists every problem."""


@dataclass(frozen=True)
class Schema:
    """One resource type, as ``sandbox/schemas.ts`` writes it."""

    type_name: str
    properties: Mapping[str, Mapping[str, Any]]
    definitions: Mapping[str, Mapping[str, Mapping[str, Any]]]
    attributes: tuple[str, ...]
    primary_identifier: tuple[str, ...]
    arn_template: str | None
    tag_property: tuple[str, str] | None

    def create_only(self) -> tuple[str, ...]:
        """The properties whose change creates the resource anew."""
        return self._replacing("always")

    def sometimes_replacing(self) -> tuple[str, ...]:
        """The properties whose change replaces the resource for some values only."""
        return self._replacing("sometimes")

    def _replacing(self, effect: str) -> tuple[str, ...]:
        return tuple(name for name, prop in self.properties.items() if prop.get("replaces") == effect)

    def checked(self, props: Mapping[str, Any]) -> dict[str, Any]:
        """The properties with scalars in their schema's type.

        CloudFormation delivers parameters as strings and converts them; what it cannot convert, it refuses.

        Raises:
            SchemaError: naming each unknown, missing or mistyped property with its path.
        """
        problems: list[str] = []
        result = self._object(self.properties, props, "", problems)
        if problems:
            raise SchemaError(f"{self.type_name}: " + "; ".join(problems))
        return result

    def _object(
        self,
        declared: Mapping[str, Mapping[str, Any]],
        value: Any,
        path: str,
        problems: list[str],
    ) -> Any:
        if not isinstance(value, Mapping):
            problems.append(f"{path or 'the properties'} must be an object, got {value!r}")
            return value
        result: dict[str, Any] = {}
        for name, item in value.items():
            here = f"{path}.{name}" if path else name
            if name not in declared:
                close = difflib.get_close_matches(name, declared, n=1)
                hint = f"; did you mean {close[0]}?" if close else ""
                problems.append(f"{here} is no property of this type{hint}")
            elif item is not None:
                result[name] = self._value(declared[name]["type"], item, here, problems)
        for name, prop in declared.items():
            if prop.get("required") and name not in result:
                problems.append(f"{path}.{name} is required" if path else f"{name} is required")
        return result

    def _value(self, kind: Mapping[str, Any], value: Any, path: str, problems: list[str]) -> Any:
        match kind["kind"]:
            case "object":
                return self._object(self.definitions[kind["definition"]], value, path, problems)
            case "list":
                if not isinstance(value, list):
                    problems.append(f"{path} must be a list, got {value!r}")
                    return value
                return [self._value(kind["element"], item, f"{path}[{i}]", problems) for i, item in enumerate(value)]
            case "map":
                if not isinstance(value, Mapping):
                    problems.append(f"{path} must be an object, got {value!r}")
                    return value
                return {k: self._value(kind["element"], item, f"{path}.{k}", problems) for k, item in value.items()}
            case "tag":
                return self._object(_TAG, value, path, problems)
            case "union":
                return self._union(kind["types"], value, path, problems)
            case "json":
                return value
            case scalar:
                return _scalar(scalar, value, path, problems)

    def _union(self, kinds: list[Mapping[str, Any]], value: Any, path: str, problems: list[str]) -> Any:
        attempts: list[list[str]] = []
        for kind in kinds:
            attempt: list[str] = []
            converted = self._value(kind, value, path, attempt)
            if not attempt:
                return converted
            attempts.append(attempt)
        problems.extend(min(attempts, key=len))
        return value


_TAG: Mapping[str, Mapping[str, Any]] = {
    "Key": {"type": {"kind": "string"}, "required": True},
    "Value": {"type": {"kind": "string"}, "required": True},
}


def _scalar(kind: str, value: Any, path: str, problems: list[str]) -> Any:
    if kind in ("string", "timestamp") and isinstance(value, str | int | float):
        return ("true" if value else "false") if isinstance(value, bool) else str(value)
    if kind == "boolean" and (isinstance(value, bool) or value in ("true", "false")):
        return value if isinstance(value, bool) else value == "true"
    if kind in ("integer", "number") and not isinstance(value, bool) and isinstance(value, str | int | float):
        try:
            number = float(value)
        except ValueError:
            number = None
        if number is not None and (kind == "number" or number.is_integer()):
            return int(number) if number.is_integer() else number
    article = "an" if kind == "integer" else "a"
    problems.append(f"{path} must be {article} {kind}, got {value!r}")
    return value


def load(path: Path) -> dict[str, Schema]:
    """The schemas that the sandbox exported for this run, by type name."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    return {name: _schema(name, entry) for name, entry in raw.items()}


def _schema(name: str, entry: Mapping[str, Any]) -> Schema:
    tags = entry.get("tagProperty")
    return Schema(
        type_name=name,
        properties=entry["properties"],
        definitions=entry["definitions"],
        attributes=tuple(entry["attributes"]),
        primary_identifier=tuple(entry["primaryIdentifier"]),
        arn_template=entry.get("arnTemplate"),
        tag_property=(tags["name"], tags["shape"]) if tags else None,
    )
