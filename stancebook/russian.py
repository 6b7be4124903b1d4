"""The models read no Russian, so who speaks in it is told by marks and cues."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import pandas as pd

from stancebook.agencies import agency_name
from stancebook.binding import Attribution
from stancebook.datelines import find_agency, find_dateline, find_story, is_date_line
from stancebook.languages import find_language
from stancebook.quotation import Span, drop_quotations, find_quotations

__all__ = ["find_in_russian", "find_russian", "judge_russian", "name_sources"]

_PAST = (
    "сказа заяви сообщи отмети подчеркну добави рассказа поясни объясни напомни уточни "
    "написа призна предупреди завери подтверди указа констатирова ответи спроси "
    "заключи продолжи возрази проинформирова посетова переда пообеща призва"
)
_PRESENT = (
    "сообща заявля отмеча добавля счита полага утвержда подчеркива поясня напомина "
    "уточня призна предупрежда подтвержда указыва уверя"
)
_VERB = (
    rf"(?:(?:{'|'.join(_PAST.split())})л[аио]?|(?:{'|'.join(_PRESENT.split())})[ею]т"
    r"|говор[ия]т|пиш[еу]т|переда[её]т|передают|уверен[аы]?)"
)
_UP = "А-ЯЁA-Z"
_RUN = re.compile(rf"[{_UP}][\w’'-]*(?:\.\s?(?=[{_UP}])|\s(?=[{_UP}])|[\w’'-])*")
# Whom something was told, where, and when: it may stand between verb and source.
_ADDRESS = (
    r"(?:\s(?:также|при этом|журналистам|накануне|ранее|агентству|изданию"
    r"|(?:ТАСС|РИА Новости|Интерфаксу)(?=\s[а-яё])"
    r"|в (?:понедельник|вторник|среду|четверг|пятницу|субботу|воскресенье"
    r"|интервью|беседе|эфире|разговоре)(?:\s(?:с|на)?\s?\w+)?|на брифинге))*"
)
_SOURCE = r"(?P<source>(?:[^,.;:«»()]|«[^«»]{2,40}»){1,150}?)"
_BY = (
    r"словам|мнению|данным|информации|сообщению|подсчетам|оценке|оценкам|версии"
    r"|заявлению|утверждению|сведениям|прогнозу"
)
_LIKE = re.compile(rf"(?P<cue>по (?:{_BY}))\s{_SOURCE},\s", re.IGNORECASE)
_AS = re.compile(rf"(?P<cue>как {_VERB}){_ADDRESS}\s{_SOURCE},\s", re.IGNORECASE)
_THAT = re.compile(
    rf"^(?P<source>[^«»:;]{{2,150}}?)\s(?:также\s|при этом\s)?(?P<cue>{_VERB})"
    r"(?:\s[^,:«»]{0,60})?,\s(?=(?:что|будто|как|когда|почему)\s)"
)
_COLON = re.compile(
    rf"^(?P<source>[^«»:;]{{2,150}}?)\s(?P<cue>{_VERB})(?:\s[^:«»]{{0,60}})?:\s(?=«)"
)
_AFTER = re.compile(
    rf"[,.!?…»]\s?(?:[—–-]\s)?(?P<cue>{_VERB}){_ADDRESS}\s{_SOURCE}(?=[.,;!?]|\s«|$)"
)
_THIS = re.compile(rf"^Об этом\s(?P<cue>{_VERB}){_ADDRESS}\s{_SOURCE}(?=[.,;]|$)")
_FULL_STOP = re.compile(r"(?<=[.!?…»])\s+(?=[А-ЯЁA-Z«“\"—–])")
_SHORT = re.compile(r"(?:^|\W)(?:[А-ЯЁ]|г|гг|ул|корр|им|тыс|млн|млрд|руб|см|др)\.$")
_BARE = 5  # words: shorter quotations are names, of papers, ships and firms
_PRONOUNS = {"он", "она", "они"}
_ROLES = re.compile(
    r"(?i)^(?:этот\s|сам[аи]?\s)?(?:дипломат|чиновни[кц]\w*|министр|политик|спикер"
    r"|депутат|глава \w+|мэр|губернатор|эксперт|президент|представитель \w+)$"
)
_P = 0.6  # of every attribution: found by a rule, whose hits were not counted


def find_russian(paragraphs: pd.DataFrame) -> list[bool]:
    """
    Say for each paragraph if its article is in Russian.

    Examples
    --------
    >>> find_russian(pd.DataFrame({"article": ["a"], "text": ["Ships wait."]}))
    [False]
    """
    texts = paragraphs["text"].astype(str)
    articles = paragraphs.get("article", pd.Series("", index=paragraphs.index))
    # English articles, which most are, cost one look for three letters of Cyrillic.
    if not texts.str.contains("[а-я]{3}").any():
        return [False] * len(paragraphs)
    whole = texts.groupby(articles.to_numpy(), sort=False).agg("\n".join)
    russian = {name: find_language(text) == "ru" for name, text in whole.items()}
    return [russian[name] for name in articles]


def find_in_russian(text: str) -> list[Attribution]:
    """
    Return what is ascribed in a Russian paragraph, by quotation marks and common cues.

    Examples
    --------
    >>> text = "«Рейсов не будет», — сказала мэр Анна Лунд."
    >>> [found] = find_in_russian(text)
    >>> [text[a:b] for spans in (found.source, found.cue) for a, b in spans]
    ['мэр Анна Лунд', 'сказала']
    """
    quoted = find_quotations(text)
    found: list[Attribution] = []
    before: Span | None = None
    for start, end in _sentences(text, quoted):
        if each := _read_sentence(text, start, end, quoted, before):
            found.append(each)
        before = (start, end)
    held = [span for each in found for span in each.content]
    for start, end in quoted:
        free = not any(a < end and start < b for a, b in held)
        if free and len(text[start:end].split()) >= _BARE:
            found.append(Attribution((), (), ((start, end),), _P))
    return sorted(found, key=lambda each: each.content[0])


def _sentences(text: str, quoted: Sequence[Span]) -> Iterator[Span]:
    start = find_story(text)
    for stop in _FULL_STOP.finditer(text, start):
        inside = any(a < stop.start() < b for a, b in quoted)
        goes_on = text[stop.end() : stop.end() + 1] in "—–" or (
            text[stop.start() - 1] == "»"
        )
        if (
            inside
            or goes_on
            or _SHORT.search(text[max(0, stop.start() - 8) : stop.start()])
        ):
            continue
        yield start, stop.start()
        start = stop.end()
    if start < len(text):
        yield start, len(text)


def _read_sentence(
    text: str, start: int, end: int, quoted: Sequence[Span], before: Span | None
) -> Attribution | None:
    sentence = text[start:end]
    match = _THIS.search(sentence)
    if match:
        return _bind(match, start, [before]) if before else None
    for pattern in (_AS, _LIKE):
        if match := pattern.search(sentence):
            head = (start, start + max(0, match.start() - 2))
            return _bind(match, start, [head, (start + match.end(), end)])
    if match := _COLON.search(sentence):
        return _bind(match, start, [s for s in quoted if start <= s[0] < end])
    if match := _THAT.search(sentence):
        return _bind(match, start, [(start + match.end(), end)])
    if match := _AFTER.search(sentence):
        return _bind(match, start, _said_before(text, start, end, match, quoted))
    return None


def _said_before(
    text: str, start: int, end: int, match: re.Match[str], quoted: Sequence[Span]
) -> list[Span]:
    """Return the quotations of a sentence, or else what stands before its cue."""
    own = [(a, b) for a, b in quoted if start <= a and b <= end]
    long = [(a, b) for a, b in own if len(text[a:b].split()) > 1]
    return long or [(start, start + match.start())]


def _bind(
    match: re.Match[str], shift: int, content: Sequence[Span]
) -> Attribution | None:
    source = _trim_source(match["source"])
    at = match.start("source") + match["source"].find(source) + shift
    cue = (match.start("cue") + shift, match.end("cue") + shift)
    kept = tuple((a, b) for a, b in content if b - a > 2)
    if not kept or not source:
        return None
    return Attribution(((at, at + len(source)),), (cue,), kept, _P)


def _trim_source(source: str) -> str:
    """Cut what follows a name: where it was said, and when."""
    run = next(iter(_RUN.finditer(source, 0)), None)
    words = source.strip()
    if run and run.end() < len(source) and source[run.end() :].strip(" »"):
        rest = source[run.end() :]
        person = " " in run.group().strip()
        following = _RUN.search(rest)
        if person or not following:
            words = source[: run.end()].strip()
        else:
            words = source[: run.end() + following.end()].strip()
    return words


@lru_cache(maxsize=10_000)
def _name_of(source: str) -> str | None:
    """Return the name in a source: of a person the last two words, or of a body all."""
    runs = [match.group().strip(" .") for match in _RUN.finditer(source)]
    if not runs:
        return None
    if agency := agency_name(runs[-1]):
        return agency
    words = runs[-1].split()
    given = [word for word in words if not word.isupper()]
    return " ".join(given[-2:] if len(given) >= 2 else words)


def name_sources(sources: Sequence[str | None]) -> list[str | None]:
    """
    Return whom each source of an article, in order, means, in its fullest form.

    Examples
    --------
    >>> name_sources(["мэр Анна Лунд", "Лунд", "она", "Анны Лунд", "источник в порту"])
    ['Анна Лунд', 'Анна Лунд', 'Анна Лунд', 'Анна Лунд', None]
    """
    full: list[str] = []
    names: list[str | None] = []
    for source in sources:
        low = (source or "").casefold().strip()
        if source is None or low in _PRONOUNS or _ROLES.search(low):
            names.append(names[-1] if names else None)
            continue
        name = _name_of(source)
        known = next((one for one in full if name and _is_same(one, name)), None)
        if name and not known and " " in name:
            full.append(name)
        names.append(known or name)
    return names


def _is_same(full: str, name: str) -> bool:
    """Say if a name is the same person's, in another case or by the surname alone."""
    one, other = full.split()[-1].casefold(), name.split()[-1].casefold()
    shared = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    return shared >= max(3, min(len(one), len(other)) - 2)


