"""Whether people read alike decides what their labels are worth: one table tells it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from stancebook.codebook import Codebook
from stancebook.coefficients import COEFFICIENTS, weigh_scale
from stancebook.reliability import (
    NONE,
    Reliability,
    describe_draws,
)
from stancebook.resampling import draw_again
from stancebook.schema import MARKED, TABLES, InputError
from stancebook.span_agreement import measure_spans
from stancebook.tally import Array, Tally, find_patterns
from stancebook.vetting import check_labels

__all__ = ["bootstrap", "measure_agreement"]

DRAWS = 1000
# Labels that are more or less of one thing; the others of their layer have no place.
_ORDERS = {"stance": ("against", "neutral", "favor")}
_WEIGHTED = ("alpha", "kappa", "ac")
_FEW = "interval undefined because all units are of one article"
_UNSTEADY = "interval undefined because nothing varies in most of the draws"
Part = tuple[str, str | None, str, Reliability]


def measure_agreement(
    annotations: pd.DataFrame,
    *,
    codebook: Codebook | None = None,
    paragraphs: pd.DataFrame | None = None,
    resample: str = "article",
    draws: int = DRAWS,
    seed: int = 7,
) -> pd.DataFrame:
    """
    Return how far annotators agree: by layer, label, pair and codebook version.

    Read `figure` with its interval. Of alpha, Krippendorff (2004) asks for .8, and
    for .667 where conclusions are tentative; `p_below_667` and `p_below_800` say how
    likely it is to fall short (Hayes and Krippendorff 2007). Where no figure can be
    told, `undefined` says why.

    Units are (paragraph, target, holder). Labels by the same person at another
    `occasion` are no agreement between people: they stand under the scope `self`.

    Parameters
    ----------
    annotations
        What `read_annotations` returns; at least `layer`, `paragraph`, `value` and
        `annotator`.
    codebook
        Which labels there are, where they are not the library's own.
    paragraphs
        The texts, for the layers of spans: alpha needs their lengths.
    resample
        What the bootstrap draws: `article` (labels of one hang together) or `unit`.
    draws, seed
        How many draws, and where the random numbers begin.

    Returns
    -------
    pd.DataFrame
        A row a coefficient, as `agreement` in the schema. `scope` is `all`, or `label`
        (that label against the rest), `pair`, `version`, `self`, and `of` says which.
        `level` is `nominal`; for stance also `ordinal`, over against, neutral and
        favor alone; `unitizing` for spans. `units` have a label, `pairable` two;
        `missing` is the share of labels that are not there. A few draws may be
        undefined: `draws` counts those that are not.

    Raises
    ------
    InputError
        Where there is no annotation or value, one annotator alone, no unit that two
        have labelled, an unknown label, or somebody labelled a unit twice.

    Examples
    --------
    >>> rows = {"paragraph": ["a#0", "a#1", "b#0"] * 2, "annotator": list("aaabbb")}
    >>> rows["value"] = ["mixed", "credit", "mixed", "mixed", "credit", "credit"]
    >>> table = measure_agreement(pd.DataFrame(rows).assign(layer="voice"))
    >>> table["coefficient"][0], table["figure"][0].round(3).item()
    ('alpha', 0.444)
    """
    if resample not in ("article", "unit") or draws < 1:
        mend = "`resample` is article or unit, `draws` a number from 1."
        raise InputError(f"cannot draw {draws} times by {resample!r}", mend)
    table, labels = check_labels(annotations, codebook)
    rows: list[dict[str, Any]] = []
    for layer, own in table.groupby("layer", sort=True):
        if layer in MARKED:
            rows += measure_spans(str(layer), own, paragraphs, draws, seed)
            continue
        names = _list_labels(str(layer), own, labels)
        for part in _part(str(layer), own, names):
            rows += [
                {"layer": layer, **row} for row in _measure(part, resample, draws, seed)
            ]
    found = pd.DataFrame(rows, columns=list(TABLES["agreement"])).astype(
        {"of": object, "undefined": object}
    )
    if not (found["pairable"] > 0).any():
        problem = "no unit was labelled by two annotators"
        raise InputError(problem, "Let them label the same: see `assign(overlap=2)`.")
    return found.where(found.notna(), None).astype(
        dict.fromkeys(("figure", "low", "high", "p_below_667", "p_below_800"), float)
    )


def _list_labels(
    layer: str, own: pd.DataFrame, labels: dict[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """Return a layer's labels; of open ones, such as wire:NAME, those that occur."""
    fixed = [name for name in labels[layer] if not name.endswith(":NAME")]
    return (*fixed, *sorted(set(own["value"].unique()) - set(fixed)))


