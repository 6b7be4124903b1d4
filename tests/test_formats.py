"""What goes out to another tool comes back the same, but for what the losses list."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stancebook.formats import FORMATS, export_labels, import_labels
from stancebook.schema import ATTRIBUTION_PARTS as PARTS
from stancebook.schema import CLAIM_KINDS, LAYERS, STANCES, VOICES, InputError

FOLDERS = ("brat", "uima-xmi", "uima-json")
HARD = (
    "\U0001f468\U0001f3fd\u200d\U0001f692 at work",  # one picture, four code points
    "Cafe\u0301",
    "a\r\nb\rc\n\nd",
    "\ufeffmark",
    "שלום עולם",
    "\u202eturned",
    "=1+1",
    "'=1",
    "@a\tb",
    "a|b\\s_",
    "\x00\x0b\x0c\x1e\x85\u2028\u2029",
    "\u00a0 ",
    "<a>&]]>",
    "%3A:%25",
)
signs = st.characters(exclude_categories=["Cs"])
words = st.text(signs, min_size=1, max_size=12) | st.sampled_from(HARD)
visible = words.filter(lambda text: bool(text.strip()))
texts = st.lists(words, min_size=1, max_size=4).map("".join) | st.just("")


@st.composite
def spans(draw: Callable[..., Any], text: str) -> dict[str, Any]:
    """A span of a text that has at least one character."""
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    return {"start": start, "end": end, "text": text[start:end]}


@st.composite
def decisions(draw: Callable[..., Any], text: str) -> dict[str, Any]:
    """A decision of any layer about a text."""
    layers = ["voice", "origin", "stance"] + ["claims", "attribution"] * bool(text)
    layer = draw(st.sampled_from(layers))
    row: dict[str, Any] = {"layer": layer, "target": None, "holder": None}
    if layer == "voice":
        row["value"] = draw(st.sampled_from(VOICES))
    elif layer == "origin":
        row["value"] = f"source:{draw(visible)}"
    elif layer == "stance":
        row |= {"value": draw(st.sampled_from(STANCES)), "target": draw(visible)}
        row["holder"] = draw(st.none() | visible.map("source:{}".format))
    elif layer == "claims":
        own = draw(spans(text))
        row |= {"value": draw(st.sampled_from(CLAIM_KINDS)), "item": draw(visible)}
        row |= {"start": own["start"], "end": own["end"]}
        row["holder"] = draw(st.none() | visible)
    else:
        lists = st.lists(spans(text), max_size=2)
        value = {"source": draw(lists), "cue": draw(lists), "content": draw(lists)}
        if not any(value.values()):
            value["content"] = [draw(spans(text))]
        value |= {"kind": "direct", "source_name": draw(st.none() | words)}
        row |= {"value": json.dumps(value), "item": "span-1"}
    return row


@st.composite
def tables(draw: Callable[..., Any]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Annotations and the paragraphs that they are about."""
    paragraphs, rows = [], []
    for number, text in enumerate(draw(st.lists(texts, min_size=1, max_size=3))):
        place = {"paragraph": f"é/a#{number}", "article": "é/a", "position": number}
        paragraphs.append({**place, "text": text})
        for row in draw(st.lists(decisions(text), max_size=3)):
            facts = {
                "id": f"event-{len(rows):04}",
                "paragraph": place["paragraph"],
                "annotator": draw(st.sampled_from(["ana", "ben"])),
                "at": "2026-03-02T10:00:00.000+00:00",
                "seconds": draw(st.sampled_from([None, 0.5, 12.25])),
                "codebook_version": "1.1",
                "occasion": draw(st.integers(0, 1)),
                "note": draw(st.none() | visible),
            }
            rows.append({"start": None, "end": None, "item": None, **row, **facts})
    columns = ["id", "layer", "paragraph", "value"]
    return pd.DataFrame(rows, columns=list(rows[0]) if rows else columns), pd.DataFrame(
        paragraphs
    )


