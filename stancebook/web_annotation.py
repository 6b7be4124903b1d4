"""W3C Web Annotation: what was decided, anchored by position and by the exact words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from stancebook.files import json_line
from stancebook.handover import is_offsets, read_json
from stancebook.interchange import Document, Mark, Spot
from stancebook.label_names import Name, read_name, write_name
from stancebook.losses import Losses
from stancebook.schema import ATTRIBUTION_PARTS, InputError

__all__ = ["decode", "encode"]

Json = dict[str, Any]
_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_SOURCE = "urn:stancebook:paragraph:"
_UNSAFE = re.compile("[^A-Za-z0-9._~-]")
_AROUND = 32  # characters of prefix and suffix
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_NO_WORDS = "a span whose words are not those of its paragraph"


def encode(
    documents: Sequence[Document], losses: Losses, _: Any = None
) -> dict[str, bytes]:
    """
    Return a page of annotations, with positions in code points as the model asks.

    The texts are not in it, but for the words of each span and 32 characters on both
    sides of them.
    """
    items = [_annotation(one, mark) for one in documents for mark in one.marks]
    for document in documents:
        if not document.marks:
            losses.add("a paragraph that nothing is said of", document.paragraph)
    page = {"@context": _CONTEXT, "id": "urn:stancebook:page", "type": "AnnotationPage"}
    lines = ",\n".join(map(json_line, items))
    head = json_line(page).removesuffix("}")
    return {"": f'{head}, "items": [\n{lines}\n]}}\n'.encode()}


def _annotation(document: Document, mark: Mark) -> Json:
    name = write_name(Name(mark.layer, mark.label, mark.target, mark.holder))
    own = f"{mark.facts.get('id')} {document.paragraph} {mark.annotator}"
    annotation: Json = {
        "@context": _CONTEXT,
        "id": f"urn:stancebook:annotation:{_iri(own)}",
        "type": "Annotation",
        "motivation": "tagging" if mark.spots else "classifying",
    }
    if mark.annotator:
        annotation["creator"] = {"type": "Person", "nickname": mark.annotator}
    if _TIME.fullmatch(str(mark.facts.get("at"))):
        annotation["created"] = mark.facts["at"]
    return annotation | {
        "body": list(_bodies(name, mark)),
        "target": _targets(document, mark),
    }


def _bodies(name: str, mark: Mark) -> Iterator[Json]:
    yield {"type": "TextualBody", "purpose": "tagging", "value": name}
    if isinstance(note := mark.facts.get("note"), str):
        yield {"type": "TextualBody", "purpose": "commenting", "value": note}
    if facts := {k: v for k, v in mark.facts.items() if k not in ("annotator", "note")}:
        body = {"type": "TextualBody", "purpose": "describing"}
        yield body | {"format": "application/json", "value": json_line(facts)}


def _targets(document: Document, mark: Mark) -> Any:
    source = f"{_SOURCE}{_iri(document.paragraph)}"
    text = document.text or ""
    found = [
        {
            "type": "SpecificResource",
            "source": source,
            **({"styleClass": spot.part} if spot.part else {}),
            "selector": _selectors(text, spot),
        }
        for spot in mark.spots
    ]
    return found or source


def _selectors(text: str, spot: Spot) -> list[Json]:
    position = {"type": "TextPositionSelector", "start": spot.start, "end": spot.end}
    quote = {"type": "TextQuoteSelector", "exact": text[spot.start : spot.end]}
    quote |= {"prefix": text[max(0, spot.start - _AROUND) : spot.start]}
    return [position, quote | {"suffix": text[spot.end : spot.end + _AROUND]}]


def _iri(name: str) -> str:
    """Return a name as a part of a URN: other bytes as %XX."""

    def code(match: re.Match[str]) -> str:
        content = match[0].encode("utf-8", "surrogatepass")
        return "".join(f"%{byte:02X}" for byte in content)

    return _UNSAFE.sub(code, name)


def _name_of(iri: str) -> str:
    parts = re.split("%([0-9A-F]{2})", iri)
    content = b"".join(
        bytes([int(part, 16)]) if number % 2 else part.encode("utf-8", "replace")
        for number, part in enumerate(parts)
    )
    try:
        return content.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return iri


def decode(
    files: Mapping[str, bytes], losses: Losses, texts: Mapping[str, str]
) -> list[Document]:
    """
    Return the documents that annotations are about, their texts from `texts`.

    Where the words are not at their position, they are looked for: if they stand in
    the paragraph once, with what stood before and behind them, they are found again.

    Raises
    ------
    InputError
        Where it is neither an annotation, a list, a page nor a collection of them.
    """
    name, content = read_json(files)
    documents: dict[str, Document] = {}
    for number, item in enumerate(_items(content, name), 1):
        where = str(item.get("id") or f"annotation {number}")
        found = _read(item, where, texts, losses)
        if found is None:
            continue
        paragraph, mark = found
        new = Document(paragraph, "", _position(paragraph), texts.get(paragraph))
        documents.setdefault(paragraph, new).marks.append(mark)
    return list(documents.values())


def _position(paragraph: str) -> int:
    last = paragraph.rpartition("#")[2]
    return int(last) if last.isdecimal() and len(last) < 9 else 0


def _items(content: Any, name: str) -> list[Json]:
    if isinstance(content, dict):
        if content.get("type") == "AnnotationCollection":
            content = content.get("first")
        if isinstance(content, dict) and "items" in content:
            content = content["items"]
        elif isinstance(content, dict) and content.get("type") == "Annotation":
            content = [content]
    if isinstance(content, list) and all(isinstance(item, dict) for item in content):
        return content
    mend = "Give an Annotation, or an AnnotationPage with `items`."
    raise InputError("these are no annotations", mend, name)


def _read(
    item: Json, where: str, texts: Mapping[str, str], losses: Losses
) -> tuple[str, Mark] | None:
    bodies = [one for one in _list(item.get("body")) if isinstance(one, dict)]
    tags = [one.get("value") for one in bodies if one.get("purpose") == "tagging"]
    name = read_name(str(tags[0])) if tags else None
    targets = _list(item.get("target"))
    sources = {
        str(one.get("source") if isinstance(one, dict) else one) for one in targets
    }
    if name is None or len(sources) != 1:
        losses.add("an annotation that is none of ours", where, str(tags))
        return None
    source = next(iter(sources))
    paragraph = _name_of(source.removeprefix(_SOURCE))
    facts = _facts(item, bodies)
    spots = []
    for target in targets:
        if isinstance(target, dict):
            spot = _find(target, texts.get(paragraph))
            if spot is None:
                losses.add(_NO_WORDS, facts.get("id", where))
                return None
            spots.append(spot)
    parts = {bool(spot.part) for spot in spots}
    if parts != {True} if name.layer == "attribution" else True in parts:
        losses.add("an annotation that is none of ours", where, str(tags))
        return None
    spots.sort(key=lambda spot: (*ATTRIBUTION_PARTS, "").index(spot.part))
    return paragraph, Mark(
        name.layer, name.label, name.target, name.holder, tuple(spots), facts
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _facts(item: Json, bodies: Sequence[Json]) -> Json:
    facts: Json = {}
    for body in bodies:
        if body.get("format") == "application/json":
            try:
                found = json.loads(str(body.get("value")))
            except (ValueError, RecursionError):
                continue
            facts |= found if isinstance(found, dict) else {}
        elif body.get("purpose") == "commenting":
            facts["note"] = str(body.get("value"))
    creator = item.get("creator")
    if isinstance(creator, dict) and creator.get("nickname"):
        facts["annotator"] = str(creator["nickname"])
    if item.get("created"):
        facts.setdefault("at", str(item["created"]))
    return facts


def _find(target: Json, text: str | None) -> Spot | None:
    selectors = {
        str(one.get("type")): one
        for one in _list(target.get("selector"))
        if isinstance(one, dict)
    }
    place = selectors.get("TextPositionSelector", {})
    quote = selectors.get("TextQuoteSelector", {})
    part = target.get("styleClass")
    part = str(part) if part in ATTRIBUTION_PARTS else ""
    start, end, exact = place.get("start"), place.get("end"), quote.get("exact")
    if type(start) is int and type(end) is int and is_offsets(start, end):
        words = None if text is None else text[start:end]
        fits = words is None or (end <= len(str(text)) and exact in (None, words))
        if fits:
            return Spot(part, start, end)
    if text is None or not isinstance(exact, str) or not exact:
        return None
    before, after = (str(quote.get(key) or "") for key in ("prefix", "suffix"))
    context = f"{before}{exact}{after}"
    first = text.find(context)
    if first < 0 or text.find(context, first + 1) >= 0:
        return None
    start = first + len(before)
    return Spot(part, start, start + len(exact))
