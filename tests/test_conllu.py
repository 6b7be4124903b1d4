"""CoNLL-U that other readers take, with every space and every span where it was."""

import conllu as other
import pytest

from stancebook.conllu import decode, encode
from stancebook.interchange import Document, Mark, Spot
from stancebook.losses import Losses
from stancebook.schema import InputError

TEXT = " \U0001f389\u00a0Ana\r\nsaid  no."


def test_another_reader_takes_it() -> None:
    """Ten columns, one sentence a paragraph, marks and spaces in the last one."""
    mark = Mark("claims", "fact", spots=(Spot("", 3, 12),))
    content = encode([Document("a#0", "a", 0, TEXT, [mark])], Losses())[""]
    [sentence] = other.parse(content.decode())

    assert "a#0" == sentence.metadata["newpar id"] == sentence.metadata["sent_id"]
    assert ["\U0001f389", "Ana", "said", "no."] == [token["form"] for token in sentence]
    assert [None, "1::0", "1::0", None] == [
        (token["misc"] or {}).get("Marks") for token in sentence
    ]
    assert "\\s" == sentence[0]["misc"]["SpacesBefore"]
    assert ["\\u00a0", "\\r\\n", "\\s\\s", None] == [
        (token["misc"] or {}).get("SpacesAfter") for token in sentence
    ]


def test_a_treebank_is_read() -> None:
    """Multiword tokens, empty nodes, and a text without any mark of ours."""
    row = "\t_\t_\t_\t_\t_\t_\t_\t"
    lines = ["# text = Don't go.", f"1-2\tDon't{row}_", f"1\tDo{row}_", f"2\tn't{row}_"]
    lines += [f"2.1\tx{row}_", f"3\tgo{row}SpaceAfter=No", f"4\t.{row}_", ""]
    [document] = decode({"x.conllu": "\n".join(lines).encode()}, Losses())

    assert ("Don't go.", []) == (document.text, document.marks)


def test_white_space_at_the_ends_of_a_span_is_kept() -> None:
    """A span that begins in white space comes back exactly."""
    mark = Mark("claims", "fact", spots=(Spot("", 0, 6),))
    losses = Losses()
    content = encode([Document("a#0", "a", 0, TEXT, [mark])], losses)[""]
    [document] = decode({"x.conllu": content}, losses)

    assert [mark.spots] == [own.spots for own in document.marks]
    assert ([], TEXT) == (losses.rows, document.text)


def test_what_has_no_word_is_listed() -> None:
    """A span of white space, and a paragraph of it."""
    losses = Losses()
    blank = Mark("claims", "fact", spots=(Spot("", 0, 1),), facts={"id": "event-01"})
    encode(
        [Document("a#0", "a", 0, TEXT, [blank]), Document("a#1", "a", 1, " ")], losses
    )

    assert ["event-01", "a#1"] == [row["name"] for row in losses.rows]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"# x\n1\tA\n", r"x:2: a word has ten columns, and this has 2"),
        (b"# x\n\xff\n", r"x:2: not UTF-8"),
    ],
)
def test_what_is_no_conllu(content: bytes, problem: str) -> None:
    """The error names the line."""
    with pytest.raises(InputError, match=problem):
        decode({"x": content}, Losses())
