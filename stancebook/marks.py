"""Marks in a paragraph's surface that tell who speaks, the same on any site."""

from __future__ import annotations

import math
import re

import numpy as np
from numpy.typing import NDArray

from stancebook.datelines import find_agency, find_dateline
from stancebook.quotation import drop_quotations, find_quotations

__all__ = ["MARKS", "is_run_together", "measure_marks"]

_PATTERNS = {
    "credit_lead": (
        r"^\W*(source|sources|by|via|from|credit|author|authored|written"
        r"|contributed|delivered|submitted|reposted|republished|reprinted"
        r"|originally|courtesy|posted|published|updated|translated|translation"
        r"|edited|reporting|copyright|reuters|h/t|©)\b"
    ),
    "credit_word": (
        r"(©|copyright|all rights reserved|with permission|first appeared"
        r"|originally (published|posted|appeared)|reporting by|editing by"
        r"|contributed to this|is an? [\w\s,’'-]{0,60}(author|writer|editor|fellow"
        r"|professor|columnist|correspondent|reporter|contributor|analyst)|follow"
        r" (him|her|me|us|them)\b|@\w{2,}\s*$|staff writer|associated press writer)"
    ),
    "lead_in": (
        r"(report|write|say|note|explain|state|put|continue|add|tweet|according"
        r"|told|from)\w*\b[^.!?]{0,60}:\s*$"
    ),
    "dated": (
        r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}(,?"
        r" \d{4})?\b"
    ),
    "time": r"\b\d{1,2}:\d{2}\b|\b(am|pm|est|edt|gmt|utc)\b",
    "tweet": r"pic\.twitter|https?://t\.co|\(@\w+\)|^\W*(rt )?@\w+",
    "link": r"https?://|www\.",
    "share": (
        r"\b(share|subscribe|sign up|newsletter|donat|comment|click|read more"
        r"|related|advertis|sponsor|follow us|like us|facebook|email|e-mail"
        r"|download|app|join us|support (us|our)|watch|video|photo|image|caption"
        r"|gallery|loading|continue reading|see also|more from|trending|popular"
        r"|recommended|cookie|privacy|terms of|log ?in|register|tags?:|topics?:)"
    ),
    "furniture": (
        r"^(advertisement|sponsored|share|print|email|comments?|related|read more"
        r"|more|photos?|video|watch|loading|tags|menu|search|home|news|opinion"
        r"|analysis|analysis/opinion)\W*$"
    ),
    "disclaimer": (
        r"(views? expressed|opinions? expressed|do(es)? not (necessarily )?(reflect"
        r"|represent)|disclaimer|fair use|for informational purposes)"
    ),
    "here_video": (
        r"^(here[’']?s?|watch|see|listen|check out)\b.{0,90}(video|clip|tweet|photo"
        r"|image|demo|below|:$)"
    ),
    "ellipsis": r"^[\W_]*$",
    "first_plural": r"\b(we|our|us|ourselves)\b",
    "first_single": r"\b(i|my|me|myself|i’m|i'm|i’ve|i've)\b",
    "second": r"\b(you|your|yourself|folks|reader|readers)\b",
    "should": (
        r"\b(should|must|ought|need to|needs to|has to|have to|let us|let[’']s|time"
        r" to)\b"
    ),
    "perhaps": (
        r"\b(perhaps|maybe|probably|likely|seems?|appears?|apparently|presumably"
        r"|might|could)\b"
    ),
    "sure": (
        r"\b(clearly|obviously|of course|certainly|indeed|in fact|surely"
        r"|undoubtedly|simply|merely|actually|really|exactly|never|always|nothing"
        r"|everyone|nobody)\b"
    ),
    "judge": (
        r"\b(so-called|absurd|ridiculous|shame|shameful|disgrace|outrage|outrageous"
        r"|lies?|liars?|lying|corrupt|evil|insane|crazy|idiot|stupid|pathetic"
        r"|hypocri\w+|propaganda|elites?|mainstream|regime|puppet|radical|leftists?"
        r"|liberals?|failed|failure|disaster|dangerous|terrible|horrible|great"
        r"|wonderful|brave|heroic|tyran\w+|fascis\w+|globalis\w+|swamp|hoax|sham"
        r"|fake|bogus)\b"
    ),
    "connect": (
        r"^(but|and|so|yet|now|well|still|of course|in other words|that is|this is"
        r"|it is|it[’']s|if|why|what|how|then|instead|meanwhile|thus|therefore"
        r"|however|no|yes|ironically|unfortunately)\b"
    ),
    "contraction": r"\w[’'](s|t|re|ve|ll|d|m)\b",
    "said": (
        r"\b(said|says|told|tells|added|stated|announced|reported|reports|according"
        r" to|wrote|claimed|noted|confirmed|warned|argued|denied|declared|testified"
        r"|explained|insisted)\b"
    ),
    "weekday": r"\b(monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b",
    "office": (
        r"\b(minister|president|spokes\w+|secretary|official|officials|police|court"
        r"|senator|sen\.|rep\.|gov\.|officer|director|chief|ministry|department"
        r"|agency|authorities|lawmakers)\b"
    ),
    "he_she": r"\b(he|she|his|her|they|their)\b",
    "number": r"\d",
    "question": r"\?",
    "exclaim": r"!",
    "dots": r"(\.\.\.|…)",
    "dash": r"[–—]|--",
    "bracket": r"[\[\(]",
    "pipe": r"\||»|›|→",
    "only_link": r"^(source:?\s*)?(https?://|www\.)\S+$",
    "lead_in_short": (
        r"^(\W*(and|but|as|per|from|via|according to|in|here|this is)\b.{0,80}"
        r"|.{0,80}\b(report(s|ed)?|write[s]?|wrote|notes?|noted|explain(s|ed)"
        r"|say[s]?|said|tweeted|stated?|told|put it this way|added|continued?"
        r"|follows)\b.{0,30}):$"
    ),
    "biography": (
        r"^[“\""
        r"']?([A-Z][\w.’'-]+ ){2,4}(is|was|serves|teaches|writes|has been"
        r"|holds)\b.*\b(fellow|professor|former|author|president|director|analyst"
        r"|editor|columnist|founder|journalist|writer|contributor|lawyer|attorney"
        r"|activist|researcher|scholar|retired)\b"
    ),
    "tweet_signed": r"^\W*[—–-] .{0,60}\(@\w+\)|\(@\w+\) \w+ \d{1,2}, \d{4}\W*$",
    "photo_credit": (
        r"(photo|image|picture|video|illustration|screenshot"
        r"|screengrab)s?\b.{0,20}\b(by|via|from|credit|courtesy|:)|getty"
        r"|shutterstock|wikimedia|flickr|/(afp|ap|reuters)\b|\bvia (ap|afp|reuters"
        r"|twitter|youtube)\b|file photo"
    ),
    "only_agency": (
        r"^\W*(ap|afp|reuters|tass|cnn|upi|rt|bbc|xinhua|interfax|staff|editor"
        r"|associated press|the associated press|agence france-presse)\W*$"
    ),
    "caption": (
        r"\b(left|right|cent(er|re)|pictured|shown|seen here|speaks|gestures"
        r"|attends|poses|waves|listens|arrives|shakes hands|walks|stands|looks on"
        r"|in this|file)\b"
    ),
    "first_appeared": (
        r"(the post|article|story|piece|essay|column)\b.{0,160}\b(appeared"
        r"|published|posted|contributed|written|syndicated|distributed)\b"
    ),
    "shouted_lead": r"^[A-Z][A-Z ’'/]{3,30}:",
    "lower_start": r"^[a-z]",
    "here_it_is": (
        r"\b(below|here|here’s|here's|following|transcript|full (story|text"
        r"|article))\b.{0,60}:$"
    ),
    "bullet": r"^\s*([-*•·▪]|\d+[.)])\s",
}
_CASED = frozenset({"biography", "shouted_lead", "lower_start"})
_COMPILED = {
    name: re.compile(p, 0 if name in _CASED else re.IGNORECASE)
    for name, p in _PATTERNS.items()
}
_COUNTED = frozenset(_PATTERNS) - {
    "credit_lead", "credit_word", "lead_in", "furniture", "disclaimer", "here_video",
    "ellipsis",
    "connect", "bullet", "only_link", "lead_in_short", "biography", "tweet_signed",
    "photo_credit", "only_agency", "first_appeared", "shouted_lead", "lower_start",
    "here_it_is",
}  # fmt: skip
_SHAPE = (
    "words", "very_short", "short", "long", "no_stop", "colon_end", "capital_words",
    "all_capitals", "quoted", "opens_quote", "scare_quotes", "dateline", "agency",
    "sentences",
)  # fmt: skip
MARKS = (*_PATTERNS, *_SHAPE)

