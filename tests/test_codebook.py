"""The codebook is read whole, or refused with the file and line that need mending."""

from pathlib import Path

import pytest

from stancebook.codebook import Codebook, check_target
from stancebook.schema import (
    ATTRIBUTION_KINDS,
    CLAIM_KINDS,
    LAYERS,
    STANCES,
    VOICES,
    InputError,
    check,
)

CODEBOOK = Path(__file__).parent.parent / "labels" / "codebook.toml"


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return Codebook.from_file(CODEBOOK)


def _line(text: str, wanted: str, nth: int = 0) -> int:
    """Return the line on which `wanted` stands for the `nth` time."""
    lines = [n for n, line in enumerate(text.split("\n"), 1) if line == wanted]
    return lines[nth]


def _refusal(tmp_path: Path, text: str) -> InputError:
    path = tmp_path / "codebook.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Codebook.from_file(path)
    assert caught.value.file == str(path)
    return caught.value


def test_the_project_codebook_is_version_1_1(codebook: Codebook) -> None:
    """The version is that of the design that the labels follow."""
    assert codebook.version == "1.1"


def test_targets_are_a_targets_table(codebook: Codebook) -> None:
    """The targets have ids, full sentences and aliases, Aegis Ashore among them."""
    texts = check(codebook.targets, "targets").set_index("target")["text"]

    expected = "Japan should deploy the Aegis Ashore missile defence system."
    assert expected == texts["aegis-ashore"]
    assert all(text.endswith(".") for text in texts)
    assert 6 <= len(texts) <= 8


def test_labels_are_those_of_the_tables(codebook: Codebook) -> None:
    """Codebook and schema name the same labels, so that no label is left undefined."""
    actual = {name: set(labels) for name, labels in codebook.labels.items()}

    assert list(LAYERS) == list(codebook.layers)
    assert set(VOICES) == actual["voice"]
    assert set(ATTRIBUTION_KINDS) == actual["attribution"]
    assert set(CLAIM_KINDS) == actual["claims"]
    assert set(STANCES) == actual["stance"]


def test_every_label_has_a_definition_and_an_example(codebook: Codebook) -> None:
    """An annotator finds a definition and one or two examples for every label."""
    for layer in codebook.layers.values():
        for label in (*layer.labels, *layer.spans):
            assert label.definition == codebook.definition(layer.name, label.name)
            assert 1 <= len(label.examples) <= 3, (layer.name, label.name)


def test_every_layer_settles_doubt(codebook: Codebook) -> None:
    """Each layer says what to do when torn and which cases are settled."""
    assert all(
        layer.question and layer.when_torn and layer.settled
        for layer in codebook.layers.values()
    )


def test_attribution_names_its_three_spans(codebook: Codebook) -> None:
    """An attribution joins source, cue and content."""
    spans = [span.name for span in codebook.layers["attribution"].spans]

    assert spans == ["source", "cue", "content"]


@pytest.mark.parametrize(
    ("layer", "value", "expected"),
    [
        ("voice", "editorial", True),
        ("voice", "neutral", False),
        ("origin", "publisher", True),
        ("origin", "wire:TASS", True),
        ("origin", "source:Maria: a life", True),
        ("origin", "wire:", False),
        ("origin", "editor:Ana", False),
        ("origin", "TASS", False),
    ],
)
def test_allows_knows_names_from_labels(
    codebook: Codebook, layer: str, value: str, expected: bool
) -> None:
    """A name stands where a label ends in NAME, and nowhere else."""
    assert expected == codebook.allows(layer, value)


def test_broken_toml_names_its_line(tmp_path: Path) -> None:
    """A missing quotation mark is found on the line where it is missing."""
    error = _refusal(tmp_path, 'version = "1.1"\nunit = "A paragraph\n')

    assert error.line == 2


def test_toml_that_ends_too_soon_names_its_last_line(tmp_path: Path) -> None:
    """A file that breaks off is refused at its end."""
    error = _refusal(tmp_path, 'version = "1.1"\n\nunit = [1,')

    assert error.line == 3


def test_a_missing_version_is_refused(tmp_path: Path) -> None:
    """Annotations name the version, so a codebook without one is no codebook."""
    text = CODEBOOK.read_text(encoding="utf-8").replace('version = "1.1"\n', "")

    assert _refusal(tmp_path, text).problem == "`version` is missing or empty"


