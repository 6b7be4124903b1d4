"""A codebook says what the labels and targets mean, so it is read in one place only."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from stancebook.schema import (
    ATTRIBUTION_KINDS,
    CLAIM_KINDS,
    LAYERS,
    STANCES,
    TABLES,
    VOICES,
    InputError,
    check,
    require,
)

__all__ = ["TARGET_WORDS", "Codebook", "Label", "Layer", "check_target"]

TARGET_WORDS = 500
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LABEL = re.compile(r"[a-z0-9_-]+(:NAME)?")
_NAMES = {
    "voice": VOICES,
    "origin": ("publisher", "wire:NAME", "source:NAME", "unknown"),
    "attribution": ATTRIBUTION_KINDS,
    "claims": CLAIM_KINDS,
    "stance": STANCES,
}


def check_target(text: str, file: str = "", line: int = 0) -> str:
    """
    Return the target sentence, stripped.

    It is an `InputError` if it holds no word, or more than `TARGET_WORDS` of them, or
    bytes that are no text.

    Examples
    --------
    >>> check_target("  The tunnel should be closed. ")
    'The tunnel should be closed.'
    """
    mend = "Write the target as one full sentence that one can be for or against"
    if re.search("[\ud800-\udfff]", text):
        utf8 = "Write it in UTF-8, in a shell whose locale is one of UTF-8."
        raise InputError("the target is not UTF-8", utf8, file, line)
    if not re.search(r"\w", text):
        raise InputError("the target is empty", f"{mend}.", file, line)
    words = len(text.split())
    if words > TARGET_WORDS:
        problem = (
            f"the target is {words:,} words long, over the limit of {TARGET_WORDS}"
        )
        raise InputError(problem, f"{mend}.", file, line)
    return text.strip()


@dataclass(frozen=True)
class Label:
    """One label or span of a layer: what it means, tests for it, examples of it."""

    name: str
    definition: str
    tests: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layer:
    """One layer of labels: its question, labels, and rules that settle doubt."""

    name: str
    question: str
    labels: tuple[Label, ...]
    spans: tuple[Label, ...] = ()
    when_torn: tuple[str, ...] = ()
    settled: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False, repr=False)
class Codebook:
    """The version that annotations name, the `targets` table, and every layer."""

    version: str
    targets: pd.DataFrame
    layers: Mapping[str, Layer]
    renamed: Mapping[tuple[str, str], str] = field(default_factory=dict)
    toml: str = ""  # the file as it was read, for a release to take along

    @classmethod
    def from_file(cls, path: str | PathLike[str]) -> Codebook:
        """Read a codebook from a TOML file such as `labels/codebook.toml`."""
        source = _Source.read(Path(path))
        version = source.text_of(source.content, "version", 1)
        layers = {name: _layer(source, name) for name in LAYERS}
        toml = "\n".join(source.lines)
        return cls(version, _targets(source), layers, _renamed(source), toml)

    def __repr__(self) -> str:
        return f"Codebook({self.version}, {len(self.targets)} targets)"

    def with_targets(self, targets: pd.DataFrame) -> Codebook:
        """
        Return the same codebook with other targets, such as `make_targets` returns.

        Raises
        ------
        InputError
            Where `targets` is no table with the columns of one.
        """
        require(targets, "targets", *TABLES["targets"])
        return replace(self, targets=check(targets, "targets"), toml="")

    @property
    def labels(self) -> dict[str, tuple[str, ...]]:
        """The names of the labels, a tuple for each layer."""
        return {
            name: tuple(label.name for label in layer.labels)
            for name, layer in self.layers.items()
        }

    def definition(self, layer: str, label: str) -> str:
        """Return what `label` (or a span) means in `layer`."""
        entries = (*self.layers[layer].labels, *self.layers[layer].spans)
        return {entry.name: entry.definition for entry in entries}[label]

    def allows(self, layer: str, value: str) -> bool:
        """Say whether `value` is a label of `layer`: wire:TASS is, by wire:NAME."""
        prefix, colon, name = value.partition(":")
        label = f"{prefix}:NAME" if colon and name.strip() else value
        return label in self.labels[layer]


@dataclass(frozen=True)
class _Source:
    """A parsed file that still knows its lines, so that an error can name one."""

    file: str
    lines: tuple[str, ...]
    content: dict[str, Any]

    @classmethod
    def read(cls, path: Path) -> _Source:
        try:
            text = path.read_text(encoding="utf-8-sig")
            return cls(str(path), tuple(text.split("\n")), tomllib.loads(text))
        except OSError as error:
            problem = f"the codebook cannot be read ({error.strerror})"
            mend = "Give a TOML file; stancebook's labels/codebook.toml can be copied."
            raise InputError(problem, mend, str(path)) from None
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            problem = f"byte {error.start} is not UTF-8"
            raise InputError(problem, "Save it as UTF-8.", str(path), line) from None
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"at line (\d+)", str(error))
            line = int(found[1]) if found else text.count("\n") + 1
            problem = f"this is not TOML: {error}"
            raise InputError(problem, "Mend that line.", str(path), line) from None
        except RecursionError:
            problem = "this is nested too deeply"
            raise InputError(problem, "Write plain tables.", str(path)) from None

    def line_of(self, header: str, index: int = 0) -> int:
        """Return the line of the `index`-th table with that header, or 1."""
        bare = (line.partition("#")[0].strip() for line in self.lines)
        tables = [number for number, line in enumerate(bare, 1) if line == header]
        return tables[index] if index < len(tables) else 1

    def error(self, problem: str, mend: str, line: int) -> InputError:
        return InputError(problem, mend, self.file, line)

    def text_of(self, table: Mapping[str, Any], key: str, line: int) -> str:
        value = table.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        mend = f'Write {key} = "…" here.'
        raise self.error(f"`{key}` is missing or empty", mend, line)

    def texts_of(
        self, table: Mapping[str, Any], key: str, line: int
    ) -> tuple[str, ...]:
        value = table.get(key, [])
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        problem = f"`{key}` is not a list of texts"
        raise self.error(problem, f'Write {key} = ["…"].', line)

    def tables_of(
        self, table: Mapping[str, Any], key: str, header: str
    ) -> list[tuple[dict[str, Any], int]]:
        """Return the tables under `key`, each with the line that it begins on."""
        value = table.get(key, [])
        if isinstance(value, list) and all(isinstance(item, dict) for item in value):
            return [(item, self.line_of(header, at)) for at, item in enumerate(value)]
        line = self.line_of(header)
        raise self.error(f"`{key}` is not a list of tables", f"Write {header}.", line)

    def refuse_twice(self, names: list[str], kind: str, header: str) -> None:
        for index, name in enumerate(names):
            if name in names[:index]:
                problem = f"{kind} {name!r} stands here a second time"
                raise self.error(problem, "Drop one.", self.line_of(header, index))


def _targets(source: _Source) -> pd.DataFrame:
    header = "[[targets]]"
    tables = source.tables_of(source.content, "targets", header)
    if not tables:
        raise source.error("no target is given", f"Add a {header} table.", 1)
    rows = [_target(source, table, line) for table, line in tables]
    source.refuse_twice([row["target"] for row in rows], "target", header)
    return check(pd.DataFrame(rows), "targets")


def _target(source: _Source, table: Mapping[str, Any], line: int) -> dict[str, Any]:
    slug = source.text_of(table, "target", line)
    if not _SLUG.fullmatch(slug):
        mend = "Use small letters, digits and hyphens, as in aegis-ashore."
        raise source.error(f"{slug!r} is no target id", mend, line)
    text = check_target(source.text_of(table, "text", line), source.file, line)
    aliases = list(source.texts_of(table, "aliases", line))
    return {"target": slug, "text": text, "aliases": aliases}


def _layer(source: _Source, name: str) -> Layer:
    line = source.line_of(f"[layers.{name}]")
    layers = source.content.get("layers")
    table = layers.get(name) if isinstance(layers, dict) else None
    if not isinstance(table, dict):
        mend = f"Copy [layers.{name}] from stancebook's labels/codebook.toml."
        raise source.error(f"layer {name!r} is missing", mend, 1)
    labels = _labels(source, table, name, "labels")
    _check_names(source, name, [label.name for label in labels], line)
    return Layer(
        name,
        source.text_of(table, "question", line),
        labels,
        _labels(source, table, name, "spans"),
        source.texts_of(table, "when_torn", line),
        source.texts_of(table, "settled", line),
    )


def _labels(
    source: _Source, layer: Mapping[str, Any], name: str, key: str
) -> tuple[Label, ...]:
    header = f"[[layers.{name}.{key}]]"
    tables = source.tables_of(layer, key, header)
    labels = [_label(source, table, line) for table, line in tables]
    source.refuse_twice([label.name for label in labels], f"{name} label", header)
    return tuple(labels)


def _label(source: _Source, table: Mapping[str, Any], line: int) -> Label:
    return Label(
        source.text_of(table, "name", line),
        source.text_of(table, "definition", line),
        source.texts_of(table, "tests", line),
        source.texts_of(table, "examples", line),
    )


def _check_names(source: _Source, layer: str, names: list[str], line: int) -> None:
    """Hold that there is something to choose from, by names that a log can keep."""
    odd = [name for name in names if not _LABEL.fullmatch(name)]
    if odd:
        mend = "Use small letters, digits and _, as in free_indirect."
        raise source.error(f"{odd[0]!r} is no name for a label", mend, line)
    if len(names) < 2:
        mend = f"The models' own are {', '.join(_NAMES[layer])}."
        raise source.error(f"layer {layer!r} has fewer than two labels", mend, line)


def _renamed(source: _Source) -> dict[tuple[str, str], str]:
    """Read what labels and targets were called before: (layer, old name) -> new."""
    header, renamed = "[[renamed]]", {}
    for table, line in source.tables_of(source.content, "renamed", header):
        layer = source.text_of(table, "layer", line)
        if layer not in (*LAYERS, "target"):
            mend = f"It is one of {', '.join((*LAYERS, 'target'))}."
            raise source.error(f"{layer!r} is no layer", mend, line)
        old = source.text_of(table, "from", line)
        renamed[layer, old] = source.text_of(table, "to", line)
    return renamed
