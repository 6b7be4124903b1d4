"""UIMA CAS, as INCEpTION reads and writes it: one for each article and annotator."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from stancebook.files import json_line
from stancebook.interchange import Document
from stancebook.joined import Joined, annotator_of, join_articles, place_of
from stancebook.label_names import Name, read_name, write_name
from stancebook.losses import Losses
from stancebook.regions import Picture, Region, draw, read
from stancebook.schema import LAYERS, InputError

__all__ = ["decode_json", "decode_xmi", "encode_json", "encode_xmi"]

Json = dict[str, Any]
_TYPES = "TypeSystem.xml"
_PREFIX = "webanno.custom."  # where INCEpTION keeps the layers of its users
_PARAGRAPH = f"{_PREFIX}Paragraph"
_LINK = f"{_PREFIX}AttributionLink"
_FEATURES = ("label", "kind", "target", "holder", "facts", "whole")
_MEND = "Export it again as UIMA CAS XMI or JSON."
# What XML 1.0 has no place for.
_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# What INCEpTION adds to every text, and what is no annotation.
_KNOWN = re.compile(
    r"uima\.|de\.tudarmstadt\.ukp\.dkpro\.core\.api\.(segmentation|metadata)\."
)


def _type_system() -> Any:
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


def encode_xmi(
    documents: Sequence[Document], losses: Losses, _: Any = None
) -> dict[str, bytes]:
    """Return `<annotator>/<number>.xmi` for each article, and the type system."""
    types = _type_system()
    files = {_TYPES: types.to_xml().encode()}
    for article in join_articles(documents):
        cas = _make_cas(article, types, _Cleaner(_NO_XML, losses))
        files[f"{article.name}.xmi"] = cas.to_xmi().encode()
    return files


def encode_json(
    documents: Sequence[Document], losses: Losses, _: Any = None
) -> dict[str, bytes]:
    """Return `<annotator>/<number>.json` for each article, each with its types."""
    types = _type_system()
    files = {}
    for article in join_articles(documents):
        cas = _make_cas(article, types, _Cleaner(_SURROGATE, losses))
        files[f"{article.name}.json"] = cas.to_json().encode()
    return files


class _Cleaner:
    """Puts a mark in the place of characters that a file cannot hold, and says so."""

    def __init__(self, unfit: re.Pattern[str], losses: Losses) -> None:
        self._unfit, self._losses = unfit, losses

    def clean(self, text: str, name: str) -> str:
        shown = self._unfit.sub("\ufffd", text)
        if shown != text:
            lost = "characters that have no place in the format, now U+FFFD"
            self._losses.add(lost, name)
        return shown


def _make_cas(article: Joined, types: Any, cleaner: _Cleaner) -> Any:
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


def _texts(article: Joined, cleaner: _Cleaner) -> Iterator[str]:
    for number, (_, document) in enumerate(article.parts):
        yield "\n\n" if number else ""
        yield cleaner.clean(document.text or "", document.paragraph)


def _add_marks(
    cas: Any, start: int, end: int, document: Document, cleaner: _Cleaner
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


def decode_xmi(
    files: Mapping[str, bytes], losses: Losses, _: Any = None
) -> list[Document]:
    """
    Return the documents of CAS XMI files, with the `TypeSystem.xml` of the folder.

    Raises
    ------
    InputError
        Where a file is no CAS, or the type system is missing.
    """
    from cassis import load_cas_from_xmi, load_typesystem

    for name, content in files.items():
        _check_xml(content, name)
    types = [name for name in files if name.endswith(_TYPES)]
    if not types:
        mend = f"Give the folder of the export, which has a {_TYPES}."
        raise InputError("the type system is missing", mend, next(iter(files)))
    found = []
    for name in [name for name in files if name.endswith(".xmi")]:
        try:
            system = load_typesystem(io.BytesIO(files[types[0]]))
            cas = load_cas_from_xmi(io.BytesIO(files[name]), system, lenient=True)
        except Exception as error:  # the library raises whatever comes of it
            raise InputError(f"no CAS: {error}", _MEND, name) from None
        found += _read_cas(cas, name, losses)
    return found


def _check_xml(content: bytes, name: str) -> None:
    """Refuse a document type: it can name other files, and grow without end."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        tree = etree.fromstring(content, parser).getroottree()
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise InputError(f"not XML: {error.msg}", _MEND, name, line) from None
    if tree.docinfo.internalDTD is not None:
        raise InputError(
            "it declares a document type, which no CAS has", _MEND, name, 1
        )


def decode_json(
    files: Mapping[str, bytes], losses: Losses, _: Any = None
) -> list[Document]:
    """
    Return the documents of CAS JSON files.

    Raises
    ------
    InputError
        Where a file is no CAS.
    """
    from cassis import load_cas_from_json

    found = []
    for name, content in files.items():
        try:
            cas = load_cas_from_json(content.decode("utf-8-sig"))
        except (Exception, RecursionError) as error:  # whatever comes of it
            raise InputError(f"no CAS: {error}", _MEND, name) from None
        found += _read_cas(cas, name, losses)
    return found


def _read_cas(cas: Any, name: str, losses: Losses) -> list[Document]:
    text = cas.sofa_string
    if not isinstance(text, str):
        raise InputError("this CAS has no text", _MEND, name)
    # by id and not by place: the spans of a part keep their order
    annotations = sorted(cas.select_all_annotations(), key=lambda own: own.xmiID or 0)
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


def _find_documents(annotations: Sequence[Any], text: str) -> list[Any]:
    parts: list[Any] = []
    for own in annotations:
        if own.type.name == _PARAGRAPH:
            words = text[own.begin : own.end]
            position = str(own.position or "")
            place = int(position) if position.isdecimal() else len(parts)
            names = (own.paragraph or "", own.article or "")
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
    spanned = layer in ("claims", "attribution") or (own.begin, own.end) != (start, end)
    if own.whole or not spanned:
        pictures[number].labels.append((label, facts))
        return
    places[id(own)] = (number, len(pictures[number].regions))
    region = Region(label, own.begin - start, own.end - start, facts)
    pictures[number].regions.append(region)


def _read_features(own: Any, layer: str) -> str:
    label, target, holder = (own.label or "", own.target, own.holder)
    if layer == "attribution":
        target = own.kind
    return write_name(Name(layer, label, target or None, holder or None))


def _read_facts(own: Any, name: str) -> Json:
    try:
        found = json.loads(own.facts or "{}")
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
