"""Whatever bytes come, `label` answers with labels or with one clear error."""

import io
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks import fuzz
from benchmarks.mutations import FORMS, make_input
from stancebook import pipeline
from stancebook.feeds import read_rows
from stancebook.schema import InputError

ENDS = (".txt", ".html", ".jsonl", ".warc", ".parquet", ".txt.gz", ".jsonl.zst")
WORDS = "said <p> </p> <div> “ \ud800 \u202e &#x110000; \x00 \\ud800 null { } [ : \n"
PARTS = st.sampled_from([*WORDS.split(" "), '"text"', '"The dam."', "WARC/1.0\r\n"])


@pytest.fixture(autouse=True)
def rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let rules read, and what was put in the models' place be taken out again."""
    monkeypatch.setattr(pipeline, "MODELS", pipeline.MODELS)
    fuzz.prepare(models=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    end=st.sampled_from(ENDS),
    content=st.one_of(
        st.binary(max_size=400),
        st.lists(PARTS, max_size=30).map(
            lambda parts: "".join(parts).encode("utf-8", "surrogatepass")
        ),
    ),
)
def test_any_bytes_are_answered(folder: Path, end: str, content: bytes) -> None:
    """Labels or an InputError: no other end, whatever is in the file."""
    found = fuzz.answer(0, 7, folder, (end, content))

    assert found.outcome in ("labelled", "refused"), found.told


def test_spoilt_articles_of_every_form_are_answered(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    """Some hundred inputs of the benchmark, in their own processes, break nothing."""
    monkeypatch.chdir(folder)
    found = fuzz.main(inputs=150, seed=3, every=0)
    last = capsys.readouterr().out.splitlines()[-1]

    assert (150, 0) == (found["labelled"] + found["refused"], found["broken"])
    assert 30 < found["labelled"]
    assert 30 < found["refused"]
    assert last.startswith("inputs=150 by_models=0 labelled=")


def test_inputs_are_the_same_again() -> None:
    """A number and a seed make one input, of one of the forms."""
    first, again = ([make_input(n, 7) for n in range(40)] for _ in range(2))

    assert first == again
    assert set(FORMS) >= {form for form, _ in first}
    assert 40 == len({content for _, (_, content) in first})


def crash(*_: object, **__: object) -> None:
    raise KeyError("dam")


def end(*_: object, **__: object) -> None:
    import os

    os._exit(3)


def hang(*_: object, **__: object) -> None:
    while True:
        pass


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (crash, "KeyError: "),
        (end, "no answer: ended with 3"),
        (hang, "no answer: over"),
    ],
)
def test_the_benchmark_sees_what_it_looks_for(
    monkeypatch: pytest.MonkeyPatch, fault: object, told: str
) -> None:
    """An error of another kind, a process that ends and one that hangs are found."""
    monkeypatch.setattr(fuzz, "LIMIT", 0.3)
    monkeypatch.setattr(fuzz, "_warm_up", lambda *_: None)
    monkeypatch.setattr("stancebook.cli_label.label", fault)
    totals = fuzz.run(2, seed=7, every=0, workers=1)

    assert 2 == sum(totals.outcomes.values())
    assert told in next(iter(totals.findings))


def test_rows_that_are_not_utf_8_are_set_aside(tmp_path: Path) -> None:
    """Found by the benchmark: parquet may call text what is none."""
    stream = io.BytesIO()
    pd.DataFrame({"text": ["The dam holds.", "The d!m holds."]}).to_parquet(
        stream, compression=None
    )
    path = tmp_path / "a.parquet"
    path.write_bytes(stream.getvalue().replace(b"d!m", b"d\xffm"))
    first, second = read_rows(path, "a.parquet", "a")

    assert "The dam holds." == first["text"]
    assert isinstance(second, InputError)
    assert ("a.parquet", 2) == (second.file, second.line)
    assert "not UTF-8" in second.problem
