from __future__ import annotations

import json
import unittest
from typing import Any

from ministack.services import dynamodb

from overlay import sorted_partitions
from tests.support import in_account

ITEMS = 700
QUERY = {
    "TableName": "ledger",
    "IndexName": "serving",
    "KeyConditionExpression": "#model = :model AND #sort BETWEEN :from AND :to",
    "ExpressionAttributeNames": {"#model": "model", "#sort": "at"},
    "ExpressionAttributeValues": {":model": {"S": "m"}, ":from": {"S": "0005"}, ":to": {"S": "0200"}},
    "Limit": 24,
}


def put(number: int, at: int) -> None:
    item = {"model": {"S": "m"}, "entry": {"S": f"{number:04d}"}, "at": {"S": f"{at:04d}"}}
    dynamodb._put_item({"TableName": "ledger", "Item": item})


def asked(query: Any, **changes: Any) -> dict[str, Any]:
    return json.loads(query({**QUERY, **changes})[2])


class SortedPartitions(unittest.TestCase):
    def setUp(self) -> None:
        in_account()
        self.index_item = dynamodb._index_item
        dynamodb._index_item = sorted_partitions.with_version(dynamodb._index_item)
        self.addCleanup(setattr, dynamodb, "_index_item", self.index_item)
        key = [{"AttributeName": "model", "KeyType": "HASH"}]
        dynamodb._create_table(
            {
                "TableName": "ledger",
                "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [{"AttributeName": n, "AttributeType": "S"} for n in ("model", "entry", "at")],
                "KeySchema": [*key, {"AttributeName": "entry", "KeyType": "RANGE"}],
                "LocalSecondaryIndexes": [
                    {
                        "IndexName": "serving",
                        "KeySchema": [*key, {"AttributeName": "at", "KeyType": "RANGE"}],
                        "Projection": {"ProjectionType": "ALL"},
                    }
                ],
            }
        )
        self.addCleanup(dynamodb._delete_table, {"TableName": "ledger"})
        for number in range(ITEMS):
            # Three items at each place.
            put(number, number // 3)
        self.query = sorted_partitions.with_sorted_partitions(dynamodb._query)

    def test_answers_as_the_emulator_does_page_by_page(self) -> None:
        for forward in (True, False):
            cursor: dict[str, Any] = {}
            for _ in range(40):
                page = asked(self.query, ScanIndexForward=forward, **cursor)
                self.assertEqual(page, asked(dynamodb._query, ScanIndexForward=forward, **cursor))
                if "LastEvaluatedKey" not in page:
                    break
                cursor = {"ExclusiveStartKey": page["LastEvaluatedKey"]}
            else:
                self.fail("there was no last page")

    def test_sees_an_item_that_moved(self) -> None:
        asked(self.query)
        put(0, 5)
        self.assertEqual(asked(self.query), asked(dynamodb._query))
        self.assertEqual(asked(self.query)["Items"][0]["entry"], {"S": "0000"})


if __name__ == "__main__":
    unittest.main()
