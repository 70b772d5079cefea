from __future__ import annotations

import json
import sys
import tempfile
import unittest
from pathlib import Path

from overlay.sagemaker.container import ContainerError, command_for


class Programs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.programs = Path(folder.name) / "programs.json"
        self.programs.write_text(json.dumps({"parcels-trial-route": "/x/serve.py", "parcels-trial-help": "/y/serve"}))

    def test_python_runs_in_this_environment_and_anything_else_by_itself(self):
        self.assertEqual(command_for("parcels-trial-route", self.programs), [sys.executable, "/x/serve.py"])
        self.assertEqual(command_for("parcels-trial-help", self.programs), ["/y/serve"])

    def test_fails_for_a_group_that_no_program_stands_for(self):
        for group in ("parcels-trial-route-time", "route", None):
            with self.assertRaisesRegex(ContainerError, f"no program stands for the model package group {group} in"):
                command_for(group, self.programs)
