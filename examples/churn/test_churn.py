from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from data import FEATURES, customers
from metrics import area_under_curve
from model import Model, train
from serve import Refused, rows_of

TRAIN = Path(__file__).with_name("train.py")


class Training(unittest.TestCase):
    def test_gives_the_same_bytes_twice_and_beats_chance(self):
        contents = []
        for _ in range(2):
            with tempfile.TemporaryDirectory() as folder:
                command = [sys.executable, str(TRAIN), folder, "--customers", "1200"]
                subprocess.run(command, check=True, capture_output=True)
                contents.append([(Path(folder) / name).read_bytes() for name in ("model.json", "metrics.json")])
        self.assertEqual(contents[0], contents[1])
        self.assertGreater(json.loads(contents[0][1])["areaUnderCurve"], 0.65)

    def test_scores_more_support_calls_higher(self):
        drawn = customers(800, 1)
        model = train(FEATURES, [c.features for c in drawn], [c.left for c in drawn])
        calm, upset = [20, 48, 0, 0, 12, 0], [20, 48, 8, 0, 12, 0]
        self.assertGreater(model.score(upset), model.score(calm))

    def test_ranks_ties_as_chance(self):
        self.assertEqual(area_under_curve([0.5, 0.5, 0.5, 0.5], [True, False, True, False]), 0.5)
        self.assertEqual(area_under_curve([0.1, 0.9], [False, True]), 1.0)


class Serving(unittest.TestCase):
    def test_reads_json_and_csv_alike(self):
        names = ("a", "b")
        self.assertEqual(rows_of(b'{"instances": [{"b": 2, "a": 1}]}', "application/json", names), [[1.0, 2.0]])
        self.assertEqual(rows_of(b"1,2\n", "text/csv; charset=utf-8", names), [[1.0, 2.0]])

    def test_fails_naming_what_is_missing(self):
        with self.assertRaisesRegex(Refused, "missing features: b"):
            rows_of(b'{"instances": [{"a": 1}]}', "application/json", ("a", "b"))

    def test_fails_for_what_is_not_a_number(self):
        model = Model(("a",), (0.0,), (1.0,), (1.0,), 0.0)
        for row in ([float("nan")], [1.0, 2.0]):
            with self.assertRaises(ValueError):
                model.score(row)
