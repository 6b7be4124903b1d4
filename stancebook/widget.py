"""Labelling happens in the notebook, and every decision goes straight to the disk."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any

import anywidget
import pandas as pd
import traitlets

from stancebook.codebook import Codebook
from stancebook.desk import Desk

__all__ = ["Annotator"]

_STATIC = Path(__file__).parent / "static"


class Annotator(anywidget.AnyWidget):
    """
    Whole articles to label by keyboard, in JupyterLab, Notebook 7 and VS Code.

    Each decision is one line of `<save_to>/annotations/<annotator>.jsonl`, and on the
    disk before the page says "saved". Where it cannot be saved the page says so, lets
    nobody go on, keeps the decision and tries again. Running the cell again, on any
    day, goes on where the log ends. Press `?` in the page for its keys.

    Parameters
    ----------
    sample
        The paragraphs to label: what `draw_sample` or `assign` returns, or a
        `paragraphs` table. Rows of other annotators are left out.
    codebook
        What the labels mean; its guidelines are at hand in the page.
    annotator
        Who labels: small letters, digits, `-` and `_`.
    save_to
        The labels folder.
    paragraphs
        All paragraphs, so that the whole article can be read around the sample.
    layers
        Which of voice, origin, stance, attribution and claims to ask for.
    targets
        Ids of the codebook's targets; without them, those that an article mentions,
        or all where the codebook has three at most.
    voices, scores
        A model's labels. `voices` also says whose stance is asked for.
    suggest
        Show the model's labels, on a random half of the units: `measure_anchoring`
        then says what that did. Which half is logged.
    votes
        Annotations to adjudicate: what they differ on is asked, the votes stand beside
        it in an order that tells nobody's name, and decisions go to
        `<save_to>/adjudications/<annotator>.jsonl`.
    seed
        Where the random numbers begin.

    Raises
    ------
    InputError
        Where a paragraph has no text, a name or layer is wrong, or the folder cannot
        be written to.
    """

    _esm = _STATIC / "annotator.js"
    _css = _STATIC / "annotator.css"
    page = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        sample: pd.DataFrame,
        codebook: Codebook,
        annotator: str,
        save_to: str | PathLike[str] = "labels",
        **options: Any,
    ) -> None:
        self.desk = Desk(sample, codebook, annotator, save_to, **options)
        super().__init__(page=self.desk.page)
        self.on_msg(self._hear)

    def _hear(self, _: Any, message: Any, __: Any) -> None:
        self.send(self.desk.answer(message))

    @property
    def annotations(self) -> pd.DataFrame:
        """What this annotator has decided so far, as read back from the disk."""
        return self.desk.annotations
