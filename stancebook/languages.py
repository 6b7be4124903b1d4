"""The models read English, so it is found out which language an article is in."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

__all__ = ["NAMES", "choose_language", "find_language"]

# Words that every text of a language is full of, and most texts of others lack.
_WORDS = {
    "en": "the of and to in that is was for on with as by at from his her which are",
    "de": "der die das und ist nicht mit den dem von zu auf eine für im sich des ein",
    "fr": "le la les des et est dans une du pour pas sur qui au avec par ce plus sont",
    "es": "el la los las de que en y un una por con del se para es al como pero",
    "pt": "o os as de que em e um uma por com do da não para no na ao dos mais",
    "it": "il la che di un una per con del della non sono gli nel alla da le è anche",
    "nl": "de het een van en dat is niet op te met voor zijn aan door ook maar bij",
    "sv": "och att det som är en på för av med inte den till har ett om de var",
    "da": "og at det som er en på for af med ikke den til har et om de var fra blev",
    "no": "og at det som er en på for av med ikke den til har et om de var fra ble",
    "fi": "ja on ei se että oli hän mutta ovat joka myös kun niin tai kuin mukaan",
    "pl": "i w nie na się że z do to jest o jak za po od przez ale jego oraz dla są",
    "cs": "a v se na je že to s z o do za by ale jako podle které který také byl není",
    "sk": "a v sa na je že to s z o do za by ale ako podľa ktoré ktorý tiež bol nie",
    "hu": "a az és hogy nem is egy meg volt már csak mint azt ez szerint el vagy",
    "ro": "și de în a la cu nu că pe un o din este care pentru să mai au fost",
    "hr": "i u je na se da su za od s iz o kako koji što nije će bi sve ali",
    "tr": "ve bir bu da de için ile olarak çok daha olan gibi sonra kadar ise ancak",
    "id": "yang dan di dengan untuk dari ini itu pada tidak dalam akan adalah ke oleh",
    "vi": "và của là có cho được trong một các không với người này những đã khi",
    "ar": "في من على إلى أن التي عن مع كان هذا الذي بعد هذه قال ما لا",
    "fa": "و در به از که این را با است برای آن یک خود تا شد کرد",
    "ur": "کے میں کی ہے اور سے کا کو نے پر یہ ہیں کہ بھی جو",
}  # fmt: skip
_SETS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_SHARED = Counter(word for words in _SETS.values() for word in words)
# A script that one language alone, among those with many readers, is written in.
_SCRIPTS = {
    "GREEK": "el", "HEBREW": "he", "THAI": "th", "GEORGIAN": "ka", "ARMENIAN": "hy",
    "DEVANAGARI": "hi", "BENGALI": "bn", "TAMIL": "ta", "TELUGU": "te",
    "GUJARATI": "gu", "KANNADA": "kn", "MALAYALAM": "ml", "GURMUKHI": "pa",
    "SINHALA": "si", "ETHIOPIC": "am", "KHMER": "km", "LAO": "lo", "MYANMAR": "my",
    "HANGUL": "ko", "HIRAGANA": "ja", "KATAKANA": "ja", "CJK": "zh",
}  # fmt: skip
_ARABIC = ("ar", "fa", "ur")
_ALPHABETS = {
    "LATIN": [language for language in _WORDS if language not in _ARABIC],
    "ARABIC": list(_ARABIC),
}
# Letters that tell the Cyrillic alphabets apart; the first that a text has decides.
_CYRILLIC = (
    ("қғңұәһ", "kk"),
    ("ңөүҷӣӯҳ", None),  # Kyrgyz, Mongolian, Tajik: none is known here
    ("ў", "be"),
    ("їєґ", "uk"),
    ("ѓќѕ", "mk"),
    ("ћђљњј", "sr"),
    ("ыэё", "ru"),
    ("ъ", "bg"),
)
NAMES = {
    "am": "Amharic", "ar": "Arabic", "be": "Belarusian", "bg": "Bulgarian",
    "bn": "Bengali", "bs": "Bosnian", "ca": "Catalan", "cs": "Czech", "da": "Danish",
    "de": "German", "el": "Greek", "en": "English", "es": "Spanish", "et": "Estonian",
    "fa": "Persian", "fi": "Finnish", "fr": "French", "gu": "Gujarati",
    "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian",
    "hy": "Armenian", "id": "Indonesian", "it": "Italian", "ja": "Japanese",
    "ka": "Georgian", "kk": "Kazakh", "km": "Khmer", "kn": "Kannada", "ko": "Korean",
    "lo": "Lao", "lt": "Lithuanian", "lv": "Latvian", "mk": "Macedonian",
    "ml": "Malayalam", "mr": "Marathi", "ms": "Malay", "my": "Burmese",
    "nb": "Norwegian", "ne": "Nepali", "nl": "Dutch", "nn": "Norwegian",
    "no": "Norwegian", "pa": "Punjabi", "pl": "Polish", "pt": "Portuguese",
    "ro": "Romanian", "ru": "Russian", "si": "Sinhala", "sk": "Slovak",
    "sl": "Slovenian", "sq": "Albanian", "sr": "Serbian", "sv": "Swedish",
    "sw": "Swahili", "ta": "Tamil", "te": "Telugu", "th": "Thai", "tl": "Tagalog",
    "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "uz": "Uzbek",
    "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
# Written so much alike that words do not part them: what is declared stands.
_ALIKE = (
    {"no", "nb", "nn", "da"},
    {"hr", "sr", "bs", "me", "sh", "sl"},
    {"id", "ms"},
    {"cs", "sk"},
    {"es", "ca", "gl", "pt"},
    {"hi", "mr", "ne", "sa"},
    {"zh", "yue"},
    {"ar", "arz"},
)
_SAMPLE = 4_000  # characters
_FEW = 20  # words or, where none are parted by spaces, letters: fewer say nothing
_SHARE = 0.08  # of a text's words are among those of its language, at the least
_LEAD = 1.25  # times as much as any other, where a word counts less in more lists
_RARE = 0.002  # of a text's letters, at the least, are those of its alphabet alone


def find_language(text: str) -> str | None:
    """
    Return the language of a text by its script and its commonest words, or None.

    None is for what is too short, or in none of the languages that are known here.

    Examples
    --------
    >>> find_language("The ferry to the island will be late, the mayor said, and it is"
    ...     " not clear if the boats of the other company can take its place in time.")
    'en'
    >>> find_language("Ships wait.")
    """
    sample = text[:_SAMPLE]
    scripts = _count_scripts(sample)
    if sum(scripts.values()) < _FEW:
        return None
    script, count = scripts.most_common(1)[0]
    if scripts["HIRAGANA"] + scripts["KATAKANA"] > count / 10 and script == "CJK":
        return "ja"
    if script in _SCRIPTS:
        return _SCRIPTS[script]
    if script == "CYRILLIC":
        return _by_letters(sample.casefold(), count)
    return _by_words(sample, _ALPHABETS.get(script, []))


def _count_scripts(text: str) -> Counter[str]:
    scripts = Counter[str]()
    for letter, count in Counter(text).items():
        if letter.isalpha():
            scripts[_script_of(letter)] += count
    return scripts


@lru_cache(maxsize=10_000)
def _script_of(letter: str) -> str:
    return unicodedata.name(letter, "?").partition(" ")[0]


def _by_words(text: str, languages: list[str]) -> str | None:
    words = Counter(re.findall(r"[^\W\d_]+", text.casefold()))
    total = words.total()
    if total < _FEW or not languages:
        return None
    hits = Counter({one: _weigh(words, _SETS[one]) for one in languages})
    (best, most), (second, next_most) = hits.most_common(2)
    if sum(words[word] for word in _SETS[best]) < _SHARE * total:
        return None
    if most < _LEAD * next_most and not _are_alike(best, second):
        return None
    return best


def _weigh(words: Counter[str], known: frozenset[str]) -> float:
    return sum(words[word] / _SHARED[word] for word in known)


def _by_letters(text: str, count: int) -> str | None:
    counts = Counter(text)
    for letters, language in _CYRILLIC:
        if sum(counts[letter] for letter in letters) >= _RARE * count:
            return language
    return None


def _are_alike(one: str, other: str) -> bool:
    return one == other or any({one, other} <= group for group in _ALIKE)


def choose_language(declared: str | None, text: str) -> str | None:
    """
    Return what a page says of its language, unless its text is clearly in another.

    Many systems say "en" of whatever they publish.

    Examples
    --------
    >>> choose_language("en-GB", "Ships wait."), choose_language(None, "Ships wait.")
    ('en-GB', None)
    """
    found = find_language(text)
    base = (declared or "").split("-")[0].casefold()
    if not re.fullmatch(r"[a-z]{2,3}", base):
        return found
    if found and not _are_alike(base, found):
        return found
    return declared
