"""Fixtures that several test modules share."""

import runpy
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import settings

from stancebook import cli, pipeline
from stancebook.chain import Chain
from stancebook.codebook import Codebook
from stancebook.schema import STANCES, TABLES, VOICES, empty

ROOT = Path(__file__).parents[1]
runpy.run_path(str(ROOT / "tests" / "guard" / "sitecustomize.py"))  # no network here
DAM = "The dam should be filled."
ARTICLE = (
    "A title about the dam\n\nThe dam holds said Ana and will.\n\nThe dam must go."
)
Run = Callable[..., tuple[int, str, str]]

settings.register_profile("patient", deadline=None)  # a busy machine is no failure
settings.load_profile("patient")


def make_articles(**texts: Sequence[str]) -> pd.DataFrame:
    """An articles table of given paragraphs, one article a keyword."""
    rows = [
        {
            "article": article,
            "sha256": "0" * 64,
            "text": "\n\n".join(blocks),
            "blocks": list(blocks),
        }
        for article, blocks in texts.items()
    ]
    table = pd.DataFrame(rows, columns=list(TABLES["articles"])).astype(object)
    return table.where(table.notna(), None)


def fake_attributions(paragraphs: pd.DataFrame) -> pd.DataFrame:
    """Whoever `said` something said all that stands before, as one or two spans."""
    rows = []
    for name, text in zip(paragraphs["paragraph"], paragraphs["text"], strict=True):
        before, cue, after = text.partition(" said")
        if not cue:
            continue
        spans = {
            "cue": [{"start": len(before) + 1, "end": len(before) + 5, "text": "said"}]
        }
        spans["content"] = [{"start": 0, "end": len(before), "text": before}]
        if after.strip():
            start = len(before) + len(cue)
            span = {"start": start, "end": len(text), "text": text[start:]}
            spans["content"].append(span)
        row = {"attribution": f"{name}/a0", "paragraph": name, "source": [], **spans}
        rows.append(
            {**row, "kind": "indirect", "source_name": None, "parent": None, "p": 0.9}
        )
    return pd.DataFrame(rows, columns=list(TABLES["attributions"]))


def fake_voices(
    paragraphs: pd.DataFrame, attributions: Any, reprints: Any
) -> pd.DataFrame:
    """A paragraph that holds an attribution is reported, and any other editorial."""
    said = set(attributions["paragraph"])
    rows = []
    for name in paragraphs["paragraph"]:
        voice = "reported" if name in said else "editorial"
        p = {f"p_{other}": float(other == voice) for other in VOICES}
        chain = ["publisher", "source:Ana"] if name in said else ["publisher"]
        holder = {"origin": "publisher", "chain": chain, "holder": chain[-1]}
        rows.append(
            {"paragraph": name, "voice": voice, **p, **holder, "decided_by": "model"}
        )
    return pd.DataFrame(rows, columns=list(TABLES["voices"]))


def fake_claims(
    paragraphs: pd.DataFrame, voices: Any, attributions: Any
) -> pd.DataFrame:
    """The whole of each paragraph is one claim."""
    rows = [
        {
            "paragraph": name,
            "start": 0,
            "end": len(text),
            "text": text,
            "kind": "fact",
            "check_worthy": 0.5,
            "chain": ["publisher"],
        }
        for name, text in zip(paragraphs["paragraph"], paragraphs["text"], strict=True)
        if text
    ]
    return pd.DataFrame(rows, columns=list(TABLES["claims"]))


def fake_scores(
    paragraphs: Any, targets: pd.DataFrame, voices: pd.DataFrame, attributions: Any
) -> pd.DataFrame:
    """Every holder of a chain is against every target."""
    against = dict.fromkeys(STANCES, 0.0) | {"against": 0.75, "neutral": 0.25}
    rows = [
        {
            "paragraph": voice["paragraph"],
            "target": target,
            "holder": holder,
            **against,
            "score": -0.75,
            "innermost": holder == voice["holder"],
            "decided_by": "model",
        }
        for voice in voices.to_dict("records")
        for target in targets["target"]
        for holder in reversed(voice["chain"])
    ]
    return (
        pd.DataFrame(rows, columns=list(TABLES["scores"])) if rows else empty("scores")
    )


@pytest.fixture
def fake_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put rules that one can follow by hand in the place of the four models."""
    fakes = (fake_attributions, fake_voices, fake_claims, fake_scores)
    monkeypatch.setattr(pipeline, "MODELS", Chain("rules", *fakes))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A headless browser for the tests of a module, where there is one on the PATH."""
    playwright = pytest.importorskip("playwright.sync_api", reason="no playwright here")
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        pytest.skip("no chromium on the PATH")
    with playwright.sync_playwright() as engine:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        running = engine.chromium.launch(executable_path=path, args=flags)
        yield running
        running.close()


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    """The codebook of the project."""
    return Codebook.from_file(ROOT / "labels" / "codebook.toml")


@pytest.fixture
def two_articles() -> pd.DataFrame:
    """An article that reports and one that only comments."""
    return make_articles(
        report=["A title", "The dam holds said Ana and will."],
        comment=["The dam must go."],
    )


@pytest.fixture
def run(
    fake_models: None, capfdbinary: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Run:
    """Run `stancebook` in an empty folder and return status, output and messages."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["stancebook", *arguments])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        out, err = capfdbinary.readouterr()
        return int(stopped.value.code or 0), out.decode(), err.decode()

    return call


@pytest.fixture
def article(tmp_path: Path) -> str:
    """The path of an article of three paragraphs."""
    (tmp_path / "dam.txt").write_text(ARTICLE, encoding="utf-8")
    return "dam.txt"
