"""Composed articles spoilt at random, in every form that `stancebook label` reads."""

from __future__ import annotations

import gzip
import html
import io
import json
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import zstandard

__all__ = ["FORMS", "Given", "make_input", "read_seeds"]

ROOT = Path(__file__).parents[1]
Texts = list[str]
Given = tuple[str, bytes]  # the end of a file's name, and what is in the file

ODD = (
    *("\u202e", "\u2066a\u2069", "\u200b" * 40, "\ufeff", "\u00ad", "\u2028", "\u0085"),
    *("\x1b[2J\x1b]0;x\x07", "\x00", "\x0b\x0c", "\r", "\t" * 9, "\xa0" * 9, "\u3000"),
    *("e" + "\u0301" * 300, "İstanbul ıI ẞß ﬁ ﬄ Ǆ", "²³¹ ① ٣ ৩", "𝕋𝕙𝕖 𝖉𝖆𝖒", "ＤＡＭ"),
    *("👩‍👩‍👧‍👦🇫🇷", "\U000e0041\U000e0042", "\uffff\ufffe", "\U0010ffff", "\ue000"),
    *("“" * 60, "”" * 60, "“‘«" * 30, '"' * 61, "'" * 31, "» «", "—" * 50, "…" * 50),
    *("&amp;&#0;&#x110000;&nbsp;&lt;", "<b>", "</script><script>", "{{7*7}}${x}<%= %>"),
    *("he said that " * 40, "said " * 80, "according to " * 60, "He: “She: “" * 25),
    *("TOKYO, May 3. /TASS/. ", "(Reuters) - ", "By Ana Prus and ", "May 3, 2021"),
    *("9" * 5000, "-" * 500, "." * 500, "?!" * 200, "#0", "/a0", "../../x", "=1+1"),
    *("[SEP] [CLS] [MASK]", "Ж" * 300, "国" * 400, "ab" * 700, "A.B." * 200, "a-" * 99),
)  # fmt: skip


