"""A notebook may be the first that is run, so a table that is not there yet is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from os import PathLike
from pathlib import Path

import pandas as pd

from stancebook.chain import MODELS, Tables
from stancebook.codebook import Codebook
from stancebook.corpus import Corpus
from stancebook.files import read_table, write_tables
from stancebook.reprints import find_reprints
from stancebook.schema import InputError
from stancebook.segment import segment

__all__ = ["open_tables"]

Place = str | PathLike[str]

# What each table is made from, in the order of the first three notebooks.
_NEEDS: dict[str, tuple[str, ...]] = {
    "articles": (),
    "paragraphs": ("articles",),
    "reprints": ("paragraphs",),
    "attributions": ("paragraphs",),
    "voices": ("paragraphs", "attributions", "reprints"),
    "claims": ("paragraphs", "voices", "attributions"),
    "targets": (),
    "scores": ("paragraphs", "targets", "voices", "attributions"),
}


def open_tables(
    folder: Place, names: Iterable[str], corpus: Place, codebook: Place | None = None
) -> list[pd.DataFrame]:
    """
    Return the named tables of a folder, in that order; what is not there is made.

    A table in the folder is taken as it is. One that is missing is made from those that
    it needs, at the outset from the articles of `corpus` that have a text, and written
    to the folder beside them. So a step that ran before is never run again.

    Parameters
    ----------
    folder
        Where `write_tables` put the tables of earlier steps, if there were any.
    names
        Of `articles`, `paragraphs`, `reprints`, `attributions`, `voices`, `claims`,
        `targets` and `scores`.
    corpus
        The folder of the corpus.
    codebook
        The file with the targets; it is read for `targets` and `scores` alone.

    Raises
    ------
    InputError
        Where a name is none of these, `scores` have to be made and there is no
        codebook, a table is about paragraphs that are not in `paragraphs`, or a file
        cannot be read or written.
    """
    wanted = list(names)
    makers = _name_makers(corpus, codebook)
    found: Tables = {}
    made: Tables = {}
    for name in _sort_needs(wanted, Path(folder)):
        if _is_there(folder, name):
            found[name] = read_table(folder, name)
        else:
            made[name] = found[name] = makers[name](*(found[n] for n in _NEEDS[name]))
    _check_paragraphs(found, str(folder))
    if made:
        write_tables(made, folder)
    return [found[name] for name in wanted]


def _check_paragraphs(tables: Tables, folder: str) -> None:
    """Stop where a table was made from another corpus than the paragraphs were."""
    if "paragraphs" not in tables:
        return
    there = set(tables["paragraphs"]["paragraph"])
    for name, table in tables.items():
        if "paragraph" in table and not there.issuperset(table["paragraph"]):
            mend = "Delete it there, or name another folder: it is then made anew."
            raise InputError(f"{name} are of other paragraphs", mend, folder)


def _name_makers(
    corpus: Place, codebook: Place | None
) -> dict[str, Callable[..., pd.DataFrame]]:
    def read_articles() -> pd.DataFrame:
        own = Corpus(corpus).articles
        return own.dropna(subset="text").reset_index(drop=True)

    def read_targets() -> pd.DataFrame:
        if codebook is None:
            mend = "Give the codebook's file as `codebook`."
            raise InputError("stances have no targets", mend)
        return Codebook.from_file(codebook).targets

    return {
        "articles": read_articles,
        "paragraphs": segment,
        "reprints": find_reprints,
        "attributions": MODELS.find_attributions,
        "voices": MODELS.separate_voices,
        "claims": MODELS.find_claims,
        "targets": read_targets,
        "scores": MODELS.score_stance,
    }


def _is_there(folder: Place, name: str) -> bool:
    place = Path(folder)
    return (place / f"{name}.parquet").exists() or any((place / name).glob("*.parquet"))


def _sort_needs(names: list[str], folder: Path) -> list[str]:
    """Return the names, each after what it is made from where it is not there."""
    order: dict[str, None] = {}
    for name in names:
        if name not in _NEEDS:
            known = ", ".join(_NEEDS)
            raise InputError(f"no step makes a table {name!r}", f"There are {known}.")
        if not _is_there(folder, name):
            order |= dict.fromkeys(_sort_needs(list(_NEEDS[name]), folder))
        order[name] = None
    return list(order)
