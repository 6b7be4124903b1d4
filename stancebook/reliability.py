"""Agreement is told from units that two have labelled: here it is found which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from stancebook.codebook import Codebook
from stancebook.schema import MARKED, TABLES
from stancebook.segment import article_of
from stancebook.tally import Array, Codes
from stancebook.vetting import KEY, check_labels

__all__ = [
    "NONE",
    "Reliability",
    "describe_draws",
    "pair_labels",
]

NONE = "(other)"  # what a label is held against; no codebook can have such a name


@dataclass(frozen=True)
class Reliability:
    """
    The labels of one layer: units down, annotators across, -1 where there is none.

    The field calls this reliability data. `articles` numbers the article of each unit.
    """

    labels: tuple[str, ...]
    annotators: tuple[str, ...]
    codes: Codes
    articles: Codes

    @classmethod
    def gather(
        cls, own: pd.DataFrame, labels: Sequence[str], by: str = "annotator"
    ) -> Reliability:
        """Lay out one layer's annotations, in an order that no shuffling changes."""
        units = _number([own[name] for name in KEY])
        columns, people = pd.factorize(own[by], sort=True)
        codes = np.full((units.max(initial=-1) + 1, len(people)), -1)
        codes[units, columns] = pd.Index(labels).get_indexer(pd.Index(own["value"]))
        paragraphs, names = pd.factorize(own["paragraph"], sort=True)
        articles = pd.factorize(names.map(article_of), sort=True)[0]
        places = np.zeros(len(codes), dtype=np.int64)
        places[units] = articles[paragraphs]
        return cls(tuple(labels), tuple(map(str, people)), codes, places)

    def take(self, columns: Sequence[int]) -> Reliability:
        """Return some annotators, and the units that one of them has labelled."""
        codes = self.codes[:, list(columns)]
        kept = (codes >= 0).any(1)
        names = tuple(self.annotators[n] for n in columns)
        return Reliability(self.labels, names, codes[kept], self.articles[kept])

    def recode(self, labels: Sequence[str], numbers: Sequence[int]) -> Reliability:
        """Return other labels: the n-th old one becomes `numbers[n]`, or -1 missing."""
        codes = np.append(np.asarray(numbers, dtype=np.int64), -1)[self.codes]
        kept = (codes >= 0).any(1)
        articles = self.articles[kept]
        return Reliability(tuple(labels), self.annotators, codes[kept], articles)

    @property
    def paired(self) -> NDArray[np.bool_]:
        """Say which units have two labels or more."""
        result: NDArray[np.bool_] = (self.codes >= 0).sum(1) >= 2
        return result

    def explain(self) -> str | None:
        """Say why agreement is undefined, if it is."""
        if not self.paired.any():
            return "undefined because no unit has two labels"
        used = np.unique(self.codes[self.paired])
        used = used[used >= 0]
        if len(used) > 1:
            return None
        name = self.labels[used[0]]
        if name == NONE:
            return "undefined because nobody gave this label"
        return f"undefined because nothing varies: every label is {name}"


def _number(columns: Sequence[pd.Series[Any]]) -> Codes:
    """Return a number for what stands in several columns together, in sorted order."""
    keys = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        codes, names = pd.factorize(column, sort=True)
        keys = np.unique(keys * len(names) + codes, return_inverse=True)[1]
    return keys


def describe_draws(figures: Array) -> dict[str, Any]:
    """
    Return a figure (the first), its 95% interval and how often draws fall short.

    Examples
    --------
    >>> found = describe_draws(np.array([0.7, 0.6, 0.7, 0.7, 0.8]))
    >>> found["figure"], found["p_below_667"], found["p_below_800"], found["draws"]
    (0.7, 0.25, 0.75, 4)
    """
    known = figures[1:][np.isfinite(figures[1:])]
    row: dict[str, Any] = {"figure": float(figures[0]), "low": np.nan, "high": np.nan}
    row |= {"p_below_667": np.nan, "p_below_800": np.nan, "draws": len(known)}
    if np.isfinite(figures[0]) and 2 * len(known) > len(figures[1:]):
        row["low"], row["high"] = np.percentile(known, [2.5, 97.5]).tolist()
        row["p_below_667"] = float((known < 0.667).mean())
        row["p_below_800"] = float((known < 0.8).mean())
    return row


def pair_labels(
    annotations: pd.DataFrame, codebook: Codebook | None = None
) -> pd.DataFrame:
    """
    Return every pair of labels that two annotators gave the same unit: the raw pairs.

    Repeats by the same person are not among them. Spans have no unit that both share:
    see `pair_spans`.

    Returns
    -------
    pd.DataFrame
        A row a unit and two annotators: `layer`, `paragraph`, `target`, `holder`,
        `annotator`, `other`, `value`, `other_value`, `same`. Filter by `~same` to see
        what they disagree on.

    Raises
    ------
    InputError
        As `measure_agreement`.

    Examples
    --------
    >>> rows = {"annotator": ["ana", "ben"], "value": ["mixed", "reported"]}
    >>> table = pd.DataFrame(rows).assign(layer="voice", paragraph="dam#1")
    >>> pair_labels(table)[["value", "other_value", "same"]].values.tolist()
    [['mixed', 'reported', False]]
    """
    table, _ = check_labels(annotations, codebook)
    plain = table[~table["layer"].isin(MARKED) & (table["occasion"] == 0)]
    own = plain[["layer", *KEY, "annotator", "value"]]
    pairs = own.merge(own, on=["layer", *KEY], suffixes=("", "_other"))
    pairs = pairs[pairs["annotator"] < pairs["annotator_other"]]
    names = {"annotator_other": "other", "value_other": "other_value"}
    pairs = pairs.rename(columns=names).assign(
        same=lambda rows: rows["value"] == rows["other_value"]
    )
    pairs = pairs.sort_values(["layer", *KEY, "annotator", "other"], ignore_index=True)
    pairs = pairs.astype({"target": object, "holder": object})
    pairs[["target", "holder"]] = pairs[["target", "holder"]].replace("", None)
    return pairs[list(TABLES["pairs"])]
