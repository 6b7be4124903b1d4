"""Tests of stancebook.view: text stays text, and what is shown can be read by all."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from stancebook.schema import STANCES, VOICES, InputError
from stancebook.view import article_view, write_report

EVIL = "</style><script>alert('x')</script><img src=http://evil.example onerror=x>\""
TURN = "\u202e"
Tables = dict[str, pd.DataFrame]

ARTICLES = [
    {
        "article": "weir",
        "title": "They build a weir",
        "outlet": "The Gull",
        "language": "en",
    }
]
TEXTS = [
    "They build a weir and call it nature",
    "RIVERTON, May 3. /AFP/. Berg recalled that the county said the weir leaks.",
    "Share this page",
]
TARGET = {"target": "weir", "text": "The weir should be built.", "aliases": []}


def voice_of(paragraph: str, voice: str, chain: list[str], decided: str) -> Any:
    """Give a row of `voices` that is 90 % sure."""
    shares = {f"p_{name}": 0.9 if name == voice else 0.025 for name in VOICES}
    known = {"origin": chain[-1], "chain": chain, "decided_by": decided}
    return {"paragraph": paragraph, "voice": voice, **shares, **known}


def score_of(paragraph: str, holder: str, shares: list[float], innermost: bool) -> Any:
    """Give a row of `scores`; shares go by favor, against, neutral, unrelated."""
    who = {"paragraph": paragraph, "target": "weir", "holder": holder}
    named = dict(zip(STANCES, shares, strict=True))
    return {**who, **named, "score": shares[0] - shares[1], "innermost": innermost}


def span(words: str) -> list[dict[str, Any]]:
    """Give the span of `words` in the wire paragraph."""
    start = TEXTS[1].index(words)
    return [{"start": start, "end": start + len(words), "text": words}]


def attribution_of(number: int, parts: list[str], name: str) -> Any:
    """Give a row of `attributions`; parts are source, cue and content."""
    spans = dict(zip(("source", "cue", "content"), map(span, parts), strict=True))
    key = {"attribution": f"weir#1/a{number}", "paragraph": "weir#1", "parent": None}
    return {**key, **spans, "source_name": name, "kind": "indirect", "p": 0.9}


@pytest.fixture
def tables() -> Tables:
    """A page with a framing title, a wire paragraph of nested voices, and furniture."""
    wire = ["publisher", "wire:AFP", "source:Ida Berg"]
    rows = {
        "articles": ARTICLES,
        "paragraphs": [
            {
                "paragraph": f"weir#{n}",
                "article": "weir",
                "position": n,
                "outlet": "The Gull",
                "text": text,
            }
            for n, text in enumerate(TEXTS)
        ],
        "voices": [
            voice_of("weir#0", "editorial", ["publisher"], "model"),
            voice_of("weir#1", "reported", wire, "reprint:afp-weir"),
            voice_of("weir#2", "boilerplate", ["publisher"], "model"),
        ],
        "attributions": [
            attribution_of(
                0, ["Berg", "recalled", "the county said the weir leaks"], "Ida Berg"
            ),
            attribution_of(1, ["the county", "said", "the weir leaks"], "Riverton"),
        ],
        "claims": [
            {
                "paragraph": "weir#1",
                "start": 59,
                "end": 73,
                "text": "the weir leaks",
                "kind": "fact",
                "check_worthy": 0.75,
                "chain": wire,
            }
        ],
        "scores": [
            score_of("weir#0", "publisher", [0.05, 0.9, 0.05, 0.0], True),
            score_of("weir#1", "source:Ida Berg", [0.8, 0.1, 0.1, 0.0], True),
            score_of("weir#1", "wire:AFP", [0.05, 0.05, 0.9, 0.0], False),
            score_of("weir#2", "publisher", [0.0, 0.0, 0.1, 0.9], True),
        ],
        "targets": [TARGET],
    }
    return {name: pd.DataFrame(content) for name, content in rows.items()}


def view_of(tables: Tables) -> str:
    """Show the page of the tables."""
    names = ("paragraphs", "voices", "scores", "attributions", "targets")
    given = {name: tables[name] for name in names}
    return article_view("weir", **given)._repr_html_()


def report_of(tables: Tables, folder: Path) -> str:
    """Write the report of the tables, and read it."""
    path = folder / "report.html"
    write_report(path, **tables)
    return path.read_text(encoding="utf-8")


def overview_of(html: str) -> str:
    """Return the words of the overview's table."""
    said = Reading(html).text.partition("Paragraphs by voice")[2]
    return " ".join(said.partition("Target by target")[0].split())


