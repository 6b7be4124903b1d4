"""
Sends labels through a real Label Studio: in by its API, one labelled, out, compared.

    python -m interop.label_studio --venv build/interop-venv --out build/interop
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd

import stancebook as sb
from interop.label_studio_server import Client, serve

HERE = Path(__file__).parent
# Composed: emoji, a skin tone, combining marks, CRLF, a mark of byte order, Hebrew.
TEXTS = [
    "\U0001f468\U0001f3fd\u200d\U0001f692 “The dam holds,” she said.\r\n\U0001f389.",
    "\ufeffCafe\u0301 owners say: שלום, the dam must go \U0001f30a.",
]
MARKED = ("claims", "fact", "dam")


def main() -> int:
    """Print what came back, and say by the exit status whether all of it did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--venv", default="build/interop-venv")
    parser.add_argument("--out", default="build/interop")
    options = parser.parse_args()
    binaries = Path(options.venv).resolve() / "bin"
    out = Path(options.out).resolve()
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    paragraphs, annotations = make_tables()
    codebook = sb.Codebook.from_file(HERE.parent / "labels" / "codebook.toml")
    voices = pd.DataFrame(
        {"paragraph": ["emoji#0"], "voice": ["reported"], "p_reported": [0.75]}
    )
    path = out / "tasks.json"
    sb.export_labels(
        annotations,
        paragraphs,
        path,
        "label-studio",
        codebook=codebook,
        models={"voices": voices},
    )
    config = out / "tasks.config.xml"
    check = [binaries / "python", HERE / "validate_label_studio.py", path, config]
    subprocess.run(list(map(str, check)), check=True)
    with serve(binaries, out) as client:
        exported = round_trip(client, path, config.read_text(encoding="utf-8"))
    back = out / "export.json"
    back.write_text(json.dumps(exported), encoding="utf-8")
    found = sb.import_labels(back, "label-studio", paragraphs=paragraphs)
    return compare(annotations, found, paragraphs)


def make_tables() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the labels of the composed corpus, and texts that are hard to count."""
    articles = sb.Corpus(HERE.parent / "corpus").articles
    paragraphs = sb.segment(articles[articles["text"].notna()])
    more = pd.DataFrame(
        [
            {"paragraph": f"emoji#{n}", "article": "emoji", "position": n, "text": text}
            for n, text in enumerate(TEXTS)
        ]
    )
    annotations = sb.read_annotations(HERE.parent / "labels")
    rows = [claim(f"emoji#{n}", text) for n, text in enumerate(TEXTS)]
    whole = pd.concat([paragraphs, more], ignore_index=True)
    return whole, pd.concat([annotations, pd.DataFrame(rows)], ignore_index=True)


def claim(paragraph: str, text: str) -> dict[str, Any]:
    """Return a claim over the words `the dam …` of a text."""
    start = text.lower().index("the dam")
    place = {"paragraph": paragraph, "start": start, "end": start + 7}
    facts = {"annotator": "ana", "at": "2026-03-02T10:00:00.000+00:00"}
    own = {"layer": "claims", "value": "fact", "item": f"span-{paragraph[-1]}"}
    return {"id": f"emoji-{paragraph[-1]}-00", **place, **own, **facts} | {
        "codebook_version": "1.1",
        "occasion": 0,
    }


def round_trip(client: Client, tasks: Path, config: str) -> Any:
    """Return the export of a project that holds the tasks, one labelled by hand."""
    body = {"title": "stancebook", "label_config": config}
    project = client.ask("POST", "/api/projects", body)["id"]
    given = json.loads(tasks.read_text(encoding="utf-8"))
    answer = client.ask("POST", f"/api/projects/{project}/import", given)
    print(
        "imported:", {key: answer.get(key) for key in sorted(answer) if "count" in key}
    )
    page = client.ask("GET", f"/api/tasks?project={project}&page_size=1000&fields=all")
    task = next(one for one in page["tasks"] if one["data"]["paragraph"] == "emoji#1")
    text = task["data"]["text"]
    layer, label, word = MARKED
    start = text.index(word)
    value = {"start": start, "end": start + len(word), "text": word, "labels": [label]}
    span = {"id": "hand-1", "from_name": layer, "to_name": "text", "type": "labels"}
    voice = {"id": "hand-2", "from_name": "voice", "to_name": "text", "type": "choices"}
    result = [span | {"value": value}, voice | {"value": {"choices": ["editorial"]}}]
    made = {"result": result, "lead_time": 3.5}
    client.ask("POST", f"/api/tasks/{task['id']}/annotations", made)
    tasks_back = client.ask("GET", f"/api/projects/{project}/export?exportType=JSON")
    # the export has only the numbers of predictions; the API has the rest
    predictions = client.ask("GET", f"/api/predictions?project={project}")
    for one in tasks_back:
        one["predictions"] = [p for p in predictions if p["task"] == one["id"]]
    return tasks_back


def rows(table: pd.DataFrame) -> list[str]:
    """Return decisions as lines that can be compared."""
    columns = ["layer", "paragraph", "target", "holder", "start", "end", "value"]
    facts = ["id", "annotator", "at", "seconds", "item", "occasion", "note"]
    own = table.reindex(columns=[*columns, *facts]).astype(object)
    own = own.where(own.notna(), None)
    return sorted(
        json.dumps(row, default=float) for row in map(plain, own.to_dict("records"))
    )


def plain(row: dict[Any, Any]) -> dict[str, Any]:
    """Return a row with numbers as numbers and an attribution's value as an object."""
    numbers = ("start", "end", "occasion")
    found = {
        str(k): int(v) if k in numbers and v is not None else v for k, v in row.items()
    }
    if row["layer"] == "attribution":
        found["value"] = json.dumps(json.loads(row["value"]), sort_keys=True)
    return found


def compare(annotations: pd.DataFrame, found: Any, paragraphs: pd.DataFrame) -> int:
    """Print how the two sides differ, and return 1 if they do."""
    back = found.annotations
    ours = back[~back["annotator"].str.startswith("user-")]
    theirs = back[back["annotator"].str.startswith("user-")]
    sent, got = rows(annotations), rows(ours)
    lost, odd = set(sent) - set(got), set(got) - set(sent)
    for line in [*sorted(lost)[:3], *sorted(odd)[:3]]:
        print("differs:", line)
    text = dict(zip(paragraphs["paragraph"], paragraphs["text"], strict=True))
    words = [
        text[row["paragraph"]][int(row["start"]) : int(row["end"])]
        for row in theirs.to_dict("records")
        if row["start"] is not None
    ]
    print("made by hand there:", theirs["value"].tolist(), words)
    print("losses:", found.losses.drop(columns="names").to_dict("records"))
    print("predictions:", len(found.suggestions))
    good = sent == got and words == [MARKED[2]] and len(theirs) == 2
    good = good and len(found.suggestions) == 1
    print(f"sent={len(sent)} back={len(got)} lost={len(lost)} changed={len(odd)}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
