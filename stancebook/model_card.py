"""A model that a user makes says what it is: its card, written with it in one step."""

from __future__ import annotations

import html
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from stancebook.schema import InputError
from stancebook.terminal import show_characters

__all__ = ["as_line", "check_place", "describe", "name_annotators", "write_model"]

MOST_NAMED, LONGEST_NAME = 12, 200


def check_place(place: Path) -> None:
    """
    Refuse a place where something stands already: no model is written over.

    Raises
    ------
    InputError
        Where it exists, or where a file stands in the way of its folder.
    """
    if place.exists():
        mend = "Name another folder, or remove this one first."
        raise InputError("there is something already", mend, str(place))
    above = next(path for path in place.parents if path.exists())
    if not above.is_dir():
        raise InputError("this is a file, no folder", "Name a folder.", str(above))


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def write_model(
    place: Path,
    tensors: Mapping[str, NDArray[Any]],
    config: Mapping[str, Any],
    card: str,
) -> None:
    """
    Write weights, config and card as a folder that appears only when all is on disk.

    Raises
    ------
    InputError
        Where the place cannot be written to.
    """
    from safetensors.numpy import save  # only where a model is written

    check_place(place)
    part = place.with_name(f".{place.name}.{os.getpid()}.part")
    made = [path for path in (place.parent, *place.parent.parents) if not path.exists()]
    text = json.dumps(config, indent=2, ensure_ascii=False)
    try:
        part.mkdir(parents=True)
        whole = {name: np.ascontiguousarray(value) for name, value in tensors.items()}
        _write(part / "model.safetensors", save(whole))
        _write(part / "config.json", f"{text}\n".encode())
        _write(part / "README.md", card.encode("utf-8"))
        part.rename(place)
    except OSError as error:
        problem = f"the model cannot be written ({error.strerror or error})"
        raise InputError(problem, "Name another folder.", str(place)) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
        _remove_empty(made)


def _remove_empty(folders: list[Path]) -> None:
    """Take away the folders that were made for nothing, the innermost first."""
    for folder in folders:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def as_line(text: str) -> str:
    r"""
    Return a stranger's text as one line that no reader of Markdown obeys.

    Examples
    --------
    >>> as_line("[ana](http://example.org) <b>")
    '\\[ana](http://example.org) &lt;b&gt;'
    """
    line = " ".join(show_characters(text).split())
    short = line if len(line) <= LONGEST_NAME else f"{line[: LONGEST_NAME - 1]}…"
    return html.escape(short, quote=False).replace("[", "\\[").replace("`", "'")


def name_annotators(gold: pd.DataFrame) -> list[str]:
    """
    Say who labelled and how, most labels first, as far as the table says.

    Examples
    --------
    >>> name_annotators(pd.DataFrame({"how": ["ana, alone"] * 3}))
    ['how: ana, alone (3 labels)']
    """
    lines = []
    for column in ("annotator", "how"):
        if column in gold.columns:
            counts = gold[column].dropna().astype(str).value_counts()
            pairs = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
            lines += [
                f"{column}: {as_line(str(name))} ({count} labels)"
                for name, count in pairs[:MOST_NAMED]
            ]
            rest = len(pairs) - MOST_NAMED
            lines += [f"{column}: {rest} more"] if rest > 0 else []
    return lines


def _table(figures: pd.DataFrame) -> list[str]:
    """Write the figures with a line for each measure, the models side by side."""
    models = list(dict.fromkeys(figures["model"]))
    rows = [f"| measure | {' | '.join(models)} |", "|---" * (len(models) + 1) + "|"]
    for measure, own in figures.groupby("measure", sort=False):
        by_model = own.set_index("model")
        cells = [
            "{figure:.3f} ({low:.3f} to {high:.3f})".format(**by_model.loc[model])
            for model in models
        ]
        rows.append(f"| {measure} | {' | '.join(cells)} |")
    return rows


_INTENDED = (
    "passages and targets like those that were labelled, with a hand-labelled sample "
    "beside it. Not for judging one person or one article unread. What it does "
    "elsewhere was not measured."
)
_MEASURED = (
    "Cross-validated: no article stands in two folds, and how far the labels move the "
    "model and the temperature were chosen inside the training part of each fold. Both "
    "models answer for the same held-out labels. 95% intervals resample articles. "
    "`gain` is tuned less shipped; for `log_loss` and `calibration_error`, less is "
    "better."
)


def describe(
    facts: Mapping[str, Any], figures: pd.DataFrame, annotators: list[str]
) -> str:
    """Return the card of a stance model that was tuned on a user's labels."""
    lines = [
        "# stance model, tuned on a user's labels",
        "",
        facts["verdict"],
        "",
        f"- **Base:** the stance model shipped with stancebook {facts['stancebook']}, "
        f"sha256 `{facts['base_sha256']}`; its card says what that was trained on.",
        "- **Changed:** the last, linear layer and the temperatures; all else is the "
        "base's.",
        f"- **Made by:** `stancebook.fine_tune`, seed {facts['seed']}; the labels may "
        f"move a logit by about {facts['reach']:g}, temperatures were multiplied by "
        f"{facts['temperature']:.3f}.",
        f"- **Intended use:** {_INTENDED}",
        "",
        "## Data",
        "",
        *(f"- {line}" for line in (*_say_labels(facts), *annotators)),
        "",
        "## Figures",
        "",
        _MEASURED,
        "",
        *_table(figures),
        "",
    ]
    return "\n".join(lines)


def _say_labels(facts: Mapping[str, Any]) -> Iterator[str]:
    labels = ", ".join(f"{count} {name}" for name, count in facts["labels"].items())
    yield (
        f"{sum(facts['labels'].values())} labels of {facts['articles']} articles and "
        f"{facts['targets']} targets: {labels}."
    )
    yield (
        f"{facts['left_out']} more labels were left out: their holder has no words of "
        "its own in the paragraph, or is not among its voices."
    )
    yield f"Stance labels given, sha256 `{facts['gold_sha256']}`."
