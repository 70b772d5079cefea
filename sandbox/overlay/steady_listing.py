"""Listings that begin again when another thread has written meanwhile.

The emulator copies a store before it looks through it, ``list(store.items())``, which seems to be one step and is not: the
garbage collection of a closed connection lets other threads run halfway. The request then ends with a 500, ``dictionary
changed size during iteration``: seldom, but ListExecutions is asked all the time while executions begin.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from ministack.core.responses import AccountRegionScopedDict, AccountScopedDict
from ministack.services import sts

_TRIES = 10
# The other ways copy keys or values alone, which is one step: no pair is made that could start a collection.
_WAYS = ("items", "items_scoped", "values", "values_scoped", "all_items")

LISTINGS = (
    *((store, way) for store in (AccountRegionScopedDict, AccountScopedDict) for way in _WAYS if hasattr(store, way)),
    # Each use of a role looks for sessions that have expired.
    (sts, "_evict_expired_sessions"),
)
"""What is listed: the owner and the name of each function."""


def install() -> None:
    """Makes every listing steady."""
    for owner, name in LISTINGS:
        setattr(owner, name, steady(getattr(owner, name)))


def steady(original: Callable[..., Any]) -> Callable[..., Any]:
    """A function that only reads, or that may be done twice, tried again when a store changed under it.

    Raises:
        RuntimeError: when the store changed each time.
    """

    @functools.wraps(original)
    def attempt(*args: Any) -> Any:
        for _ in range(_TRIES - 1):
            try:
                return original(*args)
            except RuntimeError as error:
                if "changed size during iteration" not in str(error):
                    raise
        return original(*args)

    return attempt
