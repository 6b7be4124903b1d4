"""Facts about datelines and credits."""

import pytest

from stancebook.datelines import (
    Dateline,
    find_agency,
    find_dateline,
    find_reporting_agency,
)

NAMED = {
    "MOSCOW, December 28./TASS/. The sale will go on.": "TASS",
    "/TASS/": "TASS",
    "МОСКВА, 12 марта. /ТАСС/. Рейсы отменены.": "TASS",
    "НЬЮ-ЙОРК, 3 мая. /Корр. ТАСС Иван Петров/. Рейсы отменены.": "TASS",
    "МОСКВА, 12 мар — РИА Новости. Рейсы отменены.": "RIA Novosti",
    "Москва. 12 марта. ИНТЕРФАКС - Рейсы отменены.": "Interfax",
    "Источник: ТАСС": "TASS",
    "BERLIN (Reuters) - Fish prices rose on Monday.": "Reuters",
    "BEIJING, April 2 (Xinhua) -- Fish prices rose.": "Xinhua",
    "TEHRAN, (IRNA) – Fish prices rose.": "IRNA",
    "ANKARA - Anadolu": "Anadolu",
    "Source: Tass": "TASS",
    "By Jane Doe | Reuters": "Reuters",
    "(AFP)": "AFP",
    "AFP/Reuters": "AFP",
    "© 2017 The Associated Press": "AP",
    "Copyright 2018 The Associated Press. All rights reserved.": "AP",
    "(Reporting by Jane Doe in Oslo; Editing by John Roe)": "Reuters",
    "RIA Novosti reports:": "RIA Novosti",
    "RAMALLAH, West Bank (AP) — Olives are ripe.": "AP",
    "dpa/Berlin": "dpa",
    "DAMASCUS, SANA – Olives are ripe.": "SANA",
    "Tehran, June 3, IRNA – Olives are ripe.": "IRNA",
    "Moscow. December 28. INTERFAX.RU - Olives are ripe.": "Interfax",
    "MINSK, 5 January (BelTA) – Olives are ripe.": "BelTA",
    "KYIV. Jan 5. /UKRINFORM/. Olives are ripe.": "Ukrinform",
    "NEW YORK/LONDON, Jan 3 (Reuters) - Shares fell.": "Reuters",
    "Riyadh, 5 Jan, SPA -- Dates are ripe.": "SPA",
    "TOKYO, March 3, Kyodo - Plums are in bloom.": "Kyodo",
    "Brussels, Jan 5, 2018 (AFP) - Sprouts are cheap.": "AFP",
    "New York, Jan 5 (IANS) The council met.": "IANS",
    "MOSCOW, Dec 28 - RIA Novosti. The council met.": "RIA Novosti",
    "ST. LOUIS (AP) — The council met.": "AP",
    "WASHINGTON, D.C. (AP) — The council met.": "AP",
    "Cairo - MENA: The council met.": "MENA",
    "By Jane Doe, Associated Press": "AP",
    "Jane Doe, Reuters": "Reuters",
    "The council did not meet. (AFP)": "AFP",
    "The council did not meet. — Bernama": "Bernama",
    "Originally published by Sputnik": "Sputnik",
    "AFP, 12 May 2018": "AFP",
    "From an Associated Press report published Monday:": "AP",
    "\u201cBERLIN (dpa) - Fish prices rose.": "dpa",
}
UNNAMED = (
    "Reuters published a poll last week that surprised nobody.",
    "The Associated Press (AP) has moved its office.",
    "President Berg (AP) waves to the crowd",
    "AP Photo/John Roe",
    "(Photo by Jane Doe/AFP/Getty Images)",
    "Jane Doe, Pool Photo via AP",
    "The talks failed, Reuters reported.",
    "The Associated Press contributed to this report.",
    "MAP: where the fish went",
    "Sputnik was launched in 1957.",
    "Bloomberg, the former mayor, said no.",
    "December 28, 2017",
    "Pa said he was going home.",
    "See https://example.org/tass/archive for more.",
    "",
)


@pytest.mark.parametrize(("text", "name"), NAMED.items())
def test_a_dateline_or_credit_names_its_agency(text, name):
    """Datelines and credits of many styles name their agency."""

    assert name == find_agency(text)


@pytest.mark.parametrize("text", UNNAMED)
def test_a_mention_or_a_picture_credit_is_no_credit(text):
    """Running prose, pictures, words and links that hold a name credit nobody."""

    assert find_agency(text) is None


def test_a_dateline_is_told_apart_into_its_parts():
    """A dateline has place, date and agency, and ends where the story begins."""
    text = "HAVANA, Cuba, Jan 5 (Prensa Latina) The council met."
    dateline = find_dateline(text)

    assert Dateline(0, 36, "HAVANA, Cuba", "Jan 5", "Prensa Latina") == dateline


@pytest.mark.parametrize(
    ("text", "story"),
    [
        ("OSLO — The council met.", "The council met."),
        ("OSLO, May 3. The council met.", "The council met."),
        ("Oslo, 3 May 2018 – The council met.", "The council met."),
        ("  OSLO (Reuters) - “No,” she said.", "“No,” she said."),
    ],
)
def test_the_story_begins_where_the_dateline_ends(text, story):
    """`end` is the offset of the story's first character."""
    dateline = find_dateline(text)

    assert dateline is not None
    assert story == text[dateline.end :]


@pytest.mark.parametrize(
    "text",
    [
        "NATO — the alliance — met.",
        "BREAKING: The council met.",
        "Oslo is cold in May.",
        "Source: Tass",
    ],
)
def test_what_only_resembles_a_dateline_is_none(text):
    """An acronym, a catchword, prose and a credit are no datelines."""

    assert find_dateline(text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The talks failed, Interfax reported on Monday.", "Interfax"),
        ("According to the Xinhua news agency, the talks failed.", "Xinhua"),
        ("She told Reuters that the talks failed.", None),
        ("The talks failed.", None),
    ],
)
def test_a_sentence_gives_an_agency_as_source_of_its_report(text, name):
    """Only who reported is named, not who was spoken to."""

    assert name == find_reporting_agency(text)


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("Рейсы отменены, сообщает ТАСС.", "TASS"),
        ("Об этом пишет агентство «Интерфакс».", "Interfax"),
        ("Со ссылкой на РИА Новости об этом пишут все.", "RIA Novosti"),
        ("В порту открыли музей ТАСС.", None),
    ],
)
def test_a_russian_sentence_names_its_agency(text: str, agency: str | None) -> None:
    """An agency that is said to report is the source; one that is mentioned is not."""
    assert agency == find_reporting_agency(text)


def test_the_credit_of_a_russian_picture_is_no_source() -> None:
    """Who took a photograph did not write the report."""
    assert find_agency("Фото: ТАСС") is None