def _part(layer: str, own: pd.DataFrame, labels: tuple[str, ...]) -> Iterator[Part]:
    """Cut a layer into what is measured: all, each label, pair, version and person."""
    first = own[own["occasion"] == 0]
    people = Reliability.gather(first, labels)
    yield from _scale("all", None, layer, people)
    for kind in dict.fromkeys(map(_kind, labels)):
        numbers = [int(_kind(label) == kind) for label in labels]
        yield "label", kind, "nominal", people.recode((NONE, kind), numbers)
    for two in map(people.take, combinations(range(len(people.annotators)), 2)):
        yield from _scale("pair", ", ".join(two.annotators), layer, two)
    for version, same in first.groupby("codebook_version"):
        if version:
            data = Reliability.gather(same, labels)
            yield from _scale("version", str(version), layer, data)
    repeats = own.loc[own["occasion"] != 0, "annotator"].unique()
    for name, same in own[own["annotator"].isin(repeats)].groupby("annotator"):
        data = Reliability.gather(same, labels, by="occasion")
        yield from _scale("self", str(name), layer, data)


def _scale(scope: str, of: str | None, layer: str, data: Reliability) -> Iterator[Part]:
    """Measure names as names; where some have an order, also those by it."""
    yield scope, of, "nominal", data
    order = _ORDERS.get(layer, ())
    if order and set(order) <= set(data.labels):
        numbers = [order.index(n) if n in order else -1 for n in data.labels]
        yield scope, of, "ordinal", data.recode(order, numbers)


def _kind(label: str) -> str:
    """Return `wire:NAME` for any wire: who it is matters to the whole layer alone."""
    prefix, colon, _ = label.partition(":")
    return f"{prefix}:NAME" if colon else label


def _measure(
    part: Part, resample: str, draws: int, seed: int
) -> Iterator[dict[str, Any]]:
    """Return the rows of one part, a row a coefficient."""
    scope, of, level, data = part
    facts = {"scope": scope, "of": of, "level": level, **_count(data)}
    reason = data.explain()
    if scope in ("pair", "self"):  # then kappa is Cohen's, of the units that both have
        kept = data.paired
        data = Reliability(
            data.labels, data.annotators, data.codes[kept], data.articles[kept]
        )
    names = _WEIGHTED if level == "ordinal" else tuple(COEFFICIENTS)
    figures = bootstrap(data, level == "ordinal", resample, draws, seed)
    few = resample == "article" and len(np.unique(data.articles)) < 2
    for name in names:
        values = figures[name]
        row = describe_draws(np.append(values[:1], [] if few else values[1:]))
        why = reason if np.isnan(row["figure"]) else None
        if np.isnan(row["figure"]) and not why:
            why = "undefined because chance alone would give full agreement"
        if not why and np.isnan(row["low"]):
            why = _FEW if few else _UNSTEADY
        if name == "percent":  # the bounds are set for what is corrected for chance
            row |= {"p_below_667": np.nan, "p_below_800": np.nan}
        shown = f"ac{2 if level == 'ordinal' else 1}" if name == "ac" else name
        yield {**facts, "coefficient": shown, **row, "undefined": why}


def _count(data: Reliability) -> dict[str, Any]:
    there = data.codes >= 0
    return {
        "annotators": len(data.annotators),
        "units": len(there),
        "pairable": int(data.paired.sum()),
        "missing": float(1 - there.mean()) if there.size else 1.0,
    }


def bootstrap(
    data: Reliability,
    ordinal: bool = False,
    resample: str = "article",
    draws: int = DRAWS,
    seed: int = 7,
) -> dict[str, Array]:
    """
    Return each coefficient of the real set (first) and of draws with replacement.

    Draws are of articles, or of units by their patterns: units of the same pattern are
    as good as each other, so only the number of each has to be drawn (Efron 1979).

    Examples
    --------
    >>> codes, articles = np.array([[0, 0], [1, 1], [0, 1], [1, 1]]), np.arange(4)
    >>> data = Reliability(("no", "yes"), ("ana", "ben"), codes, articles)
    >>> found = bootstrap(data, draws=100)
    >>> len(found["kappa"]), found["kappa"][0].item()
    (101, 0.5)
    """
    weights = weigh_scale(data.labels, "ordinal" if ordinal else "nominal")
    if not len(data.codes):
        return {name: np.full(1, np.nan) for name in COEFFICIENTS}
    places = np.unique(data.articles, return_inverse=True)[1]
    if resample == "unit" or len(places) == places.max() + 1:
        codes, pattern = find_patterns(data.codes)
        counts = np.bincount(pattern)
        tally = Tally.count(codes, weights, ordinal=ordinal)
    else:
        counts = np.ones(places.max() + 1, dtype=np.int64)
        tally = Tally.count(data.codes, weights, places=places, ordinal=ordinal)
    drawn = [tally.draw(rows) for rows in draw_again(counts, draws, seed)]
    return {
        name: np.concatenate([figure(part) for part in drawn])
        for name, figure in COEFFICIENTS.items()
    }
