import pytest

from stancebook.sentences import split_sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two!", ["One.", "Two!"]),
        ("Mr. Orlov met Gen. Park. It rained.",
         ["Mr. Orlov met Gen. Park.", "It rained."]),
        ("“It held,” he said. “We saw it.” Then rain.",
         ["“It held,” he said.", "“We saw it.”", "Then rain."]),
        ("It cost 3.5 million. Why?", ["It cost 3.5 million.", "Why?"]),
        ("  no stop  ", ["no stop"]),
        ("", []),
    ],
)  # fmt: skip
def test_sentences(text, expected):
    """Sentences end at stops, not at titles or decimals, and marks go with them."""

    assert expected == [text[a:b] for a, b in split_sentences(text)]