def comparable(table: pd.DataFrame, without: set[str]) -> dict[str, dict[str, Any]]:
    """Rows by id, with numbers as numbers and an attribution's value as an object."""
    rows: dict[str, dict[str, Any]] = {}
    for record in table.astype(object).to_dict("records"):
        row = {
            str(k): None if v is None or v != v else int(v) if k in NUMBERS else v
            for k, v in record.items()
            if k in COLUMNS
        }
        if row["layer"] == "attribution":
            row["value"] = json.loads(row["value"])
        if not {row["id"], row["paragraph"]} & without:
            rows[row["id"]] = row
    return rows


NUMBERS = ("start", "end", "occasion")
COLUMNS = (
    *("id", "layer", "paragraph", "start", "end", "target", "holder", "value"),
    *("annotator", "at", "seconds", "codebook_version", "note", "item", "occasion"),
)


def place(folder: Path, format: str) -> Path:
    return folder / ("out" if format in FOLDERS else f"out{FORMATS[format].endings[0]}")


@pytest.mark.parametrize("format", FORMATS)
@given(both=tables())
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
def test_there_and_back_is_the_identity_up_to_the_losses(
    format: str, both: tuple[pd.DataFrame, pd.DataFrame]
) -> None:
    """Whatever Unicode texts, notes and names hold, what is not listed comes back."""
    annotations, paragraphs = both
    with TemporaryDirectory() as folder:
        path = place(Path(folder), format)
        lost = export_labels(annotations, paragraphs, path, format)
        known = paragraphs if format == "web-annotation" else None
        found = import_labels(path, format, paragraphs=known)
    names = {
        name for table in (lost, found.losses) for own in table["names"] for name in own
    }
    texts = dict(zip(paragraphs["paragraph"], paragraphs["text"], strict=True))
    back = dict(
        zip(found.paragraphs["paragraph"], found.paragraphs["text"], strict=True)
    )
    carried = {name: text for name, text in texts.items() if name not in names}

    assert comparable(annotations, names) == comparable(found.annotations, names)
    assert set() == set(found.annotations["id"]) - set(annotations["id"])
    if format != "web-annotation":
        assert carried == {name: text for name, text in back.items() if name in carried}


@pytest.mark.parametrize("format", FORMATS)
def test_gold_labels_travel(format: str, tmp_path: Path) -> None:
    """All gold labels of one composed text come back, with how they were made."""
    text = "The dam holds, said Ana \U0001f389."
    value = {
        "source": [{"start": 20, "end": 23, "text": "Ana"}],
        "cue": [{"start": 15, "end": 19, "text": "said"}],
        "content": [{"start": 0, "end": 13, "text": "The dam holds"}],
        "kind": "indirect",
        "parent": None,
    }
    own = {"paragraph": "a#0", "target": None, "holder": None, "how": "by hand"}
    gold = pd.DataFrame(
        [
            {**own, "layer": "voice", "value": "mixed", "chain": ["publisher"]},
            {**own, "layer": "attribution", "value": json.dumps(value)},
            {**own, "layer": "claims", "value": "fact", "start": 0, "end": 13},
        ]
    )
    row = {"paragraph": "a#0", "article": "a", "position": 0, "text": text}
    paragraphs = pd.DataFrame([row])
    path = place(tmp_path, format)
    lost = export_labels(gold, paragraphs, path, format)
    found = import_labels(path, format, paragraphs=paragraphs).annotations

    assert [] == lost.to_dict("records")
    assert {"by hand"} == set(found["how"])
    by_layer = found.set_index("layer")
    assert ["publisher"] == by_layer.loc["voice", "chain"]
    assert value == json.loads(by_layer.loc["attribution", "value"])
    assert (0, 13) == (by_layer.loc["claims", "start"], by_layer.loc["claims", "end"])


TEXT = "The dam \U0001f389 holds."
PARAGRAPHS = pd.DataFrame(
    [{"paragraph": "a#3", "article": "a", "position": 3, "text": TEXT}]
)
VOICE = {"layer": "voice", "paragraph": "a#3", "value": "mixed", "annotator": "ana"}


