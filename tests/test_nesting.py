"""Who speaks inside another's words is found, and nobody is counted twice."""

from dataclasses import replace

import pandas as pd
import pytest

from stancebook.binding import Attribution
from stancebook.nesting import (
    SURE,
    is_another_voice,
    keep_other_voices,
    open_contents,
)

TEXT = "Lima said that the harbour board had warned of floods for many years."


def span(part: str, text: str = TEXT) -> tuple[int, int]:
    start = text.index(part)
    return start, start + len(part)


def inner(p: float = 0.9, **parts: str) -> Attribution:
    told = {
        "source": "the harbour board",
        "cue": "warned",
        "content": "of floods for many years",
        **parts,
    }
    return Attribution(**{name: (span(part),) for name, part in told.items()}, p=p)


OUTER = Attribution(
    (span("Lima"),), (span("said"),), (span(TEXT[len("Lima said ") : -1]),), 0.9
)


def test_what_is_said_is_opened_where_it_may_report() -> None:
    """A content with a word that reports is read again, at its place in the text."""
    ((number, offset, part),) = open_contents([TEXT], [[OUTER]])

    assert (0, part) == (number, TEXT[offset : offset + len(part)])
    assert "the harbour board had warned of floods" in part


@pytest.mark.parametrize(
    "content", ["that he had warned.", "that the harbour board had old and wet rooms."]
)
def test_what_is_short_or_reports_nothing_stays_closed(content: str) -> None:
    """Under six words, or without a word that reports, there is no second voice."""
    text = f"Lima said {content}"
    outer = replace(OUTER, content=(span(content, text),))

    assert [] == open_contents([text], [[outer]])


def test_quotation_marks_are_no_part_of_what_is_opened() -> None:
    """The model reads the words alone, as it would read a sentence."""
    content = "“The board has warned of floods for years”"
    text = f"Lima said: {content}."
    found = open_contents([text], [[replace(OUTER, content=(span(content, text),))]])

    assert ["The board has warned of floods for years"] == [part for *_, part in found]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (inner(), True),
        (inner(p=SURE - 0.01), False),
        (inner(cue="said"), False),
        (inner(cue="harbour"), False),
        (inner(content="of floods"), False),
    ],
    ids=["another", "unsure", "known cue", "no word that reports", "two words"],
)
def test_another_voice_has_a_cue_of_its_own(found: Attribution, expected: bool) -> None:
    """It is sure, tells three words or more, and its cue reports and is not known."""
    assert expected == is_another_voice(TEXT, found, [OUTER])


@pytest.mark.parametrize("nobody", ["nobody", "it", "we", "who"])
def test_nobody_is_no_other_voice(nobody: str) -> None:
    """Words that name no second speaker leave the words with the first."""
    text = TEXT.replace("the harbour board", nobody)
    parts = {
        "source": (span(nobody, text),),
        "cue": (span("warned", text),),
        "content": (span("of floods for many years", text),),
    }

    assert not is_another_voice(text, Attribution(**parts, p=0.9), [OUTER])


def table(*rows: tuple[str, str, str | None, str | None]) -> pd.DataFrame:
    """Rows of: attribution, the words of its source, who that is, its parent."""
    columns = ("attribution", "source", "source_name", "parent")
    found = pd.DataFrame([dict(zip(columns, row, strict=True)) for row in rows])
    found["source"] = [[{"text": words}] for words in found["source"]]
    return found.astype(object).where(found.notna(), None)


def test_who_speaks_of_himself_is_one_voice() -> None:
    """What hangs on its own speaker goes; what hung on that hangs on the speaker."""
    kept = keep_other_voices(
        table(
            ("a0", "Lima", "Lima", None),
            ("a1", "she", "Lima", "a0"),
            ("a2", "Ana Orlova", "Ana Orlova", "a1"),
        )
    )

    assert [("a0", None), ("a2", "a0")] == list(
        zip(kept["attribution"], kept["parent"], strict=True)
    )


def test_who_is_described_by_the_speaker_is_another() -> None:
    """Lima, once called the mayor, does not mean herself by "the mayor"."""
    kept = keep_other_voices(
        table(("a0", "Lima", "Lima", None), ("a1", "the mayor", "Lima", "a0"))
    )

    assert [("a0", "Lima"), ("a1", None)] == list(
        zip(kept["attribution"], kept["source_name"], strict=True)
    )


def test_a_pronoun_that_means_nobody_known_is_dropped() -> None:
    """ "She" inside what is said is the speaker, unless it is known to be another."""
    kept = keep_other_voices(
        table(
            ("a0", "Lima", "Lima", None),
            ("a1", "she", None, "a0"),
            ("a2", "she", "Ana Orlova", "a0"),
        )
    )

    assert ["a0", "a2"] == kept["attribution"].tolist()
