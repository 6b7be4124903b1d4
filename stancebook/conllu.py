"""CoNLL-U: a sentence for each paragraph, and which marks each of its words is in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from stancebook.files import json_line
from stancebook.handover import decode_text
from stancebook.interchange import Document, Mark, Spot
from stancebook.label_names import Name, read_name, write_name
from stancebook.losses import Losses
from stancebook.offsets import split_words
from stancebook.schema import ATTRIBUTION_PARTS, InputError

__all__ = ["decode", "encode"]

Json = dict[str, Any]
_SPACES = {" ": "\\s", "\t": "\\t", "\n": "\\n", "\r": "\\r", "|": "\\p", "\\": "\\\\"}
_READ = {code: sign for sign, code in _SPACES.items()}
_CODE = re.compile(r"\\u[0-9a-f]{4}|\\.")
_SURROGATE = re.compile("[\ud800-\udfff]")
_EMPTY = "a paragraph without a word, with all that is said of it"
_BLANK = "a span without a word"
_COLUMNS = 10


def encode(
    documents: Sequence[Document], losses: Losses, _: Any = None
) -> dict[str, bytes]:
    """
    Return a sentence for each paragraph; its words are cut where a span begins or ends.

    A comment `# mark = {"n": 1, ...}` names a decision, and `Marks=1:content:0` in the
    last column says that a word stands in its first span of that part.
    """
    blocks, article = [], None
    for document in documents:
        text = _SURROGATE.sub("\ufffd", document.text or "")
        if text != document.text:
            losses.add("half a surrogate pair, now U+FFFD", document.paragraph)
        if not text.strip():
            losses.add(_EMPTY, document.paragraph)
            continue
        head = f"# newdoc id = {_one_line(document.article)}\n"
        blocks.append(head * (document.article != article))
        blocks += [*_sentence(document, text, losses), "\n"]
        article = document.article
    return {"": "".join(blocks).encode("utf-8", "replace")}


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _sentence(document: Document, text: str, losses: Losses) -> Iterator[str]:
    names = (document.paragraph, document.article, document.position)
    place = dict(zip(("paragraph", "article", "position"), names, strict=True))
    yield f"# newpar id = {_one_line(document.paragraph)}\n"
    yield f"# sent_id = {_one_line(document.paragraph)}\n"
    yield f"# place = {json_line(place)}\n"
    yield f"# text = {_one_line(text)}\n"
    cuts = [at for mark in document.marks for _, *own in mark.spots for at in own]
    words = split_words(text, cuts)
    inside: dict[int, list[str]] = {}
    for number, mark in enumerate(document.marks, 1):
        exact: Json = {}
        for n, spot in enumerate(mark.spots):
            own = [w for w, (a, b) in enumerate(words) if spot.start <= a < spot.end]
            if not own:
                losses.add(_BLANK, mark.facts.get("id") or document.paragraph)
                continue
            for word in own:
                inside.setdefault(word, []).append(f"{number}:{spot.part}:{n}")
            if (words[own[0]][0], words[own[-1]][1]) != spot[1:]:
                exact[str(n)] = list(spot[1:])  # white space at its ends
        name = write_name(Name(mark.layer, mark.label, mark.target, mark.holder))
        record = {"n": number, "name": name, "facts": mark.facts}
        record |= {"spots": len(mark.spots), "at": exact}
        yield f"# mark = {json_line(record)}\n"
    yield from _word_lines(text, words, inside)


def _word_lines(
    text: str, words: list[tuple[int, int]], inside: dict[int, list[str]]
) -> Iterator[str]:
    for number, (start, end) in enumerate(words):
        after = words[number + 1][0] if number + 1 < len(words) else len(text)
        misc = [f"Marks={','.join(inside[number])}"] if number in inside else []
        misc += _spaces(text[end:after], number + 1 == len(words))
        if number == 0 and start:
            misc.append(f"SpacesBefore={_escape(text[:start])}")
        cells = [str(number + 1), text[start:end], *["_"] * 7, "|".join(misc) or "_"]
        yield "\t".join(cells) + "\n"


def _spaces(space: str, is_last: bool) -> list[str]:
    if not space:
        return [] if is_last else ["SpaceAfter=No"]
    return [] if space == " " and not is_last else [f"SpacesAfter={_escape(space)}"]


def _escape(space: str) -> str:
    return "".join(_SPACES.get(sign) or f"\\u{ord(sign):04x}" for sign in space)


def _unescape(code: str) -> str:
    def sign(match: re.Match[str]) -> str:
        if match[0].startswith("\\u"):
            return chr(int(match[0][2:], 16))
        return _READ.get(match[0], match[0])

    return _CODE.sub(sign, code)


@dataclass
class _Sentence:
    """A sentence as it is read: its text so far, and where each mark's words stand."""

    place: Json = field(default_factory=dict)
    marks: list[Json] = field(default_factory=list)
    text: str = ""
    between: str = ""
    spots: dict[str, tuple[int, int]] = field(default_factory=dict)

    def add_word(self, form: str, misc: Mapping[str, str]) -> None:
        """Add a word, and what the last column says of it."""
        if "SpacesBefore" in misc and not self.text:
            self.text = _unescape(misc["SpacesBefore"])
        self.text += self.between
        start, end = len(self.text), len(self.text) + len(form)
        self.text += form
        for key in filter(None, misc.get("Marks", "").split(",")):
            self.spots[key] = (self.spots.get(key, (start, 0))[0], end)
        self.between = " "
        if misc.get("SpaceAfter") == "No":
            self.between = ""
        elif "SpacesAfter" in misc:
            self.between = _unescape(misc["SpacesAfter"])

    def close(self, told: bool) -> None:
        """End the text: a space behind the last word is there where it is said."""
        self.text += self.between if told else ""


