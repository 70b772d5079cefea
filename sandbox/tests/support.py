"""What the tests share: a schema of their own, and an account to work in."""

from __future__ import annotations

import os
from typing import Any
from unittest import mock

from ministack.core.responses import set_request_account_id, set_request_region

from overlay.schema import Schema


def in_account(account: str = "111111111111", region: str = "eu-west-1") -> None:
    set_request_account_id(account)
    set_request_region(region)


def playing(*names: str) -> Any:
    """A block in which these behaviours of the services are played."""
    return mock.patch.dict(os.environ, {"SANDBOX_BEHAVIOURS": ",".join(names)})


def schema(**changes: Any) -> Schema:
    given: dict[str, Any] = {
        "type_name": "AWS::Test::Thing",
        "properties": {
            "ThingName": {"type": {"kind": "string"}, "replaces": "always"},
            "Size": {"type": {"kind": "integer"}, "required": True},
            "Enabled": {"type": {"kind": "boolean"}},
            "Options": {"type": {"kind": "object", "definition": "7"}},
            "Tags": {"type": {"kind": "list", "element": {"kind": "tag"}}},
        },
        "definitions": {"7": {"Mode": {"type": {"kind": "string"}, "required": True}}},
        "attributes": ("Arn",),
        "primary_identifier": ("ThingName",),
        "arn_template": "arn:${Partition}:test:${Region}:${Account}:thing/${ThingName}",
        "tag_property": ("Tags", "list"),
    }
    return Schema(**{**given, **changes})
