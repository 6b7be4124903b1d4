"""The command that puts a user's own copies of texts into a corpus of records."""

from __future__ import annotations

from typing import Annotated

import typer

from stancebook.shell import quiet_pipe, read_given

__all__ = ["add"]


def add(
    file: Annotated[str, typer.Argument(help="An article's own text or page.")],
    corpus: Annotated[str, typer.Option(help="The corpus with the record.")] = "corpus",
) -> None:
    """
    Join your copy of an article to the record that has its hash.

    Example: stancebook add my-copy.html --corpus corpus
    """
    from stancebook.corpus import Corpus
    from stancebook.schema import InputError
    from stancebook.terminal import print_outcomes

    outcomes = Corpus(corpus).rehydrate(read_given([file]))
    outcomes = outcomes[outcomes["outcome"] != "not found"]
    if (outcomes["outcome"] == "no record").all():
        # a publisher's text must not slip into the folder that is committed
        problem = "no record of the corpus has this article's hash"
        mend = "Give the text as it was published; Corpus.add takes texts of your own."
        raise InputError(problem, mend, file)
    with quiet_pipe():
        print_outcomes(outcomes)
