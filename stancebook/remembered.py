"""Steps read the same paragraphs, so what a model said of a text is kept a while."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

__all__ = ["Remembered"]

KEPT = 5000
Answer = TypeVar("Answer")


class Remembered(Generic[Answer]):
    """
    Asks `read` about texts that it was not asked about lately; each text once.

    Examples
    --------
    >>> asked = []
    >>> sizes = Remembered(lambda texts: asked.extend(texts) or [len(t) for t in texts])
    >>> sizes(["dam", "dam", "river"]), sizes(["river"]), asked
    ([3, 3, 5], [5], ['dam', 'river'])
    """

    def __init__(self, read: Callable[[Sequence[str]], Sequence[Answer]]) -> None:
        self._read = read
        self._answers: OrderedDict[str, Answer] = OrderedDict()

    def __call__(self, texts: Sequence[str]) -> list[Answer]:
        """Return what `read` says of each text."""
        fresh = [text for text in dict.fromkeys(texts) if text not in self._answers]
        new = dict(zip(fresh, self._read(fresh), strict=True)) if fresh else {}
        answers = [new[t] if t in new else self._answers[t] for t in texts]
        self._answers.update(new)
        while len(self._answers) > KEPT:
            self._answers.popitem(last=False)
        return answers

    def forget(self) -> None:
        """Ask anew from now on."""
        self._answers.clear()
