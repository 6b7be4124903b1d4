import json
import re

import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from stancebook.markdown import as_markdown, as_yaml, escape_markdown


@given(st.text())
def test_escaped_text_is_one_line_without_markup(text):
    """Neither a line end nor an angle bracket, a bare pipe or a backtick is left."""
    escaped = escape_markdown(text)

    assert len(escaped.splitlines()) <= 1
    assert not re.search(r"[<>]|(?<!\\)[|`]", re.sub(r"\\\\", "", escaped))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---", "\\-\\-\\-"),
        ("# A heading", "\\# A heading"),
        ("1. A list", "1\\. A list"),
        ("- A list", "\\- A list"),
        ("[x](javascript:y)", "\\[x\\](javascript:y)"),
        ("<script>", "&lt;script&gt;"),
        ("https://x.org", "https\\://x.org"),
        ("A well-known page", "A well-known page"),
    ],
)
def test_markup_is_shown_and_does_nothing(text, expected):
    """What Markdown would obey has a backslash, and plain words have none."""

    assert expected == escape_markdown(text)


def test_a_cell_cannot_end_its_row():
    """A pipe in a name is a character of the name."""
    table = pd.DataFrame({"outlet": ["a|b", None], "share": [0.25, float("nan")]})

    assert "| a\\|b | 0.25 |" == as_markdown(table).splitlines()[2]
    assert "| – | – |" == as_markdown(table).splitlines()[3]


def test_a_long_table_says_what_it_leaves_out():
    """Only so many rows are shown, and the number of the others."""
    text = as_markdown(pd.DataFrame({"n": range(9)}), most=3)

    assert "(6 more rows are in the table.)" == text.splitlines()[-1]


@given(st.dictionaries(st.sampled_from("abc"), st.text() | st.lists(st.text())))
def test_yaml_gives_back_what_went_in(values):
    """No text can end its value or begin another: a YAML reader gets the same."""
    shown = json.loads(
        re.sub("[\ufffe\uffff]", "\ufffd", json.dumps(values, ensure_ascii=False))
    )

    assert (shown or None) == yaml.safe_load(as_yaml(values))
