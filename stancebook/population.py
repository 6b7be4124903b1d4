"""A model's labels of all paragraphs, and gold labels of some, stand in one order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from stancebook.drawing import read_design
from stancebook.schema import STANCES, VOICES, InputError, require
from stancebook.variance import Design

__all__ = ["Population", "guess_stances", "guess_voices", "read_population"]

Array = NDArray[np.float64]
Names = NDArray[np.object_]
ABSENT = ("missing", "unrelated")


@dataclass(frozen=True)
class Population:
    """All paragraphs, how some were drawn to be labelled, and the labels of these."""

    rows: pd.DataFrame
    design: Design
    gold: pd.DataFrame

    def voices(self) -> Names:
        """Return the gold voice of each labelled paragraph."""
        return self._read(self._layer("voice", VOICES), self._drawn(), "voice")

    def stances(
        self, target: str, asked: NDArray[np.bool_], own: dict[str, str], absent: str
    ) -> Names:
        """
        Return the gold stance of each labelled paragraph that is `asked`, or None.

        Of several holders in a paragraph, it is that of its `own`, whose words make
        up most of it; a label without a holder is about just that voice.
        """
        table = self._layer("stance", STANCES)
        table = table[table["target"] == target]
        if table.empty:
            problem = f"the gold labels say nothing about target {target!r}"
            raise InputError(problem, "Label it, or name `targets` that are labelled.")
        table = _keep_own(table, own)
        values = np.full(len(asked), None, dtype=object)
        if absent == "unrelated":
            known = table.set_index("paragraph")["value"]
            values[asked] = self._drawn()[asked].map(known).fillna("unrelated")
            return values
        names = self._drawn()[asked]
        values[asked] = self._read(table, names, f"stance on {target!r}")
        return values

    def _drawn(self) -> pd.Series:
        return self.rows.loc[self.design.labelled, "paragraph"].reset_index(drop=True)

    def _layer(self, layer: str, labels: Sequence[str]) -> pd.DataFrame:
        table = self.gold[self.gold["layer"] == layer]
        if table.empty:
            problem = f"the gold labels have no row of layer {layer!r}"
            raise InputError(problem, "Label that layer of the sample.")
        if len(strange := table[~table["value"].isin(labels)]):
            row = strange.iloc[0]
            problem = f"gold: {row['value']!r} of {row['paragraph']!r} is no {layer}"
            raise InputError(problem, f"Use one of {', '.join(labels)}.")
        return table

    def _read(self, table: pd.DataFrame, names: pd.Series, what: str) -> Names:
        """Look each name up; a sample is of use only where all of it is labelled."""
        found = names.map(
            table.drop_duplicates("paragraph").set_index("paragraph")["value"]
        )
        missing = names[found.isna()]
        if len(missing) == len(names):
            problem = f"none of the {len(names)} sampled paragraphs has a gold {what}"
            raise InputError(problem, "Label the paragraphs of `sample`.")
        if len(missing):
            problem = (
                f"{len(missing)} of {len(names)} sampled paragraphs, as "
                f"{missing.iloc[0]!r}, have no gold {what}"
            )
            mend = (
                "Label them, or use `keep_labelled` if it is chance alone that they "
                "have none."
            )
            if what != "voice":
                mend += " If no row means that they say nothing of it, use "
                mend += "absent='unrelated'."
            raise InputError(problem, mend)
        return found.to_numpy(dtype=object)


def _keep_own(table: pd.DataFrame, own: dict[str, str]) -> pd.DataFrame:
    """Keep the stance of each paragraph's own voice, or else the first there is."""
    holder = table["holder"].astype(object)
    innermost = table["paragraph"].map(own)
    rank = np.where(holder.isna(), 0, np.where(holder == innermost, 1, 2))
    order = table.assign(rank=rank).sort_values("rank", kind="stable")
    return order.drop_duplicates("paragraph")


def read_population(
    table: pd.DataFrame,
    gold: pd.DataFrame,
    sample: pd.DataFrame,
    paragraphs: pd.DataFrame | None,
    *,
    finite: bool,
) -> Population:
    """
    Return all paragraphs in one order, with the design of the sample.

    Without `paragraphs`, they are those of `table`, each of the article in its name.
    """
    require(gold, "gold", "layer", "paragraph", "target", "value", "holder")
    if paragraphs is not None:
        require(paragraphs, "paragraphs", "paragraph", "article")
        rows = paragraphs.drop_duplicates("paragraph").reset_index(drop=True)
    else:
        names = pd.Series(table["paragraph"].unique(), dtype=object)
        articles = names.str.rpartition("#")[0]
        rows = pd.DataFrame({"paragraph": names, "article": articles})
    if rows.empty:
        raise InputError("there is no paragraph", "Give what a model scored.")
    return Population(rows, read_design(rows, sample, finite=finite), gold)


def guess_stances(scores: pd.DataFrame, rows: pd.DataFrame, target: str) -> Array:
    """
    Return a model's probabilities of the stances, (rows, 4), NaN where not scored.

    They are those of the voice whose words make up most of a paragraph.
    """
    inner = scores["innermost"].astype(bool) & (scores["target"] == target)
    own = scores[inner].drop_duplicates("paragraph").set_index("paragraph")
    found = own[list(STANCES)].astype(float).reindex(rows["paragraph"])
    return found.to_numpy()


def guess_voices(
    scores: pd.DataFrame, rows: pd.DataFrame, voices: pd.DataFrame | None
) -> Array:
    """
    Return a model's probabilities of the voices, (rows, 5).

    Without `voices`, paragraphs of which the publisher is the innermost holder pass
    for editorial, and those of others for reported: a guess, which the labels mend.
    """
    columns = [f"p_{voice}" for voice in VOICES]
    if voices is not None:
        require(voices, "voices", "paragraph", *columns)
        own = voices.drop_duplicates("paragraph").set_index("paragraph")[columns]
    else:
        inner = scores[scores["innermost"].astype(bool)].drop_duplicates("paragraph")
        inner = inner.set_index("paragraph")
        silent = inner["decided_by"] == "rule:no-stance"
        kind = np.where(inner["holder"] == "publisher", "editorial", "reported")
        kind = np.where(silent, "credit", kind)
        own = pd.DataFrame({f"p_{v}": kind == v for v in VOICES}, index=inner.index)
    found = own.astype(float).reindex(rows["paragraph"]).to_numpy()
    return np.where(np.isnan(found), 0.0, found)
