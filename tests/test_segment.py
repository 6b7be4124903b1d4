import hashlib
import unicodedata
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancebook.schema import TABLES, InputError
from stancebook.segment import complete, find_blocks, hash_article, hash_text, segment

AEGIS = Path(__file__).parents[2] / "shared" / "real" / "aegis_ashore.txt"

alphabet = st.one_of(
    st.sampled_from(
        "\n\n\n  \taé\u0301\u0435Ж😀👩\u200d💻\u200b\u202e\u2029\u0085\u00a0."
    ),
    st.characters(exclude_categories=["Cs"]),
)


def make_articles(*rows: dict) -> pd.DataFrame:
    defaults = {**dict.fromkeys(TABLES["articles"]), "article": "a", "sha256": "0"}
    return pd.DataFrame([{**defaults, **row} for row in rows], dtype="object")


@given(st.text(alphabet))
def test_offsets_find_the_paragraph_again(text):
    """A paragraph's text stands in the article's text at its offsets."""
    paragraphs = segment(make_articles({"text": text}))
    found = [text[row.start : row.end] for row in paragraphs.itertuples()]

    assert list(paragraphs["text"]) == found


@given(st.text(alphabet))
def test_nothing_visible_is_lost(text):
    """The paragraphs of a text, in order, hold all its visible characters."""
    visible = [
        c for c in text if not c.isspace() and c not in "\u200b\u200c\u200d\u2060\ufeff"
    ]
    kept = "".join(segment(make_articles({"text": text}))["text"])
    found = [c for c in kept if c in set(visible)]

    assert visible == found


@given(st.lists(st.text(alphabet)))
def test_given_blocks_are_kept_exactly(blocks):
    """Given paragraphs keep their count, order and every character."""
    articles = make_articles({"text": "\n\n".join(blocks), "blocks": blocks})

    assert blocks == list(segment(articles)["text"])


def test_blocks_stand_between_blank_lines():
    """Lines of white space or zero-width characters part blocks."""
    text = "Title \n \t\nFirst\nsecond\n\u200b\n\n\n Third\n"

    assert list(segment(make_articles({"text": text}))["text"]) == [
        "Title",
        "First\nsecond",
        "Third",
    ]


def test_a_text_without_blank_lines_has_a_block_a_line():
    """Where no line is blank, each line is a paragraph."""
    text = "Harbour talks stall\nThe talks stalled.\nThey go on in May.\n"

    assert len(find_blocks(text)) == 3


def test_two_lines_are_title_and_body():
    """A headline over one long line makes two paragraphs."""
    text = "Harbour talks stall\n" + "The talks stalled on Friday evening. " * 5

    assert len(find_blocks(text)) == 2


def test_a_short_title_over_one_short_line_stands_alone():
    """Two short lines are two paragraphs where the first had room for more."""
    text = "Harbour talks stall\nThe two cities failed to agree on the dues on Friday."

    assert len(find_blocks(text)) == 2


def test_a_wrapped_paragraph_is_one_block():
    """Short lines that break off in mid-sentence are one paragraph."""
    text = "The talks over the harbour\nstalled on Friday, when two\ncities disagreed."

    assert [(0, len(text))] == find_blocks(text)


def test_positions_and_names_count_from_the_title():
    """The title is paragraph 0, and a paragraph is named by article and position."""
    paragraphs = segment(
        make_articles({"article": "x y#1", "text": "T\n\nB", "outlet": "Gull"})
    )

    assert list(
        paragraphs[["paragraph", "position", "outlet"]].itertuples(
            index=False, name=None
        )
    ) == [("x y#1#0", 0, "Gull"), ("x y#1#1", 1, "Gull")]


def test_a_withheld_text_has_no_paragraphs():
    """An article without text gives an empty table with all columns."""
    paragraphs = segment(make_articles({"text": None}))

    assert (0, list(TABLES["paragraphs"])) == (
        len(paragraphs),
        list(paragraphs.columns),
    )


def test_text_that_is_not_its_blocks_is_refused():
    """Blocks that do not make up the text are an error that names the article."""
    with pytest.raises(InputError, match="article 'a'"):
        segment(make_articles({"text": "One. Two.", "blocks": ["One.", "Two."]}))


@given(st.text(alphabet))
def test_hash_is_of_the_stripped_nfc_text(text):
    """White space around a paragraph and its Unicode form do not change its hash."""
    normal = unicodedata.normalize("NFC", text.strip())
    expected = hashlib.sha256(normal.encode()).hexdigest()

    assert expected == hash_text(text)
    assert expected == hash_text(f"\n {unicodedata.normalize('NFD', text.strip())} ")


def test_article_hash_is_of_its_normal_blocks():
    """An article's hash is that of its blocks, each stripped, between blank lines."""
    expected = hashlib.sha256("Ca\u00e9\n\nBody.".encode()).hexdigest()

    assert expected == hash_article(["Cae\u0301 ", "\nBody."])


@pytest.mark.skipif(not AEGIS.exists(), reason="the real article is not at hand")
def test_the_real_article_has_13_paragraphs():
    """The article that the project began with has thirteen paragraphs."""
    paragraphs = segment(make_articles({"text": AEGIS.read_text("utf-8")}))

    assert len(paragraphs) == 13
    assert paragraphs["sha256"][0].startswith("af40700865")


def test_a_paragraph_is_what_its_article_says_it_was():
    """The kinds of an article's blocks are its paragraphs', and null where unknown."""
    blocks, kinds = ["Fog", "Ships wait.", "A quay"], ["title", None, "caption"]
    row = {"text": "\n\n".join(blocks), "blocks": blocks}
    known = segment(make_articles({**row, "kinds": kinds}))
    unknown = segment(make_articles(row).drop(columns="kinds"))

    assert kinds == known["block"].tolist()
    assert [None] * 3 == unknown["block"].tolist()
    assert known.drop(columns="block").equals(unknown.drop(columns="block"))


@pytest.mark.parametrize("kinds", [["title"], ["title", "headline"], []])
def test_kinds_that_do_not_fit_are_refused(kinds):
    """As many kinds as paragraphs are needed, and only known ones."""
    blocks = ["Fog", "Ships wait."]
    row = {"text": "\n\n".join(blocks), "blocks": blocks, "kinds": kinds}

    with pytest.raises(InputError, match="do not fit its 2 paragraphs"):
        segment(make_articles(row))


def test_a_table_of_ones_own_needs_two_columns():
    """An id and a text are enough; what is not known is empty, and the hash is made."""
    own = pd.DataFrame({"article": ["a"], "text": ["Title\n\nBody."], "note": ["kept"]})
    full = complete(own)

    assert ["Title", "Body."] == segment(own)["text"].tolist()
    assert hash_article(["Title", "Body."]) == full["sha256"][0]
    assert ["kept", True] == [full["note"][0], full["targets"].isna().all()]


@pytest.mark.parametrize("given", ["Title.", pd.DataFrame({"text": ["Title."]})])
def test_what_is_no_table_of_articles_is_refused(given):
    """A text, or a table without ids, is an error that says what makes one."""
    with pytest.raises(InputError, match="Give what `read_articles` returns"):
        segment(given)
