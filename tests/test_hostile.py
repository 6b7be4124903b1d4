"""An article that wants to run, fetch or hide something stays text everywhere."""

import csv
import io
import re
import threading
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import stancebook as sb
from stancebook import pipeline
from stancebook.desk import Desk
from stancebook.markdown import as_markdown
from stancebook.server import Server
from stancebook.view import article_view, write_report
from tests.conftest import make_articles

LURES = (
    "<script>alert(1)</script>",
    '"><img src=http://evil.example/a onerror=alert(2)>',
    "</style></script></textarea></title><svg onload=alert(3)>",
    "<iframe src='javascript:alert(4)'></iframe><style>*{display:none}</style>",
    "[a](javascript:alert(5)) ![b](http://evil.example/b) `x` | y",
    "{{7*7}} {%raw%} ${7*7} <%= 7*7 %> &lt;b&gt; &#60;i&#62; <!-- ",
    "<link rel=stylesheet href=//evil.example/c><base href=//evil.example>",
    '=HYPERLINK("http://evil.example") \x1b]0;owned\x07\x1b[2J \u202egnp.exe',
    "<object data=//evil.example/d></object><embed src=//evil.example/e><form>",
)
TAGS = ("script", "img", "svg", "iframe", "object", "embed", "form", "base", "link")
OUR_LINKS = re.compile(r"#[\w-]+")


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    """The tables of an article whose id, title, sources and claims are all lures."""
    from benchmarks.rules import RULES

    texts = [LURES[0], *(f"The dam {lure} said {lure} and holds." for lure in LURES)]
    texts.append("".join(LURES) + " said nothing.")
    articles = make_articles(**{LURES[1]: texts, "plain": ["The dam", "A said b."]})
    articles = articles.assign(title=LURES[2], outlet=LURES[0], language=LURES[1])
    targets = sb.make_targets([f"The dam {LURES[3]} falls."])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "MODELS", RULES)
        return sb.run_pipeline(articles, targets)


FOREIGN = """tags => {
    const found = tags.flatMap(tag => [...document.querySelectorAll(tag)])
        .filter(node => !(node.src || node.href || '').startsWith(location.origin))
        .map(node => node.outerHTML.slice(0, 200));
    const handlers = [...document.querySelectorAll('*')].flatMap(node =>
        [...node.attributes].filter(a => a.name.startsWith('on')).map(a => a.value));
    const links = [...document.querySelectorAll('[href],[src]')]
        .map(node => node.getAttribute('href') || node.getAttribute('src'));
    return [found, handlers, links];
}"""


class Watched:
    """A page of the browser, and whatever it did that no page of ours does."""

    def __init__(self, browser: Any, **options: Any) -> None:
        self.page = browser.new_context(**options).new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("dialog", lambda dialog: self._dismiss(dialog))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def _dismiss(self, dialog: Any) -> None:
        self.said.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def look(self, address: str) -> tuple[list[str], list[str], list[str]]:
        self.page.goto(address)
        self.page.wait_for_timeout(200)
        found, handlers, links = self.page.evaluate(FOREIGN, list(TAGS))
        return found, handlers, links


@pytest.mark.browser
@pytest.mark.parametrize("kind", ["report", "view"])
def test_a_page_runs_and_fetches_nothing(
    tables: dict[str, pd.DataFrame], tmp_path: Path, chromium: Any, kind: str
) -> None:
    """In a real browser: no dialog, no request, no error, no element not ours."""
    path = tmp_path / "page.html"
    parts = {n: tables[n] for n in pipeline.STEPS if n != "reprints"}
    if kind == "report":
        write_report(path, **parts)
    else:
        names = ("paragraphs", "voices", "scores", "attributions", "targets")
        view = article_view(LURES[1], *(tables[name] for name in names))
        html = f"<!doctype html><meta charset=utf-8>{view._repr_html_()}"
        path.write_text(html, "utf-8")
    watched = Watched(chromium)
    found, handlers, links = watched.look(path.as_uri())

    assert [] == watched.said
    assert [path.as_uri()] == watched.asked
    assert ([], []) == (found, handlers)
    assert all(map(OUR_LINKS.fullmatch, links))
    assert "<script>alert(1)</script>" in watched.page.inner_text("body")


@pytest.mark.browser
def test_the_annotator_runs_and_fetches_nothing(
    tables: dict[str, pd.DataFrame], tmp_path: Path, chromium: Any, codebook: Any
) -> None:
    """The page to label on shows the lures as text, and asks its own server alone."""
    own = tables["paragraphs"]
    told = {"voices": tables["voices"], "scores": tables["scores"], "suggest": True}
    desk = Desk(own, codebook, "ana", tmp_path, **told)
    server = Server(desk)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    watched = Watched(chromium)
    found, handlers, _ = watched.look(server.url)
    text = watched.page.inner_text("body")
    server.stop()
    thread.join()

    assert [] == watched.said
    assert [] == [url for url in watched.asked if not url.startswith(server.url[:17])]
    assert ([], []) == (found, handlers)
    assert "<script>alert(1)</script>" in text


def test_tables_and_papers_hold_no_live_text(
    tables: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    """CSV cells start no formula and no escape; Markdown has neither tag nor link."""
    sb.write_tables(tables, tmp_path)
    cells = [
        cell
        for path in tmp_path.glob("*.csv")
        for row in csv.reader(io.StringIO(path.read_text("utf-8")))
        for cell in row
    ]
    told = as_markdown(tables["paragraphs"][["paragraph", "text"]])

    assert not [c for c in cells if c[:1] in ("=", "+", "@") or "\x1b" in c]
    assert not re.search(r"<(script|img|svg|iframe)", told)
    assert not re.search(r"(?<!\\)\]\((javascript|http)", told)
    assert "\x1b" not in told


@pytest.mark.usefixtures("fake_models")
def test_a_terminal_gets_no_escape_of_an_article(
    tables: dict[str, pd.DataFrame], capfd: pytest.CaptureFixture[str]
) -> None:
    """What is printed to be read, or as lines of JSON, has no control but line ends."""
    from rich.console import Console

    from stancebook.files import json_line
    from stancebook.pipeline import label_rows
    from stancebook.terminal import print_voices, say
    from stancebook.terminal_view import print_labels

    rows = list(label_rows(tables))
    console = Console(no_color=True, highlight=False, force_terminal=False)
    print_labels(rows, console)
    print_voices(tables, console)
    say("".join(LURES))
    out, err = capfd.readouterr()
    lines = "".join(map(json_line, rows))

    assert set() == set(re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", out + err))
    assert set() == set(re.findall(r"[\x00-\x1f\x7f-\x9f\u202e]", lines))
    assert "<U+001B>" in out + err
