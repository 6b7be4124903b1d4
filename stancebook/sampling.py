"""Who labels what is drawn with known chances, or no estimate could be trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from stancebook.journal import check_annotator
from stancebook.schema import InputError, check, require

__all__ = ["assign", "draw_sample"]

_DISTANCE = 0.5  # a repeat stands at least this share of the work behind its first


def draw_sample(
    paragraphs: pd.DataFrame,
    size: int | Mapping[str, int],
    *,
    by: str | None = None,
    equal: bool = False,
    whole: bool = False,
    seed: int = 7,
) -> pd.DataFrame:
    """
    Draw paragraphs to label, each with the probability with which it could be drawn.

    Within a stratum every set of the same size is as likely as any other (simple random
    sampling without replacement; Cochran 1977, chapter 5). The same seed draws the
    same sample, whatever the order of the rows.

    Parameters
    ----------
    paragraphs
        The population: a `paragraphs` table.
    size
        How many to draw: of all, or of each stratum by its name.
    by
        A column that parts the population into strata, such as `outlet`.
    equal
        Draw as many from each stratum, and not in proportion to its size.
    whole
        Draw whole articles; `size` and `probability` are then of articles.
    seed
        Where the random numbers begin.

    Returns
    -------
    pd.DataFrame
        The rows drawn, in the order of `paragraphs`, with the columns `stratum` and
        `probability`.

    Raises
    ------
    InputError
        Where more is asked for than there is, or a stratum would get nothing: its
        paragraphs could not be drawn at all, and no estimate would stand for them.

    Examples
    --------
    >>> rows = {"paragraph": ["a#0", "a#1", "b#0", "b#1"], "article": list("aabb")}
    >>> table = pd.DataFrame(rows).assign(outlet=["x", "x", "y", "y"])
    >>> draw_sample(table, 2, by="outlet")["probability"].tolist()
    [0.5, 0.5]
    """
    columns = ("paragraph", "article", *([by] if by else []))
    require(paragraphs, "paragraphs", *columns)
    unit = "article" if whole else "paragraph"
    units = paragraphs.drop_duplicates([unit, by] if by else unit)
    if units[unit].duplicated().any():
        problem = f"an article has more than one {by}"
        raise InputError(problem, "Draw paragraphs, or stratify by the outlet.")
    strata = units[by].map(_name) if by else pd.Series("all", index=units.index)
    members = {str(name): sorted(own) for name, own in units[unit].groupby(strata)}
    sizes = {name: len(own) for name, own in members.items()}
    drawn = {
        one: (name, count / sizes[name])
        for name, count in _allocate(sizes, size, equal).items()
        for one in _pick(members[name], count, [seed, *name.encode()])
    }
    sample = paragraphs[paragraphs[unit].isin(drawn)].copy()
    sample["stratum"] = [drawn[name][0] for name in sample[unit]]
    sample["probability"] = [drawn[name][1] for name in sample[unit]]
    return check(sample.reset_index(drop=True), "sample")


def _pick(names: list[str], count: int, seed: list[int]) -> list[str]:
    """Draw within a stratum, by numbers of its own: another one changes nothing."""
    order = np.random.default_rng(seed).permutation(len(names))
    return [names[n] for n in order[:count]]


def _name(value: object) -> str:
    return "(none)" if value is None or value != value else str(value)


def _allocate(
    sizes: dict[str, int], size: int | Mapping[str, int], equal: bool
) -> dict[str, int]:
    """Return how many to draw of each stratum; none gets nothing."""
    if isinstance(size, Mapping):
        wanted = {name: int(size.get(name, 0)) for name in sizes}
        if unknown := sorted(set(size) - set(wanted)):
            mend = f"There are {', '.join(wanted)}."
            raise InputError(f"there is no stratum {unknown[0]!r}", mend)
    else:
        wanted = _apportion(size, dict.fromkeys(sizes, 1) if equal else sizes)
    for name, count in wanted.items():
        if count < 1:
            problem = f"stratum {name!r} would get no paragraph to label"
            raise InputError(problem, "Draw more, or use equal=True.")
        if count > sizes[name]:
            problem = f"stratum {name!r} has {sizes[name]}, and {count} are asked for"
            raise InputError(problem, "Draw fewer.")
    return wanted


def _apportion(size: int, shares: dict[str, int]) -> dict[str, int]:
    """Deal `size` in proportion, the largest remainders first; at least one each."""
    total = sum(shares.values())
    exact = {name: size * share / total for name, share in shares.items()}
    counts = {name: int(part) for name, part in exact.items()}
    order = sorted(counts, key=lambda name: counts[name] - exact[name])
    for name in order[: size - sum(counts.values())]:
        counts[name] += 1
    while len(counts) <= size and min(counts.values()) < 1:
        counts[max(counts, key=counts.__getitem__)] -= 1
        counts[min(counts, key=counts.__getitem__)] += 1
    return counts


def assign(
    sample: pd.DataFrame,
    annotators: Sequence[str],
    *,
    overlap: int = 2,
    blind: bool = True,
    repeats: float = 0.0,
    checks: pd.DataFrame | None = None,
    seed: int = 7,
) -> pd.DataFrame:
    """
    Deal a sample out to annotators, as an `assignments` table.

    Every article goes to `overlap` people, whole, so that its reader knows what stands
    before; articles go where least work is, in an order of each annotator's own.

    Parameters
    ----------
    sample
        What `draw_sample` returns, or any `paragraphs`.
    annotators
        Their names, such as `["ana", "ben", "carla"]`.
    overlap
        How many people label each paragraph.
    blind
        Whether nobody sees what another has decided.
    repeats
        The share of paragraphs that each annotator gets a second time, far from the
        first, so that it can be seen how steady a reader is.
    checks
        Paragraphs whose labels are beyond doubt, mixed in for everybody.
    seed
        Where the random numbers begin.

    Raises
    ------
    InputError
        Where there are fewer annotators than `overlap`, or one is named twice.

    Examples
    --------
    >>> rows = {"paragraph": ["a#0", "b#0"], "article": ["a", "b"]}
    >>> dealt = assign(pd.DataFrame(rows), ["ana", "ben", "eva"], overlap=2)
    >>> dealt.groupby("paragraph").size().tolist()
    [2, 2]
    """
    require(sample, "sample", "paragraph", "article")
    names = _check_annotators(annotators, overlap)
    if not 0 <= repeats < 1:
        raise InputError("`repeats` is no share from 0 to 1", "Give one, as in 0.05.")
    random = np.random.default_rng(seed)
    dealt = _deal(sample, names, overlap, random)
    rows = []
    for name in names:
        own = [dealt[name][n] for n in random.permutation(len(dealt[name]))]
        order = [paragraph for article in own for paragraph in article]
        turns = _mix(order, repeats, _ids(checks), random)
        rows += [
            {"annotator": name, "paragraph": paragraph, "turn": turn}
            | {"purpose": purpose, "occasion": int(purpose == "repeat")}
            for turn, (paragraph, purpose) in enumerate(turns)
        ]
    columns = ["annotator", "paragraph", "turn", "purpose", "occasion"]
    return check(pd.DataFrame(rows, columns=columns).assign(blind=blind), "assignments")


def _check_annotators(annotators: Sequence[str], overlap: int) -> list[str]:
    names = [check_annotator(name) for name in annotators]
    if len(set(names)) < len(names):
        raise InputError("an annotator is named twice", "Name each once.")
    if not 1 <= overlap <= len(names):
        problem = f"{overlap} people for each paragraph, and {len(names)} annotators"
        raise InputError(problem, "Lower `overlap`, or name more annotators.")
    return names


def _ids(checks: pd.DataFrame | None) -> list[str]:
    if checks is None:
        return []
    require(checks, "gold", "paragraph")
    return list(dict.fromkeys(checks["paragraph"]))


def _deal(
    sample: pd.DataFrame, names: list[str], overlap: int, random: np.random.Generator
) -> dict[str, list[list[str]]]:
    """Give each article, the longest first, to those who have least so far."""
    groups = sample.groupby("article", sort=True)["paragraph"]
    articles = [list(dict.fromkeys(own)) for _, own in groups]
    articles = [articles[n] for n in random.permutation(len(articles))]
    load = dict.fromkeys(names, 0)
    dealt: dict[str, list[list[str]]] = {name: [] for name in names}
    for article in sorted(articles, key=len, reverse=True):
        order = [names[n] for n in random.permutation(len(names))]
        for name in sorted(order, key=load.__getitem__)[:overlap]:
            dealt[name].append(article)
            load[name] += len(article)
    return dealt


def _mix(
    order: list[str], repeats: float, checks: list[str], random: np.random.Generator
) -> list[tuple[str, str]]:
    """Set checks anywhere, and repeats far behind their first time."""
    turns = [(paragraph, "label") for paragraph in order]
    count = round(repeats * len(order))
    early = order[: max(1, int(len(order) * (1 - _DISTANCE)))]
    again = [early[n] for n in sorted(random.permutation(len(early))[:count])]
    for paragraph in again:
        first = turns.index((paragraph, "label"))
        least = first + int(_DISTANCE * len(order))
        place = int(random.integers(min(least, len(turns)), len(turns) + 1))
        turns.insert(place, (paragraph, "repeat"))
    for paragraph in checks:
        if paragraph not in order:
            place = int(random.integers(0, len(turns) + 1))
            turns.insert(place, (paragraph, "check"))
    return turns
