"""A bar is read before its word and number, so how it may look is settled here."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["MEAN", "Bar", "bar"]

MEAN = "mean"
_SIDES = ("favor", "against")
_LEAST = 0.02  # what is drawn of a side at least: a label must not vanish


@dataclass(frozen=True)
class Bar:
    """A score under a word: the word sets the fill, the score direction and length."""

    score: float
    word: str

    @property
    def number(self) -> str:
        """Give the score with its sign, a true minus, and two decimals."""
        rounded = round(self.score, 2)
        signed = self.score if self.word in _SIDES else rounded
        sign = "+" if signed > 0 else "−" if signed < 0 else ""
        return f"{sign}{abs(rounded):.2f}"

    @property
    def fill(self) -> str:
        """Name the fill: that of the label, or of the side that a mean leans to."""
        if self.word != MEAN:
            return self.word
        rounded = round(self.score, 2)
        return "favor" if rounded > 0 else "against" if rounded < 0 else "neutral"

    @property
    def left(self) -> str:
        """Give where the bar begins, in percent of its track."""
        return f"{50 - 50 * self._drawn if self.score < 0 else 50:.1f}"

    @property
    def width(self) -> str:
        """Give how long the bar is, in percent of its track."""
        return f"{50 * self._drawn:.1f}"

    @property
    def _drawn(self) -> float:
        least = _LEAST if self.word in _SIDES else 0.0
        return max(abs(self.score), least)


def bar(score: float, word: str = MEAN) -> Bar:
    """
    Return the bar of a score under its label; without a label, it is that of a mean.

    Examples
    --------
    >>> shown = bar(0.27, "neutral")
    >>> shown.word, shown.fill, shown.number, shown.left, shown.width
    ('neutral', 'neutral', '+0.27', '50.0', '13.5')
    """
    return Bar(score, word)
