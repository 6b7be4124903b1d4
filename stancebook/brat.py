"""brat: a text and a file of stand-off lines for each article and annotator."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from stancebook.files import json_line
from stancebook.handover import decode_text, is_offsets
from stancebook.interchange import Document
from stancebook.joined import Joined, annotator_of, join_articles, place_of
from stancebook.label_names import Name, read_name, write_name
from stancebook.losses import Losses
from stancebook.regions import Picture, Region, draw, read
from stancebook.schema import MARKED, InputError

__all__ = ["decode", "encode"]

Fragments = list[tuple[int, int]]
Json = dict[str, Any]
# brat reads a line up to any of these, so none may stand in one.
_LINE = re.compile("[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_PLAIN = re.compile(r"[A-Za-z0-9_]+")
_TEXT_BOUND = re.compile(
    r"(T\S+)\t(\S+) (\d{1,9} \d{1,9}(?:;\d{1,9} \d{1,9})*)\t(.*)", re.DOTALL
)
_ATTRIBUTE = re.compile(r"[AM]\S*\t(\S+) (\S+)(?: (.*))?")
_RELATION = re.compile(r"R\S*\t(\S+) Arg1:(\S+) Arg2:(\S+)\s*")
_NOTE = re.compile(r"#\S*\tAnnotatorNotes (\S+)\t(.*)", re.DOTALL)


def encode(
    documents: Sequence[Document], losses: Losses, _: Any = None
) -> dict[str, bytes]:
    """Return `<annotator>/<number>.txt` and `.ann` for each article."""
    files = {}
    for article in join_articles(documents):
        shown = article.text.encode("utf-8", "replace")
        if shown.decode() != article.text:
            losses.add("half a surrogate pair, which is no text", article.name)
            article = Joined(article.name, shown.decode(), article.parts)
        files[f"{article.name}.txt"] = shown
        lines = _Lines(article.text, losses)
        for start, document in article.parts:
            lines.add_document(start, document)
        files[f"{article.name}.ann"] = "".join(lines.lines).encode("utf-8", "replace")
    return files


class _Lines:
    """The stand-off lines of an article, numbered as they are added."""

    def __init__(self, text: str, losses: Losses) -> None:
        self.lines: list[str] = []
        self._text, self._losses = text, losses
        self._count = 0

    def add_document(self, start: int, document: Document) -> None:
        end = start + len(document.text or "")
        note: Json = {"paragraph": document.paragraph, "article": document.article}
        note |= {"position": document.position}
        if not self._bind("Paragraph", start, end, note):
            lost = "a paragraph without a visible line, with all that is said of it"
            self._losses.add(lost, document.paragraph)
            return
        picture = draw(document.marks)
        for label, facts in picture.labels:
            self._bind_name(label, start, end, {"facts": facts, "whole": True})
        names = [
            self._bind_name(
                r.name,
                start + r.start,
                start + r.end,
                {"facts": r.facts, "part": True},
            )
            for r in picture.regions
        ]
        for region, name in zip(picture.regions, names, strict=True):
            if not name:
                where = region.facts.get("id") or document.paragraph
                self._losses.add("a span without a visible line", where)
        for first, second in picture.links:
            if names[first] and names[second]:
                self._add("R", f"attribution Arg1:{names[first]} Arg2:{names[second]}")

    def _add(self, sign: str, rest: str) -> str:
        self._count += 1
        self.lines.append(f"{sign}{self._count}\t{rest}\n")
        return f"{sign}{self._count}"

    def _bind(self, kind: str, start: int, end: int, note: Json) -> str:
        """Add a span, and its note; return its id, none where it has no line."""
        fragments = _split(self._text, start, end)
        if not fragments:
            return ""
        places = ";".join(f"{a} {b}" for a, b in fragments)
        words = " ".join(self._text[a:b] for a, b in fragments)
        name = self._add("T", f"{kind} {places}\t{words}")
        if (fragments[0][0], fragments[-1][1]) != (start, end):
            note = note | {"at": [start, end]}  # line breaks at its ends
        if note := {key: value for key, value in note.items() if value not in ({}, "")}:
            self._add("#", f"AnnotatorNotes {name}\t{json_line(note)}")
        return name

    def _bind_name(self, label: str, start: int, end: int, note: Json) -> str:
        name = read_name(label)
        if name is None:
            return ""
        kind = name.layer
        if _PLAIN.fullmatch(name.label):
            kind = f"{name.layer}-{name.label}"
        else:
            note["label"] = name.label
        part = name.layer == "attribution"
        own = {} if part else {"target": name.target, "holder": name.holder}
        bound = self._bind(kind, start, end, note | {k: v for k, v in own.items() if v})
        if bound and part and name.target:
            self._add("A", f"kind {bound} {name.target}")
        return bound


def _split(text: str, start: int, end: int) -> Fragments:
    """Return the pieces of a span that stand on one line each."""
    return [match.span() for match in _LINE.finditer(text, start, end)]


def decode(files: Mapping[str, bytes], losses: Losses, _: Any = None) -> list[Document]:
    """
    Return the documents of `.ann` files that have their `.txt` beside them.

    Raises
    ------
    InputError
        Where a text or a file of lines is missing, or not UTF-8.
    """
    documents = []
    for name in files:
        if not name.endswith(".ann"):
            continue
        beside = f"{name.removesuffix('.ann')}.txt"
        if beside not in files:
            raise InputError("its text is missing", f"Put {beside} beside it.", name)
        text, lines = (decode_text(files[one], one, "utf-8") for one in (beside, name))
        documents += _Reader(name, text, losses).read(lines)
    if not documents:
        problem = "there is no .ann file with its .txt"
        raise InputError(problem, "Give the folder of a collection.", ", ".join(files))
    return documents


class _Reader:
    """What the lines of one file say, put together again."""

    def __init__(self, name: str, text: str, losses: Losses) -> None:
        self._name, self._text, self._losses = name, text, losses
        self._bound: dict[str, tuple[str, int, int]] = {}
        self._kinds: dict[str, str] = {}
        self._notes: dict[str, str] = {}
        self._links: list[tuple[str, str]] = []

    def read(self, content: str) -> list[Document]:
        for number, line in enumerate(content.split("\n"), 1):
            if line.strip():
                self._read_line(line.rstrip("\r"), f"{self._name}:{number}")
        parts = self._find_documents()
        pictures = [Picture() for _ in parts]
        places: dict[str, tuple[int, int]] = {}
        for name in self._bound:
            self._place(name, parts, pictures, places)
        for first, second in self._links:
            one, other = places.get(first), places.get(second)
            if one and other and one[0] == other[0]:
                pictures[one[0]].links.append((one[1], other[1]))
            else:
                self._losses.add("a relation that is none of ours", self._name, first)
        for (_, _, document), picture in zip(parts, pictures, strict=True):
            where = document.paragraph or self._name
            document.marks = read(picture, str(document.text), where, self._losses)
        return [document for _, _, document in parts]

    def _read_line(self, line: str, where: str) -> None:
        if match := _TEXT_BOUND.fullmatch(line):
            self._read_span(match, where)
        elif (match := _NOTE.fullmatch(line)) is not None:
            self._notes[match[1]] = match[2]
        elif (match := _ATTRIBUTE.fullmatch(line)) and match[1] == "kind":
            self._kinds[match[2]] = match[3] or ""
        elif (match := _RELATION.fullmatch(line)) and match[1] == "attribution":
            self._links.append((match[2], match[3]))
        else:
            self._losses.add("a line that says nothing of ours", where, line)

    def _read_span(self, match: re.Match[str], where: str) -> None:
        name, kind, places, words = match.groups()
        found = [tuple(map(int, one.split())) for one in places.split(";")]
        fragments = [(a, b) for a, b in found]
        if " ".join(self._text[a:b] for a, b in fragments) != words:
            lost = "a span whose words are not those of its text"
            self._losses.add(lost, where, words)
            return
        start, end = fragments[0][0], fragments[-1][1]
        if _split(self._text, start, end) != fragments:
            self._losses.add("a span with a gap in it", where, words)
            return
        self._bound[name] = (kind, start, end)

    def _note(self, name: str) -> Json:
        try:
            found = json.loads(self._notes.get(name, "{}"))
        except (ValueError, RecursionError):
            return {"facts": {"note": self._notes[name]}}  # written by a person
        return found if isinstance(found, dict) else {}

    def _exact(self, name: str) -> tuple[int, int]:
        """Return a span with the line breaks at its ends, if only these are missing."""
        _, start, end = self._bound[name]
        at = self._note(name).get("at")
        if not (isinstance(at, list) and len(at) == 2 and is_offsets(*at)):
            return start, end
        same = _split(self._text, *at) == _split(self._text, start, end)
        return (at[0], at[1]) if same else (start, end)

    def _find_documents(self) -> list[tuple[int, int, Document]]:
        parts: list[tuple[int, int, Document]] = []
        for name in [n for n, own in self._bound.items() if own[0] == "Paragraph"]:
            start, end = self._exact(name)
            note = self._note(name)
            own, article = (
                str(note.get(key) or "") for key in ("paragraph", "article")
            )
            position = note.get("position")
            place = position if type(position) is int else len(parts)
            text = self._text[start:end]
            parts.append((start, end, Document(own, article, place, text)))
        whole = Document("", "", 0, self._text)
        return parts or [(0, len(self._text), whole)]

    def _place(
        self,
        name: str,
        parts: Sequence[tuple[int, int, Document]],
        pictures: Sequence[Picture],
        places: dict[str, tuple[int, int]],
    ) -> None:
        kind, note = self._bound[name][0], self._note(name)
        if kind == "Paragraph":
            return
        start, end = self._exact(name)
        number = place_of(parts, start, end)
        if number is None:
            self._losses.add("a span over several paragraphs", self._name, name)
            return
        label = self._label(name, kind, note)
        given = note.get("facts")
        facts = {
            **annotator_of(self._name),
            **(given if isinstance(given, dict) else {}),
        }
        picture, offset = pictures[number], parts[number][0]
        spanned = note.get("part") or kind.partition("-")[0] in MARKED
        if note.get("whole") or not spanned:
            picture.labels.append((label, facts))
            return
        places[name] = (number, len(picture.regions))
        picture.regions.append(Region(label, start - offset, end - offset, facts))

    def _label(self, name: str, kind: str, note: Json) -> str:
        layer, _, label = kind.partition("-")
        label = label or str(note.get("label") or "")
        if layer == "attribution":
            return write_name(Name(layer, label, self._kinds.get(name)))
        who = (str(note.get(key) or "") or None for key in ("target", "holder"))
        return write_name(Name(layer, label, *who))
