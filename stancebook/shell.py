"""What the commands share: options, what is read for them, and how output ends."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CorpusFolder",
    "Models",
    "Targets",
    "quiet_pipe",
    "read_corpus",
    "read_given",
    "say_about",
    "say_rejected",
]

CorpusFolder = Annotated[str, typer.Option(help="A corpus folder.")]
Models = Annotated[
    str | None,
    typer.Option(help="Weights: research (the default), open, or a folder of yours."),
]
Targets = Annotated[
    list[str] | None,
    typer.Option(help="A sentence to be for or against. May be given again."),
]


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
    """Return the articles of a corpus whose text is there."""
    from stancebook.corpus import Corpus
    from stancebook.schema import InputError

    articles: pd.DataFrame = Corpus(corpus).articles
    readable = articles[articles["text"].notna()].reset_index(drop=True)
    if readable.empty:
        problem = "there is no articles.jsonl with an article in this corpus"
        mend = "Add articles to it in Python, or label files with stancebook label."
        raise InputError(problem, mend, corpus)
    return readable
