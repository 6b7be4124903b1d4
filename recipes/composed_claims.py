"""Composes sentences that make a checkable claim or none, for the open weights.

Written by the author of this code, a language model, and labelled by construction.
Nothing is measured on them.
"""

from __future__ import annotations

import random

__all__ = ["compose_sentences"]

WHO = (
    "The government", "Our party", "The last administration", "Mr. Brandt", "Norway",
    "The governor", "My opponent", "The city", "The army", "The company", "Congress",
    "The central bank", "The senator", "The union", "This state", "The ministry",
)  # fmt: skip
COUNTS = ("three", "12", "400", "1,700", "26,000", "1.4 million", "9 billion")
THINGS = (
    "jobs", "schools", "patients", "dollars in new taxes", "homes", "tanks", "permits",
    "complaints", "acres of forest", "votes", "visas", "barrels of oil a day",
)  # fmt: skip
DID = (
    "cut", "added", "lost", "paid for", "approved", "closed", "spent money on", "sold",
    "voted against funding", "imported", "built", "destroyed",
)  # fmt: skip
TIMES = (
    "last year", "in 2014", "since the election", "between 2008 and 2012",
    "over the past decade", "in the first quarter", "under his leadership",
)  # fmt: skip
MEASURES = (
    "Unemployment", "The deficit", "Violent crime", "The price of bread", "Turnout",
    "The number of refugees", "The average wage", "Infant mortality", "The debt",
    "Military spending", "The share of renewable power", "The number of abortions",
)  # fmt: skip
MOVED = (
    "rose by {} percent", "fell to {} percent", "has doubled to {} percent",
    "stood at {} percent", "is higher than in any other country, at {} percent",
    "dropped from 14 to {} percent", "went up {} points",
)  # fmt: skip
RECORDS = (
    "{who} signed the treaty in 1994 and broke it two years later.",
    "{who} voted for the war and then against paying for it.",
    "{who} has never met a foreign leader.",
    "No president has vetoed more bills than Mr. Brandt did.",
    "{who} is the largest supplier of wheat in the world.",
    "It was {who} that brought the troops home, not Congress.",
    "The law gives every patient the right to see the file.",
    "Nine out of ten economists who were asked oppose the tariff.",
    "{who} received money from the oil industry.",
    "The court struck the rule down in a vote of six to three.",
)
VAGUE = (
    "I think that we can do better than this.",
    "Let me tell you why I am here tonight.",
    "Thank you all very much for coming.",
    "We have to come together as one people.",
    "What kind of a country do we want to be?",
    "I want to talk for a moment about my mother.",
    "That is a question every family has to answer.",
    "I believe in the promise of this land.",
    "God bless you, and good night.",
    "We will fight, and we will win.",
    "It is time for a new beginning.",
    "I hope that reason will prevail.",
    "You know how it feels to work all day and still worry.",
    "Nothing is more important to me than honesty.",
    "He is a good man, and I respect him.",
    "I would not do it that way.",
    "Well, let us look at that.",
    "We must never forget what they gave for us.",
    "I am going to be very careful with the people's trust.",
    "Perhaps the future will be kinder.",
    "She walked slowly to the window.",
    "May I finish my answer, please?",
    "I disagree with him on that, and he knows it.",
    "Our best days are still to come.",
)
PLANS = (
    "I will lower {things} for everyone who works.",
    "{who} should stop wasting money on {things}.",
    "We need more {things}, and we need them soon.",
    "{who} is going to make this right.",
    "I promise you that there will be fewer {things}.",
    "{who} deserves better than more {things}.",
)
CLAIMS = (
    "{who} would be better off without so many {things}",
    "more {things} do not make a country safer",
    "banning {things} does more harm than good",
    "{things} should be left to the states",
    "{who} has a duty to pay for {things}",
    "{things} are the price of freedom",
)
NO_CLAIMS = (
    "This essay looks at {things} in four steps.",
    "For example, {who} held a hearing on {things} {time}.",
    "The debate about {things} is an old one.",
    "{who} was founded near the coast {time}.",
    "There are several views on {things}.",
    "The table below lists {things} by year.",
)


def _fill(form: str, rng: random.Random) -> str:
    percent = str(rng.choice((2, 3.5, 7, 11, 19, 42, 63)))
    text = form.replace("{}", percent).format(
        who=rng.choice(WHO), things=rng.choice(THINGS), time=rng.choice(TIMES)
    )
    return text[:1].upper() + text[1:]


def _checkable(rng: random.Random) -> str:
    forms = (
        f"{rng.choice(MEASURES)} {rng.choice(MOVED)} {{time}}.",
        f"{{who}} {rng.choice(DID)} {rng.choice(COUNTS)} {{things}} {{time}}.",
        rng.choice(RECORDS),
    )
    return _fill(rng.choice(forms), rng)


def _not_checkable(rng: random.Random) -> str:
    text = rng.choice(VAGUE) if rng.random() < 0.7 else _fill(rng.choice(PLANS), rng)
    return text if rng.random() < 0.7 else f"{text} {rng.choice(VAGUE)}"


def compose_sentences(count: int, seed: int) -> list[tuple[str, str, str]]:
    """
    Compose (head, sentence, label), a quarter for each label of two heads.

    Examples
    --------
    >>> sorted({(head, label) for head, _, label in compose_sentences(40, seed=1)})[0]
    ('check_worthy', 'checkworthy')
    """
    rng = random.Random(seed)
    rows = []
    for _ in range(count // 4):
        claim = _fill(rng.choice(CLAIMS), rng)
        rows += [
            ("check_worthy", _checkable(rng), "checkworthy"),
            ("check_worthy", _not_checkable(rng), "not_checkworthy"),
            ("claim", claim, "claim"),
            ("claim", _fill(rng.choice(NO_CLAIMS), rng), "not_claim"),
        ]
    return rows
