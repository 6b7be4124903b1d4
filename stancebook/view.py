"""A reader trusts what can be seen, so an article is shown with all that was found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from stancebook.files import replace_file
from stancebook.layout import Page, compare, read_page, read_tables
from stancebook.marking import lay_bare
from stancebook.schema import VOICES
from stancebook.support import list_warnings

__all__ = ["ArticleView", "article_view", "write_report"]

_STATIC = Path(__file__).parent / "static"
_MEANINGS = {
    "editorial": "the publisher speaks for itself",
    "reported": "news or words passed on",
    "mixed": "both, each a clause at least",
    "credit": "a source line, byline or date",
    "boilerplate": "captions, related headlines",
}
_OPEN = 3  # articles; a longer report starts with each of them folded


@dataclass(frozen=True)
class ArticleView:
    """An article with its voices, attributions and stances, shown by a notebook."""

    article: str
    html: str = field(repr=False)

    def _repr_html_(self) -> str:
        return self.html


def _show(value: Any) -> Any:
    """Let no value into a page that hides characters, wherever a template puts it."""
    return value if isinstance(value, Markup) else lay_bare(str(value))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_STATIC),
        autoescape=True,
        finalize=_show,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = (_STATIC / "view.css").read_text(encoding="utf-8")
    environment.globals.update(style=Markup(style), voices=VOICES)
    return environment


def article_view(
    article: str,
    paragraphs: pd.DataFrame,
    voices: pd.DataFrame,
    scores: pd.DataFrame,
    attributions: pd.DataFrame | None = None,
    targets: pd.DataFrame | None = None,
) -> ArticleView:
    """
    Show an article as its reader sees it, with who speaks and who takes which side.

    Each paragraph has a band for its voice, the chain of voices from the outside in,
    and a bar for each holder's stance. With `attributions`, what is ascribed to whom is
    marked in the text; with `targets`, their sentences are shown in full.

    Parameters
    ----------
    article
        The id of one of the articles, as in the column `article` of `paragraphs`.
    paragraphs, voices, scores, attributions, targets
        What `segment`, `separate_voices`, `score_stance`, `find_attributions` and
        `make_targets` return.

    Returns
    -------
    ArticleView
        The last line of a cell in a notebook shows it; `html` is the page as text.

    Raises
    ------
    InputError
        Where there is no such article, or one of its paragraphs has no voice.
    """
    tables = read_tables(
        paragraphs, voices, scores, attributions=attributions, targets=targets
    )
    page = read_page(article, tables)
    template = _environment().get_template("article.html")
    return ArticleView(article, template.render(page=page))


def _totals(pages: list[Page]) -> list[tuple[str, int]]:
    counts = [dict(page.counts) for page in pages]
    return [(voice, sum(count[voice] for count in counts)) for voice in VOICES]


def write_report(
    path: str | PathLike[str],
    articles: pd.DataFrame,
    paragraphs: pd.DataFrame,
    voices: pd.DataFrame,
    attributions: pd.DataFrame,
    claims: pd.DataFrame,
    scores: pd.DataFrame,
    targets: pd.DataFrame | None = None,
) -> None:
    """
    Write one HTML file that needs nothing else: an overview, then each article.

    The same tables give the same bytes. The file is written whole or not at all, runs
    no script, fetches nothing, and may be sent by mail.
    """
    others = {"attributions": attributions, "claims": claims, "targets": targets}
    tables = read_tables(paragraphs, voices, scores, **others)
    columns = articles.reindex(columns=["article", "language", "title"])
    pages = [
        read_page(article, tables, language, title)
        for article, language, title in columns.itertuples(index=False, name=None)
    ]
    template = _environment().get_template("report.html")
    html = template.render(
        pages=pages,
        totals=_totals(pages),
        comparisons=compare(pages),
        warnings=list_warnings(Counter(columns["language"])),
        meanings=_MEANINGS.items(),
        is_short=len(pages) <= _OPEN,
    )
    with replace_file(path) as file:
        file.write(html.encode("utf-8"))
