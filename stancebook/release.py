"""Labels outlive a project only if others can find, trust and read them."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from stancebook.about import About
from stancebook.cards import write_card, write_citation, write_datasheet
from stancebook.checksums import write_checksums
from stancebook.codebook import Codebook
from stancebook.contents import CONTENTS
from stancebook.corpus import Corpus
from stancebook.croissant import make_croissant, make_datapackage
from stancebook.edition import Edition
from stancebook.files import json_line, make_folder
from stancebook.holdings import Holdings, check_quotes, read_holdings
from stancebook.leakage import find_leaks
from stancebook.packing import pack_tables
from stancebook.schema import TABLES, InputError, require
from stancebook.splits import split_articles
from stancebook.withholding import check_withheld, withhold

__all__ = ["write_release"]

_STATIC = Path(__file__).parent / "static"
_GOLD = ("layer", "paragraph", "value", "how")
_VOTES = ("layer", "paragraph", "value", "annotator")


def write_release(
    folder: str | PathLike[str],
    corpus: Corpus,
    gold: pd.DataFrame,
    codebook: Codebook,
    about: About | None = None,
    *,
    annotations: pd.DataFrame | None = None,
    agreement: pd.DataFrame | None = None,
    text: str = "rights",
    splits: pd.DataFrame | None = None,
) -> list[Path]:
    """
    Write a data set that others can use: tables, splits, card, Croissant, checksums.

    The folder appears whole or not at all, and one that is there is never written
    over: a correction is a new version. The same inputs give the same bytes. Before it
    appears, every file is searched for words of texts that are withheld.

    Parameters
    ----------
    folder
        Such as `release/1.0`.
    corpus
        Its articles, and its records of articles without text.
    gold
        What was decided, as `read_gold` or an adjudication gives it.
    codebook
        That of the labels, read from a file, which goes along.
    about
        Title, authors, licence and the like.
    annotations
        The votes of single annotators, who get numbers in place of their names, unless
        these begin with `model`; notes stay behind.
    agreement
        What `measure_agreement` returns. The card shows what is of `all`; rows of a
        pair or one person, which name people, stay behind.
    text
        `rights` (each article's own decide), `full`, `excerpt` or `withheld`.
    splits
        What `split_corpus` returns; without it, that with its defaults.

    Returns
    -------
    list of Path
        The files, `SHA256SUMS` last.

    Raises
    ------
    InputError
        Where the folder is there; where an article's rights do not allow what is asked;
        where labels are about paragraphs that are not in the corpus; where articles
        hang together so that they cannot be split; where a file would give a withheld
        text away.
    """
    place = Path(folder)
    if place.exists():
        problem = "there is a folder of this name already"
        raise InputError(
            problem, "A release is never changed: name another.", str(folder)
        )
    source = read_holdings(corpus, text)
    if not codebook.toml:
        raise InputError("the codebook is of no file", "Read it with from_file.")
    require(gold, "gold", *_GOLD)
    if annotations is not None:
        require(annotations, "annotations", *_VOTES)
    tables = _make_tables(source, gold, annotations, codebook)
    tables |= _make_splits(source, splits)
    if agreement is not None:
        require(agreement, "agreement", *TABLES["agreement"])
        named = agreement["scope"].isin(["pair", "self"])
        tables["agreement"] = agreement[~named].reset_index(drop=True)
    make_folder(place.parent)
    part = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        part.mkdir()
        _write(part, source, tables, codebook, about or About(), place.name)
        part.rename(place)
    except OSError as error:
        problem = f"the release cannot be written ({error.strerror or error})"
        raise InputError(problem, "Name another place.", str(folder)) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    written = sorted(path for path in place.rglob("*") if path.is_file())
    return sorted(written, key=lambda path: path.name == "SHA256SUMS")


def _make_tables(
    source: Holdings,
    gold: pd.DataFrame,
    annotations: pd.DataFrame | None,
    codebook: Codebook,
) -> dict[str, pd.DataFrame]:
    tables = {
        "paragraphs": _label(source.paragraphs, gold),
        "articles": source.articles,
        "gold": gold,
    }
    if annotations is not None:
        tables["annotations"] = _number(annotations)
    known = set(source.paragraphs["paragraph"])
    for name, table in tables.items():
        if "paragraph" in table and not set(table["paragraph"]) <= known:
            stranger = next(p for p in table["paragraph"] if p not in known)
            problem = f"{name} has labels of {stranger!r}, which is not in the corpus"
            raise InputError(problem, "Add the article, or leave the labels out.")
    check_quotes(gold, source.paragraphs)
    kept = {
        name: withhold(table.reindex(columns=list(CONTENTS[name])), source.forms)
        for name, table in tables.items()
    }
    return {**kept, "targets": _name_targets(gold, codebook)}


def _name_targets(gold: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Return the codebook's targets, and those that articles bring along themselves."""
    used = gold["target"].dropna() if "target" in gold else pd.Series(dtype=object)
    known = set(codebook.targets["target"])
    own = [name for name in dict.fromkeys(used) if name not in known]
    rows = pd.DataFrame({"target": own, "text": own, "aliases": [[] for _ in own]})
    return pd.concat([codebook.targets, rows], ignore_index=True)


def _label(paragraphs: pd.DataFrame, gold: pd.DataFrame) -> pd.DataFrame:
    """Put the voice and origin that were decided beside each paragraph."""
    columns = gold.reindex(columns=list(dict.fromkeys([*gold.columns, "chain"])))
    voice = columns[columns["layer"] == "voice"].set_index("paragraph")
    origin = columns[columns["layer"] == "origin"].set_index("paragraph")
    for name, own in (("voice", voice), ("origin", origin)):
        if not own.index.is_unique:
            twice = own.index[own.index.duplicated()][0]
            problem = f"paragraph {twice!r} has two decisions in layer {name!r}"
            raise InputError(problem, "Adjudicate first.")
    names = paragraphs["paragraph"]
    return paragraphs.assign(
        voice=names.map(voice["value"]),
        origin=names.map(origin["value"]),
        chain=names.map(voice["chain"]),
    )


def _number(annotations: pd.DataFrame) -> pd.DataFrame:
    """Put numbers in place of annotators' names, in an order that tells nothing."""
    people = sorted(
        {name for name in annotations["annotator"] if not name.startswith("model")},
        key=lambda name: hashlib.sha256(name.encode()).hexdigest(),
    )
    numbers = {name: f"annotator-{number}" for number, name in enumerate(people, 1)}
    names = [numbers.get(name, name) for name in annotations["annotator"]]
    return annotations.assign(annotator=names)


def _make_splits(
    source: Holdings, splits: pd.DataFrame | None
) -> dict[str, pd.DataFrame]:
    if splits is None:
        splits = split_articles(source.articles, source.paragraphs)
    require(splits, "splits", "article", "group", "split")
    names = set(source.articles["article"])
    if names != set(splits["article"]) or not splits["article"].is_unique:
        problem = "`splits` does not have each article of the corpus once"
        raise InputError(problem, "Give what `split_corpus` returns.")
    leaks = find_leaks(splits, source.articles, source.paragraphs)
    return {"splits": splits, "leaks": leaks}


def _write(
    part: Path,
    source: Holdings,
    tables: Mapping[str, pd.DataFrame],
    codebook: Codebook,
    about: About,
    name: str,
) -> None:
    splits = dict(
        zip(tables["splits"]["article"], tables["splits"]["split"], strict=True)
    )
    packed = pack_tables(tables, splits, part)
    unread = int(source.articles["text"].isna().sum())
    edition = Edition(about, codebook, tables, packed, unread)
    papers = {
        "README.md": write_card(edition, name),
        "DATASHEET.md": write_datasheet(edition),
        "CITATION.cff": write_citation(edition),
        "codebook.toml": codebook.toml,
        "croissant.json": _json(make_croissant(edition, part)),
        "datapackage.json": _json(make_datapackage(edition, part)),
    }
    if held := _records(source):
        papers["records.jsonl"] = held
    for paper, content in papers.items():
        (part / paper).write_text(content, "utf-8")
    templates = (path.read_text("utf-8") for path in _STATIC.glob("release_*.md"))
    spared = [*codebook.targets["text"], *templates]
    check_withheld(part, source.articles, source.forms, spared)
    write_checksums(part)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _records(source: Holdings) -> str:
    rows = source.articles.to_dict("records")
    held = [row for row in rows if source.forms[row["article"]] != "full"]
    return "".join(f"{json_line(source.record_of(row))}\n" for row in held)
