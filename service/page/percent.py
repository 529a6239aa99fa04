"""Probabilities as people read them."""

from __future__ import annotations


def percent(probability: float) -> str:
    """A probability in per cent, never rounded to certainty.

    >>> percent(0.824), percent(0.9999), percent(0.0001)
    ('82 %', '99 %', '1 %')
    """
    return f"{percentage(probability)} %"


def percentage(probability: float) -> int:
    """The same as a number from 1 to 99, such as the length of a bar."""
    return min(max(round(probability * 100), 1), 99)
