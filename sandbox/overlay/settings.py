"""What the sandbox's driver tells the overlay by environment variables."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """Where things lie, and how fast time passes."""

    schemas: Path
    types: Path
    run_folder: Path
    port: int
    time_scale: float
    """Waits of a deployment are multiplied by this: 0.002 makes ten minutes of baking 1.2 seconds."""

    lambda_concurrency: int
    """Concurrent executions of Lambda that each account has in a Region: those of a new account, unless told otherwise."""

    @property
    def deployment_actions(self) -> Path:
        """What CloudFormation calls for each resource type: written by ``sandbox/deployment-actions.ts``."""
        return self.run_folder / "deployment-actions.json"

    @property
    def programs(self) -> Path:
        """Which program stands for the containers of which model package group: written by ``sandbox/models/plan.ts``."""
        return self.run_folder / "programs.json"

    @property
    def accelerators(self) -> Path:
        """How many GPUs each instance type has: written by ``sandbox/accelerators.ts``."""
        return self.run_folder / "accelerators.json"


def from_environment() -> Settings:
    """Reads the variables that ``sandbox/emulator.ts`` sets.

    Raises:
        KeyError: when the overlay is started without them.
    """
    here = Path(__file__).parent
    return Settings(
        schemas=Path(os.environ["SANDBOX_SCHEMAS"]),
        types=here / "types.json",
        run_folder=Path(os.environ["SANDBOX_RUN_FOLDER"]),
        port=int(os.environ["GATEWAY_PORT"]),
        time_scale=float(os.environ.get("SANDBOX_TIME_SCALE", "0.002")),
        lambda_concurrency=int(os.environ.get("SANDBOX_LAMBDA_CONCURRENCY", "10")),
    )
