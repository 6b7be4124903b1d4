import pytest

from stancebook.quotation import find_quotations, is_speech, kind_of, word_spans


def quoted(text: str) -> list[str]:
    return [text[a:b] for a, b in find_quotations(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Yes,” she said.", ["“Yes,”"]),
        ('"Yes," she said. "No."', ['"Yes,"', '"No."']),
        ("«Да», she said.", ["«Да»"]),
        ("„Ja“, sagte Lima.", ["„Ja“"]),
        ("“We will go on", ["“We will go on"]),
        ("No marks at all.", []),
        ("🚢 “Yes”", ["“Yes”"]),
    ],
)
def test_quotations(text, expected):
    """Marks of several languages, and one that is never closed, are found."""

    assert expected == quoted(text)


@pytest.mark.parametrize(
    ("content", "expected"),
    [((0, 10), "direct"), ((11, 30), "indirect"), ((0, 30), "mixed")],
)
def test_kind_is_read_off_the_marks(content, expected):
    """All words quoted is direct, none indirect, some mixed."""
    text = "“We agree” with all of the rest"

    assert expected == kind_of(text, [content])


def test_words_leave_out_punctuation():
    """Marks and dashes are no words."""

    assert len(word_spans("“Yes” – no.")) == 2


@pytest.mark.parametrize("cue", ["said", "according to", "maintains", ""])
def test_speech(cue):
    """What makes words, and a bare quotation, is speech."""

    assert is_speech(cue)


@pytest.mark.parametrize("cue", ["decided", "plans", "made the decision", "knows"])
def test_acts_of_will_are_not_speech(cue):
    """To decide, to plan or to know is ascribed without a word being said."""

    assert not is_speech(cue)
