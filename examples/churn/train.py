"""Trains the churn model and writes ``model.json`` and ``metrics.json``.

Usage: ``python train.py OUTPUT_FOLDER [--seed 7] [--customers 6000]``. The same arguments give the same bytes.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from data import FEATURES, customers
from metrics import area_under_curve, log_loss, precision_at
from model import train


def main() -> None:
    """Trains on three quarters of the customers and measures on the last quarter."""
    parser = argparse.ArgumentParser(description="train the churn model on synthetic customers")
    parser.add_argument("output", type=Path)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--customers", type=int, default=6000)
    arguments = parser.parse_args()
    drawn = customers(arguments.customers, arguments.seed)
    split = len(drawn) * 3 // 4
    known, held_out = drawn[:split], drawn[split:]
    model = train(FEATURES, [c.features for c in known], [c.left for c in known])
    scores = [model.score(c.features) for c in held_out]
    labels = [c.left for c in held_out]
    measured = {
        "customersTrained": len(known),
        "customersHeldOut": len(held_out),
        "leaversHeldOut": sum(labels),
        "areaUnderCurve": round(area_under_curve(scores, labels), 4),
        "logLoss": round(log_loss(scores, labels), 4),
        "precisionAtTop10Percent": round(precision_at(scores, labels, 0.1), 4),
        "seed": arguments.seed,
    }
    arguments.output.mkdir(parents=True, exist_ok=True)
    model.save(arguments.output / "model.json")
    text = json.dumps(measured, indent=2) + "\n"
    (arguments.output / "metrics.json").write_text(text, encoding="utf-8")
    print(text, end="")


if __name__ == "__main__":
    main()
