# ruff: noqa: E501 - other languages have long words, and wide letters
import pytest

from benchmarks.pages import OTHERS, RUSSIAN
from stancebook.languages import NAMES, choose_language, find_language

TEXTS = {
    **{language: " ".join(texts) for language, texts in OTHERS.items()},
    "ru": " ".join(RUSSIAN[0]),
    "ja": "市長は金曜日、フェリーは夏までに出航しないと述べた。市には新しい橋を建てる資金がない。",
    "ko": "시장은 금요일에 여객선이 여름 전에는 출항하지 않을 것이라고 말했다. 시에는 돈이 없다.",
    "tr": "Belediye başkanı cuma günü feribotun yazdan önce kalkmayacağını söyledi. Şehrin"
    " yeni bir köprü için parası yok ve meclis üyeleri bu konuda anlaşamıyor.",
    "it": "Il sindaco ha detto venerdì che il traghetto non partirà prima dell'estate. La"
    " città non ha soldi per un nuovo ponte e i consiglieri non sono d'accordo.",
    "pt": "O presidente da câmara disse que o barco não vai sair antes do verão. A cidade"
    " não tem dinheiro para uma ponte nova e os vereadores não chegam a acordo.",
    "nl": "De burgemeester zei vrijdag dat de veerboot niet voor de zomer zal vertrekken."
    " De stad heeft geen geld voor een nieuwe brug en de raad is het niet eens.",
    "bg": "Кметът каза в петък, че фериботът няма да тръгне преди лятото. Градът няма пари"
    " за нов мост, а съветниците не могат да се споразумеят какво ще бъде по-нататък.",
    "sr": "Градоначелник је рекао у петак да трајект неће кренути пре лета. Град нема новца"
    " за нови мост, а одборници не могу да се договоре шта даље, јер љути су сви.",
    "el": "Ο δήμαρχος είπε την Παρασκευή ότι το πλοίο δεν θα φύγει πριν από το καλοκαίρι.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_paragraph_tells_its_language(language):
    """Two sentences are enough, in scripts and languages of many papers."""
    assert language == find_language(TEXTS[language])
    assert language in NAMES


def test_english_is_told_by_its_words():
    """A sentence in English is English, with names of others in it."""
    text = (
        "The mayor of Świnoujście and the owner of the ferry “Мария” said on Friday that"
        " it is not going to leave the quay for the islands before the ice is gone."
    )

    assert "en" == find_language(text)


@pytest.mark.parametrize(
    "text", ["", "Ships wait.", "12 — 14", "Ana Lund, Olaf Berg, Mira Strand " * 9]
)
def test_what_says_nothing_of_a_language_has_none(text):
    """A few words, figures or names alone are no language."""
    assert find_language(text) is None


@pytest.mark.parametrize(
    ("declared", "language", "expected"),
    [
        ("de-AT", "de", "de-AT"),
        ("en-US", "ru", "ru"),
        ("en", "de", "de"),
        (None, "uk", "uk"),
        ("", "fr", "fr"),
        ("x-default", "fr", "fr"),
        ("ru", "uk", "uk"),
        ("gl", "es", "gl"),
    ],
)
def test_a_clear_text_goes_before_what_its_page_declares(declared, language, expected):
    """Systems say "en" of all they publish; close relatives keep what is declared."""
    assert expected == choose_language(declared, TEXTS[language])