_FURNITURE = re.compile(
    r"(?i)^\W*(?:читайте (?:также|ещё|еще)|смотрите также|подпи(?:сывайтесь|шитесь)"
    r"|поделиться|по теме|реклама|комментарии|подробнее|материалы по теме|ещё по теме"
    r"|наш телеграм|все новости|оставить комментарий)\b"
)
_CREDIT = re.compile(
    r"(?i)^\W*(?:(?:источник|автор|текст|редактор|корреспондент|перевод|оригинал)\b"
    r"\s*[:—–-]|©)"
)
_OWN = re.compile(
    r"(?i)\b(?:мы|нас|нам|нами|наш\w{0,3}|увы|к сожалению|разумеется|очевидно|конечно"
    r"|якобы|так называем\w+|пресловут\w+|неудивительно|абсурд\w*|позор\w*|нелеп\w*"
    r"|смешно|цинич\w*|лицемер\w*|на самом деле|пора бы|судите сами)\b|[!?](?:\s|$)"
)
_CREDIT_LENGTH = 80  # characters


def judge_russian(text: str, said: float, is_wire: bool) -> tuple[float, ...]:
    """
    Return P(voice) of a Russian paragraph, in the order of `schema.VOICES`.

    `said` is the share of words that are ascribed; `is_wire` says that its article
    opens under an agency's dateline. The figures are set by hand, and are no measure.

    Examples
    --------
    >>> judge_russian("Читайте также: Паром стоит", 0.0, False).index(0.9)
    4
    """
    if _FURNITURE.search(text):
        return (0.025, 0.025, 0.025, 0.025, 0.9)
    short = len(text) <= _CREDIT_LENGTH
    if is_date_line(text) or (short and (_CREDIT.search(text) or _is_credit(text))):
        return (0.025, 0.025, 0.025, 0.9, 0.025)
    own = _OWN.search(drop_quotations(text)) is not None and not is_wire
    if own and said > 0.6:
        return (0.3, 0.5, 0.16, 0.02, 0.02)
    if own and said > 0.15:
        return (0.3, 0.2, 0.46, 0.02, 0.02)
    if own:
        return (0.7, 0.2, 0.06, 0.02, 0.02)
    if said or is_wire or find_dateline(text):
        return (0.06, 0.88, 0.02, 0.02, 0.02)
    return (0.3, 0.6, 0.06, 0.02, 0.02)


def _is_credit(text: str) -> bool:
    dateline = find_dateline(text)
    tells = dateline is not None and dateline.end < len(text.strip())
    return find_agency(text) is not None and not tells
