import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancebook.schema import InputError
from stancebook.withholding import check_withheld, cut_name, make_excerpt, withhold
from tests.released import STORY


@given(st.text(max_size=300))
def test_an_excerpt_is_at_most_twelve_words_and_half(text):
    """Whatever the paragraph, an excerpt is its beginning and never most of it."""
    excerpt = make_excerpt(text)
    words = pd.Series([text]).str.findall(r"\w+")[0]

    if excerpt is None:
        assert len(words) < 2
    else:
        own = excerpt.removesuffix(" …")
        found = pd.Series([own]).str.findall(r"\w+")[0]
        assert text.startswith(own)
        assert len(found) <= min(12, len(words) / 2)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("source:Darya Melnikova", "source:Darya Melnikova"),
        ("wire:TASS", "wire:TASS"),
        (
            "House Armed Services Committee report",
            "House Armed Services Committee report",
        ),
        ("source:a man who saw all of it", "source:a man who saw all…"),
        (None, None),
    ],
)
def test_names_of_up_to_five_words_stay(name, expected):
    """A name is a fact; what is longer is a piece of the text and is cut."""

    assert expected == cut_name(name)


@pytest.fixture
def gold() -> pd.DataFrame:
    span = {"start": 0, "end": 3, "text": "The", "note": "The harbour"}
    value = {"source": [span], "cue": [], "content": [span], "kind": "direct"}
    rows = [
        ("attribution", "a#1", json.dumps({**value, "parent": None, "x": STORY}), None),
        ("claims", "a#1", "fact", "The harbour board"),
        ("claims", "b#1", "fact", "The harbour board"),
    ]
    return pd.DataFrame(rows, columns=["layer", "paragraph", "value", "text"])


def test_quotations_go_and_offsets_stay(gold):
    """Of an attribution only what is known to be no text is left."""
    found = withhold(gold, {"a": "withheld", "b": "full"})
    value = json.loads(found["value"][0])

    assert [{"start": 0, "end": 3}] == value["content"] == value["source"]
    assert {"source", "cue", "content", "kind", "source_name", "parent"} == set(value)
    assert [None, None, "The harbour board"] == list(found["text"])


@pytest.mark.parametrize("value", ["direct", '{"kind": 1', '["a"]', '{"kind": "x"}'])
def test_a_value_that_is_no_attribution_is_cut_like_a_name(value):
    """What cannot be understood is not passed on at length."""
    table = pd.DataFrame({"paragraph": ["a#0"], "value": [value + " " + STORY]})
    found = withhold(table, {"a": "withheld"})["value"][0]

    assert len(found.split()) <= 6


def articles(**texts: str) -> pd.DataFrame:
    return pd.DataFrame({"article": list(texts), "text": list(texts.values())})


@pytest.mark.parametrize("name", ["card.md", "rows.jsonl", "croissant.json", "a.toml"])
def test_six_words_in_any_file_stop_a_release(tmp_path: Path, name: str):
    """A withheld text is found in every kind of file, behind escapes as well."""
    words = "will close both of its northern"
    nested = json.dumps({"value": json.dumps({"quote": f"\n{words}\n"})})
    text = nested if name.endswith(("jsonl", "json")) else words
    (tmp_path / name).write_text(f"{text}\n", "utf-8")

    with pytest.raises(InputError, match=f"{name} would give away 6 words") as caught:
        check_withheld(tmp_path, articles(a=STORY), {"a": "withheld"})
    assert words in caught.value.mend


@pytest.mark.parametrize(
    "text",
    [
        "will close both of its",
        "https://example.org/will-close-both-of-its-northern-piers",
    ],
)
def test_five_words_and_addresses_do_not(tmp_path: Path, text: str):
    """A phrase gives nothing away, and an address is the name of a place."""
    (tmp_path / "card.md").write_text(text, "utf-8")

    assert check_withheld(tmp_path, articles(a=STORY), {"a": "withheld"}) is None


def test_what_a_free_article_holds_may_stand(tmp_path: Path):
    """Where a withheld page reprints a free report, its words are free."""
    (tmp_path / "card.md").write_text(STORY, "utf-8")
    both = articles(a=STORY, b=STORY)

    assert check_withheld(tmp_path, both, {"a": "withheld", "b": "full"}) is None
    assert check_withheld(tmp_path, both, {"a": "full", "b": "full"}) is None
    assert (
        check_withheld(tmp_path, both, {"a": "withheld", "b": "withheld"}, [STORY])
        is None
    )


def test_a_hundred_thousand_letters_take_no_time(tmp_path: Path):
    """A word without end, or one full of joints, does not hold the search up."""
    (tmp_path / "card.md").write_text("x" * 100_000 + " " + "a_" * 50_000, "utf-8")

    assert check_withheld(tmp_path, articles(a=STORY), {"a": "withheld"}) is None
