"""A label's one name says layer, label, target and holder."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancebook.label_names import Name, read_name, write_name

words = st.text(min_size=1).filter(lambda text: bool(text.strip()))


@given(words, st.none() | words, st.none() | words)
def test_a_name_comes_back(label: str, target: str | None, holder: str | None) -> None:
    """Colons, percent signs and any other sign survive."""
    name = Name("stance", label, target, holder)

    assert name == read_name(write_name(name))


def test_an_origin_is_readable() -> None:
    """The colon of wire:TASS stands as it is."""
    assert "origin:wire:TASS" == write_name(Name("origin", "wire:TASS"))
    assert Name("origin", "wire:TASS") == read_name("origin:wire:TASS")


@pytest.mark.parametrize(
    "text", ["PERSON", "voice", "voice:", "voice: ", "claims::t", ""]
)
def test_what_is_no_name(text: str) -> None:
    """A label of another form is None, and no guess."""
    assert None is read_name(text)
