"""Who is speaking in each paragraph: the publisher itself, or a report passed on."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from stancebook import schema
from stancebook.discourse import (
    PLAIN,
    assemble,
    group_by_paragraph,
    measure_paragraphs,
    share_words,
)
from stancebook.forest import predict_forest
from stancebook.origins import find_origins, make_chain
from stancebook.quotation import word_spans
from stancebook.schema import InputError
from stancebook.settled import read_russian, settle_lines
from stancebook.softmax import softmax
from stancebook.weights import SHIPPED, find_model

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["judge", "separate_voices", "smooth"]

TREE = ("root", "feature", "threshold", "left", "right", "share")
TREES = 0.75  # the trees' say; set by cross-validation over sites

LONG_INSERTION = 12  # words of its own that a page must add to speak beside the wire


@lru_cache(maxsize=1)
def _weights() -> dict[str, NDArray[Any]]:
    from safetensors.numpy import load_file

    place = find_model("voice")
    tensors = load_file(place / "model.safetensors")
    if not _fits(tensors, load_file(SHIPPED / "voice" / "model.safetensors")):
        problem = "the weights are none of a voice model"
        mend = "Make the model again, or remove its folder to use the shipped one."
        raise InputError(problem, mend, str(place))
    return {
        name: own.astype(np.float32) if own.dtype == np.float16 else own
        for name, own in tensors.items()
    }


def _forms(tensors: dict[str, NDArray[Any]]) -> dict[str, Any]:
    """Say of what shape each tensor is; a forest may have any number of trees."""
    return {n: v.ndim if n.startswith("tree_") else v.shape for n, v in tensors.items()}


def _fits(own: dict[str, NDArray[Any]], shipped: dict[str, NDArray[Any]]) -> bool:
    """Say if weights are those of a voice model, before an article is read by them."""
    if _forms(own) != _forms(shipped):
        return False
    inner = np.flatnonzero(own["tree_feature"] >= 0)
    onward = (own[f"tree_{side}"][inner] > inner for side in ("left", "right"))
    # a tree that leads back to its root would be climbed for ever
    return all(map(np.all, onward)) and all(np.isfinite(v).all() for v in own.values())


def smooth(p: NDArray[Any], step: NDArray[Any]) -> NDArray[np.float32]:
    """
    Return P(label | article) from P(label | paragraph), shape (paragraphs, labels).

    Forward-backward over a chain (Rabiner 1989): `step` weighs each move from label to
    label, shape (labels, labels), so that label and probability always agree.

    Examples
    --------
    >>> p = np.array([[0.9, 0.1], [0.45, 0.55], [0.9, 0.1]])
    >>> smooth(p, np.array([[0.8, 0.2], [0.2, 0.8]])).argmax(1).tolist()
    [0, 0, 0]
    """
    ahead, behind = np.array(p, dtype=float), np.ones(np.shape(p))
    for row in range(1, len(p)):
        ahead[row] *= ahead[row - 1] @ step
        ahead[row] /= ahead[row].sum()
    for row in range(len(p) - 2, -1, -1):
        behind[row] = step @ (p[row + 1] * behind[row + 1])
        behind[row] /= behind[row].sum()
    both = ahead * behind
    result: NDArray[np.float32] = (both / both.sum(1, keepdims=True)).astype(np.float32)
    return result


def judge(
    values: NDArray[np.float32], weights: dict[str, NDArray[Any]]
) -> NDArray[np.float32]:
    """
    Return P(label | paragraph) of what `discourse.assemble` made, (paragraphs, labels).

    A regression says what sort of text it is. Between editorial and reported, where
    marks count together rather than one by one, trees (Geurts et al. 2006) have most
    of the say.
    """
    logits = values @ weights["weight"].T + weights["bias"]
    p: NDArray[np.float32] = softmax(logits)
    trees = {name: weights[f"tree_{name}"] for name in TREE}
    grown = predict_forest(trees, values[:, PLAIN:])
    text = p[:, 0] + p[:, 1]
    share = TREES * grown + (1 - TREES) * p[:, 0] / text
    p[:, 0], p[:, 1] = text * share, text * (1 - share)
    return p


def _probabilities(
    paragraphs: pd.DataFrame, attributions: pd.DataFrame | None
) -> NDArray[np.float32]:
    measured = measure_paragraphs(paragraphs, attributions)
    values = assemble(measured, paragraphs["article"].tolist(), _weights())
    return judge(values, _weights())


def _smooth_articles(
    paragraphs: pd.DataFrame, p: NDArray[np.float32]
) -> NDArray[np.float32]:
    smoothed = np.zeros_like(p)
    for rows in paragraphs.reset_index(drop=True).groupby("article").indices.values():
        smoothed[rows] = smooth(p[rows], _weights()["step"])
    return smoothed


def _path(rows: list[Any], name: str) -> list[str]:
    """Return the sources from the outermost to `name`, by who holds whose words."""
    by_id = {row.attribution: row for row in rows}
    row = next(row for row in rows if row.source_name == name)
    path = [name]
    while row.parent in by_id:
        row = by_id[row.parent]
        if row.source_name and row.source_name not in path:
            path.insert(0, row.source_name)
    return path


def _speaker(text: str, rows: list[Any]) -> tuple[str | None, bool]:
    """Return the source with most words, and if they outweigh the narration's own."""
    shares = share_words(text, rows)
    named = {name: share for name, share in shares.items() if name}
    if not named:
        return None, False
    name = max(named, key=lambda key: named[key])
    frame = sum(
        len(word_spans(span["text"]))
        for row in rows
        for s in (row.source, row.cue)
        for span in s
    )
    own = 1 - sum(shares.values()) - frame / max(1, len(word_spans(text)))
    return name, named[name] > max(own, 0.2)


