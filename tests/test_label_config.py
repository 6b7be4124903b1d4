"""The configuration asks for five layers, in the names that the tasks use."""

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from stancebook.codebook import Codebook
from stancebook.label_config import stance_control, target_of, write_config


def test_controls_are_those_of_the_codebook(codebook: Codebook) -> None:
    """Each layer and target has a control, with the codebook's labels."""
    root = etree.fromstring(write_config(codebook, ["aegis-ashore"]))
    names = {own.get("name") for own in root.iter() if own.get("name")}
    voices = [own.get("value") for own in root.find(".//Choices[@name='voice']")]
    targets = {stance_control(target) for target in codebook.targets["target"]}

    assert {"voice", "origin", "claims", "attribution", "kind", "text"} == (
        names - targets
    )
    assert targets <= names
    assert list(codebook.labels["voice"]) == voices
    assert {"text"} == {own.get("toName") for own in root.iter() if own.get("toName")}


@given(st.text(min_size=1))
def test_any_target_names_a_control(target: str) -> None:
    """A target of any signs makes plain XML, and is found again."""
    root = etree.fromstring(write_config(None, [target]))
    names = [own.get("name") for own in root.iter("Choices")]

    assert stance_control(target) in names
    assert target == target_of(stance_control(target))
