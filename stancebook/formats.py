"""Labels travel to other tools and back; what does not is counted and listed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from stancebook import (
    brat,
    conllu,
    doccano,
    label_studio,
    prodigy,
    spreadsheet,
    uima,
    web_annotation,
)
from stancebook.codebook import Codebook
from stancebook.files import replace_file
from stancebook.handover import find_beside, join_lines, read_files, write_files
from stancebook.interchange import (
    Document,
    Mark,
    make_annotations,
    make_documents,
    make_paragraphs,
)
from stancebook.losses import Losses
from stancebook.schema import LAYERS, STANCES, InputError, check, require

__all__ = ["FORMATS", "Format", "Imported", "export_labels", "import_labels"]

_SURROGATE = re.compile("[\ud800-\udfff]")
_HALF = "half a surrogate pair, which is no text"
Encode = Callable[[Sequence[Document], Losses, Codebook | None], dict[str, bytes]]
Decode = Callable[[Mapping[str, bytes], Losses, Mapping[str, str]], list[Document]]


class Format(NamedTuple):
    """How a format is written and read, and how the names of its files end."""

    encode: Encode
    decode: Decode
    endings: tuple[str, ...]


FORMATS: dict[str, Format] = {
    "label-studio": Format(label_studio.encode, label_studio.decode, (".json",)),
    "doccano": Format(doccano.encode, doccano.decode, (".jsonl",)),
    "prodigy": Format(prodigy.encode, prodigy.decode, (".jsonl",)),
    "brat": Format(brat.encode, brat.decode, (".txt", ".ann")),
    "uima-xmi": Format(uima.encode_xmi, uima.decode_xmi, (".xmi", ".xml")),
    "uima-json": Format(uima.encode_json, uima.decode_json, (".json",)),
    "web-annotation": Format(
        web_annotation.encode, web_annotation.decode, (".jsonld", ".json")
    ),
    "conllu": Format(conllu.encode, conllu.decode, (".conllu",)),
    "csv": Format(spreadsheet.encode, spreadsheet.decode, (".csv",)),
    "csv-excel": Format(spreadsheet.encode_for_excel, spreadsheet.decode, (".csv",)),
}


class Imported(NamedTuple):
    """
    What a file of another tool holds, as tables.

    `suggestions` are a model's labels (Label Studio's predictions), `losses` what could
    not be taken over: `lost`, `count` and the `names` of all that it befell.
    """

    annotations: pd.DataFrame
    paragraphs: pd.DataFrame
    suggestions: pd.DataFrame
    losses: pd.DataFrame


def _find(name: str) -> Format:
    if name in FORMATS:
        return FORMATS[name]
    raise InputError(f"there is no format {name!r}", f"It has {', '.join(FORMATS)}.")


def export_labels(
    annotations: pd.DataFrame,
    paragraphs: pd.DataFrame,
    path: str | PathLike[str],
    format: str,
    *,
    codebook: Codebook | None = None,
    models: Mapping[str, pd.DataFrame] | None = None,
) -> pd.DataFrame:
    """
    Write decisions in the format of another tool, whole or not at all.

    Parameters
    ----------
    annotations
        What `read_annotations` or `read_gold` returns.
    paragraphs
        Their texts; all of them are exported, labelled or not.
    path
        The file to write; for brat and UIMA, which have one file for each article, a
        new folder.
    format
        One of `label-studio`, `doccano`, `prodigy`, `brat`, `uima-xmi`, `uima-json`,
        `web-annotation`, `conllu`, `csv` and `csv-excel`.
    codebook
        Its labels and targets are what Label Studio's page will offer.
    models
        For Label Studio: `voices` and `scores` tables, written as predictions.

    Returns
    -------
    pd.DataFrame
        What the format cannot carry: `lost`, `count`, and the `names` (ids) of all
        that it befell. Where there is any, it is also written beside the output, as
        `<name>.losses.jsonl`, one line for each.

    Raises
    ------
    InputError
        Where the format is not known, a table is none, or nothing can be written.
    """
    own = _find(format)
    if models and format != "label-studio":
        problem = f"{format} has no place for a model's labels"
        raise InputError(problem, "Leave `models` out, or export to label-studio.")
    losses = Losses()
    documents = make_documents(annotations, paragraphs, losses)
    _add_models(documents, models or {})
    files = own.encode(documents, losses, codebook)
    place = Path(path)
    write_files(place, files)
    _write_losses(place, losses)
    return losses.table


def _write_losses(path: Path, losses: Losses) -> None:
    beside = find_beside(path, ".losses.jsonl")
    if losses.rows:
        with replace_file(beside) as stream:
            stream.write(join_lines(losses.rows))
    else:  # not to leave those of an older export
        beside.unlink(missing_ok=True)


def _add_models(
    documents: Sequence[Document], tables: Mapping[str, pd.DataFrame]
) -> None:
    """Add a model's labels as marks that name the model, each with its probability."""
    if unknown := sorted(set(tables) - {"voices", "scores"}):
        problem = f"there is no use for a table {unknown[0]!r}"
        raise InputError(problem, "Give `voices`, `scores` or both.")
    known = {document.paragraph: document for document in documents}
    for name, table in tables.items():
        need = ("voice",) if name == "voices" else ("target", "holder", *STANCES)
        require(table, name, "paragraph", *need)
        for row in table.to_dict("records"):
            if row["paragraph"] in known:
                mark = _voice(row) if name == "voices" else _stance(row)
                known[row["paragraph"]].marks.append(mark)