def _settle(voice: str, origin: str, text: str, rows: list[Any]) -> dict[str, Any]:
    """Name origin, chain and holder of one paragraph."""
    name, most = (
        _speaker(text, rows) if voice in ("reported", "mixed") else (None, False)
    )
    if name is None:
        return {"origin": origin, "chain": make_chain(origin, []), "holder": origin}
    chain = make_chain(origin, _path(rows, name))
    holder = f"source:{name}" if most and voice == "reported" else origin
    if holder != origin and not origin.startswith("wire:"):
        origin = holder
    return {"origin": origin, "chain": chain, "holder": holder}


def _inserted(edits: Any) -> int:
    """Count the words that a page put into what it reprints."""
    return sum(len(e["after"].split()) for e in edits if e["op"] == "inserted")


def _override(voices: pd.DataFrame, reprints: pd.DataFrame) -> pd.DataFrame:
    """
    Let a passage that stands in a wire report be that report's, and say so.

    Where the page put a comment of its own into the passage, both speak: `mixed`.
    """
    found = reprints.set_index("paragraph")
    rows = voices["paragraph"].isin(found.index) & ~voices["voice"].isin(
        ["credit", "boilerplate"]
    )
    copied = found.loc[voices.loc[rows, "paragraph"]]
    labels = [
        "mixed" if _inserted(edits) >= LONG_INSERTION else "reported"
        for edits in copied["edits"]
    ]
    sure = copied["similarity"].to_numpy(float)
    for label in schema.VOICES:
        share = voices.loc[rows, f"p_{label}"].to_numpy(float) * (1 - sure)
        mine = np.array([label == chosen for chosen in labels])
        voices.loc[rows, f"p_{label}"] = share + sure * mine
    voices.loc[rows, "voice"] = labels
    voices.loc[rows, "decided_by"] = [f"reprint:{key}" for key in copied["original"]]
    return voices


def _agencies(
    voices: pd.DataFrame, origins: pd.Series, reprints: pd.DataFrame
) -> list[str]:
    """Name the agency of a reprinted passage, and else what the page itself tells."""
    pairs = zip(reprints["paragraph"], reprints["agency"], strict=True)
    agency = {paragraph: f"wire:{name}" for paragraph, name in pairs if name}
    by_model = zip(voices["paragraph"], voices["decided_by"], origins, strict=True)
    return [
        origin if not how.startswith("reprint:") else agency.get(key, origin)
        for key, how, origin in by_model
    ]


def separate_voices(
    paragraphs: pd.DataFrame,
    attributions: pd.DataFrame | None = None,
    reprints: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """
    Tell the publisher's own words from what it reports, and name the chain of voices.

    A paragraph is read with its neighbours and its place; the labels of an article are
    decided together. Articles in Russian are judged by their marks (`rule:russian`).
    Where `reprints` shows that a passage stands in a wire report,
    that overrides the model and `decided_by` says so.

    Parameters
    ----------
    paragraphs
        What `segment` returns.
    attributions
        What `find_attributions` returns; without it, chains name no sources.
    reprints
        What `find_reprints` returns; without it, the model decides alone.

    Returns
    -------
    pd.DataFrame
        A row a paragraph: its likeliest `voice`, the probability of each as
        `p_editorial` and so on, the `chain` of voices from the outside in, the `holder`
        of its stance, and `decided_by`.

    Raises
    ------
    InputError
        Where a table lacks what is asked of it.

    Examples
    --------
    >>> separate_voices(schema.empty("paragraphs")).empty
    True
    """
    schema.require_texts(paragraphs, "paragraph", "article", "position")
    if attributions is not None:
        schema.require(attributions, "attributions", "paragraph", "content")
    if reprints is not None:
        schema.require(reprints, "reprints", "paragraph", "original", "edits")
    if paragraphs.empty:
        return schema.empty("voices")
    said = group_by_paragraph(attributions)
    raw = _probabilities(paragraphs, attributions)
    raw, decided = settle_lines(paragraphs, *read_russian(paragraphs, raw, said))
    p = _smooth_articles(paragraphs, raw)
    voices = pd.DataFrame({"paragraph": paragraphs["paragraph"].tolist()})
    voices["voice"] = [schema.VOICES[label] for label in p.argmax(1)]
    for place, label in enumerate(schema.VOICES):
        voices[f"p_{label}"] = p[:, place].astype(float)
    voices["decided_by"] = decided
    wired = schema.empty("reprints") if reprints is None else reprints
    voices = _override(voices, wired)
    origins = _agencies(voices, find_origins(paragraphs, voices), wired)
    keyed = zip(
        voices["voice"], origins, paragraphs["text"], voices["paragraph"], strict=True
    )
    settled = [_settle(v, o, text, said.get(key, [])) for v, o, text, key in keyed]
    voices = voices.join(pd.DataFrame(settled, index=voices.index))
    return voices[list(schema.TABLES["voices"])]
