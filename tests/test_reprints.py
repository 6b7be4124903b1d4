"""Tests of stancebook.reprints: who copied which report, and what is no copy."""

from __future__ import annotations

import random

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from stancebook.reprints import find_reprints

HEADLINE = "Harbour council bans night trawling to spare young cod"
LEAD = (
    "BERGEN, March 4. /TASS/. The harbour council has banned trawling between dusk "
    "and dawn from the first of April, its chairwoman Ingrid Moe told reporters on "
    "Wednesday after a vote that lasted into the night."
)
QUOTATION = (
    "“We have emptied the nursery and then wondered where the children went, and "
    "nobody at this table can claim that the figures came as a surprise,” {who}."
)
BACKGROUND = (
    "The cod catch along this coast fell by a third in two seasons. Boats under ten "
    "metres are exempt, and the ban will be looked at again in the autumn."
)
REPORT = [HEADLINE, LEAD, QUOTATION.format(who="Moe said"), BACKGROUND]
OPINION = "A ban that nobody at sea asked for, from people who buy their fish in tins."
COOKIES = (
    "We use small files on your device so that the pages load faster, to count our "
    "readers and to show you messages from partners who pay for all of this."
)


def paragraphs_of(**articles: tuple[str | None, list[str]]) -> pd.DataFrame:
    """Lay out articles, each given as (outlet, texts), as a paragraphs table."""
    rows = [
        {
            "paragraph": f"{article}#{position}",
            "article": article,
            "position": position,
            "text": text,
            "outlet": outlet,
        }
        for article, (outlet, texts) in articles.items()
        for position, text in enumerate(texts)
    ]
    return pd.DataFrame(rows)