def decode(files: Mapping[str, bytes], losses: Losses, _: Any = None) -> list[Document]:
    """
    Return the documents of sentences; those of other corpora have no marks of ours.

    Raises
    ------
    InputError
        Where a line has not ten columns, or is not UTF-8.
    """
    documents = []
    for name, content in files.items():
        lines = decode_text(content, name).split("\n")
        for first, block in _blocks(lines):
            documents.append(_read(block, first, name, losses))
    return documents


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    block: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        if line.strip():
            block.append(line.rstrip("\r"))
        elif block:
            if any(not one.startswith("#") for one in block):
                yield number - len(block), block
            block = []


def _read(block: Sequence[str], first: int, name: str, losses: Losses) -> Document:
    sentence, until, told = _Sentence(), 0, False
    for number, line in enumerate(block, first):
        if line.startswith("#"):
            _read_comment(sentence, line, f"{name}:{number}", losses)
            continue
        cells = line.split("\t")
        if len(cells) != _COLUMNS:
            problem = f"a word has ten columns, and this has {len(cells)}"
            raise InputError(problem, "Part them by tabs.", name, number)
        whole, _, last = cells[0].partition("-")
        if "." in whole or _number(whole) <= until:
            continue  # an empty node, or a word of a token that was read
        until = max(until, _number(last, 0))
        pairs = (one.partition("=") for one in cells[9].split("|"))
        misc = {key: value for key, _, value in pairs}
        told = "SpacesAfter" in misc
        sentence.add_word(cells[1], misc)
    sentence.close(told)
    return _make_document(sentence, f"{name}:{first}", losses)


def _number(cell: str, otherwise: int = 1_000_000_000) -> int:
    return int(cell) if cell.isdecimal() and len(cell) < 9 else otherwise


def _read_comment(sentence: _Sentence, line: str, where: str, losses: Losses) -> None:
    key, _, value = line.removeprefix("#").strip().partition(" = ")
    if key not in ("place", "mark"):
        return
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        losses.add("a comment that cannot be read", where, line)
    elif key == "place":
        sentence.place = found
    else:
        sentence.marks.append(found)


def _make_document(sentence: _Sentence, where: str, losses: Losses) -> Document:
    place, text = sentence.place, sentence.text
    position = place.get("position")
    own, article = (str(place.get(key) or "") for key in ("paragraph", "article"))
    number = position if type(position) is int else 0
    document = Document(own, article, number, text)
    for record in sentence.marks:
        name = read_name(str(record.get("name")))
        facts = record.get("facts")
        facts = facts if isinstance(facts, dict) else {}
        spots = _spots(record, sentence)
        if name is None or (record.get("spots") and not spots):
            losses.add("a mark that is none of ours", where, str(record.get("name")))
            continue
        who = (name.target, name.holder)
        document.marks.append(Mark(name.layer, name.label, *who, spots, facts))
    return document


def _spots(record: Json, sentence: _Sentence) -> tuple[Spot, ...]:
    found = []
    exact = record.get("at")
    for key, (start, end) in sentence.spots.items():
        number, part, place = (*key.split(":"), "", "")[:3]
        if number != str(record.get("n")) or part not in ("", *ATTRIBUTION_PARTS):
            continue
        at = exact.get(place) if isinstance(exact, dict) else None
        if isinstance(at, list) and len(at) == 2 and all(type(n) is int for n in at):
            words = sentence.text[at[0] : at[1]]
            if words.strip() == sentence.text[start:end]:
                start, end = at
        found.append((_number(place), Spot(part, start, end)))
    return tuple(spot for _, spot in sorted(found))
