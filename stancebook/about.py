"""What no table tells of a data set, its makers say; their words are checked here."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from stancebook.rights import find_licence
from stancebook.schema import InputError

__all__ = ["CREATORS", "TASKS", "About"]

# The hub takes any word here without a check, so these are checked against its lists.
CREATORS = (
    "crowdsourced",
    "expert-generated",
    "found",
    "machine-generated",
    "no-annotation",
    "other",
)
TASKS = (
    "fact-checking",
    "multi-class-classification",
    "multi-label-classification",
    "natural-language-inference",
    "sentiment-classification",
    "sentiment-scoring",
    "text-scoring",
    "topic-classification",
)
_LISTS = ("authors", "labelled_by", "texts_by", "tasks", "languages")
_MEND = "See docs/release.md for what it may say."


@dataclass(frozen=True)
class About:
    """
    What a release says of itself beyond its tables.

    Parameters
    ----------
    title, version, description, contact
        As they are to be read; the contact is for questions and corrections.
    authors
        Who is to be cited.
    license
        That of the labels, by its SPDX name, as CC-BY-4.0; empty where there is none.
    date
        Of the release, as 2026-11-30; without one, the last date in the tables.
    labelled_by, texts_by
        Who made labels and texts, in the hub's words (`CREATORS`).
    tasks
        What the labels serve for, in the hub's words (`TASKS`).
    languages
        Those of the texts, as `en`, where the articles do not say.
    """

    title: str = "Labelled paragraphs"
    version: str = "1.0"
    authors: tuple[str, ...] = ()
    license: str = ""
    date: str = ""
    description: str = ""
    contact: str = ""
    labelled_by: tuple[str, ...] = ()
    texts_by: tuple[str, ...] = ("found",)
    tasks: tuple[str, ...] = ("multi-class-classification",)
    languages: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Hold that every word from a list stands in it."""
        for name in _LISTS:
            if not isinstance(getattr(self, name), list | tuple):
                raise InputError(f"`{name}` is no list", f'Write {name} = ["…"].')
            object.__setattr__(self, name, tuple(getattr(self, name)))
        for field in fields(self):
            given = getattr(self, field.name)
            texts = given if isinstance(given, tuple) else (given,)
            if not all(isinstance(text, str) for text in texts):
                raise InputError(f"`{field.name}` is no text", _MEND)
        _hold("labelled_by", self.labelled_by, CREATORS)
        _hold("texts_by", self.texts_by, CREATORS)
        _hold("tasks", self.tasks, TASKS)
        if self.license and not find_licence(self.license):
            problem = f"{self.license!r} is no licence that lets labels be passed on"
            raise InputError(problem, "Name one as CC0-1.0, CC-BY-4.0 or CC-BY-SA-4.0.")

    @classmethod
    def from_file(cls, path: str | PathLike[str]) -> About:
        """Read it from a TOML file with these keys."""
        found = _read(Path(path))
        known = {field.name for field in fields(cls)}
        if odd := sorted(set(found) - known):
            mend = f"The keys are {', '.join(sorted(known))}."
            raise InputError(f"{odd[0]!r} is no key of a release", mend, str(path))
        try:
            return cls(**found)
        except InputError as error:
            raise InputError(error.problem, error.mend, str(path)) from None

    def creators(self, how: pd.Series[str]) -> tuple[str, ...]:
        """
        Return who made the labels; where `how` says a language model, this must too.

        Examples
        --------
        >>> About().creators(pd.Series(["read by a language model"]))
        ('machine-generated',)
        """
        by_model = bool(how.str.contains("language model", case=False).any())
        named = self.labelled_by or (("machine-generated",) if by_model else ("other",))
        if by_model and "machine-generated" not in named:
            problem = "gold says that a language model made labels; `labelled_by` not"
            raise InputError(problem, "Add machine-generated to it.")
        return named


def _hold(name: str, given: Sequence[str], allowed: Sequence[str]) -> None:
    if odd := [one for one in given if one not in allowed]:
        problem = f"{odd[0]!r} is no word for `{name}`"
        raise InputError(problem, f"Use some of {', '.join(allowed)}.")


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        problem = f"this cannot be read ({error.strerror})"
        raise InputError(problem, "Give a TOML file.", str(path)) from None
    except (UnicodeDecodeError, RecursionError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"this is not TOML: {error}", _MEND, str(path)) from None