def _voice(row: Mapping[Any, Any]) -> Mark:
    facts = {"model": "stancebook", "p": float(row.get(f"p_{row['voice']}", 0.0))}
    return Mark("voice", row["voice"], facts=facts)


def _stance(row: Mapping[Any, Any]) -> Mark:
    label = max(STANCES, key=lambda name: float(row[name]))
    facts = {"model": "stancebook", "p": float(row[label])}
    return Mark("stance", label, row["target"], row["holder"], facts=facts)


def import_labels(
    path: str | PathLike[str],
    format: str,
    *,
    paragraphs: pd.DataFrame | None = None,
    annotator: str | None = None,
) -> Imported:
    """
    Read the decisions in a file of another tool.

    Labels are known by their names, as `export_labels` writes them: `voice:editorial`,
    `stance:favor:TARGET:HOLDER`, `attribution:content:direct`. A label of another form
    goes to the losses, and so does a span whose quoted words do not stand where it
    says; the rest goes on.

    Parameters
    ----------
    path
        A file, or the folder of an export to brat or UIMA.
    format
        As in `export_labels`.
    paragraphs
        The texts that were labelled: a paragraph whose id the file does not name is
        known by its text, and one whose text has changed is not taken over.
    annotator
        Whose decisions they are, where the file does not say it.

    Raises
    ------
    InputError
        Where the file cannot be read at all; the message names the line.
    """
    own, losses = _find(format), Losses()
    files = read_files(path, own.endings)
    texts = _texts(paragraphs)
    found = own.decode(files, losses, texts)
    documents = _identify(found, texts, Path(path).stem, losses)
    for document in documents:
        document.marks = [m for m in document.marks if _is_mark(m, document, losses)]
    people, models = _part(documents)
    defaults = {"annotator": annotator or "unknown"}
    annotations = check(make_annotations(people, defaults), "annotations")
    suggestions = make_annotations(models, {"annotator": "model"})
    return Imported(annotations, make_paragraphs(people), suggestions, losses.table)


def _texts(paragraphs: pd.DataFrame | None) -> dict[str, str]:
    if paragraphs is None:
        return {}
    require(paragraphs, "paragraphs", "paragraph", "text")
    pairs = zip(paragraphs["paragraph"], paragraphs["text"], strict=True)
    return {name: text for name, text in pairs if isinstance(text, str)}


def _identify(
    documents: Sequence[Document], texts: Mapping[str, str], stem: str, losses: Losses
) -> list[Document]:
    """Give each document the id of its paragraph, and leave out what has changed."""
    by_text = {text: name for name, text in texts.items()}
    kept = []
    for number, document in enumerate(documents):
        if document.text is not None and _SURROGATE.search(document.text):
            document.text = _SURROGATE.sub("\ufffd", document.text)
            losses.add(_HALF, document.paragraph or number)
        own = document.paragraph or by_text.get(str(document.text))
        document.paragraph = own or f"{stem}#{number}"
        document.paragraph = _SURROGATE.sub("\ufffd", document.paragraph)
        document.article = _SURROGATE.sub("\ufffd", document.article)
        document.article = document.article or document.paragraph.rpartition("#")[0]
        known = texts.get(document.paragraph, document.text)
        if document.text is not None and known != document.text:
            losses.add("a paragraph whose text is another now", document.paragraph)
            continue
        document.text = known
        kept.append(document)
    return kept


def _is_mark(mark: Mark, document: Document, losses: Losses) -> bool:
    where = mark.facts.get("id") or document.paragraph
    said = (mark.label, mark.target, mark.holder, mark.facts)
    if _SURROGATE.search(json.dumps(said, ensure_ascii=False)):
        losses.add(_HALF, document.position)
        return False
    if mark.layer not in LAYERS or not mark.label.strip():
        losses.add("a layer or label that is none of ours", where, mark.layer)
        return False
    if document.text is not None:
        length = len(document.text)
        if any(not 0 <= s.start < s.end <= length for s in mark.spots):
            losses.add("a span that is not in its paragraph", where)
            return False
    return True


def _part(documents: Sequence[Document]) -> tuple[list[Document], list[Document]]:
    """Part what people decided from what a model did."""
    parts: tuple[list[Document], list[Document]] = ([], [])
    for one in documents:
        place = (one.paragraph, one.article, one.position, one.text)
        for n, own in enumerate(parts):
            marks = [mark for mark in one.marks if ("model" in mark.facts) == bool(n)]
            own.append(Document(*place, marks))
    return parts
