from stancebook.contents import CONTENTS, SPLIT_TABLES
from stancebook.schema import TABLES


def test_tables_are_those_of_the_library():
    """A release's table has the columns of its namesake, but for what is left out."""
    left_out = {
        "articles": {"text", "blocks", "kinds", "targets"},
        "annotations": {"note"},
    }

    for name, columns in CONTENTS.items():
        assert set(TABLES[name]) - left_out.get(name, set()) <= set(columns)
    assert set(SPLIT_TABLES) <= set(CONTENTS)


def test_each_column_says_what_it_holds():
    """No column goes out without a sentence about it."""
    fields = [field for columns in CONTENTS.values() for field in columns.values()]

    assert all(field.meaning.endswith(".") for field in fields)
    assert {"text", "texts", "integer", "number"} == {field.kind for field in fields}
