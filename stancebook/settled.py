"""What marks settle of who speaks goes before what a model makes of a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from stancebook import schema
from stancebook.datelines import find_dateline, is_date_line
from stancebook.discourse import share_words
from stancebook.marks import is_run_together
from stancebook.russian import find_russian, judge_russian

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["read_russian", "settle_lines"]

FURNISHED = 0.1  # what is left of P(credit) and P(boilerplate) in a page's heading
POST = 4  # words; with as many, what is embedded is somebody's post


def read_russian(
    paragraphs: pd.DataFrame, p: NDArray[np.float32], said: dict[str, list[Any]]
) -> tuple[NDArray[np.float32], NDArray[Any]]:
    """Judge by their marks the paragraphs of articles that the model cannot read."""
    russian = find_russian(paragraphs)
    p, decided = p.copy(), np.full(len(p), "model", dtype=object)
    keys = zip(
        paragraphs["article"], paragraphs["paragraph"], paragraphs["text"], strict=True
    )
    rows = [(n, *row) for n, row in enumerate(keys) if russian[n]]
    wired = {article for _, article, _, text in rows if _opens_wire(text)}
    for n, article, key, text in rows:
        share = sum(share_words(text, said.get(key, [])).values())
        p[n] = judge_russian(text, share, article in wired)
        decided[n] = "rule:russian"
    return p, decided


def _opens_wire(text: str) -> bool:
    dateline = find_dateline(text)
    return dateline is not None and dateline.agency is not None


def settle_lines(
    paragraphs: pd.DataFrame, p: NDArray[np.float32], decided: NDArray[Any]
) -> tuple[NDArray[np.float32], list[str]]:
    """
    Settle what the codebook settles, and say for each paragraph who decided.

    Headlines that were run together are furniture; a date on its own line is a credit.
    So are captions and players furniture, where the page tells them; but a post of
    somebody else, with its words, is passed on.
    """
    place = paragraphs["position"].to_numpy()
    rules = (
        ("rule:headlines", "boilerplate", is_run_together, place > 1),
        ("rule:date", "credit", is_date_line, place > 0),
    )
    settled = [
        (name, voice, np.array([fits(text) for text in paragraphs["text"]]) & late)
        for name, voice, fits, late in rules
    ]
    spoken = _find_spoken(paragraphs)
    p[spoken, 3:] *= FURNISHED
    p[spoken] /= p[spoken].sum(1, keepdims=True)
    for name, voice, rows in (*settled, *_settle_blocks(paragraphs)):
        p[rows] = 0.1 * p[rows] + 0.9 * (np.array(schema.VOICES) == voice)
        decided[rows] = name
    return p, decided.tolist()


def _settle_blocks(
    paragraphs: pd.DataFrame,
) -> Iterator[tuple[str, str, NDArray[np.bool_]]]:
    """Yield what captions and embeds are, and in which rows they stand."""
    if "block" not in paragraphs:
        return
    block = paragraphs["block"].to_numpy(object)
    words = np.array([_count_own_words(text) for text in paragraphs["text"]])
    yield "rule:caption", "boilerplate", block == "caption"
    yield "rule:embed", "boilerplate", (block == "embed") & (words < POST)
    yield "rule:embed", "reported", (block == "embed") & (words >= POST)


def _find_spoken(paragraphs: pd.DataFrame) -> NDArray[np.bool_]:
    """Say which paragraphs are headings or quotations: neither credit nor furniture."""
    block = paragraphs.get("block", pd.Series(None, index=paragraphs.index))
    return block.isin(["heading", "quote"]).to_numpy()


def _count_own_words(text: str) -> int:
    """Count the words of a text besides addresses; a title of a film counts as none."""
    return 0 if re.search(r"https?://\S+$", text) else len(text.split())
