"""How far a model's labels can be trusted: scores against gold, with intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from stancebook import schema
from stancebook.resampling import BINS, measure
from stancebook.segment import article_of

__all__ = ["Evaluation", "evaluate"]

_LAYERS = {
    "stance": (schema.STANCES, ("paragraph", "target", "holder")),
    "voice": (schema.VOICES, ("paragraph",)),
}


@dataclass(frozen=True)
class Evaluation:
    """
    A model's labels beside gold.

    `rows` has a row a gold label: its key, `gold`, the model's `label` and all
    probabilities. `figures` has macro-F1, F1 a label, log loss and calibration error
    with 95% intervals over articles. `missing` counts gold labels that the model has
    no answer to; they count as wrong in no figure, so look at it first.
    """

    layer: str
    rows: pd.DataFrame
    figures: pd.DataFrame
    missing: int
    seed: int

    @property
    def confusion(self) -> pd.DataFrame:
        """Return counts, gold labels down and the model's labels across."""
        names = list(_LAYERS[self.layer][0])
        counts = pd.crosstab(self.rows["gold"], self.rows["label"])
        return counts.reindex(index=names, columns=names, fill_value=0)

    @property
    def calibration(self) -> pd.DataFrame:
        """
        Return how often the model is right where it is how sure, a row a bin.

        Equal bins of the top probability (Guo et al. 2017); empty ones are left out.
        """
        names = list(_LAYERS[self.layer][0])
        sure = self.rows[names].max(axis=1)
        table = pd.DataFrame(
            {
                "bin": np.minimum(BINS - 1, (sure * BINS).astype(int)),
                "confidence": sure,
                "accuracy": (self.rows["gold"] == self.rows["label"]).astype(float),
                "n": 1,
            }
        )
        how = {"confidence": "mean", "accuracy": "mean", "n": "sum"}
        return table.groupby("bin", as_index=False).agg(how)

    def worst(self, count: int = 20) -> pd.DataFrame:
        """Return the mistakes of which the model was surest, the surest first."""
        wrong = self.rows[self.rows["gold"] != self.rows["label"]].copy()
        if wrong.empty:
            return wrong.assign(sure=[])
        names = list(_LAYERS[self.layer][0])
        wrong["sure"] = wrong[names].max(axis=1)
        order = wrong.sort_values(["sure", "paragraph"], ascending=[False, True])
        return order.head(count).reset_index(drop=True)

    def split(self, groups: pd.DataFrame, by: str) -> pd.DataFrame:
        """
        Return the figures of each group of paragraphs, such as those of one voice.

        `groups` says for each `paragraph` which value of `by` it has.
        """
        schema.require(groups, "groups", "paragraph", by)
        own = groups[["paragraph", by]].drop_duplicates("paragraph")
        parts = self.rows.merge(own, on="paragraph", suffixes=("_", ""))
        tables = [
            _measure(rows, self.layer, self.seed).assign(**{by: name, "n": len(rows)})
            for name, rows in parts.groupby(by)
        ]
        columns = [by, "n", "measure", "figure", "low", "high"]
        if not tables:
            return pd.DataFrame(columns=columns)
        return pd.concat(tables, ignore_index=True)[columns]


def _layer(predictions: pd.DataFrame) -> str:
    """Say which layer a table of predictions is about."""
    if "favor" in getattr(predictions, "columns", ()):
        schema.require(predictions, "scores", "paragraph", "target", "holder")
        return "stance"
    schema.require(predictions, "voices", "paragraph", "voice", "p_editorial")
    return "voice"


def _answers(predictions: pd.DataFrame, layer: str) -> pd.DataFrame:
    """Return key columns and one probability a label, each under the label's name."""
    labels, keys = _LAYERS[layer]
    named = predictions.rename(columns={f"p_{label}": label for label in labels})
    own = named[[*keys, *labels, *(["innermost"] if layer == "stance" else [])]].copy()
    own[list(labels)] = own[list(labels)].astype(float)
    return own


def _join(gold: pd.DataFrame, answers: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Set each gold label beside the answer with the same key."""
    return gold[[*keys, "value"]].merge(answers, on=keys, how="left", validate="m:1")


def _match(own: pd.DataFrame, answers: pd.DataFrame, layer: str) -> pd.DataFrame:
    """Join stance by holder; a label that names none is of a paragraph's own voice."""
    if layer == "voice":
        return _join(own, answers, ["paragraph"])
    held = own["holder"].notna()
    named = _join(own[held], answers, ["paragraph", "target", "holder"])
    inner = answers[answers["innermost"].astype(bool)]
    bare = _join(own[~held], inner, ["paragraph", "target"])
    return pd.concat([part for part in (named, bare) if len(part)], ignore_index=True)


def _measure(rows: pd.DataFrame, layer: str, seed: int) -> pd.DataFrame:
    labels = list(_LAYERS[layer][0])
    gold = rows["gold"].map(labels.index).to_numpy(dtype=np.int64)
    articles = [article_of(str(key)) for key in rows["paragraph"]]
    return measure(rows[labels].to_numpy(float), gold, articles, labels, seed)


def evaluate(
    predictions: pd.DataFrame, gold: pd.DataFrame, seed: int = 7
) -> Evaluation:
    """
    Compare `scores` or `voices` with the gold labels of the same layer.

    A stance label that names no holder is compared with the paragraph's own voice.
    Intervals draw whole articles with replacement (Efron 1979).

    Raises
    ------
    InputError
        Where a table lacks a column, or no gold label meets a prediction.

    Examples
    --------
    >>> gold = pd.DataFrame([{"layer": "voice", "paragraph": "a#0", "target": None,
    ...                       "value": "reported", "holder": None, "how": "by hand"}])
    >>> p = {f"p_{name}": [float(name == "reported")] for name in schema.VOICES}
    >>> voices = pd.DataFrame({"paragraph": ["a#0"], "voice": ["reported"], **p})
    >>> evaluate(voices, gold).figures["figure"].head(1).tolist()
    [1.0]
    """
    layer = _layer(predictions)
    schema.require(gold, "gold", "layer", "paragraph", "target", "value", "holder")
    labels = list(_LAYERS[layer][0])
    own = gold[gold["layer"] == layer]
    joined = _match(own, _answers(predictions, layer), layer) if len(own) else own
    known = joined[joined[labels[0]].notna()] if len(own) else own
    if not len(known):
        problem = f"no {layer} label of the gold is about what was predicted"
        raise schema.InputError(problem, "Give gold labels of these paragraphs.")
    rows = known.rename(columns={"value": "gold"}).reset_index(drop=True)
    rows["label"] = rows[labels].astype(float).idxmax(axis=1)
    missing = len(joined) - len(known)
    return Evaluation(layer, rows, _measure(rows, layer, seed), missing, seed)
