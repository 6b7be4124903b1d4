"""Composes short news paragraphs whose attributions are known, for the open weights.

Written by the author of this code, a language model, and labelled by construction: no
corpus of attributions at hand has a licence that lets derived work be passed on.
Nothing is measured on them.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

__all__ = ["compose_documents"]

FIRST = (
    "Ana", "Piotr", "Leila", "Tomas", "Grace", "Viktor", "Amina", "Joao", "Ingrid",
    "Samuel", "Mei", "Karim",
)  # fmt: skip
LAST = (
    "Orlova", "Brandt", "Haddad", "Novak", "Okafor", "Lindqvist", "Castellanos",
    "Whitcombe", "Tanaka", "Moreau", "Petrescu", "Achterberg", "Mbeki", "Sorensen",
)  # fmt: skip
TITLES = (
    "Foreign Minister", "Senator", "President", "Mayor", "Gov.", "Rep.", "Professor",
    "Deputy Prime Minister", "campaign manager", "police chief", "union leader",
    "party spokesman", "ministry spokeswoman", "Judge", "Ambassador", "analyst",
)  # fmt: skip
ROLES = (
    "the minister", "the senator", "the diplomat", "the spokeswoman", "the mayor",
    "a senior official", "an aide to the governor", "two people briefed on the talks",
    "officials", "critics of the plan", "supporters", "the prosecutor", "analysts",
    "a person familiar with the matter", "the candidate", "residents", "the author",
    "one lawmaker", "several witnesses", "the retired general", "the committee's chair",
)  # fmt: skip
BODIES = (
    "the ministry", "the party", "the White House", "the campaign", "the central bank",
    "the newspaper", "the commission", "the union", "the court", "police",
    "a new report", "the poll", "the agency", "the opposition", "the company",
    "a statement from the embassy", "the study", "the group", "the Kremlin",
)  # fmt: skip
PRONOUNS = ("he", "she", "they", "I", "we")
SAID = (
    "said", "says", "added", "told reporters", "told lawmakers", "announced", "warned",
    "argued", "claimed", "insisted", "noted", "explained", "stated", "reported",
    "acknowledged", "suggested", "predicted", "complained", "maintained", "testified",
    "has said", "had said", "also said", "wrote", "confirmed", "conceded", "stressed",
    "revealed", "promised", "declared", "pointed out", "made clear", "replied",
    "told the newspaper", "said in a statement", "said in an interview", "tweeted",
)  # fmt: skip
THOUGHT = (
    "believes", "thinks", "hopes", "fears", "expects", "knows", "concluded", "learned",
    "agreed", "doubts", "is convinced", "found", "shows", "suggests", "feels",
    "recalled", "discovered", "estimated", "ruled", "remembers", "is confident",
)  # fmt: skip
WANTED = (
    "wants", "plans", "promised", "vowed", "refused", "decided", "threatened",
    "pledged", "hopes", "offered", "agreed", "intends", "has asked", "is trying",
)  # fmt: skip
ACTS = (
    ("called for", "an end to the strike"), ("denied", "any part in the deal"),
    ("blamed", "the storm for the delay"), ("demanded", "a recount of the ballots"),
    ("rejected", "claims that the bridge was unsafe"), ("urged", "voters to stay home"),
    ("criticized", "the cuts as cruel and short-sighted"),
    ("praised", "the rescue as an act of courage"), ("supports", "a higher levy"),
    ("accused", "the governor of hiding the figures"), ("opposes", "the pipeline"),
    ("described", "the meeting as tense but useful"), ("endorsed", "the treaty"),
    ("expressed", "doubt about the timetable"), ("questioned", "the cost of the dam"),
    ("asked", "whether the law applies to the islands"), ("proposed", "a new tax"),
    ("dismissed", "the charge as a fairy tale"), ("condemned", "the attack"),
)  # fmt: skip
SUBJECTS = (
    "the new bridge", "the harbour", "the government", "the tax on grain", "the fleet",
    "the talks with Norway", "most voters", "the budget", "the reactor",
    "the candidate's plan", "the law", "the border crossing", "the army", "the mayor",
    "wages in the north", "the inquiry", "the railway", "the vote on Thursday", "he",
    "the number of jobs", "the treaty", "a second term", "the country", "the senator",
    "it", "there", "they", "the attack on the depot", "the cost of the stadium",
)  # fmt: skip
PREDICATES = (
    "would be finished by the spring", "had cost more than anyone expected",
    "will have to wait until the courts decide", "is safer than it was a year ago",
    "had been discussed for several months without result", "was never meant to last",
    "could lose two seats in the south", "has done nothing for people in the valley",
    "remained open to all sides", "should be put to a vote before the summer",
    "was a mistake that would haunt the party", "did not break any rule",
    "would raise prices by 4 percent next year", "may still be saved",
    "were paid for by a single donor", "has the support of 52 percent of the public",
    "cannot be trusted with public money", "was under control by midnight",
    "is the best chance in a generation", "must not become a burden for the young",
    "left three people dead and dozens hurt", "had no choice but to accept the terms",
    "are looking at every option", "would not be changed by threats from abroad",
)  # fmt: skip
TAILS = (
    "", "", "", " because the winter came early", " if nothing changes",
    " after a long night of talks", " despite the protests", " for the first time",
    ", which has been closed since March", " in the capital and beyond",
)  # fmt: skip
WHEN = (
    "", "", "", " on Monday", " Tuesday", " late on Friday", " last week", " in Riga",
    " at a news conference", " during a debate", " in an e-mail", " on CNN",
)  # fmt: skip
NARRATION = (
    "Rain fell on the capital for a third day.",
    "The vote is set for Thursday, and both chambers will meet early.",
    "About 400 people marched from the station to the square.",
    "The bridge was closed in March and has not been used since.",
    "Shares of the company fell 3 percent in early trading.",
    "He was elected in 2012 and lost his seat four years later.",
    "The two countries share a border of 900 kilometres.",
    "She arrived shortly after nine and left without taking questions.",
    "Nobody should be surprised that the plan failed.",
    "That is the real scandal, and it will not go away.",
    "We have seen this before, and it never ends well.",
    "Why would anyone believe it now?",
    "Photo: the harbour at dusk.",
    "The court meets again next week.",
    "It is the third such accident this year.",
)
Span = tuple[int, int]


@dataclass
class _Sheet:
    """A text under way, and the spans that were written down with it."""

    text: str = ""
    spans: dict[str, list[Span]] = field(default_factory=dict)

    def add(self, words: str, role: str = "") -> None:
        """Write words, in a role or in none."""
        start = len(self.text)
        self.text += words
        if role:
            self.spans.setdefault(role, []).append((start, len(self.text)))


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def _source(rng: random.Random) -> str:
    """Draw whom something is ascribed to."""
    name = f"{rng.choice(FIRST)} {rng.choice(LAST)}"
    forms = (
        name,
        f"{rng.choice(TITLES)} {name}",
        rng.choice(LAST),
        f"{name}, {rng.choice(('a', 'the'))} {rng.choice(TITLES).lower()},",
        rng.choice(ROLES),
        rng.choice(BODIES),
        rng.choice(PRONOUNS),
        f"{rng.choice(ROLES)}, {name},",
    )
    return rng.choice(forms)


def _clause(rng: random.Random) -> str:
    """Draw what can be said: a clause, now and then two."""
    said = f"{rng.choice(SUBJECTS)} {rng.choice(PREDICATES)}{rng.choice(TAILS)}"
    if rng.random() < 0.25:
        joined = rng.choice((" and ", ", but ", ", while "))
        said += f"{joined}{rng.choice(SUBJECTS)} {rng.choice(PREDICATES)}"
    return said


def _quoted(words: str, rng: random.Random) -> str:
    return f"“{words}”" if rng.random() < 0.6 else f'"{words}"'


def _source_first(sheet: _Sheet, rng: random.Random) -> None:
    """Write: somebody said (that) something."""
    sheet.add(_upper(_source(rng)), "source")
    sheet.add(" ")
    sheet.add(rng.choice(SAID if rng.random() < 0.7 else THOUGHT), "cue")
    sheet.add(rng.choice(WHEN))
    sheet.add(rng.choice((" that ", " ", " ")))
    sheet.add(_clause(rng), "content")
    sheet.add(".")


def _source_last(sheet: _Sheet, rng: random.Random) -> None:
    """Write: something, somebody said; at times turned round, or with more to come."""
    quoted = rng.random() < 0.6
    said = f"{_upper(_clause(rng))},"
    sheet.add(_quoted(said, rng) if quoted else said[:-1], "content")
    sheet.add(" " if quoted else ", ")
    if rng.random() < 0.25:
        sheet.add("said", "cue")
        sheet.add(" ")
        sheet.add(_source(rng).rstrip(","), "source")
    else:
        sheet.add(_source(rng), "source")
        sheet.add(" ")
        sheet.add(rng.choice(SAID), "cue")
        sheet.add(rng.choice(WHEN))
    sheet.add(".")
    if quoted and rng.random() < 0.5:
        sheet.add(" ")
        sheet.add(_quoted(f"{_upper(_clause(rng))}.", rng), "content")


def _according(sheet: _Sheet, rng: random.Random) -> None:
    """Write: according to somebody, something; or the reverse."""
    if rng.random() < 0.4:
        sheet.add("According to", "cue")
        sheet.add(" ")
        sheet.add(_source(rng).rstrip(","), "source")
        sheet.add(", ")
        sheet.add(_clause(rng), "content")
    else:
        sheet.add(_upper(_clause(rng)), "content")
        sheet.add(", ")
        sheet.add("according to", "cue")
        sheet.add(" ")
        sheet.add(_source(rng).rstrip(","), "source")
    sheet.add(".")


def _colon(sheet: _Sheet, rng: random.Random) -> None:
    """Write: somebody said, colon, quotation."""
    sheet.add(_upper(_source(rng)), "source")
    sheet.add(" ")
    sheet.add(rng.choice(SAID), "cue")
    sheet.add(f"{rng.choice(WHEN)}: ")
    sheet.add(_quoted(f"{_upper(_clause(rng))}.", rng), "content")


def _partly(sheet: _Sheet, rng: random.Random) -> None:
    """Write: somebody said that something was, in quotation marks, so and so."""
    sheet.add(_upper(_source(rng)), "source")
    sheet.add(" ")
    sheet.add(rng.choice(SAID), "cue")
    sheet.add(rng.choice((" that ", " ")))
    said = f"{rng.choice(SUBJECTS)} {_quoted(rng.choice(PREDICATES), rng)}"
    sheet.add(said + rng.choice(TAILS), "content")
    sheet.add(".")


def _purpose(sheet: _Sheet, rng: random.Random) -> None:
    """Write: somebody wants to do something."""
    sheet.add(_upper(_source(rng)), "source")
    sheet.add(" ")
    sheet.add(rng.choice(WANTED), "cue")
    sheet.add(" ")
    act = rng.choice(("to reopen", "to sell", "to fight", "to rebuild", "to leave"))
    sheet.add(f"{act} {rng.choice(SUBJECTS[:18])}{rng.choice(TAILS)}", "content")
    sheet.add(".")


def _act(sheet: _Sheet, rng: random.Random) -> None:
    """Write: somebody denied, demanded, called for something."""
    cue, content = rng.choice(ACTS)
    sheet.add(_upper(_source(rng)), "source")
    sheet.add(" ")
    sheet.add(cue, "cue")
    sheet.add(" ")
    sheet.add(content + rng.choice(TAILS), "content")
    sheet.add(rng.choice(WHEN) + ".")


FORMS = (
    (_source_first, 0.36), (_source_last, 0.24), (_according, 0.08), (_colon, 0.07),
    (_partly, 0.09), (_purpose, 0.06), (_act, 0.10),
)  # fmt: skip


def _sentence(rng: random.Random) -> _Sheet:
    sheet = _Sheet()
    if rng.random() < 0.35:
        sheet.add(rng.choice(NARRATION))
        return sheet
    forms, weights = zip(*FORMS, strict=True)
    rng.choices(forms, weights)[0](sheet, rng)
    return sheet


def _moved(spans: list[Span], by: int) -> list[list[int]]:
    return [[start + by, end + by] for start, end in spans]


def compose_documents(count: int, seed: int) -> list[dict[str, Any]]:
    """
    Compose paragraphs of one to three sentences, each a document in PolNeAR's form.

    Examples
    --------
    >>> document = compose_documents(1, seed=1)[0]
    >>> sorted(document)
    ['attributions', 'paragraphs', 'primary', 'text']
    """
    rng = random.Random(seed)
    documents = []
    for _ in range(count):
        text, attributions = "", []
        for _ in range(rng.choice((1, 1, 2, 3))):
            sheet = _sentence(rng)
            by = len(text) + bool(text)
            text += " " * bool(text) + sheet.text
            if sheet.spans:
                roles = ("source", "cue", "content")
                spans = {role: _moved(sheet.spans.get(role, []), by) for role in roles}
                attributions.append(spans)
        whole = [{"start": 0, "end": len(text)}]
        documents.append(
            {"primary": True, "text": text, "paragraphs": whole}
            | {"attributions": attributions}
        )
    return documents