@pytest.mark.parametrize("layer", LAYERS)
def test_a_missing_layer_is_refused(tmp_path: Path, layer: str) -> None:
    """All five layers have to be there."""
    text = CODEBOOK.read_text(encoding="utf-8").replace(f"layers.{layer}", "other.x")

    assert layer in _refusal(tmp_path, text).problem


def test_a_codebook_without_targets_is_refused(tmp_path: Path) -> None:
    """A codebook needs at least one target."""
    text = CODEBOOK.read_text(encoding="utf-8").replace("[[targets]]", "[[goals]]")

    assert _refusal(tmp_path, text).problem == "no target is given"


def test_a_target_id_given_twice_names_the_second(tmp_path: Path) -> None:
    """The line is that of the target that comes second."""
    text = CODEBOOK.read_text(encoding="utf-8")
    text = text.replace('target = "baltic-arc"', 'target = "eu-sanctions"')

    error = _refusal(tmp_path, text)

    assert "eu-sanctions" in error.problem
    assert _line(text, "[[targets]]", 2) == error.line


def test_a_label_given_twice_names_the_second(tmp_path: Path) -> None:
    """The line is that of the label that comes second."""
    text = CODEBOOK.read_text(encoding="utf-8")
    text = text.replace('name = "credit"', 'name = "mixed"')

    error = _refusal(tmp_path, text)

    assert "'mixed'" in error.problem
    assert _line(text, "[[layers.voice.labels]]", 3) == error.line


def test_a_label_that_no_table_holds_is_refused(tmp_path: Path) -> None:
    """A label outside the schema could never be stored, so it is refused at once."""
    text = CODEBOOK.read_text(encoding="utf-8")
    text = text.replace('name = "credit"', 'name = "byline"')

    error = _refusal(tmp_path, text)

    assert "byline, credit" in error.problem
    assert _line(text, "[layers.voice]") == error.line


@pytest.mark.parametrize("sentence", ["", "   ", "\u200b", "?!", "word " * 501])
def test_a_target_without_words_or_too_long_names_its_line(
    tmp_path: Path, sentence: str
) -> None:
    """A target is a sentence: no words, or more than 500, is refused."""
    text = CODEBOOK.read_text(encoding="utf-8")
    old = "The Baltic Arc gas pipeline should be put into operation."

    error = _refusal(tmp_path, text.replace(old, sentence))

    assert _line(text, "[[targets]]", 2) == error.line


def test_an_id_that_is_no_slug_is_refused(tmp_path: Path) -> None:
    """Target ids are short slugs, since they become column values and file names."""
    text = CODEBOOK.read_text(encoding="utf-8").replace('"baltic-arc"', '"../Baltic"')

    assert "'../Baltic'" in _refusal(tmp_path, text).problem


@pytest.mark.parametrize("value", ["3", '"text"', "[1, 2]", "true"])
def test_targets_of_another_type_are_refused(tmp_path: Path, value: str) -> None:
    """Whatever stands where tables belong gives the one kind of error."""
    text = CODEBOOK.read_text(encoding="utf-8").replace("[[targets]]", "[[goals]]")
    text = text.replace("[[goals]]", f"targets = {value}\n[[goals]]", 1)

    assert _refusal(tmp_path, text).problem == "`targets` is not a list of tables"


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    """A byte that is not UTF-8 is named with its line."""
    path = tmp_path / "codebook.toml"
    path.write_bytes('version = "1"\nunit = "Überschrift"\n'.encode("cp1252"))

    with pytest.raises(InputError) as caught:
        Codebook.from_file(path)

    assert caught.value.line == 2


def test_a_missing_file_is_an_input_error(tmp_path: Path) -> None:
    """A path without a file behind it is the user's to mend."""
    with pytest.raises(InputError, match="cannot be read"):
        Codebook.from_file(tmp_path / "absent.toml")


def test_check_target_strips() -> None:
    """Blanks round a target do not make it another target."""
    actual = check_target(" \n The dam should be filled.\t")

    assert actual == "The dam should be filled."


@pytest.mark.parametrize("text", ["", " ", "word " * 2000])
def test_check_target_refuses_what_is_no_sentence(text: str) -> None:
    """A target from the command line is refused in the same words."""
    with pytest.raises(InputError, match=r"^the target is .*\. Write the target"):
        check_target(text)


def test_check_target_takes_500_words() -> None:
    """The limit itself is allowed."""
    text = " ".join(["word"] * 500)

    assert text == check_target(text)