class Reading(HTMLParser):
    """Collects the tags, attributes and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)
        self.attributes.extend(attrs)

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] != ["style"]:
            self.text += data


def poisoned(tables: Tables, mark: str) -> Tables:
    """Put `mark` into every text that a reader is shown, ids and names included."""
    renamed = {
        "article": {"weir": f"weir{mark}"},
        "target": {"weir": f"weir{mark}"},
        "holder": {"publisher": mark, "source:Ida Berg": f"source:{mark}"},
    }
    for name, table in tables.items():
        found = {column: renamed[column] for column in renamed if column in table}
        tables[name] = table.replace(found)
    for name in ("articles", "paragraphs"):
        tables[name]["outlet"] = mark
    tables["articles"]["language"] = mark
    tables["articles"]["title"] = mark
    tables["paragraphs"]["text"] += mark
    tables["voices"]["chain"] = [[mark, f"wire:{mark}", f"source:{mark}"]] * 3
    tables["voices"]["decided_by"] = f"reprint:{mark}"
    for column in ("source_name", "kind"):
        tables["attributions"][column] = mark
    for column in ("text", "kind"):
        tables["claims"][column] = mark
    tables["claims"]["chain"] = [[mark]]
    tables["targets"]["text"] = mark
    return tables


def test_text_never_runs(tables: Tables, tmp_path: Path) -> None:
    """Markup in any field is shown as text and makes no element or attribute."""
    clean = Reading(report_of(tables, tmp_path))
    evil = Reading(report_of(poisoned(tables, EVIL), tmp_path))

    assert {"script", "img"}.isdisjoint(evil.tags)
    assert set(evil.tags) <= set(clean.tags)
    assert {name for name, _ in evil.attributes} <= {
        name for name, _ in clean.attributes
    }
    assert evil.text.count("<script>alert('x')</script>") >= 20


def test_nothing_is_fetched(tables: Tables, tmp_path: Path) -> None:
    """A report links only to its own parts, and its policy allows nothing else."""
    html = report_of(poisoned(tables, EVIL), tmp_path)
    page = Reading(html)
    links = [value for name, value in page.attributes if name in ("src", "href")]
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

    assert links
    assert all(value and value.startswith("#") for value in links)
    assert ("content", policy) in page.attributes
    assert re.search(r"url\(|@import", html.split("</style>")[0]) is None


def test_nothing_hides(tables: Tables, tmp_path: Path) -> None:
    """Characters that turn or hide text are shown by code point, in every field."""
    marks = [TURN, "\u200b", "\u2066", "\ufeff", "\x1b"]
    html = report_of(poisoned(tables, "".join(marks)), tmp_path)

    assert not any(mark in html for mark in marks)
    assert 'title="right-to-left override">U+202E</span>' in html
    assert "[U+202E]" in html


def test_anchors(tables: Tables, tmp_path: Path) -> None:
    """Every link inside a report has its place, and no place is named twice."""
    page = Reading(report_of(tables, tmp_path))
    links = {str(value)[1:] for name, value in page.attributes if name == "href"}
    places = [value for name, value in page.attributes if name == "id"]

    assert links <= set(places)
    assert len(set(places)) == len(places)


def test_words(tables: Tables) -> None:
    """Voice, certainty, chain, reprint and target are said in words."""
    text = Reading(view_of(tables)).text
    said = " ".join(text.split())

    for words in (
        "Paragraph 0 editorial certainty 90 %",
        "publisher › wire:AFP › source:Ida Berg",
        "reprint of afp-weir, which decides the voice",
        "The weir should be built.",
    ):
        assert words in said


def test_bars(tables: Tables) -> None:
    """A bar has a word, a signed number, and goes left against and right in favor."""
    html = view_of(tables)
    said = " ".join(Reading(html).text.split())

    assert "left:7.5%;width:42.5%" in html
    assert "left:50.0%;width:35.0%" in html
    assert "publisher on “The weir should be built.”: against −0.85" in said
    assert "source:Ida Berg on “The weir should be built.”: favor +0.70" in said
    assert "wire:AFP on “The weir should be built.”: neutral 0.00" in said
    assert "favor 80 %, against 10 %, neutral 10 %, unrelated 0 %" in html


def test_unrelated_paragraphs(tables: Tables) -> None:
    """A paragraph that bears on no target has no bar, and says so."""

    assert Reading(view_of(tables)).text.count("No stance on a target.") == 1


def test_quiet_targets(tables: Tables) -> None:
    """Targets that nothing bears on are counted, not drawn."""
    quiet = tables["scores"].iloc[[3]].assign(target="dam")
    tables["scores"] = pd.concat([tables["scores"], quiet])

    assert "Nothing here bears on 1 other target." in Reading(view_of(tables)).text


def test_nested_spans(tables: Tables) -> None:
    """Nested content is well-formed, deeper, and under both names."""
    html = view_of(tables)
    content = re.findall(r"<mark class=\"([^\"]*)\">([^<]*)</mark>", html)
    deep = [text for kinds, text in content if "stancebook-depth-2" in kinds]
    names = re.findall(r"title=\"indirect speech of ([^\"]*)\"", html)

    assert deep == ["the weir leaks"]
    assert names == ["Ida Berg", "Riverton"]
    assert html.count("<mark") == html.count("</mark>")


def test_text_is_whole(tables: Tables) -> None:
    """But for labels and what is said to screen readers, a paragraph is its text."""
    html = re.sub(r"<bdi>[^<]*</bdi>", "", view_of(tables))
    shown = re.sub(r"<span class=\"stancebook-unseen\">[^<]*</span>", "", html)
    paragraphs = re.findall(r"<p class=\"stancebook-text\"[^>]*>(.*?)</p>", shown, re.S)

    assert [re.sub(r"<[^>]*>", "", text) for text in paragraphs] == TEXTS


def test_means(tables: Tables, tmp_path: Path) -> None:
    """The overview sets the mean of the framing beside that of the reports."""
    said = " ".join(Reading(report_of(tables, tmp_path)).text.split())

    assert "own framing 1 ¶ mean −0.85 what it reports 1 ¶ mean +0.70" in said
    assert "1 article, 3 paragraphs: 1 editorial, 1 reported" in said


def test_contents_have_titles(tables: Tables, tmp_path: Path) -> None:
    """The overview names an article by its title and outlet, or else by its id."""
    named = overview_of(report_of(tables, tmp_path))
    tables["articles"]["title"] = None

    assert named.startswith("They build a weir The Gull ")
    assert overview_of(report_of(tables, tmp_path)).startswith("weir The Gull ")


def test_overview_says_what_the_voices_are(tables: Tables, tmp_path: Path) -> None:
    """Before the first strip, each voice is explained, and the reader is warned."""
    text = Reading(report_of(tables, tmp_path)).text.partition("Paragraphs by voice")[0]
    said = " ".join(text.split())

    assert [] == [voice for voice in VOICES if f"{voice}: " not in said]
    assert "Models made these labels" in said


def test_mixed_paragraphs_are_compared(tables: Tables, tmp_path: Path) -> None:
    """The overview has the mean of mixed paragraphs too."""
    tables["voices"].loc[0, "voice"] = "mixed"
    said = " ".join(Reading(report_of(tables, tmp_path)).text.split())

    assert "mixed 1 ¶ mean −0.85 what it reports 1 ¶ mean +0.70" in said


def test_neutral_has_its_own_fill(tables: Tables) -> None:
    """A bar beside the word neutral is never filled as if a side were taken."""
    shares = {"favor": 0.4, "against": 0.1, "neutral": 0.5, "score": 0.3}
    tables["scores"] = tables["scores"].iloc[:1].assign(**shares)
    [row] = re.findall(r'<li class="stancebook-stance.*?</li>', view_of(tables), re.S)

    assert ["stancebook-neutral"] == re.findall(r"stancebook-fill (\S+)\"", row)
    assert "neutral +0.30" in " ".join(Reading(row).text.split())


def test_claims(tables: Tables, tmp_path: Path) -> None:
    """A claim stands under its paragraph with its kind and who makes it."""
    said = " ".join(Reading(report_of(tables, tmp_path)).text.split())

    assert "fact the weir leaks claimed by source:Ida Berg, worth checking 0.75" in said


def test_language(tables: Tables, tmp_path: Path) -> None:
    """The text carries the language of its article, and none that is no language."""
    tables["articles"]["language"] = "uk"

    assert 'dir="auto" lang="uk"' in report_of(tables, tmp_path)

    tables["articles"]["language"] = None

    assert "lang" not in report_of(tables, tmp_path).split('dir="auto"')[1][:8]


def test_scores_are_optional(tables: Tables) -> None:
    """A page can be shown before its stances are scored or attributions found."""
    empty = tables["scores"].iloc[:0]
    view = article_view("weir", tables["paragraphs"], tables["voices"], empty)

    assert Reading(view.html).text.count("No stance on a target.") == 3
    assert repr(view) == "ArticleView(article='weir')"


def test_same_bytes(tables: Tables, tmp_path: Path) -> None:
    """The same tables give the same bytes."""

    assert report_of(tables, tmp_path) == report_of(tables, tmp_path)


def test_whole_or_not_at_all(tables: Tables, tmp_path: Path) -> None:
    """A report that cannot be made leaves the one before it, and nothing beside it."""
    before = report_of(tables, tmp_path)
    tables["voices"] = tables["voices"].iloc[:1]
    with pytest.raises(InputError, match="weir#1"):
        report_of(tables, tmp_path)

    assert before == (tmp_path / "report.html").read_text(encoding="utf-8")
    assert ["report.html"] == [path.name for path in tmp_path.iterdir()]


def test_unknown_article(tables: Tables) -> None:
    """An article that is not there is an error that names it."""
    with pytest.raises(InputError, match="'dam'"):
        article_view("dam", tables["paragraphs"], tables["voices"], tables["scores"])


def test_styles_are_scoped() -> None:
    """Every rule of the style sheet keeps to elements of ours."""
    from stancebook import view

    path = Path(view.__file__).parent / "static" / "view.css"
    css = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
    css = re.sub(r"@(?:media|container)[^{]*\{", "", css)
    selectors = [rule.split("{")[0].strip() for rule in css.split("}") if "{" in rule]

    assert len(selectors) > 50
    assert all(selector.startswith(".stancebook-") for selector in selectors)


CONTRAST = """() => {
  const light = c => c.map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const colours = text => [...text.matchAll(/rgba?\\(([^)]*)\\)/g)]
    .map(m => m[1].split(",").map(Number)).filter(c => c.length < 4 || c[3] === 1);
  const grounds = element => {
    const style = getComputedStyle(element);
    const own = [...colours(style.backgroundColor), ...colours(style.backgroundImage)];
    return own.length ? own : grounds(element.parentElement);
  };
  const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || element.closest(".stancebook-unseen"))
      continue;
    const ink = light(colours(getComputedStyle(element).color)[0].slice(0, 3));
    for (const ground of grounds(element))
      found.push([ratio(ink, light(ground.slice(0, 3))), element.className,
        walker.currentNode.data]);
  }
  return found;
}"""


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_a_browser(
    tables: Tables, tmp_path: Path, chromium: Any, scheme: str
) -> None:
    """A browser shows all of it, quietly, with no request, readable by weak eyes."""
    report_of(poisoned(tables, EVIL), tmp_path)
    size = {"width": 1100, "height": 900}
    page = chromium.new_page(viewport=size, color_scheme=scheme)
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    address = (tmp_path / "report.html").as_uri()
    page.goto(address)
    contrasts = page.evaluate(CONTRAST)

    assert said == []
    assert asked == [address]
    assert page.get_by_text("They build a weir").is_visible()
    assert page.get_by_text("boilerplate").last.is_visible()
    assert len(contrasts) > 40
    assert min(contrasts)[0] >= 4.5, min(contrasts)


@pytest.mark.browser
def test_a_report_goes_dark_and_a_view_does_not(
    tables: Tables, tmp_path: Path, chromium: Any
) -> None:
    """A page of its own follows the screen; a view keeps its ground in any notebook."""
    report_of(tables, tmp_path)
    (tmp_path / "view.html").write_text(view_of(tables), encoding="utf-8")
    ground = "getComputedStyle(document.querySelector('.stancebook-view'))"
    page = chromium.new_page(color_scheme="dark")
    found = []
    for name in ("report.html", "view.html"):
        page.goto((tmp_path / name).as_uri())
        found.append(page.evaluate(f"{ground}.backgroundColor"))

    assert ["rgb(29, 26, 22)", "rgb(255, 255, 255)"] == found


@pytest.mark.browser
@pytest.mark.parametrize("width", [400, 700, 1100])
def test_widths(tables: Tables, tmp_path: Path, chromium: Any, width: int) -> None:
    """At no width does the reader have to scroll sideways."""
    report_of(tables, tmp_path)
    page = chromium.new_page(viewport={"width": width, "height": 900})
    page.goto((tmp_path / "report.html").as_uri())

    assert page.evaluate("document.documentElement.scrollWidth") == width


def copies(tables: Tables, count: int) -> Tables:
    """Repeat the one article under other ids."""
    changed: dict[str, list[pd.DataFrame]] = {name: [] for name in tables}
    for number in range(count):
        for name, table in tables.items():
            own = table.copy()
            if name != "targets":
                for column in {"article", "paragraph"} & set(own):
                    own[column] = own[column].str.replace("weir", f"weir{number}")
            changed[name].append(own)
    joined = {name: pd.concat(own) for name, own in changed.items()}
    return joined | {"targets": tables["targets"]}


@pytest.mark.browser
def test_link_opens_the_fold(tables: Tables, tmp_path: Path, chromium: Any) -> None:
    """A link to an article that is folded opens it, and shows its name."""
    report_of(copies(tables, 5), tmp_path)
    page = chromium.new_page(viewport={"width": 1100, "height": 900})
    address = (tmp_path / "report.html").as_uri()
    folds = page.locator("section[aria-label=Articles] > details")
    opened = "all => all.map(fold => fold.open)"
    page.goto(f"{address}#article-3")

    assert [True, False, True, False, False] == folds.evaluate_all(opened)
    assert folds.nth(2).locator("summary").first.is_visible()

    page.locator("#overview th a[href='#article-5']").click()

    assert [True, False, True, False, True] == folds.evaluate_all(opened)


@pytest.mark.browser
@pytest.mark.parametrize(("width", "most"), [(1100, 75), (390, 130)])
def test_overview_is_short(
    tables: Tables, tmp_path: Path, chromium: Any, width: int, most: int
) -> None:
    """An article more makes the overview longer by a few lines, at any width."""
    heights = []
    for count in (5, 15):
        report_of(copies(tables, count), tmp_path)
        page = chromium.new_page(viewport={"width": width, "height": 900})
        page.goto((tmp_path / "report.html").as_uri())
        heights.append(page.locator("#overview").bounding_box()["height"])

    assert 0 < (heights[1] - heights[0]) / 10 <= most


def test_report_says_once_which_languages_are_read_badly(
    tables: Tables, tmp_path: Path
) -> None:
    """A language that is not supported is said above, and at each of its articles."""
    tables["articles"]["language"] = "de"
    html = report_of(tables, tmp_path)

    assert html.count("1 article is in German (de), which is not supported") == 1
    assert html.count("This article is in German (de), which is not supported") == 1


def test_view_says_what_a_paragraph_was(tables: Tables) -> None:
    """A caption or a heading is called so; running text is not."""
    blocks = ["title", "caption", *["text"] * 9]
    tables["paragraphs"]["block"] = blocks[: len(tables["paragraphs"])]
    html = view_of(tables)

    assert html.count("</span> on the page</p>") == 1
    assert '<span class="stancebook-tag">caption</span> on the page' in html