_WORD = re.compile(r"[\w’']+")


def _shape(text: str) -> list[float]:
    words = _WORD.findall(text)
    count = max(1, len(words))
    quotes = find_quotations(text)
    quoted = sum(len(text[a:b].split()) for a, b in quotes) / max(1, len(text.split()))
    stripped = text.rstrip()
    return [
        math.log1p(len(words)) / 4,
        float(len(words) < 4),
        float(len(words) < 12),
        float(len(words) > 60),
        float(not stripped.endswith((".", "!", "?", "”", '"', "…", "’"))),
        float(stripped.endswith(":")),
        sum(w[:1].isupper() for w in words) / count,
        sum(len(w) > 1 and w.isupper() for w in words) / count,
        min(1.0, quoted),
        float(text.lstrip()[:1] in '“"«„'),
        float(sum(0 < len(text[a:b].split()) < 4 for a, b in quotes)),
        float(find_dateline(text) is not None),
        float(find_agency(text) is not None),
        math.log1p(len(re.findall(r"[.!?](\s|$)", text))),
    ]


_SMALL = re.compile(
    r"(the|an?|is|are|was|were|has|have|had|will|would|be|been|its?|they|them|their|s?he"
    r"|his|her|that|which|who|we|our|us|as|but|if|this|there|not|what|your?|i|my)"
)
_JOINED_UP = re.compile(r"[.!?:;…—–|“”\"#@](\s|$)|[“\"#@]|https?:")
FEWEST_JOINED = 20


