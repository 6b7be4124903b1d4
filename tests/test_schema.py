"""The schema lets right tables pass, and names the row of what is wrong."""

import pickle
import re

import numpy as np
import pandas as pd
import pytest

from stancebook.attribution import find_attributions
from stancebook.claims import find_claims
from stancebook.schema import (
    TABLES,
    InputError,
    SchemaError,
    check,
    empty,
    require,
    require_texts,
)
from stancebook.stance import score_stance
from stancebook.view import article_view
from stancebook.voice import separate_voices


@pytest.fixture
def one_score() -> pd.DataFrame:
    """A scores table of one row that is right."""
    p = {"favor": 0.1, "against": 0.6, "neutral": 0.2, "unrelated": 0.1}
    names = {"paragraph": "a#0", "target": "dam", "holder": "publisher"}
    told = {"score": -0.5, "innermost": True, "decided_by": "model"}
    return pd.DataFrame([{**names, **p, **told}])


def test_right_table_is_returned(one_score: pd.DataFrame) -> None:
    """A right table comes back as it is, columns of its own included."""
    table = one_score.assign(note="mine")

    pd.testing.assert_frame_equal(table, check(table, "scores"))


@pytest.mark.parametrize("name", list(TABLES))
def test_empty_table_has_every_column(name: str) -> None:
    """An empty table is a right one, and has all columns in their order."""
    table = check(empty(name), name)

    assert (list(TABLES[name]), 0) == (list(table.columns), len(table))


def test_missing_column_is_named(one_score: pd.DataFrame) -> None:
    """The message names the missing column, and those that are there."""
    with pytest.raises(
        SchemaError, match=r"scores: column holder is missing; it has para"
    ):
        check(one_score.drop(columns="holder"), "scores")


@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        ("paragraph", 3, "row 0: paragraph is 3, not a text"),
        ("paragraph", None, "row 0: paragraph is empty"),
        ("favor", 1.2, "row 0: favor is 1.2, not a probability"),
        ("favor", "much", "row 0: favor is 'much', not a probability"),
        ("favor", float("nan"), "row 0: favor is empty"),
        ("score", -1.5, "row 0: score is -1.5, not a score"),
        ("innermost", "yes", "row 0: innermost is 'yes', not a flag"),
    ],
)
def test_wrong_value_names_its_row(
    one_score: pd.DataFrame, column: str, value: object, problem: str
) -> None:
    """A value that does not fit is named with its row, column and what was wanted."""
    with pytest.raises(SchemaError, match=f"scores: {problem}"):
        check(one_score.assign(**{column: [value]}), "scores")


@pytest.mark.parametrize("value", [True, np.bool_(True)])
def test_flags_of_numpy_pass(one_score: pd.DataFrame, value: object) -> None:
    """A flag is one whether Python or numpy made it."""
    check(one_score.assign(innermost=pd.Series([value], dtype=object)), "scores")


def test_value_outside_the_list_is_named() -> None:
    """Where only some values are allowed, the message lists them."""
    table = pd.DataFrame(
        [{"layer": "mood", "paragraph": "a#0", "value": "x", "how": "composed"}]
    ).assign(target=None, holder=None)
    with pytest.raises(SchemaError, match="layer is 'mood', not one of voice, origin"):
        check(table, "gold")


def test_input_error_names_file_line_and_mend() -> None:
    """The message reads: file, line, problem, and what to do."""
    error = InputError("no such key", "Add it.", "a.jsonl", 3)

    assert "a.jsonl:3: no such key. Add it." == str(error)
    assert ("no such key", "Add it.", "a.jsonl", 3) == (
        error.problem,
        error.mend,
        error.file,
        error.line,
    )


@pytest.mark.parametrize(
    ("file", "line", "where"), [("", 0, ""), ("a.txt", 0, "a.txt: "), ("", 4, "")]
)
def test_input_error_leaves_out_what_is_not_known(
    file: str, line: int, where: str
) -> None:
    """Without a file no place is named; without a line, the file alone."""
    assert f"{where}it is empty. Fill it." == str(
        InputError("it is empty", "Fill it.", file, line)
    )


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (["Japan should sign."], "`targets` is a list, no table. Give what `make_tar"),
        (pd.DataFrame({"text": ["a"]}), "`targets` lacks the column target. Give what"),
    ],
)
def test_wrong_table_is_named_with_who_makes_it(table, message: str) -> None:
    """A function that got another table says which one it asks for."""
    with pytest.raises(InputError, match=re.escape(message)):
        require(table, "targets", "target", "text")


def test_functions_ask_for_their_tables() -> None:
    """Tables in the wrong order are one clear error, wherever they are given."""
    tables = {name: empty(name) for name in TABLES}
    paragraphs, voices = tables["paragraphs"], tables["voices"]
    said, wired = tables["attributions"], tables["reprints"]
    for call in (
        lambda: find_attributions(tables["targets"]),
        lambda: separate_voices(paragraphs, wired, said),
        lambda: find_claims(paragraphs, said, voices),
        lambda: score_stance(paragraphs, ["Japan should sign."], voices),
        lambda: score_stance(paragraphs, tables["targets"], said, voices),
        lambda: article_view("a", voices, paragraphs, tables["scores"]),
    ):
        with pytest.raises(InputError, match="Give what `"):
            call()


def test_an_error_survives_its_way_from_a_worker() -> None:
    """Pickled and read again, an InputError is the same."""
    error = InputError("it is torn", "Get it again.", "a.jsonl", 7)
    again = pickle.loads(pickle.dumps(error))

    assert (str(error), error.file, error.line) == (str(again), again.file, again.line)


def test_a_text_that_is_no_text_is_refused() -> None:
    """A number where the words should be is said before a model reads it."""
    paragraphs = pd.DataFrame({"paragraph": ["a#0"], "text": [1]})
    with pytest.raises(InputError, match="the column text holds 1, no text"):
        find_attributions(paragraphs)


def test_a_withheld_text_is_asked_for_by_name() -> None:
    """Columns can be asked for without their texts: a release withholds some."""
    paragraphs = pd.DataFrame({"paragraph": ["a#0"], "text": [None]})
    require(paragraphs, "paragraphs", "paragraph", "text")

    with pytest.raises(InputError, match="the column text holds None, no text"):
        require_texts(paragraphs, "paragraph")
