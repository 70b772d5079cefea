"""Queries of long partitions by their sort key, as the service reads them: from a sorted index, up to the limit.

The emulator looks at every item of a partition and sorts them, at each query: three seconds for 20,000 items.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable
from typing import Any

from ministack.services import dynamodb

# Shorter partitions are left to the emulator.
_LONG = 500
_BETWEEN = re.compile(r"^(\S+) = (\S+) AND (\S+) BETWEEN (\S+) AND (\S+)$")
_VERSION = "overlay_version"
_SORTED = "overlay_sorted"


def with_version(original: Callable[..., None]) -> Callable[..., None]:
    """The emulator's upkeep of indexes, which counts the changes of a table."""

    def index_item(table: dict[str, Any], *rest: Any, **named: Any) -> None:
        table[_VERSION] = table.get(_VERSION, 0) + 1
        original(table, *rest, **named)

    return index_item


def with_sorted_partitions(original: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    """The emulator's Query, over the items that it can return only."""

    def query(data: dict[str, Any]) -> Any:
        table = dynamodb._tables.get(dynamodb._normalize_table_name(data.get("TableName")))
        found = _candidates(table, data) if table else None
        if table is None or found is None:
            return original(data)
        items, members = table["items"], table.pop(dynamodb._INDEX_MEMBERS, None)
        partition, keys = found
        table["items"] = {partition: {key: items[partition][key] for key in keys}}
        try:
            return original(data)
        finally:
            table["items"] = items
            table.pop(dynamodb._INDEX_MEMBERS, None)
            if members is not None:
                table[dynamodb._INDEX_MEMBERS] = members

    return query


def _candidates(table: dict[str, Any], data: dict[str, Any]) -> tuple[str, list[str]] | None:
    """Partition and sort keys of what a query with a limit can return, and of one item more."""
    match = _BETWEEN.match(data.get("KeyConditionExpression") or "")
    limit = data.get("Limit")
    if match is None or limit is None or data.get("FilterExpression"):
        return None
    names, values = data.get("ExpressionAttributeNames", {}), data.get("ExpressionAttributeValues", {})
    attributes = [names.get(match[group], match[group]) for group in (1, 3)]
    partition, first, last = (values.get(match[group], {}).get("S") for group in (2, 4, 5))
    if partition is None or first is None or last is None or attributes[0] != table["pk_name"]:
        return None
    if len(table["items"].get(partition, ())) < _LONG:
        return None
    order = _order(table, partition, attributes[1])
    low, high = bisect.bisect_left(order, (first,)), bisect.bisect_right(order, (last, chr(0x10FFFF)))
    after = (data.get("ExclusiveStartKey") or {}).get(attributes[1], {}).get("S")
    forward = data.get("ScanIndexForward", True)
    # Items of the same place stay: the emulator finds among them where the page before ended.
    if after is not None and forward:
        low = max(low, bisect.bisect_left(order, (after,)))
    elif after is not None:
        high = min(high, bisect.bisect_right(order, (after, chr(0x10FFFF))))
    size = int(limit) + 1
    if after is not None:
        size += bisect.bisect_right(order, (after, chr(0x10FFFF))) - bisect.bisect_left(order, (after,))
    chosen = order[low : min(high, low + size)] if forward else order[max(low, high - size) : high]
    return partition, [key for _, key in chosen]


def _order(table: dict[str, Any], partition: str, attribute: str) -> list[tuple[str, str]]:
    known = table.setdefault(_SORTED, {})
    version = table.get(_VERSION, 0)
    cached = known.get((partition, attribute))
    if cached is None or cached[0] != version:
        members = table["items"][partition].items()
        order = sorted((item[attribute]["S"], key) for key, item in members if "S" in item.get(attribute, {}))
        cached = known[(partition, attribute)] = (version, order)
    return cached[1]
