"""What is asserted: sentences that can be checked or contested, and who makes them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from stancebook import schema
from stancebook.datelines import find_story
from stancebook.discourse import ask_claims, group_by_paragraph
from stancebook.quotation import Span, is_speech, word_spans
from stancebook.sentences import split_sentences
from stancebook.softmax import softmax
from stancebook.weights import find_model

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["calibrate_heads", "find_claims", "propose_targets"]

FEWEST_WORDS = 5
CLAIM_THRESHOLD = 0.35
_POLICY = re.compile(
    r"\b(should|must|ought to|needs? to|ha(s|ve) to|call(s|ed|ing)? (for|on)|urge[sd]?"
    r"|demand(s|ed)?|had better|let us)\b",
    re.IGNORECASE,
)
_PREDICTION = re.compile(
    r"\b(will|won[’']t|shall|(is|are) (going|set|expected|likely|due) to|would"
    r"|by 20\d\d|next (year|month|week))\b",
    re.IGNORECASE,
)
_CAUSE = re.compile(
    r"\b(because|caus(e|es|ed|ing)|due to|led to|leads? to|result(s|ed)? (in|from)"
    r"|thanks to|owing to|as a result|trigger(s|ed)?|therefore|blame[sd]? (on|for)"
    r"|contribut\w+ to)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=1)
def _temperatures() -> dict[str, float]:
    """Return the temperature of each head (Guo et al. 2017), fitted on dev rows."""
    path = find_model("claims") / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    fitted: dict[str, float] = config.get("temperatures", {})
    return fitted


def calibrate_heads(
    pooled: Mapping[str, NDArray[Any]], temperatures: Mapping[str, float]
) -> dict[str, NDArray[Any]]:
    """
    Return the probabilities of a sentence's labels, by head, from its logits.

    Examples
    --------
    >>> logits = {"claim": np.array([[0.0, 2.0]])}
    >>> calibrate_heads(logits, {"claim": 2.0})["claim"].round(2).tolist()
    [0.27, 0.73]
    """
    return {
        name: softmax(logits[0].astype(float) / temperatures.get(name, 1.0))
        for name, logits in pooled.items()
    }


def _kind(text: str, opinion: float) -> str:
    """
    Say what sort of claim a sentence is, the most specific first.

    What should be done and what will be are said in words; good or bad is read off
    the model's opinion; the rest states a fact.
    """
    if _POLICY.search(text):
        return "policy"
    if _PREDICTION.search(text):
        return "prediction"
    if _CAUSE.search(text):
        return "cause"
    return "value" if opinion > 0.5 else "fact"


def _speakers(chain: list[str], span: Span, rows: list[Any]) -> list[str]:
    """Return the chain that makes a claim: the paragraph's, up to who says it."""
    outer = [voice for voice in chain if not voice.startswith("source:")]
    inner = [
        f"source:{row.source_name}"
        for row in rows
        if row.source_name and is_speech(_cue(row)) and _covers(row.content, span)
    ]
    return [*outer, *dict.fromkeys(inner)]


def _cue(row: Any) -> str:
    return " ".join(span["text"] for span in row.cue)


def _covers(content: list[dict[str, Any]], span: Span) -> bool:
    """Say if at least half of `span` is inside `content`."""
    shared: int = sum(
        max(0, min(s["end"], span[1]) - max(s["start"], span[0])) for s in content
    )
    return shared * 2 >= span[1] - span[0]


def _assertions(voice: str, text: str) -> list[Span]:
    if voice in ("credit", "boilerplate"):
        return []
    story = find_story(text)
    spans = [(max(a, story), b) for a, b in split_sentences(text) if b > story]
    return [
        (a, b)
        for a, b in spans
        if len(word_spans(text[a:b])) >= FEWEST_WORDS and not text[a:b].endswith("?")
    ]


def _rows(
    paragraphs: pd.DataFrame, voices: pd.DataFrame, said: dict[str, list[Any]]
) -> Iterator[dict[str, Any]]:
    voice = dict(zip(voices["paragraph"], voices["voice"], strict=True))
    chain = dict(zip(voices["paragraph"], voices["chain"], strict=True))
    for key, text in zip(paragraphs["paragraph"], paragraphs["text"], strict=True):
        for start, end in _assertions(voice[key], text):
            yield {
                "paragraph": key,
                "start": start,
                "end": end,
                "text": text[start:end],
                "chain": _speakers(list(chain[key]), (start, end), said.get(key, [])),
            }


