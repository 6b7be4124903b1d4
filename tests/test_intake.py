import pytest

from stancebook.intake import Intake, Rejection
from stancebook.schema import InputError


def make_page(article: str, text: str = "Ships wait.", line: int = 1) -> dict:
    return {"article": article, "text": text, "file": "feed.jsonl", "line": line}


def test_a_bad_record_is_set_aside():
    """The rest of a batch goes on, and the reason and the place are kept."""
    rejected: list[Rejection] = []
    intake = Intake(rejected)
    error = InputError("not JSON", "Mend it.", "feed.jsonl", 2)
    intake.take("feed.jsonl", [make_page("a"), error, make_page("c", " ", 3)])

    assert [row["article"] for row in intake.rows] == ["a"]
    assert [str(record) for record in rejected] == [
        "feed.jsonl:2: not JSON. Mend it.",
        "feed.jsonl:3: there is no text in it. Give an article with text.",
    ]


def test_without_a_list_the_first_bad_record_is_an_error():
    """Nobody would hear of what is set aside, so it is raised."""
    error = InputError("not JSON", "Mend it.", "feed.jsonl", 2)
    with pytest.raises(InputError, match=r"feed\.jsonl:2: not JSON\. Mend it\."):
        Intake(None).take("feed.jsonl", [make_page("a"), error])


def test_an_id_stands_once():
    """The second article of an id is refused, and both places are named."""
    rejected: list[Rejection] = []
    Intake(rejected).take("feed.jsonl", [make_page("a"), make_page("a", line=5)])

    assert str(rejected[0]).startswith(
        "feed.jsonl:5: article 'a' is there already, from feed.jsonl:1."
    )


def test_an_input_of_bad_records_is_an_error():
    """Where nothing can be used, the first reason is given with the count."""
    errors = [InputError("not JSON", "Mend it.", "f.jsonl", line) for line in (1, 2)]
    with pytest.raises(
        InputError, match=r"none of its 2 records.*f\.jsonl:1: not JSON"
    ):
        Intake([]).take("f.jsonl", errors)


def test_an_input_without_records_is_an_error():
    """An input must hold an article."""
    with pytest.raises(InputError, match=r"feed\.jsonl: there is no article in it"):
        Intake([]).take("feed.jsonl", [])


def test_an_encoding_is_said_once_a_file(caplog):
    """A thousand lines in one encoding are one warning."""
    intake = Intake([])
    for encoding in ("", "KOI8-R", "KOI8-R"):
        intake.say("f.jsonl", encoding)

    assert caplog.messages == ["f.jsonl: read as KOI8-R, since it is not UTF-8"]


def test_hidden_characters_are_reported_and_kept(caplog):
    """One warning counts the articles and names the first character."""
    intake = Intake([])
    pages = [make_page("a"), make_page("b", "ab\u202ec"), make_page("c", "\u200bd")]
    intake.take("feed.jsonl", pages)
    intake.report_hidden()

    assert caplog.messages == [
        "2 of 3 articles hold zero-width or bidirectional control characters,"
        " which are kept; the first is U+202E at 2 of 'b'"
    ]
    assert intake.rows[1]["text"] == "ab\u202ec"
