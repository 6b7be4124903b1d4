from pathlib import Path

import pandas as pd
import pytest

from stancebook.about import About
from stancebook.schema import InputError

ROOT = Path(__file__).parents[1]


def write(folder: Path, text: str) -> Path:
    path = folder / "about.toml"
    path.write_text(text, "utf-8")
    return path


def test_it_is_read_from_a_file(tmp_path: Path):
    """Keys of a TOML file become what a release says of itself."""
    path = write(tmp_path, 'title = "Piers"\nauthors = ["Ana"]\nlicense = "CC-BY-4.0"')
    about = About.from_file(path)

    assert ("Piers", ("Ana",), "CC-BY-4.0") == (
        about.title,
        about.authors,
        about.license,
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('titel = "x"', "'titel' is no key"),
        ('license = "free"', "'free' is no licence"),
        ('labelled_by = ["robots"]', "'robots' is no word for `labelled_by`"),
        ('tasks = ["stance"]', "'stance' is no word for `tasks`"),
        ('authors = "Ana"', "`authors` is no list"),
        ("authors = 7", "`authors` is no list"),
        ("x = " + "[" * 100_000, "this is not TOML"),
        ("title = 7", "`title` is no text"),
        ("title", "this is not TOML"),
    ],
)
def test_a_mistake_names_the_file(tmp_path: Path, text: str, problem: str):
    """What the hub would take without a word is refused here, with the file."""
    path = write(tmp_path, text)

    with pytest.raises(InputError, match=problem) as caught:
        About.from_file(path)
    assert str(path) == caught.value.file


def test_a_missing_file_is_an_input_error(tmp_path: Path):
    """A file that is not there is one clear error."""
    with pytest.raises(InputError, match="cannot be read"):
        About.from_file(tmp_path / "none.toml")


def test_labels_of_a_model_cannot_pass_for_those_of_people():
    """Where gold says that a language model labelled, the card must say so."""
    how = pd.Series(["decided by ana", "read by a Language Model"])

    assert ("machine-generated",) == About().creators(how)
    assert ("other",) == About().creators(how[:1])
    with pytest.raises(InputError, match="a language model made labels"):
        About(labelled_by=("expert-generated",)).creators(how)


@pytest.mark.parametrize("folder", ["labels", "labels/real"])
def test_the_projects_own_are_right(folder: str):
    """The project's own data sets say that a language model labelled them."""
    about = About.from_file(ROOT / folder / "about.toml")

    assert ("machine-generated",) == about.labelled_by
    assert "no human has checked" in about.description