def is_run_together(text: str) -> bool:
    """
    Say if a paragraph is several headlines that lost what stood between them.

    Headlines have no full stops and hardly an article or a pronoun; a sentence of that
    length has. Where a page was copied as text, links to other stories end up so.

    Examples
    --------
    >>> is_run_together("Minister opens harbour Fleet returns from northern exercise "
    ... "Grain prices fall for third week Parliament delays vote on fishing quotas")
    True
    >>> is_run_together("The minister opened the harbour.")
    False
    """
    words = _WORD.findall(text.lower())
    if len(words) < FEWEST_JOINED or _JOINED_UP.search(text):
        return False
    return sum(bool(_SMALL.fullmatch(word)) for word in words) <= 0.07 * len(words)


def measure_marks(text: str) -> NDArray[np.float32]:
    """
    Return the marks of one paragraph, shape (len(MARKS),), in the order of `MARKS`.

    Counts are damped as log(1 + n) per square root of the words, so that a long
    paragraph does not shout.

    Examples
    --------
    >>> marks = measure_marks("We must act!")
    >>> bool(marks[MARKS.index("should")] > 0), float(marks[MARKS.index("quoted")])
    (True, 0.0)
    """
    bare = drop_quotations(text)  # whose first person it is depends on that
    scale = max(1.0, math.sqrt(len(_WORD.findall(text)) / 12))
    values = []
    for name, pattern in _COMPILED.items():
        if name in _COUNTED:
            values.append(math.log1p(len(pattern.findall(bare))) / scale)
        else:
            values.append(float(pattern.search(text.strip()) is not None))
    return np.array([*values, *_shape(text)], dtype=np.float32)
