"""Resources that are remembered and checked, but that do nothing."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from ministack.core.responses import AccountRegionScopedDict, get_account_id, get_region
from ministack.services.cloudformation.provisioners import _physical_name

from overlay.schema import Schema

Handlers = dict[str, Any]

# What exists, by (type, physical id), apart for each account and Region.
RESOURCES = AccountRegionScopedDict()


def handlers(schema: Schema) -> Handlers:
    """Create, update and delete for one type; replacement is the engine's, from the schema's create-only properties."""

    def create(logical_id: str, props: dict[str, Any], stack_name: str) -> tuple[str, dict[str, Any]]:
        checked = schema.checked(props)
        named = _named(schema, checked, stack_name, logical_id)
        attributes = _attributes(schema, named)
        physical_id = "|".join(str(attributes.get(name, named.get(name))) for name in _identifier(schema, attributes))
        if (schema.type_name, physical_id) in RESOURCES:
            raise ValueError(f"{schema.type_name}: {physical_id} already exists")
        RESOURCES[(schema.type_name, physical_id)] = checked
        return physical_id, attributes

    def update(
        physical_id: str, _old: dict[str, Any], new: dict[str, Any], stack_name: str, logical_id: str
    ) -> tuple[str, dict[str, Any]]:
        checked = schema.checked(new)
        if (schema.type_name, physical_id) not in RESOURCES:
            raise ValueError(f"{schema.type_name}: {physical_id} does not exist")
        RESOURCES[(schema.type_name, physical_id)] = checked
        return physical_id, _attributes(schema, _named(schema, checked, stack_name, logical_id))

    def delete(physical_id: str, _props: dict[str, Any]) -> None:
        RESOURCES.pop((schema.type_name, physical_id), None)

    return {"create": create, "update": update, "update_with_logical_id": True, "delete": delete}


def arn(schema: Schema, values: dict[str, Any]) -> str:
    """The resource's ARN from the schema's template, or in the common form when it has none."""
    template = schema.arn_template
    if template is None:
        service, kind = schema.type_name.split("::")[1:]
        return f"arn:aws:{service.lower()}:{get_region()}:{get_account_id()}:{kind.lower()}/{values['_unique']}"
    known = {"Partition": "aws", "Region": get_region(), "Account": get_account_id()}

    def replace(match: re.Match[str]) -> str:
        return str(known.get(match[1], values.get(match[1], values["_unique"])))

    return re.sub(r"\$\{(\w+)\}", replace, template)


def _identifier(schema: Schema, attributes: dict[str, Any]) -> tuple[str, ...]:
    # Identifiers such as /properties/Budget/BudgetName lie deeper than an attribute or a property.
    flat = tuple(name.split("/")[-1] for name in schema.primary_identifier)
    return flat if flat and all(n in attributes or n in schema.properties for n in flat) else ("_unique",)


def _named(schema: Schema, checked: dict[str, Any], stack_name: str, logical_id: str) -> dict[str, Any]:
    unique = _physical_name(stack_name, logical_id, max_len=63)
    named = {**checked, "_unique": unique}
    for name in schema.primary_identifier:
        if name in schema.properties and schema.properties[name]["type"]["kind"] == "string":
            named.setdefault(name, unique)
    return named


def _attributes(schema: Schema, named: dict[str, Any]) -> dict[str, Any]:
    digest = hashlib.sha256(f"{schema.type_name}{named['_unique']}".encode()).hexdigest()
    attributes: dict[str, Any] = {"_unique": named["_unique"]}
    for name in schema.attributes:
        if name in named:
            attributes[name] = named[name]
        elif name.endswith("Arn"):
            attributes[name] = arn(schema, named)
        elif name.endswith("Name"):
            attributes[name] = named["_unique"]
        else:
            attributes[name] = digest[:12]
    return attributes
