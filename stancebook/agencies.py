"""Wire agencies go by many names, so this file says which names are one agency."""

from __future__ import annotations

import re

__all__ = ["AGENCIES", "AGENCY", "agency_name", "is_ambiguous"]

AGENCIES: dict[str, tuple[str, ...]] = {
    "AAP": ("Australian Associated Press",),
    "ABNA": (),
    "ACN": ("Cuban News Agency",),
    "AFP": ("Agence France-Presse", "Agence France Presse", "Франс Пресс"),
    "AGERPRES": (),
    "ANI": ("Asian News International",),
    "ANSA": (),
    "AP": ("Associated Press", "A.P."),
    "APA": ("Austria Presse Agentur", "Azeri-Press Agency"),
    "APS": ("Algérie Presse Service", "Algeria Press Service"),
    "ATA": ("Albanian Telegraphic Agency",),
    "AZERTAC": ("AzerTAc",),
    "Anadolu": ("Anadolu Agency", "Anadolu Ajansı", "Anadolu Ajansi", "AA", "Анадолу"),
    "Antara": ("Antara News",),
    "Armenpress": (),
    "BNA": ("Bahrain News Agency",),
    "BNS": ("Baltic News Service",),
    "BSS": ("Bangladesh Sangbad Sanstha",),
    "BTA": ("Bulgarian Telegraph Agency", "Bulgarian News Agency"),
    "Belga": (),
    "BelTA": ("Belarusian Telegraph Agency", "БелТА"),
    "Bernama": (),
    "Bloomberg": ("Bloomberg News", "Блумберг"),
    "CNA": ("Central News Agency", "Focus Taiwan"),
    "CTK": ("ČTK", "Czech News Agency"),
    "Canadian Press": ("La Presse Canadienne", "CP"),
    "Dow Jones": ("Dow Jones Newswires",),
    "EFE": ("Agencia EFE",),
    "Europa Press": (),
    "Fars": ("Fars News", "FNA"),
    "GNA": ("Ghana News Agency",),
    "Hina": (),
    "IANS": ("Indo-Asian News Service",),
    "INA": ("Iraqi News Agency",),
    "IRNA": ("Islamic Republic News Agency",),
    "ISNA": ("Iranian Students' News Agency", "Iranian Students News Agency"),
    "Interfax": (
        "Interfax-Ukraine",
        "Interfax.ru",
        "Interfax-AVN",
        *("Интерфакс", "Интерфакса", "Интерфаксу", "Интерфаксом"),
    ),
    "JTA": ("Jewish Telegraphic Agency",),
    "Jiji": ("Jiji Press",),
    "KCNA": ("Korean Central News Agency",),
    "KUNA": ("Kuwait News Agency",),
    "Kyodo": ("Kyodo News",),
    "LUSA": (),
    "MAP": ("Maghreb Arabe Presse",),
    "MENA": ("Middle East News Agency",),
    "MTI": ("Magyar Távirati Iroda",),
    "Mehr": ("Mehr News", "MNA"),
    "NAN": ("News Agency of Nigeria",),
    "NTB": ("Norsk Telegrambyrå",),
    "Novinite": (),
    "PA": ("Press Association", "PA Media"),
    "PAP": ("Polish Press Agency", "Polska Agencja Prasowa"),
    "PNA": ("Philippine News Agency",),
    "PTI": ("Press Trust of India",),
    "Petra": ("Jordan News Agency",),
    "Prensa Latina": (),
    "QNA": ("Qatar News Agency",),
    "RIA Novosti": ("RIA", "RIA-Novosti", "RIAN", "РИА Новости", "РИА"),
    "Reuters": (
        "Thomson Reuters",
        "Thomson Reuters Foundation",
        *("Рейтер", "Рейтерс"),
    ),
    "Ritzau": (),
    "SANA": ("Syrian Arab News Agency",),
    "SPA": ("Saudi Press Agency",),
    "STA": ("Slovenian Press Agency",),
    "STT": ("Suomen Tietotoimisto",),
    "Sputnik": ("Sputnik News", "Sputnik International"),
    "TASS": ("ITAR-TASS", "Itar Tass", "ТАСС", "ИТАР-ТАСС"),
    "TASR": (),
    "TT": ("Tidningarnas Telegrambyrå",),
    "Tanjug": (),
    "Tasnim": ("Tasnim News",),
    "Telam": ("Télam",),
    "Trend": ("Trend News Agency",),
    "UNB": ("United News of Bangladesh",),
    "UNI": ("United News of India",),
    "UPI": ("United Press International",),
    "Ukrinform": (),
    "Unian": (),
    "VNA": ("Vietnam News Agency",),
    "WAFA": (),
    "WAM": ("Emirates News Agency",),
    "Xinhua": ("Xinhua News Agency", "New China News Agency", "Синьхуа"),
    "Yonhap": ("Yonhap News",),
    "dpa": ("Deutsche Presse-Agentur",),
}
# Words and abbreviations of other things: these count only in this spelling.
_AMBIGUOUS = re.findall(
    r"\w+",
    "AA ABNA ACN ANI AP APA APS ATA BNA BNS BSS BTA CNA CP FNA GNA Hina INA MAP MENA "
    "MNA MTI NAN NTB PA PAP PNA Petra QNA RIA SANA SPA STA STT TT Trend UNB UNI VNA "
    "WAM Sputnik Fars Mehr Antara Bloomberg",
)


def _key(name: str) -> str:
    return re.sub(r"[\s\-‑’']+", " ", name).strip().casefold()


_ALIASES = {a: name for name, more in AGENCIES.items() for a in (name, *more)}
_NAMES = {_key(alias): name for alias, name in _ALIASES.items()}
_STRICT = {_key(alias): alias for alias in _AMBIGUOUS}
_ALIAS = "|".join(
    re.escape(alias).replace(r"\ ", r"[\s\-‑]").replace("'", "['’]")
    for alias in sorted(_ALIASES, key=len, reverse=True)
)
# A pattern, for others to build on, of one name of an agency.
AGENCY = (
    rf"(?<![\w@#.])(?i:the\s+)?(?P<agency>(?i:{_ALIAS}))(?i:\.(?:com|ru|net))?"
    r"(?i:(?:\s+news)?\s+agency)?(?![\w@’']|-\w|\.\w)"
)


def is_ambiguous(alias: str) -> bool:
    """
    Say whether `alias` is also a common word or the abbreviation of something else.

    Examples
    --------
    >>> is_ambiguous("PA"), is_ambiguous("Reuters")
    (True, False)
    """
    return _key(alias) in _STRICT


def agency_name(alias: str) -> str | None:
    """
    Return the name that `alias` is known by here; ambiguous ones must be well spelt.

    Examples
    --------
    >>> agency_name("Itar-Tass"), agency_name("AP"), agency_name("ap")
    ('TASS', 'AP', None)
    """
    key = _key(alias)
    if is_ambiguous(alias) and alias not in (_STRICT[key], _STRICT[key].upper()):
        return None
    return _NAMES.get(key)
