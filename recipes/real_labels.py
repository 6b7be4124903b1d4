"""Makes labels/real: labels of 120 real articles, and nothing of their text.

Two readers labelled each paragraph, both of them language models of one family. Texts
are their publishers'; what is written here are labels, hashes, offsets, names of
sources, and the public place where each text was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from recipes.data import ROOT, read
from stancebook.files import json_line, replace_file
from stancebook.segment import hash_article, hash_text
from stancebook.withholding import cut_name

__all__ = ["FOLDER", "make_codebook", "make_gold", "make_record", "make_votes", "write"]

FOLDER = ROOT / "labels" / "real"
NOTE = "Hashes and offsets of a real article; its text is not passed on."
WHO = "two readers, language models of one family,"
UNCHECKED = "no human has checked it"
# Sentences of ours that happened to share six words with their article, put otherwise.
REWORDED = {
    "VD013": "Under Obama, the government stood in the way of the agents who "
    "investigated drug deals of Hezbollah.",
    "VD027": "Soldiers of NATO, posing as mercenaries, fight in Ukraine.",
    "VD046": "The United States had a hand in the sabotage of the Nord Stream "
    "pipelines.",
    "VD094": "John Kelly will soon be gone as chief of staff of the White House.",
    "VD096": "Michael Flynn was untruthful about having talked with Russia.",
}
# The folder is enough to find such a file again, and its name is a title.
_SPELLED_OUT = re.compile(r"(_posts/\d{4}-\d\d-\d\d-).+(\.md)")
_TARGETS = re.compile(r"(?s)(?<=\n)\[\[targets\]\].*?(?=\n# --- Voice)")

Document = dict[str, Any]


def make_record(document: Document) -> dict[str, Any]:
    """Return where an article is to be found, and its hashes and offsets."""
    assert document["sha256"] == hash_article(document["paragraphs"])
    path, row = (_SPELLED_OUT.sub(r"\1*\2", document[k]) for k in ("path", "row_key"))
    site = document["site"]
    return {
        "article": document["doc_id"],
        "sha256": document["sha256"],
        "outlet": "unknown" if site.startswith("unknown") else site,
        "published": document["published"][:10] or None,
        "note": NOTE,
        "repository": document["repository"],
        "commit": document["commit"],
        "path": path,
        **({"row": row} if row != path else {}),
        "paragraphs": list(_paragraphs(document["paragraphs"])),
    }


def _paragraphs(texts: list[str]) -> Iterator[dict[str, Any]]:
    start = 0
    for position, text in enumerate(texts):
        end = start + len(text)
        sha256 = hash_text(text)
        yield {"position": position, "start": start, "end": end, "sha256": sha256}
        start = end + len("\n\n")


def make_gold(document: Document) -> Iterator[dict[str, Any]]:
    """Yield what is held to be right: voice, origin, and stance where readers agree."""
    name = document["doc_id"]
    for position, voice in enumerate(document["voice"]):
        place = {"paragraph": f"{name}#{position}"}
        votes = [vote[position] for vote in document["votes"]]
        settled = "differed; settled by codebook 1.1"
        how = f"{WHO} {'agreed' if votes[0] == votes[1] else settled}; {UNCHECKED}"
        yield {"layer": "voice", **place, "value": voice, "how": how}
        origins = [vote[position] for vote in document["origin_votes"]]
        differed = "differed, often in the wording alone; the first one's name"
        how = f"{WHO} {'agreed' if origins[0] == origins[1] else differed}; {UNCHECKED}"
        origin = cut_name(document["origin"][position])
        yield {"layer": "origin", **place, "value": origin, "how": how}
        stance = document["stance"][position]
        if stance and voice not in ("credit", "boilerplate"):
            side = {"target": name.lower(), "value": stance}
            how = f"{WHO} agreed; {UNCHECKED}"
            yield {"layer": "stance", **place, **side, "how": how}


def make_votes(document: Document, reader: int) -> Iterator[dict[str, Any]]:
    """Yield the log of a reader; when and by which codebook is not recorded."""
    name = document["doc_id"]
    votes = {
        "voice": document["votes"][reader],
        "origin": document["origin_votes"][reader],
        "stance": document["stance_votes"][reader],
    }
    for layer, values in votes.items():
        target = {"target": name.lower()} if layer == "stance" else {}
        for position, value in enumerate(values):
            yield {
                "event": f"{name}-{position}-{layer}",
                "action": "set",
                "layer": layer,
                "paragraph": f"{name}#{position}",
                **target,
                "value": cut_name(value),
                "at": "",
                "codebook_version": "unknown",
            }


def make_codebook(documents: list[Document]) -> str:
    """Return the project's codebook with the targets of these articles."""
    book = (ROOT / "labels" / "codebook.toml").read_text(encoding="utf-8")
    tables = "\n\n".join(
        f"[[targets]]\ntarget = {json_line(document['doc_id'].lower())}\n"
        f"text = {json_line(REWORDED.get(document['doc_id'], document['target']))}"
        for document in documents
    )
    return _TARGETS.sub(lambda _: f"{tables}\n\n", book)


def write(folder: Path = FOLDER) -> None:
    """Write every file of `labels/real` but the words about it."""
    documents = read("voice/voice_train")
    (folder / "annotations").mkdir(parents=True, exist_ok=True)
    _write(folder / "records.jsonl", map(make_record, documents))
    _write(folder / "gold.jsonl", (row for d in documents for row in make_gold(d)))
    for reader in (0, 1):
        votes = (event for d in documents for event in make_votes(d, reader))
        _write(folder / "annotations" / f"model-reader-{reader + 1}.jsonl", votes)
    with replace_file(folder / "codebook.toml") as stream:
        stream.write(make_codebook(documents).encode())


def _write(path: Path, rows: Any) -> None:
    with replace_file(path) as stream:
        stream.writelines(f"{json_line(row)}\n".encode() for row in rows)


if __name__ == "__main__":
    write()
