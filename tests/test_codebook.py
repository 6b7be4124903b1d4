"""The codebook is read whole, or refused with the file and line that need mending."""

from pathlib import Path

import pytest

from stancebook.chain import make_targets
from stancebook.codebook import Codebook
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


def test_a_label_of_ones_own_is_read(tmp_path: Path) -> None:
    """Researchers bring labels of their own; the models keep theirs."""
    text = CODEBOOK.read_text(encoding="utf-8")
    (tmp_path / "own.toml").write_text(
        text.replace('name = "credit"', 'name = "byline"'), encoding="utf-8"
    )
    own = Codebook.from_file(tmp_path / "own.toml")

    assert own.allows("voice", "byline")
    assert not own.allows("voice", "credit")


@pytest.mark.parametrize("name", ["By line", "a/b", "1:2", "ÉDITO"])
def test_a_label_that_a_log_cannot_keep_is_refused(tmp_path: Path, name: str) -> None:
    """A label is one plain word, so that it means the same in every tool."""
    text = CODEBOOK.read_text(encoding="utf-8")
    text = text.replace('name = "credit"', f'name = "{name}"')

    assert "is no name for a label" in _refusal(tmp_path, text).problem


def test_a_layer_needs_a_choice(tmp_path: Path) -> None:
    """With one label there is nothing to decide."""
    text = CODEBOOK.read_text(encoding="utf-8")
    text = text.replace("[[layers.stance.labels]]", "[[layers.stance.spare]]")

    assert "fewer than two labels" in _refusal(tmp_path, text).problem


RENAMED = """
[[renamed]]
layer = "voice"
from = "narration"
to = "reported"
"""


def test_what_was_renamed_is_read(tmp_path: Path) -> None:
    """A codebook says what its labels and targets were called before."""
    path = tmp_path / "own.toml"
    path.write_text(CODEBOOK.read_text(encoding="utf-8") + RENAMED, encoding="utf-8")

    assert {("voice", "narration"): "reported"} == Codebook.from_file(path).renamed


def test_a_renamed_layer_that_is_none_names_its_line(tmp_path: Path) -> None:
    """Only layers and targets have names to change."""
    text = CODEBOOK.read_text(encoding="utf-8") + RENAMED.replace("voice", "mood")
    error = _refusal(tmp_path, text)

    assert "'mood' is no layer" == error.problem
    assert _line(text, "[[renamed]]", 0) == error.line


def test_a_codebook_keeps_its_file():
    """What a release takes along is the file, word for word."""
    path = Path(__file__).parents[1] / "labels" / "codebook.toml"

    assert path.read_text(encoding="utf-8") == Codebook.from_file(path).toml


def test_a_codebook_takes_other_targets() -> None:
    """The layers stay, and the targets are those given."""
    path = Path(__file__).parents[1] / "labels" / "codebook.toml"
    book = Codebook.from_file(path)
    own = book.with_targets(make_targets(["The dam should be filled."]))

    assert ["The dam should be filled."] == own.targets["text"].tolist()
    assert (book.version, book.labels) == (own.version, own.labels)
    with pytest.raises(InputError, match="`targets` is a list"):
        book.with_targets(["The dam should be filled."])  # type: ignore[arg-type]