@cache
def read_seeds() -> list[Texts]:
    """Return the paragraphs of the composed articles, a few of each."""
    lines = (
        (ROOT / "corpus" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    )
    return [json.loads(line)["paragraphs"] for line in lines]


def _odd(chance: Random, texts: Texts) -> Texts:
    place = chance.randrange(len(texts))
    text, sign = texts[place], chance.choice(ODD)
    at = chance.randrange(len(text) + 1)
    return [*texts[:place], text[:at] + sign + text[at:], *texts[place + 1 :]]


def _huge(chance: Random, texts: Texts) -> Texts:
    word = chance.choice("aЖ国“.9\u0301 \u200b") * chance.choice((300, 4_000, 30_000))
    return [*texts, f"The dam {word} holds, said Ana."]


def _mix(chance: Random, texts: Texts) -> Texts:
    words = " ".join(texts).split(" ")
    chance.shuffle(words)
    step = chance.randint(1, 60)
    return [" ".join(words[n : n + step]) for n in range(0, len(words), step)][:40]


def _splice(chance: Random, texts: Texts) -> Texts:
    other = chance.choice(read_seeds())
    return texts[: chance.randint(1, len(texts))] + other[-chance.randint(1, 3) :]


def _blank(chance: Random, texts: Texts) -> Texts:
    return [*texts, chance.choice(("", " ", "\n", "\u200b", "\xa0", "\t\n \n", "."))]


def _double(chance: Random, texts: Texts) -> Texts:
    return texts + [chance.choice(texts)] * chance.choice((1, 1, 3, 3, 3, 60))


def _one_line(chance: Random, texts: Texts) -> Texts:
    return [chance.choice(("", " ", "\n", "\r")).join(texts)]


def _cut_signs(chance: Random, texts: Texts) -> Texts:
    kept = chance.choice((0.5, 0.9, 0.98))
    return ["".join(c for c in text if chance.random() < kept) for text in texts]


SPOILERS: Sequence[Callable[[Random, Texts], Texts]] = (
    *(_odd, _odd, _odd, _huge, _mix, _splice, _blank, _double, _one_line, _cut_signs),
)


def _compose(chance: Random) -> Texts:
    """Return the paragraphs of an article, spoilt up to five times."""
    texts = chance.choice(read_seeds())
    first = chance.randrange(len(texts))
    texts = texts[first : first + chance.randint(1, 3)]
    for _ in range(chance.randint(0, 4)):
        texts = chance.choice(SPOILERS)(chance, texts)
    return texts


def _encode(chance: Random, text: str) -> bytes:
    codes = ("utf-8",) * 8 + ("utf-16", "utf-16-le", "utf-32", "cp1251", "cp1252")
    code = chance.choice(codes)
    if "16" in code or "32" in code or code == "utf-8":
        return text.encode(code, "surrogatepass")
    return text.encode(code, "replace")


def _make_text(chance: Random) -> Given:
    gap = chance.choice(("\n\n", "\n\n", "\n", "\r\n\r\n", "\r", "\n \n", "\x0c"))
    return ".txt", _encode(chance, gap.join(_compose(chance)))


VALUES: Sequence[Any] = (
    *(None, True, 0, -1, 1e308, float("nan"), 10**4000, "", " ", "x" * 600, "\x00", []),
    *({}, [[]], [None], ["a", 1], [[["a"]]], {"a": {"b": []}}, "\ud800", ["\udfff"]),
    *(
        "../../x",
        "/etc/passwd",
        "CON",
        "a\nb",
        "\u202e",
        "=1+1",
        "<script>",
        ["", "  "],
    ),
)
KEYS = (
    *("article", "id", "doc_id", "text", "paragraphs", "targets", "title", "outlet"),
    *("url", "author", "published", "language", "rights", "provenance", "x"),
)


def _make_row(chance: Random) -> dict[str, Any]:
    texts = _compose(chance)
    own = (
        {"text": "\n\n".join(texts)} if chance.random() < 0.5 else {"paragraphs": texts}
    )
    row: dict[str, Any] = {
        "article": f"a{chance.randrange(9)}",
        "outlet": "Gull",
        **own,
    }
    if chance.random() < 0.3:
        row["outlet"] = chance.choice(("TASS", "Reuters", None))
    for _ in range(chance.choice((0, 0, 1, 2))):
        row[chance.choice(KEYS)] = chance.choice(VALUES)
    return row


def _make_line(chance: Random) -> str:
    line = json.dumps(_make_row(chance), ensure_ascii=chance.random() < 0.5)
    how = chance.random()
    if how < 0.05:
        depth = chance.choice((50, 900, 100_000))
        return (
            line[:-1] + ', "x": ' + "[" * depth + "]" * chance.choice((depth, 0)) + "}"
        )
    if how < 0.1:
        return line[:-1] + f', "{chance.choice(KEYS)}": "twice", ' + line[1:]
    if how < 0.15:
        return chance.choice(
            ("[]", "null", "1", '"a"', "{", "{}", "\ufeff" + line, "'a'")
        )
    return line


def _make_lines(chance: Random) -> Given:
    ends = chance.choice(("\n", "\n", "\r\n", "\n\n", "\r", "\u2028"))
    lines = ends.join(_make_line(chance) for _ in range(chance.randint(1, 3)))
    return ".jsonl", _encode(chance, lines)


TAGS = (
    *("<p>{}</p>", "<div>{}</div>", "<br><br>{}", "<blockquote>{}", "<li>{}", "<td>{}"),
    *("<h1>{}</h1>", "<script>{}</script>", "<style>{}", "<!-- {} -->", "<![CDATA[{}"),
    *("<iframe src='//x.example'>{}</iframe>", "<svg onload=x>{}</svg>", "<pre>{}"),
    *("<a href='javascript:x'>{}</a>", "<article><p>{}</p></article>", "<plaintext>{}"),
    *('<p title="{0}">{0}</p>', "<math><mi>{}", "<template>{}", "<noscript>{}", "&{};"),
)  # fmt: skip
HEADS = (
    *("<!doctype html><html lang=en><head><title>{}</title>", "<html><head>{}", "{}"),
    *("<?xml version='1.0' encoding='utf-7'?><html>{}", "<meta charset=utf-16>{}"),
    *("<!DOCTYPE x [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><html><p>&b;</p>{}",),
    *(
        "<html lang='{}'><base href='file:///etc/passwd'>",
        "<meta name=author content='{}'>",
    ),
)


def _make_html(chance: Random) -> str:
    texts = _compose(chance)
    parts = [chance.choice(HEADS).replace("{}", texts[0][:300])]
    for text in texts:
        tag = chance.choice(TAGS) if chance.random() < 0.5 else "<p>{}</p>"
        own = html.escape(text) if chance.random() < 0.7 else text
        parts.append(tag.replace("{0}", own).replace("{}", own))
    if chance.random() < 0.1:
        tag = chance.choice(("div", "b", "span", "table", "ul", "x", "font"))
        parts.insert(1, f"<{tag}>" * chance.choice((10, 300, 3_000)))
    return "".join(parts)


def _make_page(chance: Random) -> Given:
    return ".html", _encode(chance, _make_html(chance))


def _make_response(chance: Random, page: bytes) -> bytes:
    more = chance.choice(
        ("", "", "Content-Encoding: gzip\r\n", "Transfer-Encoding: chunked\r\n")
    )
    body = gzip.compress(page) if "gzip" in more and chance.random() < 0.8 else page
    if "chunked" in more and chance.random() < 0.8:
        body = f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n"
    kind = chance.choice(
        ("text/html; charset=utf-8",) * 5 + ("text/html; charset=idna", "")
    )
    status = chance.choice(("200 OK",) * 6 + ("404 No", "999999999999999999999", ""))
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}\r\n"
    return head.encode() + body


