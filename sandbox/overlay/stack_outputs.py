"""``Fn::GetStackOutput`` of a stack in another Region, which the emulator looks for in the stack's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.core.responses import get_region, set_request_region

_INTRINSIC = "Fn::GetStackOutput"


def with_regions(original: Callable[..., Any]) -> Callable[..., Any]:
    """The emulator's resolution of references, with the Region of a stack output honoured."""

    def resolve(value: Any, *context: Any, **named: Any) -> Any:
        spec = value.get(_INTRINSIC) if isinstance(value, dict) and len(value) == 1 else None
        region = spec.get("Region") if isinstance(spec, dict) else None
        here = get_region()
        if not isinstance(region, str) or region == here:
            return original(value, *context, **named)
        set_request_region(region)
        try:
            return original({_INTRINSIC: {k: v for k, v in spec.items() if k != "Region"}}, *context, **named)
        finally:
            set_request_region(here)

    return resolve
