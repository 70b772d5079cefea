"""Logistic regression on standardized features, small enough to read: training, prediction, and its file format."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Model:
    """What training finds."""

    features: tuple[str, ...]
    means: tuple[float, ...]
    deviations: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float

    def score(self, row: Sequence[float]) -> float:
        """Probability, 0 to 1, that the customer leaves.

        Raises:
            ValueError: when the row does not have one finite number for each feature.
        """
        if len(row) != len(self.features):
            raise ValueError(f"expected {len(self.features)} features ({', '.join(self.features)}), got {len(row)}")
        if not all(math.isfinite(value) for value in row):
            raise ValueError("every feature must be a finite number")
        scaled = zip(self.weights, row, self.means, self.deviations, strict=True)
        total = self.intercept + sum(w * (x - mean) / deviation for w, x, mean, deviation in scaled)
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, total))))

    def save(self, path: Path) -> None:
        """Writes the model as JSON; the same model gives the same bytes."""
        path.write_text(json.dumps(asdict(self), indent=2, sort_keys=True) + "\n", encoding="utf-8")

    @staticmethod
    def load(path: Path) -> Model:
        """Reads what ``save`` wrote."""
        raw = json.loads(path.read_text(encoding="utf-8"))
        lists = {key: tuple(raw[key]) for key in ("features", "means", "deviations", "weights")}
        return Model(**lists, intercept=raw["intercept"])


def train(
    features: tuple[str, ...],
    rows: Sequence[Sequence[float]],
    labels: Sequence[bool],
    *,
    epochs: int = 60,
    rate: float = 0.5,
    penalty: float = 1e-4,
) -> Model:
    """Fits by full-batch gradient descent, which needs no randomness.

    Args:
        features: names, in the order of each row
        rows: feature values
        labels: whether the customer left
        epochs: passes over the data
        rate: step size
        penalty: L2 weight decay
    """
    count, width = len(rows), len(features)
    means = [sum(row[i] for row in rows) / count for i in range(width)]
    deviations = [math.sqrt(sum((row[i] - means[i]) ** 2 for row in rows) / count) or 1.0 for i in range(width)]
    scaled = [[(row[i] - means[i]) / deviations[i] for i in range(width)] for row in rows]
    weights, intercept = [0.0] * width, 0.0
    for _ in range(epochs):
        gradient, bias = [0.0] * width, 0.0
        for row, left in zip(scaled, labels, strict=True):
            total = intercept + sum(w * x for w, x in zip(weights, row, strict=True))
            error = 1 / (1 + math.exp(-max(-60.0, min(60.0, total)))) - left
            bias += error
            for i, value in enumerate(row):
                gradient[i] += error * value
        weights = [w - rate * (g / count + penalty * w) for w, g in zip(weights, gradient, strict=True)]
        intercept -= rate * bias / count
    digits = 9
    return Model(
        features,
        tuple(round(value, digits) for value in means),
        tuple(round(value, digits) for value in deviations),
        tuple(round(value, digits) for value in weights),
        round(intercept, digits),
    )
