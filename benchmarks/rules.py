"""Rules in the place of the four models: what is left is the cost of the run itself."""

from __future__ import annotations

from typing import Any

import pandas as pd

from stancebook.chain import Chain
from stancebook.schema import STANCES, TABLES, VOICES

__all__ = ["RULES"]


def _table(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(TABLES[name]))


def _span(text: str, start: int, end: int) -> list[dict[str, Any]]:
    return [{"start": start, "end": end, "text": text[start:end]}]


def find_attributions(paragraphs: pd.DataFrame) -> pd.DataFrame:
    """Ascribe what comes after the first `said` to whoever stands before it."""
    rows = []
    for name, text in zip(paragraphs["paragraph"], paragraphs["text"], strict=True):
        place = text.find(" said ")
        if place > 0:
            spans = {
                "source": _span(text, 0, place),
                "cue": _span(text, place + 1, place + 5),
                "content": _span(text, place + 6, len(text)),
            }
            own = {"attribution": f"{name}/a0", "paragraph": name, **spans}
            how = {"kind": "indirect", "source_name": text[:place], "parent": None}
            rows.append({**own, **how, "p": len(text) % 97 / 97})
    return _table("attributions", rows)


def separate_voices(
    paragraphs: pd.DataFrame, attributions: pd.DataFrame, reprints: pd.DataFrame
) -> pd.DataFrame:
    """Call a paragraph with an attribution reported, and any other editorial."""
    said = dict(
        zip(attributions["paragraph"], attributions["source_name"], strict=True)
    )
    copied = dict(zip(reprints["paragraph"], reprints["agency"], strict=True))
    rows = []
    for name in paragraphs["paragraph"]:
        voice = "reported" if name in said or name in copied else "editorial"
        p = {f"p_{other}": 0.9 if other == voice else 0.025 for other in VOICES}
        chain = ["publisher"]
        chain += [f"wire:{copied[name]}"] if name in copied else []
        chain += [f"source:{said[name]}"] if name in said else []
        who = {"origin": chain[-1], "chain": chain, "holder": chain[-1]}
        rows.append(
            {"paragraph": name, "voice": voice, **p, **who, "decided_by": "rule"}
        )
    return _table("voices", rows)


def find_claims(
    paragraphs: pd.DataFrame, voices: pd.DataFrame, _attributions: pd.DataFrame
) -> pd.DataFrame:
    """Make one claim of each paragraph."""
    chains = dict(zip(voices["paragraph"], voices["chain"], strict=True))
    rows = [
        {"paragraph": name, "start": 0, "end": len(text), "text": text, "kind": "fact"}
        | {"check_worthy": len(text) % 89 / 89, "chain": chains[name]}
        for name, text in zip(paragraphs["paragraph"], paragraphs["text"], strict=True)
    ]
    return _table("claims", rows)


def score_stance(
    paragraphs: pd.DataFrame,
    targets: pd.DataFrame,
    voices: pd.DataFrame,
    _attributions: pd.DataFrame,
) -> pd.DataFrame:
    """Set every holder against every target, by the length of the text."""
    texts = dict(zip(paragraphs["paragraph"], paragraphs["text"], strict=True))
    own = list(zip(voices["paragraph"], voices["holder"], strict=True))
    rows = []
    for target in targets["target"]:
        for name, holder in own:
            against = len(texts[name]) % 83 / 83
            p = dict.fromkeys(STANCES, 0.0) | {
                "against": against,
                "neutral": 1 - against,
            }
            row = {"paragraph": name, "target": target, "holder": holder, **p}
            rows.append(
                {**row, "score": -against, "innermost": True, "decided_by": "rule"}
            )
    return _table("scores", rows)


RULES = Chain("rules", find_attributions, separate_voices, find_claims, score_stance)
