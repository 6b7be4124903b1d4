"""A sentence that a table wrote should read as if somebody had, so words bend here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

__all__ = ["between", "count", "is_there", "join", "number"]


def count(many: int, noun: str) -> str:
    """
    Return how many there are of what `noun` names; its first word takes the plural.

    Examples
    --------
    >>> count(1, "article"), count(1997, "label of voice")
    ('1 article', '1,997 labels of voice')
    """
    first, _, rest = noun.partition(" ")
    words = [f"{many:,}", first if many == 1 else f"{first}s", rest]
    return " ".join(word for word in words if word)


def join(parts: Iterable[str]) -> str:
    """
    Return a list as one reads it.

    Examples
    --------
    >>> join(["ana", "ben", "eva"])
    'ana, ben and eva'
    """
    *most, last = list(parts)
    return f"{', '.join(most)} and {last}" if most else last


def number(value: float) -> str:
    """
    Return a figure with two decimals and a true minus; what rounds to 0 has none.

    Examples
    --------
    >>> number(-0.5), number(-0.001)
    ('−0.50', '0.00')
    """
    text = f"{value:.2f}"
    return text.replace("-", "" if float(text) == 0 else "−")


def between(low: float, high: float) -> str:
    """
    Return a range, or the one figure that both ends are.

    Examples
    --------
    >>> between(0.2, 0.5), between(0.5, 0.5)
    ('0.20 to 0.50', '0.50')
    """
    return " to ".join(dict.fromkeys((number(low), number(high))))


def is_there(value: Any) -> bool:
    """
    Say whether a cell of a table holds anything.

    Examples
    --------
    >>> is_there(0.0), is_there(float("nan")), is_there(None)
    (True, False, False)
    """
    return not pd.isna(value)
