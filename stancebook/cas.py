"""A CAS holds a text and annotations on it; ours are put in and found in it here."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from stancebook.files import json_line
from stancebook.interchange import Document
from stancebook.joined import Joined, annotator_of, place_of
from stancebook.label_names import Name, read_name, write_name
from stancebook.losses import Losses
from stancebook.regions import Picture, Region, draw, read
from stancebook.schema import LAYERS, MARKED, InputError

__all__ = ["Cleaner", "make_cas", "make_types", "read_cas"]

Json = dict[str, Any]
_PREFIX = "webanno.custom."  # where INCEpTION keeps the layers of its users
_PARAGRAPH = f"{_PREFIX}Paragraph"
_LINK = f"{_PREFIX}AttributionLink"
_FEATURES = ("label", "kind", "target", "holder", "facts", "whole")
# What INCEpTION adds to every text, and what is no annotation.
_KNOWN = re.compile(
    r"uima\.|de\.tudarmstadt\.ukp\.dkpro\.core\.api\.(segmentation|metadata)\."
)


def make_types() -> Any:
    """Return our layers: a span layer each, and a relation between parts."""
    # only where a CAS is made or read; it takes a second
    from cassis import TypeSystem  # type: ignore[import-untyped]
    from cassis.typesystem import (  # type: ignore[import-untyped]
        TYPE_NAME_ANNOTATION,
        TYPE_NAME_STRING,
    )

    types = TypeSystem()
    paragraph = types.create_type(_PARAGRAPH, TYPE_NAME_ANNOTATION)
    for feature in ("paragraph", "article", "position"):
        types.create_feature(paragraph, feature, TYPE_NAME_STRING)
    for layer in LAYERS:
        own = types.create_type(_type_of(layer), TYPE_NAME_ANNOTATION)
        for feature in _FEATURES:
            types.create_feature(own, feature, TYPE_NAME_STRING)
    link = types.create_type(_LINK, TYPE_NAME_ANNOTATION)
    for feature in ("Governor", "Dependent"):  # as INCEpTION's relation layers have
        types.create_feature(link, feature, TYPE_NAME_ANNOTATION)
    return types


def _type_of(layer: str) -> str:
    return f"{_PREFIX}{layer.capitalize()}"


class Cleaner:
    """Puts a mark in the place of characters that a file cannot hold, and says so."""

    def __init__(self, unfit: re.Pattern[str], losses: Losses) -> None:
        self._unfit, self._losses = unfit, losses

    def clean(self, text: str, name: str) -> str:
        """Return the text, as long as it was."""
        shown = self._unfit.sub("\ufffd", text)
        if shown != text:
            lost = "characters that have no place in the format, now U+FFFD"
            self._losses.add(lost, name)
        return shown


def make_cas(article: Joined, types: Any, cleaner: Cleaner) -> Any:
    """Return the CAS of an article."""
    from cassis import Cas

    cas = Cas(typesystem=types)
    cas.sofa_mime = "text/plain"
    cas.sofa_string = "".join(_texts(article, cleaner))
    for start, document in article.parts:
        end = start + len(document.text or "")
        own = {"paragraph": document.paragraph, "article": document.article}
        own = {key: cleaner.clean(v, document.paragraph) for key, v in own.items()}
        make = types.get_type(_PARAGRAPH)
        cas.add(make(begin=start, end=end, position=str(document.position), **own))
        _add_marks(cas, start, end, document, cleaner)
    return cas


def _texts(article: Joined, cleaner: Cleaner) -> Iterator[str]:
    for number, (_, document) in enumerate(article.parts):
        yield "\n\n" if number else ""
        yield cleaner.clean(document.text or "", document.paragraph)


def _add_marks(
    cas: Any, start: int, end: int, document: Document, cleaner: Cleaner
) -> None:
    picture = draw(document.marks)

    def add(label: str, place: tuple[int, int], facts: Any, **more: str) -> Any:
        name = read_name(label) or Name("voice", label)
        features = _features(name, facts) | more
        where = str(facts.get("id") or document.paragraph)
        clean = {key: cleaner.clean(value, where) for key, value in features.items()}
        make = cas.typesystem.get_type(_type_of(name.layer))
        made = make(begin=place[0], end=place[1], **clean)
        cas.add(made)
        return made

    for label, facts in picture.labels:
        add(label, (start, end), facts, whole="true")
    regions = [
        add(r.name, (start + r.start, start + r.end), r.facts) for r in picture.regions
    ]
    link = cas.typesystem.get_type(_LINK)
    for first, second in picture.links:
        ends = {"Governor": regions[first], "Dependent": regions[second]}
        cas.add(link(begin=regions[second].begin, end=regions[second].end, **ends))


def _features(name: Name, facts: Mapping[str, Any]) -> dict[str, str]:
    part = name.layer == "attribution"
    found = {"label": name.label, "kind" if part else "target": name.target}
    found |= {"holder": name.holder, "facts": json_line(dict(facts)) if facts else None}
    return {key: value for key, value in found.items() if value}


def read_cas(cas: Any, name: str, losses: Losses) -> list[Document]:
    """
    Return the documents in a CAS.

    Raises
    ------
    InputError
        Where it has no text.
    """
    text = cas.sofa_string
    if not isinstance(text, str):
        mend = "Export it again as UIMA CAS XMI or JSON."
        raise InputError("this CAS has no text", mend, name)
    # by id and not by place: the spans of a part keep their order
    annotations = sorted(cas.select_all_annotations(), key=lambda own: own.xmiID or 0)
    placed = [own for own in annotations if _is_placed(own, text)]
    for _ in range(len(annotations) - len(placed)):
        losses.add("an annotation that is not in its text", name)
    annotations = placed
    parts = _find_documents(annotations, text)
    pictures = [Picture() for _ in parts]
    places: dict[int, tuple[int, int]] = {}
    for own in annotations:
        _place(own, parts, pictures, places, name, losses)
    for own in annotations:
        if own.type.name == _LINK:
            _link(own, pictures, places, name, losses)
    for (_, _, document), picture in zip(parts, pictures, strict=True):
        where = document.paragraph or name
        document.marks = read(picture, str(document.text), where, losses)
    return [document for _, _, document in parts]


def _is_placed(own: Any, text: str) -> bool:
    numbers = type(own.begin) is int and type(own.end) is int
    return numbers and 0 <= own.begin <= own.end <= len(text)


def _find_documents(annotations: Sequence[Any], text: str) -> list[Any]:
    parts: list[Any] = []
    for own in annotations:
        if own.type.name == _PARAGRAPH:
            words = text[own.begin : own.end]
            position = str(own.position or "")
            known = position.isdecimal() and len(position) < 9
            place = int(position) if known else len(parts)
            names = (str(own.paragraph or ""), str(own.article or ""))
            parts.append((own.begin, own.end, Document(*names, place, words)))
    return parts or [(0, len(text), Document("", "", 0, text))]


def _place(
    own: Any,
    parts: Sequence[Any],
    pictures: Sequence[Picture],
    places: dict[int, tuple[int, int]],
    name: str,
    losses: Losses,
) -> None:
    """Put an annotation into the picture of the paragraph that it stands in."""
    kind = own.type.name
    layer = kind.removeprefix(_PREFIX).lower()
    if kind in (_PARAGRAPH, _LINK) or _KNOWN.match(kind):
        return
    if kind != _type_of(layer) or layer not in LAYERS:
        losses.add("an annotation of a layer that is none of ours", name, kind)
        return
    number = place_of(parts, own.begin, own.end)
    if number is None:
        losses.add("a span over several paragraphs", name, kind)
        return
    start, end, _ = parts[number]
    label, facts = _read_features(own, layer), _read_facts(own, name)
    spanned = layer in MARKED or (own.begin, own.end) != (start, end)
    if own.whole or not spanned:
        pictures[number].labels.append((label, facts))
        return
    places[id(own)] = (number, len(pictures[number].regions))
    region = Region(label, own.begin - start, own.end - start, facts)
    pictures[number].regions.append(region)


def _read_features(own: Any, layer: str) -> str:
    second = own.kind if layer == "attribution" else own.target
    label, target, holder = (
        str(part or "") for part in (own.label, second, own.holder)
    )
    return write_name(Name(layer, label, target or None, holder or None))


def _read_facts(own: Any, name: str) -> Json:
    try:
        found = json.loads(str(own.facts or "{}"))
    except (ValueError, RecursionError):
        found = {}
    return {**annotator_of(name), **(found if isinstance(found, dict) else {})}


def _link(
    own: Any,
    pictures: Sequence[Picture],
    places: Mapping[int, tuple[int, int]],
    name: str,
    losses: Losses,
) -> None:
    first, second = (places.get(id(end)) for end in (own.Governor, own.Dependent))
    if first and second and first[0] == second[0]:
        pictures[first[0]].links.append((first[1], second[1]))
    else:
        losses.add("a relation that is none of ours", name)
