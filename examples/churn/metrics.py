"""How good a scorer is on customers that it has not seen."""

from __future__ import annotations

import math
from collections.abc import Sequence


def area_under_curve(scores: Sequence[float], labels: Sequence[bool]) -> float:
    """Probability that a leaver has a higher score than a stayer; ties count half."""
    ranked = sorted(range(len(scores)), key=lambda i: scores[i])
    ranks = [0.0] * len(scores)
    start = 0
    while start < len(ranked):
        end = start
        while end + 1 < len(ranked) and scores[ranked[end + 1]] == scores[ranked[start]]:
            end += 1
        for position in range(start, end + 1):
            ranks[ranked[position]] = (start + end) / 2 + 1
        start = end + 1
    positives = sum(labels)
    negatives = len(labels) - positives
    total = sum(rank for rank, left in zip(ranks, labels, strict=True) if left)
    return (total - positives * (positives + 1) / 2) / (positives * negatives)


def log_loss(scores: Sequence[float], labels: Sequence[bool]) -> float:
    """Mean negative log likelihood; lower is better."""
    clipped = [min(1 - 1e-12, max(1e-12, score)) for score in scores]
    return -sum(math.log(s if left else 1 - s) for s, left in zip(clipped, labels, strict=True)) / len(labels)


def precision_at(scores: Sequence[float], labels: Sequence[bool], share: float) -> float:
    """Share of leavers among the customers with the highest scores, whom the retention team calls."""
    count = max(1, int(len(scores) * share))
    top = sorted(range(len(scores)), key=lambda i: scores[i], reverse=True)[:count]
    return sum(labels[i] for i in top) / count
