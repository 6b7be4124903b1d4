"""Every page of a release tells the same numbers, so they are counted once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

import pandas as pd

from stancebook.about import About
from stancebook.codebook import Codebook
from stancebook.packing import Packed
from stancebook.rights import LICENCES, find_licence
from stancebook.schema import LAYERS
from stancebook.splits import SPLITS, date_of, outlet_of

__all__ = ["Edition"]


@dataclass(frozen=True)
class Edition:
    """A release before its papers are written: what it holds, and who made it."""

    about: About
    codebook: Codebook
    tables: Mapping[str, pd.DataFrame]
    packed: Sequence[Packed]
    unread: int  # articles whose text was not at hand

    @property
    def articles(self) -> pd.DataFrame:
        """The articles, without the texts that are not passed on."""
        return self.tables["articles"]

    @property
    def creators(self) -> tuple[str, ...]:
        """Who made the labels, in the hub's words."""
        return self.about.creators(self.tables["gold"]["how"])

    @property
    def forms(self) -> dict[str, int]:
        """How many articles are full, excerpts, or withheld."""
        counts = Counter(self.articles["form"])
        return {form: counts[form] for form in ("full", "excerpt", "withheld")}

    @property
    def outlets(self) -> int:
        """How many outlets are known by name."""
        return len({outlet_of(name) for name in self.articles["outlet"]} - {""})

    @property
    def dates(self) -> list[str]:
        """The dates of the articles that have one, in order."""
        return sorted(filter(None, map(date_of, self.articles["published"])))

    @property
    def date(self) -> str:
        """When this was released: as it was given, or the last date in the tables."""
        decided = self.tables.get("annotations", pd.DataFrame({"at": []}))["at"]
        last = max([*self.dates, *map(date_of, decided)], default="")
        return self.about.date or last

    @property
    def languages(self) -> list[str]:
        """The languages that articles are said to be in."""
        named = {str(one) for one in self.articles["language"].dropna()}
        return sorted({*named, *self.about.languages})

    @property
    def licences(self) -> list[str]:
        """Those of the labels and of every text that is passed on, by SPDX names."""
        passed = self.articles[self.articles["form"] == "full"]["rights"]
        found = {find_licence(rights) for rights in (self.about.license, *passed)}
        return sorted(name for name in found if name)

    @property
    def hub_licences(self) -> list[str]:
        """The same in the hub's words; `other` where the labels have no licence."""
        names = {LICENCES[name] for name in self.licences}
        return sorted(names if self.about.license else {*names, "other"})

    @property
    def layers(self) -> dict[str, int]:
        """How many gold rows each layer has."""
        counts = Counter(self.tables["gold"]["layer"])
        return {layer: counts[layer] for layer in LAYERS if counts[layer]}

    @property
    def shares(self) -> pd.DataFrame:
        """What each split holds."""
        splits = self.tables["splits"]
        parts = self.tables["paragraphs"]["article"].map(
            dict(zip(splits["article"], splits["split"], strict=True))
        )
        rows = [
            (
                split,
                int((splits["split"] == split).sum()),
                splits[splits["split"] == split]["group"].nunique(),
                int((parts == split).sum()),
                float((parts == split).mean()),
            )
            for split in SPLITS
        ]
        columns = ["split", "articles", "groups", "paragraphs", "share"]
        return pd.DataFrame(rows, columns=columns)

    @property
    def apart(self) -> list[str]:
        """What no two splits share, going by the leaks that were found."""
        found = set(self.tables["leaks"]["kind"])
        stories = [] if found & {"copy", "passage"} else ["story"]
        return [*([] if "outlet" in found else ["outlet"]), *stories]

    @property
    def stancebook(self) -> str:
        """The version of the software."""
        return version("stancebook")