def _make_record(chance: Random) -> bytes:
    body = _make_response(chance, _make_html(chance).encode("utf-8", "replace"))
    size: Any = len(body)
    if chance.random() < 0.1:
        size = chance.choice((0, 1, size - 5, size + 5, 10**12, -1, "x"))
    name = chance.choice(
        ("https://gull.example/a", "", "../../x", "\x1b[2J", "a" * 900)
    )
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2021-05-03T00:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{chance.randrange(9)}>\r\n"
        f"WARC-Target-URI: {name}\r\n"
        "Content-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {size}\r\n\r\n"
    )
    record = head.encode() + body + b"\r\n\r\n"
    return gzip.compress(record) if chance.random() < 0.3 else record


def _make_archive(chance: Random) -> Given:
    return ".warc", b"".join(_make_record(chance) for _ in range(chance.randint(1, 2)))


def _make_table(chance: Random) -> Given:
    import pyarrow as pa
    from pyarrow import parquet

    rows = [_make_row(chance) for _ in range(chance.randint(1, 3))]
    stream = io.BytesIO()
    try:
        parquet.write_table(pa.Table.from_pylist(rows), stream)
    except (pa.ArrowException, ValueError, TypeError, OverflowError):
        texts = [str(row.get("text")).encode("utf-8", "replace") for row in rows]
        parquet.write_table(pa.table({"text": texts}), stream)
    return ".parquet", stream.getvalue()


def _flip(chance: Random, content: bytearray) -> None:
    for _ in range(chance.choice((1, 1, 8, 64))):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def _cut(chance: Random, content: bytearray) -> None:
    del content[chance.randrange(len(content)) :]


def _repeat(chance: Random, content: bytearray) -> None:
    start = chance.randrange(len(content))
    part = content[start : start + chance.choice((1, 9, 300))]
    at = chance.randrange(len(content))
    content[at:at] = part * chance.choice((1, 2, 50))


def _remove(chance: Random, content: bytearray) -> None:
    start = chance.randrange(len(content))
    del content[start : start + chance.choice((1, 2, 30, 400))]


def _scatter(chance: Random, content: bytearray) -> None:
    start = chance.randrange(len(content))
    content[start:start] = chance.randbytes(chance.choice((1, 4, 40)))


def _mark(chance: Random, content: bytearray) -> None:
    marks = (
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xfe\xff",
        b"\x1f\x8b",
        b"PK\x03\x04",
        b"\0",
    )
    content[:0] = chance.choice(marks)


DAMAGES: Sequence[Callable[[Random, bytearray], None]] = (
    *(_flip, _flip, _cut, _repeat, _remove, _scatter, _mark),
)


def _damage(chance: Random, content: bytes) -> bytes:
    damaged = bytearray(content)
    for _ in range(chance.choice((0, 0, 1, 2))):
        if damaged:
            chance.choice(DAMAGES)(chance, damaged)
    return bytes(damaged)


def _pack(chance: Random, given: Given) -> Given:
    end, content = given
    how = chance.random()
    if how < 0.15:
        return f"{end}.gz", _damage(chance, gzip.compress(content, 1))
    if how < 0.3:
        return f"{end}.zst", _damage(chance, zstandard.compress(content, 1))
    return given


# How often each form comes; a page takes some thirty times as long as a text.
FORMS: dict[str, tuple[Callable[[Random], Given], int]] = {
    "text": (_make_text, 40),
    "lines of JSON": (_make_lines, 44),
    "page": (_make_page, 7),
    "archive": (_make_archive, 3),
    "parquet": (_make_table, 6),
}


def make_input(number: int, seed: int) -> tuple[str, Given]:
    """Return the form and content of one input; the same numbers give the same one."""
    chance = Random(f"{seed}-{number}")
    names, weights = zip(*((n, w) for n, (_, w) in FORMS.items()), strict=True)
    (form,) = chance.choices(names, weights)
    end, content = FORMS[form][0](chance)
    given = end, _damage(chance, content)
    return form, given if form == "parquet" else _pack(chance, given)