def lines(path: Path, *records: dict[str, Any]) -> Path:
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records))
    return path


def test_losses_are_written_beside_and_do_not_outlive_their_cause(
    tmp_path: Path,
) -> None:
    """One line for each thing lost; an export without losses takes the file away."""
    path, beside = tmp_path / "out.jsonl", tmp_path / "out.losses.jsonl"
    gone = pd.DataFrame([{**VOICE, "paragraph": "b#0", "id": "event-01"}])
    lost = export_labels(gone, PARAGRAPHS, path, "doccano")
    written = [json.loads(line)["name"] for line in beside.read_text().splitlines()]
    export_labels(gone[:0], PARAGRAPHS, path, "doccano")

    assert ["event-01"] == written == lost["names"][0]
    assert not beside.exists()


def test_a_paragraph_is_known_by_its_text(tmp_path: Path) -> None:
    """Another tool's file names no paragraph of ours; a text that is new gets one."""
    path = lines(
        tmp_path / "done.jsonl",
        {"text": TEXT, "label": ["voice:mixed"]},
        {"text": "New.", "label": ["voice:credit"]},
    )
    found = import_labels(path, "doccano", paragraphs=PARAGRAPHS, annotator="ana")

    assert [("a#3", "ana"), ("done#1", "ana")] == list(
        zip(found.annotations["paragraph"], found.annotations["annotator"], strict=True)
    )


def test_a_text_that_has_changed_is_not_taken_over(tmp_path: Path) -> None:
    """Labels of another text are no labels of this one, and are listed."""
    record = {"text": "The dam.", "label": ["voice:mixed"], "paragraph": "a#3"}
    path = lines(tmp_path / "done.jsonl", record)
    found = import_labels(path, "doccano", paragraphs=PARAGRAPHS)

    assert [] == found.annotations["id"].tolist()
    assert [["a#3"]] == found.losses["names"].tolist()


def test_a_models_labels_are_suggestions(tmp_path: Path) -> None:
    """They go out as predictions and come back apart from what people decided."""
    voices = pd.DataFrame(
        {
            "paragraph": ["a#3", "z#0"],
            "voice": ["credit", "mixed"],
            "p_credit": [0.75, 0],
        }
    )
    stance = {"favor": 0.25, "against": 0.5, "neutral": 0.125, "unrelated": 0.125}
    scores = pd.DataFrame(
        [{"paragraph": "a#3", "target": "dam", "holder": "publisher", **stance}]
    )
    path = tmp_path / "tasks.json"
    models = {"voices": voices, "scores": scores}
    export_labels(
        pd.DataFrame([VOICE]), PARAGRAPHS, path, "label-studio", models=models
    )
    found = import_labels(path, "label-studio")
    [task] = json.loads(path.read_text())

    assert ["mixed"] == found.annotations["value"].tolist()
    assert ["credit", "against"] == found.suggestions["value"].tolist()
    assert (0.5, [0.75, 0.5]) == (
        task["predictions"][0]["score"],
        [one["score"] for one in task["predictions"][0]["result"]],
    )


def test_a_file_cannot_bring_a_layer_of_its_own(tmp_path: Path) -> None:
    """A row of another layer, or past the end of its text, is listed."""
    path = tmp_path / "x.csv"
    path.write_text(
        "paragraph,layer,value,start,end,text\na#3,mood,sad,,,So.\n"
        "a#3,claims,fact,0,9,So.\na#3,voice,mixed,,,So.\n"
    )
    found = import_labels(path, "csv")

    assert ["mixed"] == found.annotations["value"].tolist()
    assert [1, 1] == found.losses["count"].tolist()


@pytest.mark.parametrize(
    ("format", "models", "problem"),
    [
        ("docx", None, "no format 'docx'"),
        ("csv", {"voices": PARAGRAPHS}, "no place for a model's labels"),
        ("label-studio", {"claims": PARAGRAPHS}, "no use for a table 'claims'"),
        ("label-studio", {"voices": PARAGRAPHS}, "lacks the column voice"),
    ],
)
def test_what_cannot_be_exported_is_an_error(
    tmp_path: Path, format: str, models: Any, problem: str
) -> None:
    """And nothing is written."""
    with pytest.raises(InputError, match=problem):
        export_labels(
            pd.DataFrame([VOICE]), PARAGRAPHS, tmp_path / "x", format, models=models
        )

    assert [] == list(tmp_path.iterdir())


