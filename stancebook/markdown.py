"""A page may be called `---` or hold markup, so no text goes into Markdown as it is."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from stancebook.files import json_line

__all__ = ["as_markdown", "as_yaml", "escape_markdown"]

_MARKUP = re.compile(
    r"([\\`*_\[\]#|~$@]|^[-+!=>:]|-(?=-)|(?<=-)-"
    r"|:(?=//)|(?<=www)\.|(?<=^\d)[.)](?=\s))",
    re.IGNORECASE,
)


def escape_markdown(value: Any) -> str:
    r"""
    Return text on one line, in which nothing is taken for Markdown, HTML or a link.

    Examples
    --------
    >>> print(escape_markdown("---"), escape_markdown("a|b <i>"))
    \-\-\- a\|b &lt;i&gt;
    """
    line = " ".join("".join(c if c.isprintable() else " " for c in str(value)).split())
    return _MARKUP.sub(r"\\\1", html.escape(line, quote=False))


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return "–" if value != value else f"{value:.3f}".rstrip("0").rstrip(".")
    return "–" if value is None or value is pd.NA else escape_markdown(value)


def as_markdown(table: pd.DataFrame, most: int = 50) -> str:
    """
    Return a table in Markdown, its cells escaped, and the first `most` rows of it.

    Examples
    --------
    >>> print(as_markdown(pd.DataFrame({"split": ["dev"], "share": [0.15]})))
    | split | share |
    |---|---|
    | dev | 0.15 |
    """
    head = [escape_markdown(name) for name in table.columns]
    rows = table.head(most).astype(object).itertuples(index=False, name=None)
    lines = [_line(head), f"|{'---|' * len(head)}"]
    lines += [_line(map(_cell, row)) for row in rows]
    if len(table) > most:
        lines += ["", f"({len(table) - most} more rows are in the table.)"]
    return "\n".join(lines)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def as_yaml(values: Mapping[str, Any]) -> str:
    """
    Return a mapping as YAML: each value is JSON, which is YAML too, and runs nothing.

    Examples
    --------
    >>> print(as_yaml({"title": "a: b", "language": ["en"]}), end="")
    title: "a: b"
    language: ["en"]
    """
    lines = "".join(f"{key}: {json_line(value)}\n" for key, value in values.items())
    return lines.translate({0xFFFE: 0xFFFD, 0xFFFF: 0xFFFD})  # no characters in YAML
