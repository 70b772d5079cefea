"""Synthetic customers of a telephone company: no real person stands behind a row, and every run gives the same rows."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

FEATURES = (
    "tenure_months",
    "monthly_charge",
    "support_calls_90d",
    "late_payments_12m",
    "contract_months",
    "usage_change",
)


@dataclass(frozen=True)
class Customer:
    """One row: the features in the order of ``FEATURES``, and whether the customer left within 90 days."""

    features: tuple[float, ...]
    left: bool


def customers(count: int, seed: int) -> list[Customer]:
    """Draws customers whose true leaving probability is a known function, plus noise that no model can learn."""
    source = random.Random(seed)
    return [_customer(source) for _ in range(count)]


def _customer(source: random.Random) -> Customer:
    tenure = source.expovariate(1 / 30)
    charge = source.gauss(48, 14)
    calls = float(min(12, int(source.expovariate(0.6))))
    late = float(min(12, int(source.expovariate(1.4))))
    contract = source.choice((1.0, 1.0, 12.0, 24.0))
    usage = source.gauss(0, 0.25)
    score = (
        -1.5
        - 0.028 * min(tenure, 90)
        + 0.021 * (charge - 48)
        + 0.42 * calls
        + 0.30 * late
        - 0.055 * contract
        - 2.1 * usage
        + source.gauss(0, 0.4)
    )
    return Customer((tenure, charge, calls, late, contract, usage), source.random() < 1 / (1 + math.exp(-score)))
