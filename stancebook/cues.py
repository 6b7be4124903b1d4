"""Cues that tell who speaks by what a line says and by where on the page it says it."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

__all__ = ["CUES", "measure_cues"]

_ANY_CASE = {
    "views": (
        r"\b(views?|opinions?)\b.{0,60}\b(expressed|are|of)\b.{0,90}\b(own|solely"
        r"|author|contributors?|necessarily|reflect|represent)|disclaimer"
        r"|no (warranty|warranties)|any warrant|errors? and omissions|fair use"
        r"|educational purposes"
    ),
    "embedded_link": (
        r"^\W*https?://(www\.)?(mobile\.)?(twitter|x|t|youtu|youtube|facebook"
        r"|instagram|rumble|vimeo|bitchute)\.\w+/\S*.{0,260}$"
    ),
    "link_line": (
        r"^\W*((source|via|read more|h/t|link|original|\(?\d+\)?)s?\W*)?"
        r"(https?://|www\.)\S+\W*$"
    ),
    "provenance": (
        r"(appeared first on|first (appeared|published)|original(ly)? (published"
        r"|posted|appeared|article|source)|(article|post|story|piece|report|column"
        r"|essay|commentary|op-ed|analysis)\b.{0,50}\b(was|were|is|has been"
        r"|have been) (\w+ )?(written|contributed|submitted|published|produced"
        r"|republished|reprinted|adapted|translated|posted|syndicated|excerpted"
        r"|reproduced)|reprinted (with|from|by)|republished (with|from|by)|©"
        r"|\(c\) \d{4}|copyright|all rights reserved|syndicate)"
    ),
    "picture_credit": (
        r"((photo|image|picture|illustration|screenshot|video|credits?|getty|pool"
        r"|afp|reuters|associated press|\bap|epa|shutterstock|wikimedia|flickr)\b"
        r".{0,40}){2,}$"
    ),
    "promotion": (
        r"(what do you think|let us know|comments? (below|section)|tell us"
        r"|two cents|sound off|scroll down|for more (information|on)|full coverage"
        r"|see also|trending|must watch|just watched|replay|more videos|our (product"
        r"|formula|newsletter|store|sponsor|work|channel|team|website|supplement)"
        r"|donat|subscri|patreon|paypal|sign up|click here|order now|buy now"
        r"|free shipping|read (our|next|the full)|join (us|the)|download|petition"
        r"|promo|discount|available (now|at|on)|get your)"
    ),
    "loaded": (
        r"\b(whin(ed?|es|ing)|rant(s|ed|ing)?|sneer(s|ed|ing)?|gush(es|ed|ing)?"
        r"|exclaim(s|ed|ing)?|brag(s|ged|ging)?|smear(s|ed|ing)?|peddl(es?|ed|ing)"
        r"|fret(s|ted|ting)?|lectur(es?|ed|ing)|pontificat\w+|tout(s|ed|ing)?"
        r"|scoff(s|ed|ing)?|mock(s|ed|ing)?|crow(s|ed)|gloat\w*|rail(s|ed|ing)?"
        r"|slam(s|med|ming)?|spew\w*|parrot(s|ed|ing)?|hyp(es|ed|ing)|spin"
        r"|breathless(ly)?|bizarre(ly)?|absurdly|laughabl[ey]|ironic(ally)?|proudly"
        r"|falsely|wrongly|rightly|tellingly|of course|push(es|ed|ing)? (the|back|a"
        r"|similar|this)|tr(y|ies|ied|ying) to|attempt(s|ed|ing)? to|seem(s|ed)? "
        r"(eager|determined|unsure|to)|without (any |a shred of |)(evidence|proof)"
        r"|fail(s|ed)? to|refus(es|ed)? to|admit(s|ted|ting)?|conced(es|ed)"
        r"|even though|as if|so-called|supposed(ly)?|alleged(ly)?"
        r"|self-(styled|proclaimed)|despite)\b"
    ),
    "agency_line": (
        r"^\W*([\w .,’'-]{0,40}\b)?(ap|afp|reuters|tass|upi|getty images"
        r"|associated press|xinhua|rt|sputnik|epa|cnn|pool)\W*$"
    ),
    "byline": (
        r"^\W*(by|from|written by|authored by|posted by|via|story by|reporting by"
        r"|edited by|submitted by|guest post)\b.{2,80}$"
    ),
}
_NAME = r"[A-Z][\w.’'-]*( [A-Z][\w.’'-]*| (de|van|von|al|bin)\b){1,3}"
_CASED = {
    "caption": (
        r"^\W*(photo|image|picture|file photo|pictured|in this|[A-Z][\w.’'-]+).{0,160}"
        r"\b(watch(es)?|speaks?|gestur\w+|listens?|attends?|arriv(es|ing)|walks?"
        r"|stands?|shakes?|meets?|holds?|address(es)?|delivers?|waves?|looks? on"
        r"|looks at|poses?|guards?|leaves|greets?|reacts|visits|smiles|shows?|seen"
        r"|pictured|taken on|sits?|talks|prepares?|are based|take part|hug|embrace"
        r"|gather)\b"
    ),
    "author_note": (
        r"^\W*(about the author\W*|editor.?s note:?\W*)?(the (author|writer|reporter)\b"
        rf"|(dr|mr|ms|mrs|sen|rep|gen|col|adm|sir)?\.? ?{_NAME})(,[^;]{{3,160}}?,)? "
        r"(is|was|are|serves?|served|teaches|writes|has (been|written|worked|served"
        r"|reported)|holds|covers|reports on|works|worked|lives|blogs)\b.{0,300}\b"
        r"(fellow|professor|emeritus|author|president|director|analyst|editor"
        r"|columnist|founder|co-founder|journalist|writer|contributor|contributing"
        r"|lawyer|attorney|activist|researcher|scholar|retired|correspondent"
        r"|reporter|host|blog|books?|commander|veteran|institute|university"
        r"|think tank|chairman|consultant|expert|economist|historian|advis\w+"
        r"|freelance|follow (him|her|them))\b"
    ),
    "speaker_turn": r"^\W*[A-Z][A-Z .]{1,20}:\s",
    "colon_end": r":\W*$",
    "reference": r"^\W*[\[(]?\d{1,2}[\])]\W*\S",
    "title_words": (
        r"^([A-Z][\w’'“”\"-]*[ ,:–-]+){4,}[A-Z][\w’'”\"?!-]*$"
    ),
}  # fmt: skip
_COMPILED = {
    **{name: re.compile(pattern, re.IGNORECASE) for name, pattern in _ANY_CASE.items()},
    **{name: re.compile(pattern) for name, pattern in _CASED.items()},
}
_PLACED = (
    "author_note_last", "author_note_first", "link_late", "link_early",
    "caption_early", "caption_early_single", "provenance_short", "provenance_last",
    "agency_line_short", "byline_short", "byline_first", "promotion_short",
    "promotion_last", "colon_short", "short_last", "short_first", "bare_last",
    "closing", "bare_short", "few_words", "title_words_inside", "title_words_last",
    "reference_last", "loaded_said", "loaded_report", "loaded_in_part", "said_in_part",
    "asked_in_part",
)  # fmt: skip
CUES = (*_COMPILED, *_PLACED)
_STOP = re.compile(r"[.!?][\"”’)]*(\s|$)")


def _place(
    seen: dict[str, float], text: str, position: int, left: int, said: float
) -> list[float]:
    """Join what a line says with where it stands, in the order of `_PLACED`."""
    words, stops = len(text.split()), len(_STOP.findall(text))
    inside, last, first = position > 0, left <= 3, 1 <= position <= 3
    short, brief = words <= 12, words < 45
    part = 0.25 < said < 0.75
    return [
        seen["author_note"] * last,
        seen["author_note"] * (position == 1),
        seen["link_line"] * (left <= 5),
        seen["link_line"] * (left > 5),
        seen["caption"] * first * brief,
        seen["caption"] * first * brief * (stops <= 1),
        seen["provenance"] * (words < 50),
        seen["provenance"] * last,
        seen["agency_line"] * short,
        seen["byline"] * short,
        seen["byline"] * (position <= 2),
        seen["promotion"] * short,
        seen["promotion"] * last,
        seen["colon_end"] * short,
        float(last and short),
        float(first and short),
        float(last and short and stops == 0),
        float(left == 0 and words < 30),
        float(short and stops == 0 and inside),
        float(words <= 4 and inside),
        seen["title_words"] * inside,
        seen["title_words"] * last,
        seen["reference"] * last,
        seen["loaded"] * said,
        seen["loaded"] * (said > 0.2),
        seen["loaded"] * (0.2 < said < 0.75),
        float(part),
        float(part and "?" in text),
    ]


def measure_cues(
    text: str, position: int, left: int, said: float
) -> NDArray[np.float32]:
    """
    Return the cues of one paragraph, shape (len(CUES),), in the order of `CUES`.

    `position` counts from the title, 0; `left` counts the paragraphs that follow;
    `said` is the share of words that are attributed to somebody.

    Examples
    --------
    >>> note = "Ana Maria Lima is a fellow at the River Institute."
    >>> seen = measure_cues(note, position=9, left=0, said=0.0)
    >>> float(seen[CUES.index("author_note_last")])
    1.0
    """
    seen = {name: float(bool(p.search(text))) for name, p in _COMPILED.items()}
    placed = _place(seen, text, position, left, said)
    return np.array([*seen.values(), *placed], dtype=np.float32)
