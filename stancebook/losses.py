"""What a format cannot carry is counted and listed, never dropped in silence."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

__all__ = ["Losses"]


@dataclass
class Losses:
    """What was lost on the way to or from a format: what, of which thing, and why."""

    rows: list[dict[str, str]] = field(default_factory=list)

    def add(self, lost: str, name: object, detail: str = "") -> None:
        """Note that the thing called `name` has lost something."""
        self.rows.append({"lost": lost, "name": str(name), "detail": detail})

    @property
    def table(self) -> pd.DataFrame:
        """
        One row a kind of loss: `lost`, how many (`count`), and all of their `names`.

        Examples
        --------
        >>> losses = Losses()
        >>> losses.add("no text", "a#1")
        >>> losses.add("no text", "a#2")
        >>> losses.table.to_dict("records")
        [{'lost': 'no text', 'count': 2, 'names': ['a#1', 'a#2']}]
        """
        found: dict[str, list[str]] = {}
        for row in self.rows:
            found.setdefault(row["lost"], []).append(row["name"])
        rows = [
            {"lost": lost, "count": len(names), "names": names}
            for lost, names in found.items()
        ]
        return pd.DataFrame(rows, columns=["lost", "count", "names"])