def pairs(reprints: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Give the original and the kind of each paragraph that was found."""
    columns = (reprints["paragraph"], reprints["original"], reprints["kind"])
    return {page: (wire, kind) for page, wire, kind in zip(*columns, strict=True)}


def test_verbatim() -> None:
    """A report passed on whole is verbatim, headline and all; the comment is not."""
    table = paragraphs_of(wire=("TASS", REPORT), page=("The Gull", [OPINION, *REPORT]))
    expected = {f"page#{n + 1}": (f"wire#{n}", "verbatim") for n in range(4)}

    reprints = find_reprints(table)

    assert expected == pairs(reprints)
    assert {"TASS"} == set(reprints["agency"])
    assert list(reprints["edits"]) == [[]] * 4


def test_one_word() -> None:
    """One word put in is named, with its place; the rest stays verbatim."""
    edited = LEAD.replace("a vote", "a shameful vote")
    page = [REPORT[0], edited, *REPORT[2:]]
    reprints = find_reprints(
        paragraphs_of(wire=("TASS", REPORT), page=("The Gull", page))
    ).set_index("paragraph")
    expected = [
        {
            "op": "inserted",
            "before": "",
            "after": "shameful",
            "at": LEAD.split().index("vote"),
        }
    ]

    assert expected == reprints.loc["page#1", "edits"]
    assert reprints.loc["page#1", "kind"] == "edited"
    assert 0.9 < reprints.loc["page#1", "similarity"] < 1
    assert {"verbatim"} == set(reprints.drop("page#1")["kind"])


def test_glyphs() -> None:
    """Straight quotation marks, other dashes and spaces do not make an edit."""
    page = [text.replace("“", '"').replace("”", '"') + " " for text in REPORT]
    page[0] = page[0].replace(" bans", "\u200b bans")
    table = paragraphs_of(wire=("TASS", REPORT), page=("The Gull", page))

    assert {"verbatim"} == set(find_reprints(table)["kind"])


def test_headline() -> None:
    """A reworded headline is an edit; one of the page's own is nobody's reprint."""
    reworded = "Harbour council bans trawling to spare young cod, it says"
    table = paragraphs_of(
        wire=("TASS", REPORT),
        near=("The Gull", [reworded, *REPORT[1:]]),
        far=("The Tern", ["Clerks against fishermen, part nine", *REPORT[1:]]),
    )

    found = pairs(find_reprints(table))

    assert found["near#0"] == ("wire#0", "edited")
    assert "far#0" not in found


def test_headline_alone() -> None:
    """A headline among other links of a page does not make the page a reprint."""
    page = [OPINION, HEADLINE, "Ferry fares to rise in June for all but islanders"]
    table = paragraphs_of(wire=("TASS", REPORT), page=("The Gull", page))

    assert pairs(find_reprints(table)) == {}


def test_shared_quotation() -> None:
    """Two articles that quote the same words are not each other's reprint."""
    page = [
        "What the chairwoman of the harbour council really means",
        OPINION,
        QUOTATION.format(who="she declared to applause at a fair in the old town hall"),
        QUOTATION.format(who="Moe said"),
    ]
    table = paragraphs_of(wire=("TASS", REPORT), page=("The Gull", page))

    assert pairs(find_reprints(table)) == {}


def test_quotation_in_own_frame() -> None:
    """On a page that does reprint, a quotation inside its own comment is no reprint."""
    frame = "and if that is not the voice of an office that never saw a wave, what is"
    page = [*REPORT[:2], QUOTATION.format(who=frame), BACKGROUND]
    table = paragraphs_of(wire=("TASS", REPORT), page=("The Gull", page))

    assert {"page#0", "page#1", "page#3"} == set(pairs(find_reprints(table)))


def test_boilerplate() -> None:
    """A notice that stands on many pages, the agency's too, is nobody's report."""
    pages = {
        f"page_{n}": ("The Gull", [f"Story {n} of our own from the town", COOKIES])
        for n in range(6)
    }
    copy = ("The Tern", [OPINION, *REPORT, COOKIES])
    table = paragraphs_of(wire=("TASS", [*REPORT, COOKIES]), copy=copy, **pages)

    assert {f"copy#{n}" for n in range(1, 5)} == set(pairs(find_reprints(table)))


def test_widely_reprinted() -> None:
    """A report that many pages carry is still found on each of them."""
    pages = {f"page_{n}": ("The Gull", [OPINION, *REPORT]) for n in range(9)}
    found = pairs(find_reprints(paragraphs_of(wire=("TASS", REPORT), **pages)))

    assert len(found) == 36


def test_formula() -> None:
    """The same formula with other figures is another day's report."""
    formula = (
        "Shares in the harbour company closed {} percent higher at {} crowns on the "
        "exchange in a quiet session, in which {} of the listed companies gained and "
        "trading volumes stayed below the average of the last ten weeks."
    )
    table = paragraphs_of(
        wire=("Reuters", [formula.format("1.2", "340", "17")]),
        page=("The Gull", [formula.format("0.4", "318", "11")]),
    )

    assert pairs(find_reprints(table)) == {}


def test_split_paragraph() -> None:
    """A paragraph of the report that the page splits in two is found twice, edited."""
    first, second = BACKGROUND.split(". ")
    page = [LEAD, f"{first}.", second]
    found = pairs(
        find_reprints(paragraphs_of(wire=("TASS", REPORT), page=("The Gull", page)))
    )

    assert ("wire#3", "edited") == found["page#1"] == found["page#2"]


def test_original_by_dateline() -> None:
    """Without an outlet, the dateline over the text says that it is the agency's."""
    table = paragraphs_of(first=(None, REPORT), page=("The Gull", [OPINION, *REPORT]))
    reprints = find_reprints(table)

    assert {"page"} == {paragraph.split("#")[0] for paragraph in reprints["paragraph"]}
    assert {"TASS"} == set(reprints["agency"])


def test_page_with_dateline() -> None:
    """A page's own outlet says that a dateline on it is passed on, not written."""
    page = ("The Gull", REPORT)
    table = paragraphs_of(first=page, second=("The Tern", REPORT))

    assert pairs(find_reprints(table)) == {}


def test_agency_aliases() -> None:
    """An outlet under another name of an agency is that agency."""
    names = paragraphs_of(wire=("Itar-Tass", REPORT), page=("The Gull", REPORT))

    assert {"TASS"} == set(find_reprints(names)["agency"])


def test_nothing_to_find() -> None:
    """Unrelated articles, wordless paragraphs and no rows give an empty table."""
    table = paragraphs_of(
        wire=("TASS", [*REPORT, "", "***"]), page=("The Gull", [OPINION, "", "***"])
    )

    assert pairs(find_reprints(table)) == {}
    assert pairs(find_reprints(table.iloc[:0])) == {}


def test_order_of_rows() -> None:
    """The rows' order in the table changes nothing about what is found."""
    table = paragraphs_of(wire=("TASS", REPORT), page=("The Gull", [OPINION, *REPORT]))
    shuffled = table.sample(frac=1, random_state=3)

    pd.testing.assert_frame_equal(find_reprints(table), find_reprints(shuffled))


WORDS = [f"{first}{last}" for first in "bdfgklmnprst" for last in ("on", "ar", "ei")]
_sentence = st.lists(st.sampled_from(WORDS), min_size=12, max_size=30).map(" ".join)
_report = st.lists(_sentence, min_size=1, max_size=5, unique=True)


@given(report=_report, lead_in=_report)
@settings(max_examples=40)
def test_identical_report_is_found(report: list[str], lead_in: list[str]) -> None:
    """A page that holds a wire report always reprints each paragraph of it."""
    own = [text.upper() + " indeed" for text in lead_in]
    table = paragraphs_of(wire=("AFP", report), page=("The Gull", [*own, *report]))
    found = pairs(find_reprints(table))
    start = len(own)

    assert {f"page#{start + n}" for n in range(len(report))} <= set(found)
    assert {"verbatim"} == {found[f"page#{start + n}"][1] for n in range(len(report))}


def test_scale() -> None:
    """Thousands of paragraphs are paired without comparing all with all."""
    dice = random.Random(5)
    syllables = [a + b for a in "bdfgklmnprst" for b in "aeiou"]
    lexicon = ["".join(dice.choices(syllables, k=3)) for _ in range(4000)]
    texts = [" ".join(dice.choices(lexicon, k=40)) for _ in range(1500)]
    wires = {f"wire_{n}": ("TASS", texts[3 * n : 3 * n + 3]) for n in range(250)}
    pages = {
        f"page_{n}": ("The Gull", texts[3 * n : 3 * n + 3]) for n in range(249, 500)
    }

    found = pairs(find_reprints(paragraphs_of(**wires, **pages)))

    assert {f"page_249#{n}": (f"wire_249#{n}", "verbatim") for n in range(3)} == found
