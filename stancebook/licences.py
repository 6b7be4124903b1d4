"""Whoever passes this software on must know the licences of all that it stands on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

__all__ = ["KINDS", "REVIEWED", "Licence", "judge_licence", "list_licences"]

KINDS = ("permissive", "weak copyleft", "copyleft", "unclear")

# What is more than permissive was looked at, and this was decided.
REVIEWED = {
    "certifi": "MPL-2.0 covers its own file alone, which is passed on as it is.",
    "fqdn": "MPL-2.0 covers its own files alone, which are passed on as they are.",
    "tld": "Of its three licences, MPL-1.1 is the one that is used here.",
    "tqdm": "MPL-2.0 covers its own files alone, which are passed on as they are.",
}

# Asked in this order: a Lesser or an Affero licence has the words of the others in it.
_WORDS = (
    ("weak copyleft", r"\bL-?GPL|Lesser General Public|\bMPL|Mozilla|\bEPL|\bCDDL"),
    ("permissive", r"\bGPL\S* WITH \S*exception"),
    ("copyleft", r"GPL|General Public|Affero|\bEUPL|\bSSPL"),
    (
        "permissive",
        r"MIT|BSD|Apache|\bISC|PSF|Python Software Foundation|CNRI|Zlib|CC0|BSL-1"
        r"|Unlicense|HPND",
    ),
)
_LONGEST = 80  # characters; what is longer is the licence itself and no name of it


@dataclass(frozen=True)
class Licence:
    """A package, the licence that its metadata name, and what that asks of others."""

    package: str
    version: str
    licence: str
    kind: str

    @property
    def is_settled(self) -> bool:
        """Tell whether it asks nothing, or somebody has looked at what it asks."""
        return self.kind == KINDS[0] or self.package in REVIEWED


def judge_licence(licence: str) -> str:
    """
    Return what a licence asks of whoever passes the software on: one of `KINDS`.

    Of licences joined by OR the mildest counts, of those joined by AND the strictest.

    Examples
    --------
    >>> judge_licence("MPL-1.1 OR GPL-2.0-only"), judge_licence("MIT AND GPL-3.0-only")
    ('weak copyleft', 'copyleft')
    >>> judge_licence("GPL-3.0-or-later WITH GCC-exception-3.1"), judge_licence("")
    ('permissive', 'unclear')
    """
    bare = licence.replace("(", " ").replace(")", " ")
    ways = [
        max(map(_judge_one, re.split(r"\bAND\b", way)), key=KINDS.index)
        for way in re.split(r"\bOR\b", bare)
    ]
    return min(ways, key=KINDS.index)


def _judge_one(licence: str) -> str:
    found = (kind for kind, words in _WORDS if re.search(words, licence))
    return next(found, "unclear")


def list_licences(extras: Iterable[str] = ()) -> list[Licence]:
    """
    Return the licence of each installed package that stancebook needs, itself too.

    It follows what each package says that it needs on this machine, from stancebook on;
    `extras` names what else of stancebook was installed, such as `train`. What a
    package's files say beyond their metadata is not read.

    Examples
    --------
    >>> {one.package: one.licence for one in list_licences()}["stancebook"]
    'Apache-2.0'
    """
    needed: dict[str, set[str]] = {}
    _follow("stancebook", set(extras), needed)
    return [_read_licence(name) for name in sorted(needed)]


def _follow(package: str, extras: set[str], needed: dict[str, set[str]]) -> None:
    """Put a package, and all that it needs with these extras, into `needed`."""
    name = canonicalize_name(package)
    if name in needed and extras <= needed[name]:
        return
    needed.setdefault(name, set()).update(extras)
    for other in _needs(name, extras):
        _follow(other.name, set(other.extras), needed)


def _needs(name: str, extras: set[str]) -> Iterator[Requirement]:
    try:
        told = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return
    for one in map(Requirement, told):
        asked = ({"extra": extra} for extra in ("", *extras))
        if one.marker is None or any(one.marker.evaluate(extra) for extra in asked):
            yield one


def _read_licence(name: str) -> Licence:
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return Licence(name, "-", "not installed", "unclear")
    classes = [
        line.rpartition(" :: ")[2]
        for line in told.get_all("Classifier", [])
        if line.startswith("License :: ")
    ]
    text, expression = (
        " ".join(told.get_all(field, [])).strip()
        for field in ("License", "License-Expression")
    )
    named = [text] if 0 < len(text) <= _LONGEST and text != "UNKNOWN" else []
    # Older metadata say it twice, and not always alike: then both are shown, and count.
    alike = {judge_licence(one) for one in [*named, *classes]}
    both = named or classes if len(alike) == 1 else [*named, *classes]
    licence = expression or " AND ".join(both)
    return Licence(name, told["Version"], licence, judge_licence(licence))