NASTY = [
    b"",
    b"\x00",
    b"\xff",
    b"{",
    b"[]",
    b"null",
    b'"',
    b"-1",
    b"9" * 5000,
    b"1e999",
]
NASTY += [b"\n", b"\t", b"NaN", b"\\ud800", b"&x;", b"stance-.ffffff.", b"true", b"{}"]


JSON_FORMATS = ["label-studio", "doccano", "prodigy", "web-annotation", "uima-json"]
ODD = [None, 5, -1, [], {}, "x", "", [[1]], {"a": [1]}, 1.5, True, [None], 10**30]
ODD += ["\ud800", "voice:mixed", "attribution:cue:x:y:z"]


def example() -> pd.DataFrame:
    value: dict[str, Any] = {"kind": "direct"}
    value |= {part: [{"start": n, "end": n + 2}] for n, part in enumerate(PARTS)}
    return pd.DataFrame(
        [
            {**VOICE, "id": "event-01", "note": "torn"},
            {**VOICE, "layer": "origin", "value": "wire:X"},
            {**VOICE, "layer": "stance", "value": "favor", "target": "dam"},
            {**VOICE, "layer": "claims", "value": "fact", "start": 0, "end": 7},
            {
                **VOICE,
                "layer": "attribution",
                "value": json.dumps(value | {"kind": "x"}),
            },
        ]
    )


def reads_or_says_why(path: Path, format: str) -> bool:
    """Whether a file is read into tables that hold, or is an error with its mend."""
    try:
        found = import_labels(path, format)
    except InputError as error:
        return bool(error.mend)
    return set(found.annotations["layer"]) <= set(LAYERS)


def places_in(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value within JSON."""
    inner: Any = enumerate(value) if isinstance(value, list) else ()
    inner = value.items() if isinstance(value, dict) else inner
    return [path] * bool(path) + [
        place for key, one in inner for place in places_in(one, (*path, key))
    ]


@pytest.mark.parametrize("format", JSON_FORMATS)
@given(
    st.lists(st.tuples(st.floats(0, 1), st.sampled_from(ODD)), min_size=1, max_size=2)
)
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@pytest.mark.filterwarnings("ignore:Not mapping external offset")
def test_json_of_another_shape_is_an_error_of_the_input_or_a_loss(
    format: str, edits: list[tuple[float, Any]]
) -> None:
    """Whatever stands where a number, a name or a list should, reading ends well."""
    with TemporaryDirectory() as folder:
        path = place(Path(folder), format)
        export_labels(example(), PARAGRAPHS, path, format)
        file = next(path.rglob("*.json")) if path.is_dir() else path
        content = json.loads(file.read_text())
        for where, new in edits:
            ways = places_in(content)
            *way, last = ways[int(where * (len(ways) - 1))]
            inner = content
            for key in way:
                inner = inner[key]
            inner[last] = deepcopy(new)
        file.write_text(json.dumps(content))

        assert reads_or_says_why(path, format)


@pytest.mark.parametrize("format", FORMATS)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.sampled_from(NASTY))))
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_file_is_an_error_of_the_input_or_a_loss(
    format: str, edits: list[tuple[float, int, bytes]]
) -> None:
    """Whatever bytes are changed, reading ends well or in an error that says so."""
    with TemporaryDirectory() as folder:
        path = place(Path(folder), format)
        export_labels(example(), PARAGRAPHS, path, format)
        for file in sorted(path.rglob("*.*")) if path.is_dir() else [path]:
            content = file.read_bytes()
            for where, length, new in edits:
                start = int(where * len(content))
                content = content[:start] + new + content[start + length :]
            file.write_bytes(content)

        assert reads_or_says_why(path, format)
