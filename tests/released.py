"""A small corpus of composed articles to release, two of them of one story."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from stancebook.codebook import Codebook
from stancebook.corpus import Corpus

ROOT = Path(__file__).parents[1]
CODEBOOK = Codebook.from_file(ROOT / "labels" / "codebook.toml")
STORY = (
    "The harbour board of Vesterby will close both of its northern piers on the first "
    "of March, the chairwoman said after a meeting that lasted until midnight."
)
HOW = "read by a language model; no human has checked it"
# By id: outlet, date, rights and paragraphs.
ARTICLES: dict[str, tuple[Any, ...]] = {
    "piers": ("The Gull", "2020-01-05", "CC0-1.0", ["Piers to close", STORY]),
    "piers-again": (
        "Evening Ferry",
        "2020-01-06",
        None,
        ["Board shuts piers", STORY.replace("both", "all"), "Shame on this board."],
    ),
    "larch": (
        "Larch & Pine",
        "2020-02-01",
        "CC-BY-4.0",
        [
            "Larches felled",
            "Nobody asked the valley whether it wanted the larches gone.",
        ],
    ),
    "owl": (
        "Night Post",
        "2021-03-04",
        None,
        [
            "An owl returns",
            "For a third winter an owl sleeps in the tower of the mill.",
        ],
    ),
    "kiln": (
        "Clay Review",
        "2021-07-01",
        "CC0-1.0",
        ["Kilns lit", "Every kiln along the river was lit on the same cold evening."],
    ),
    "salt": (
        "Salt Road",
        "2022-05-06",
        "CC0-1.0",
        ["Salt is dear", "A sack of salt costs twice what it cost before the flood."],
    ),
}


def make_corpus(
    folder: Path, articles: dict[str, tuple[Any, ...]] = ARTICLES
) -> Corpus:
    """A corpus of these articles."""
    folder.mkdir(parents=True)
    keys = ("outlet", "published", "rights", "paragraphs")
    rows = [
        {
            "article": name,
            **dict(zip(keys, row, strict=True)),
            "title": row[3][0],
            "language": "en",
        }
        for name, row in articles.items()
    ]
    text = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "articles.jsonl").write_text(text, "utf-8")
    return Corpus(folder)


def make_gold() -> pd.DataFrame:
    """A voice and an origin for each paragraph, and one row of each other layer."""
    rows = [
        {"layer": layer, "paragraph": f"{name}#{n}", "value": value, "how": HOW}
        for name, row in ARTICLES.items()
        for n in range(len(row[3]))
        for layer, value in (("voice", "reported"), ("origin", "publisher"))
    ]
    quote = STORY.replace("both", "all")
    content = {"start": 0, "end": 73, "text": quote[:73]}
    cue = {"start": 92, "end": 96, "text": quote[92:96]}
    attribution = {
        "source": [],
        "cue": [cue],
        "content": [content],
        "kind": "indirect",
        "source_name": "the chairwoman of the harbour board of Vesterby",
        "parent": None,
    }
    own = {"paragraph": "piers-again#1", "how": HOW}
    claim = {"start": 0, "end": 73, "text": quote[:73], "holder": "publisher"}
    value = json.dumps(attribution)
    rows += [
        {"layer": "attribution", **own, "value": value},
        {"layer": "claims", **own, "value": "prediction", **claim},
        {
            "layer": "stance",
            **own,
            "paragraph": "piers-again#2",
            "target": "eu-sanctions",
            "value": "against",
            "holder": "publisher",
        },
    ]
    names = "layer paragraph target value how holder start end text chain"
    columns = {
        name: pd.Series([row.get(name) for row in rows], dtype=object)
        for name in names.split()
    }
    return pd.DataFrame(columns)


def make_votes(one: str, other: str) -> pd.DataFrame:
    """Two annotators' voices of all paragraphs, who differ in the title of `salt`."""
    names = [
        f"{name}#{n}" for name, row in ARTICLES.items() for n in range(len(row[3]))
    ]
    values = ["credit" if name.endswith("#0") else "reported" for name in names]
    own = pd.DataFrame({"layer": "voice", "paragraph": names, "value": values})
    differs = own["paragraph"] == "salt#0"
    others = own.assign(value=own["value"].mask(differs, "reported"))
    return pd.concat([own.assign(annotator=one), others.assign(annotator=other)])


def strings_of(folder: Path) -> list[tuple[str, str]]:
    """Every text in every file of a release, parquet included, with its file."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".parquet":
            values = pd.read_parquet(path).to_numpy().ravel().tolist()
            found += [(path.name, str(value)) for value in values]
        elif path.is_file():
            text = path.read_text("utf-8")
            found.append((path.name, text.replace("\\n", " ").replace('\\"', '"')))
    return found