def find_claims(
    paragraphs: pd.DataFrame,
    voices: pd.DataFrame,
    attributions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """
    Find the claims in `paragraphs`: kind, P(check-worthy), and the chain that speaks.

    Check-worthiness as Arslan et al. 2020 (ClaimBuster); opinion against fact as
    Spinde et al. 2021 (BABE).

    Parameters
    ----------
    paragraphs
        What `segment` returns.
    voices
        What `separate_voices` returns.
    attributions
        What `find_attributions` returns.

    Returns
    -------
    pd.DataFrame
        A row a claim: its span, from `start` to `end` in code points of the paragraph,
        its `text`, its `kind` (fact, prediction, cause, value or policy), the
        probability `check_worthy`, and the `chain` of voices that claims it.

    Raises
    ------
    InputError
        Where a table lacks what is asked of it.

    Examples
    --------
    >>> find_claims(schema.empty("paragraphs"), schema.empty("voices")).empty
    True
    """
    schema.require_texts(paragraphs, "paragraph")
    schema.require(voices, "voices", "paragraph", "voice", "chain")
    if attributions is not None:
        schema.require(attributions, "attributions", "paragraph", "content")
    said = group_by_paragraph(attributions)
    rows = list(_rows(paragraphs, voices, said))
    if not rows:
        return schema.empty("claims")
    answers = ask_claims([row["text"] for row in rows])
    kept = []
    for row, logits in zip(rows, answers, strict=True):
        p = calibrate_heads(logits, _temperatures())
        if max(p["claim"][1], p["check_worthy"][1]) < CLAIM_THRESHOLD:
            continue
        opinion = float(p["opinion"][2] + 0.5 * p["opinion"][1])
        row |= {"kind": _kind(row["text"], opinion)}
        kept.append(row | {"check_worthy": float(p["check_worthy"][1])})
    return pd.DataFrame(kept, columns=list(schema.TABLES["claims"]))


_CONTESTED = {"policy": 1.5, "value": 1.2, "prediction": 1.1, "cause": 1.0, "fact": 0.8}
_QUOTES = str.maketrans("", "", '“”"«»„')
LONGEST_TARGET = 35


def _content_words(text: str) -> set[str]:
    return set(re.findall(r"\w{4,}", text.lower()))


def _weights(claims: pd.DataFrame) -> list[float]:
    """Weigh claims: contested kinds that share words with the other claims."""
    words = [_content_words(text) for text in claims["text"]]
    holders = Counter(word for own in words for word in own)
    weights = []
    for own, kind in zip(words, claims["kind"], strict=True):
        shared = sum(holders[word] for word in own) - len(own)
        weights.append(_CONTESTED[kind] * shared / (6 + len(own)))
    return weights


_SAID = (
    r"(said|says|told|added|stressed|noted|announced|stated|explained|warned|insisted"
    r"|claimed|argued|declared|maintains|mentioned|recalled|believes|reported)"
)
_TAIL = re.compile(
    rf",\s+[^,]{{2,90}}?\b{_SAID}\b[^,]{{0,60}}$|,\s+{_SAID}\b.{{2,90}}$"
)
_HEAD = re.compile(
    rf"^[^,]{{2,90}}?\b{_SAID}(?: (?:on )?\w+day)? that\s+|^According to [^,]{{2,90}}, "
)


def _proposition(text: str) -> str:
    """Write a claim as a sentence of its own: no quotation marks, and nobody's."""
    plain = " ".join(text.translate(_QUOTES).split()).rstrip(".,;: ")
    plain = _HEAD.sub("", _TAIL.sub("", plain)).rstrip(",;: ")
    return f"{plain[:1].upper()}{plain[1:]}."


def _is_fresh(text: str, chosen: list[str]) -> bool:
    """Say if a sentence shares less than half of its words with those chosen."""
    words = _content_words(text)
    return all(len(words & _content_words(other)) * 2 < len(words) for other in chosen)


def propose_targets(claims: pd.DataFrame, limit: int = 3) -> pd.DataFrame:
    """
    Propose what to score stance on: the claims that an article turns on.

    A machine's proposal, to be read before it is used: no target was asked for.

    Examples
    --------
    >>> rows = [{"paragraph": "a#0", "start": 0, "end": 36, "kind": "policy",
    ...          "text": "Lima said that the dam should go.", "check_worthy": 0.4,
    ...          "chain": []}]
    >>> propose_targets(pd.DataFrame(rows))["text"].tolist()
    ['The dam should go.']
    """
    chosen: list[str] = []
    if len(claims):
        order = np.argsort(_weights(claims), kind="stable")[::-1]
        for text in map(_proposition, claims["text"].iloc[order]):
            short = 3 < len(text.split()) <= LONGEST_TARGET
            if len(chosen) < limit and short and _is_fresh(text, chosen):
                chosen.append(text)
    rows = [{"target": text, "text": text, "aliases": []} for text in chosen]
    return pd.DataFrame(rows, columns=list(schema.TABLES["targets"]))
