"""What the commands share: options, what is read for them, and how output ends."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Articles",
    "CorpusFolder",
    "Models",
    "Targets",
    "choose_targets",
    "find_codebook",
    "quiet_pipe",
    "read_corpus",
    "read_given",
    "say_about",
    "say_rejected",
]

Articles = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[ARTICLE...]",
        help="Files or folders as for label; without any, the corpus.",
    ),
]
CorpusFolder = Annotated[
    str, typer.Option(help="A corpus: a folder that holds articles.jsonl.")
]
Models = Annotated[
    str | None,
    typer.Option(help="Weights: research (the default), open, or a folder of yours."),
]
Targets = Annotated[
    list[str] | None,
    typer.Option(
        help='A full sentence to be for or against, as "The dam should be filled."; '
        "give --target again for another."
    ),
]
_ENDS = (".", "!", "?")
_FEW = 3  # words; what is shorter and ends like no sentence is a name


@contextmanager
def quiet_pipe() -> Iterator[None]:
    """End in peace where the reader of a pipe has gone, as `| head` does."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()
        raise typer.Exit from None
    except OSError as error:
        from stancebook.schema import InputError

        _drop_output()
        problem = f"the output cannot be written ({error.strerror or error})"
        raise InputError(problem, "Name another place.") from None


def _drop_output() -> None:
    """Let go of what Python would try, and fail, to write when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def read_given(places: list[str]) -> pd.DataFrame:
    """Return the articles of files and folders, and say which records are set aside."""
    from stancebook.extract import read_articles

    rejected: list[Any] = []
    articles = read_articles(places, rejected)
    say_rejected(rejected)
    say_about(articles)
    return articles


def say_about(articles: pd.DataFrame) -> None:
    """Say once which languages are read badly, and which articles are nearly one."""
    from stancebook.support import list_warnings
    from stancebook.terminal import say
    from stancebook.twins import describe_twins, find_twins

    for warning in list_warnings(Counter(articles["language"])):
        say(warning)
    if told := describe_twins(find_twins(articles)):
        say(told)


def say_rejected(rejected: Iterable[Any]) -> None:
    """Say of each record that is set aside why it is."""
    from stancebook.terminal import say

    for record in rejected:
        say(f"set aside: {record}")


def read_corpus(corpus: str) -> pd.DataFrame:
    """Return the articles of a corpus whose text is there, and say what is odd."""
    from stancebook.corpus import Corpus
    from stancebook.schema import InputError

    mend = "Name files or folders of articles, or a corpus folder by --corpus."
    if not Path(corpus).is_dir():
        raise InputError("there is no such folder", mend, corpus)
    articles: pd.DataFrame = Corpus(corpus).articles
    readable = articles[articles["text"].notna()].reset_index(drop=True)
    if readable.empty:
        problem = "there is no articles.jsonl with an article in this corpus"
        raise InputError(problem, mend, corpus)
    say_about(readable)
    return readable


def choose_targets(sentences: list[str], articles: pd.DataFrame) -> pd.DataFrame | None:
    """Return the targets table, or None, and say so, where targets are proposed."""
    from stancebook.pipeline import make_targets
    from stancebook.terminal import say

    targets = make_targets(sentences)
    for sentence in targets["text"]:
        if len(sentence.split()) <= _FEW and not sentence.rstrip().endswith(_ENDS):
            say(
                f"the target {sentence!r} is no full sentence; the model reads one "
                'such as "The dam should be filled." better'
            )
    if sentences:
        return targets
    if any(own is None or len(own) == 0 for own in articles["targets"]):
        say(
            "no --target was given, so targets are proposed from each article's own"
            ' claims and marked "proposed"'
        )
    return None


def find_codebook(path: str, instead: str = "copy stancebook's own") -> str:
    """Return the path of a codebook that is there; the mend is what a shell can do."""
    from stancebook.schema import InputError

    if not Path(path).is_file():
        mend = f"Name yours by --codebook, or {instead}."
        raise InputError("there is no such codebook", mend, path)
    return path
