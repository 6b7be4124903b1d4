"""What is wrong with an installation is found, with its mend, and the rest is told."""

import shutil
import socket
from importlib import metadata
from pathlib import Path

import pytest

from stancebook import doctor, weights
from stancebook.doctor import Finding, examine
from stancebook.weights import SHIPPED, hash_models
from tests.conftest import ROOT


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Stand in an empty folder, with nothing asked for."""
    monkeypatch.chdir(tmp_path)
    for name in ("DEVICE", "MODELS", "PRECISION"):
        monkeypatch.delenv(f"STANCEBOOK_{name}", raising=False)


def see(corpus: str | None = None, labels: str | None = None) -> dict[str, Finding]:
    return {one.name: one for one in examine(corpus, labels)}


def test_a_whole_installation_is_well() -> None:
    """Versions are those installed, models are named by the hashes of a manifest."""
    found = see(str(ROOT / "corpus"), str(ROOT / "labels"))
    hashes = {
        task: found[f"{task} model"].found.split()[-1][:12] for task in hash_models()
    }

    assert [] == [one for one in found.values() if one.wrong or one.mend]
    assert metadata.version("torch").split("+")[0] in found["torch"].found
    assert {task: value[:12] for task, value in hash_models().items()} == hashes
    assert found["labels"].found.endswith(" gold")


def test_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a network all is as well."""

    def refuse(*_: object) -> None:
        raise OSError("no network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)

    assert [] == [one for one in see().values() if one.wrong]


def test_folders_may_be_missing_unless_they_are_named() -> None:
    """No corpus here is told with a mend; a named one that is missing is wrong."""
    unnamed, named = see()["corpus"], see(corpus="mine")["corpus"]

    assert (False, True) == (unnamed.wrong, named.wrong)
    assert "--corpus" in unnamed.mend
    assert "'mine'" in named.found


def test_a_broken_line_is_told_by_its_file(tmp_path: Path) -> None:
    """A folder that is there but cannot be read is wrong, be it named or not."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "articles.jsonl").write_text('{"article": 1},')

    assert see()["corpus"].wrong
    assert "articles.jsonl" in see()["corpus"].found


def test_a_cut_model_is_wrong_and_the_others_are_well(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Weights of one's own that were not copied whole are told, by their file."""
    own = tmp_path / "models" / "stance"
    own.mkdir(parents=True)
    (own / "config.json").write_text("{}")
    whole = (SHIPPED / "stance" / "model.safetensors").read_bytes()
    (own / "model.safetensors").write_bytes(whole[:-1])
    monkeypatch.setenv("STANCEBOOK_MODELS", str(tmp_path / "models"))
    found = see()

    assert ["stance model"] == [name for name, one in found.items() if one.wrong]
    assert str(own / "model.safetensors") in found["stance model"].found
    assert "Copy the file again" in found["stance model"].mend


def test_a_shipped_model_that_is_another_is_wrong(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A file of as many bytes is not enough; one's own model is said to be whole."""
    noted = weights._SUMS.read_text("utf-8").splitlines()
    before = see()["voice model"]
    other = [line for line in noted if "research/voice/model" not in line]
    (tmp_path / "SHA256SUMS").write_text("\n".join(other), "utf-8")
    monkeypatch.setattr(weights, "_SUMS", tmp_path / "SHA256SUMS")
    after = see()["voice model"]
    shutil.copytree(SHIPPED / "voice", tmp_path / "models" / "voice")
    monkeypatch.setenv("STANCEBOOK_MODELS", str(tmp_path / "models"))
    own = see()["voice model"]

    assert before.found.startswith("as shipped, research")
    assert (True, "Install stancebook again.") == (after.wrong, after.mend)
    assert own.found.startswith("whole, models")


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a package needs and is not installed is told by name; extras are none."""
    needs = ["numpy>=2", "stancebook-needs-this>=1", "no-such-extra; extra == 'dev'"]
    monkeypatch.setattr(doctor.metadata, "requires", lambda name: needs)
    found = see()["packages"]

    assert (True, "stancebook-needs-this not installed") == (found.wrong, found.found)


def test_a_library_that_does_not_load_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of any kind in a library is told, and the examination goes on."""

    def fail(name: str) -> None:
        raise OSError("libtorch.so is cut")

    monkeypatch.setattr(doctor, "import_module", fail)
    found = see()

    assert "OSError: libtorch.so is cut" == found["torch"].found
    assert not found["voice model"].wrong


def test_the_machine_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Device and precision are those that the models would use, or why they cannot."""
    monkeypatch.setenv("STANCEBOOK_PRECISION", "float32")
    exact = see()
    monkeypatch.setenv("STANCEBOOK_DEVICE", "abacus")
    none = see()

    assert ("cpu", False) == (exact["device"].found, exact["device"].wrong)
    assert exact["precision"].found.startswith("float32; int8 is ")
    assert none["device"].wrong
    assert "STANCEBOOK_DEVICE" in none["device"].mend
