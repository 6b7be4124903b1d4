import pandas as pd
import pytest

from stancebook.quotation import kind_of
from stancebook.russian import (
    find_in_russian,
    find_russian,
    judge_russian,
    name_sources,
)
from stancebook.schema import VOICES


def read(text: str) -> list[tuple[str, str, str]]:
    """The source, the cue and the content of each attribution, as they stand."""
    return [
        tuple(
            " … ".join(text[a:b] for a, b in spans)
            for spans in (each.source, each.cue, each.content)
        )
        for each in find_in_russian(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "«Рейсов не будет до лета», — заявила мэр Анна Лунд в пятницу.",
            ("мэр Анна Лунд", "заявила", "«Рейсов не будет до лета»"),
        ),
        (
            "МОСКВА, 12 марта. /ТАСС/. Паром стоит, сообщил журналистам Олег Тарасов.",
            ("Олег Тарасов", "сообщил", "Паром стоит"),
        ),
        (
            "Министр Петр Громов подчеркнул, что навигация начнется в мае.",
            ("Министр Петр Громов", "подчеркнул", "что навигация начнется в мае."),
        ),
        (
            "Губернатор напомнил: «Деньги уже выделены и переведены».",
            ("Губернатор", "напомнил", "«Деньги уже выделены и переведены»"),
        ),
        (
            "По словам Ивана Седова, город не получит денег.",
            ("Ивана Седова", "По словам", "город не получит денег."),
        ),
        (
            "Рейсы, по данным МЧС, отменены на неделю.",
            ("МЧС", "по данным", "Рейсы … отменены на неделю."),
        ),
        (
            "Как сообщает ТАСС, суда вернулись в порт.",
            ("ТАСС", "Как сообщает", "суда вернулись в порт."),
        ),
        (
            "Как передает «Интерфакс», суда вернулись в порт.",
            ("«Интерфакс»", "Как передает", "суда вернулись в порт."),
        ),
        (
            "Паром стоит с ноября. Об этом сообщил источник в порту.",
            ("источник в порту", "сообщил", "Паром стоит с ноября."),
        ),
        (
            "«Это не наша вина, — отметила она. — Мы ждем ответа».",
            ("она", "отметила", "«Это не наша вина, — отметила она. — Мы ждем ответа»"),
        ),
        (
            "«Никто не спросил жителей острова».",
            ("", "", "«Никто не спросил жителей острова»"),
        ),
    ],
)  # fmt: skip
def test_cues_bind_a_source_to_what_it_said(text, expected):
    """Each common way to attribute is read, before and behind what is said."""
    assert [expected] == read(text)


@pytest.mark.parametrize(
    "text",
    [
        "Газета «Портовые вести» вышла в новом формате.",
        "Паром стоит с ноября, и никто не знает, когда он уйдет.",
        "Об этом сообщил источник в порту.",
        "",
    ],
)
def test_names_in_quotation_marks_are_nobodys_words(text):
    """Titles of papers, plain narration and a cue without content give nothing."""
    assert [] == read(text)


def test_kinds_follow_the_quotation_marks():
    """Speech in « » is direct, that behind a conjunction is indirect."""
    texts = (
        "«Рейсов не будет», — сказал Петров.",
        "Петров сказал, что рейсов не будет.",
    )

    assert ["direct", "indirect"] == [
        kind_of(text, find_in_russian(text)[0].content) for text in texts
    ]


def test_a_source_is_named_in_full_whatever_its_case():
    """Surnames, other cases and pronouns mean who was named before."""
    sources = ["мэр Анна Лунд", "Лунд", "она", "Анны Лунд", "МЧС России", "дипломат"]

    assert ["Анна Лунд"] * 4 + ["МЧС России"] * 2 == name_sources(sources)


def test_agencies_have_one_name_in_both_scripts():
    """A Russian agency's name is that under which its reports are known."""
    assert ["TASS", "Interfax"] == name_sources(["ТАСС", "«Интерфакс»"])


def voice_of(text: str, said: float = 0.0, is_wire: bool = False) -> str:
    p = judge_russian(text, said, is_wire)
    return VOICES[p.index(max(p))]


@pytest.mark.parametrize(
    ("text", "said", "is_wire", "expected"),
    [
        ("Читайте также: Ледоколы вышли в море", 0, False, "boilerplate"),
        ("Подписывайтесь на наш телеграм-канал", 0, True, "boilerplate"),
        ("Источник: ТАСС", 0, False, "credit"),
        ("12 марта 2024, 10:45", 0, False, "credit"),
        ("Рейсы отменены, сообщил порт.", 0.6, False, "reported"),
        ("МОСКВА, 12 марта. /ТАСС/. Рейсы отменены.", 0, False, "reported"),
        ("Рейсы отменены.", 0, False, "reported"),
        ("Увы, мы снова видим то же самое.", 0, False, "editorial"),
        ("Кто за это заплатит?", 0, False, "editorial"),
        ("Увы, как сказал мэр, денег нет.", 0.4, False, "mixed"),
        ("«Мы ждем!» — сказал мэр.", 0.9, False, "reported"),
        ("Разумеется, рейсы отменены.", 0, True, "reported"),
    ],
)
def test_marks_tell_who_speaks(text, said, is_wire, expected):
    """Furniture and credits by their words, comment by marks outside of quotations."""
    assert expected == voice_of(text, said, is_wire)
    assert 1 == pytest.approx(sum(judge_russian(text, said, is_wire)))


def test_only_articles_in_russian_are_read_so():
    """A Russian name in English, and Ukrainian, are not; the whole article decides."""
    rows = [
        ("ru", "Рейсы на остров отменены до лета, и никто не знает, когда они будут."),
        ("ru", "Fog."),
        ("uk", "Міський голова сказав, що пором не вийде до літа через кригу й вітер."),
        ("en", "The ferry “Мария” stays in the harbour until the ice is gone."),
    ]

    assert [True, True, False, False] == find_russian(
        pd.DataFrame(rows, columns=["article", "text"])
    )
