"""Composes short passages on foreign policy with known stance, to train on.

Written by the author of this code, a language model, and labelled by construction: they
teach how officials speak of a policy, which no corpus at hand does. Nothing is measured
on them.
"""

from __future__ import annotations

import random

__all__ = ["compose"]

# Who acts, what they should do, and the same as a noun.
POLICIES = (
    ("Poland", "host the interceptor base", "the interceptor base"),
    ("Finland", "join the alliance", "Finland’s entry into the alliance"),
    ("Norway", "ban bottom trawling", "the ban on trawling"),
    ("Turkey", "buy the air defence batteries", "the purchase of the batteries"),
    ("South Korea", "station the new radar", "the radar on the peninsula"),
    ("Germany", "finish the gas pipeline", "the pipeline"),
    ("The European Union", "keep the sanctions", "the sanctions"),
    ("Egypt", "accept the dam upstream", "the dam"),
    ("Australia", "build nuclear submarines", "the submarine programme"),
    ("Brazil", "sign the trade treaty", "the trade treaty"),
    ("India", "lower the tariff on steel", "the lower tariff"),
    ("Iran", "let the inspectors in", "the inspections"),
    ("The Philippines", "lease the naval base", "the lease of the base"),
    ("Canada", "approve the mine", "the mine"),
    ("Chile", "extend the fishing ban", "the fishing ban"),
    ("Japan", "restart the reactors", "the restart of the reactors"),
    ("Greece", "sell the port", "the sale of the port"),
    ("Vietnam", "open its border to the railway", "the cross-border railway"),
    ("Kenya", "raise the fuel levy", "the fuel levy"),
    ("The United States", "withdraw its troops", "the withdrawal"),
    ("Moldova", "expel the observers", "the expulsion of the observers"),
    ("Cuba", "allow the listening station", "the listening station"),
)
AGAINST = (
    "{noun} will undermine stability across the whole region",
    "{noun} can only poison relations between the neighbours",
    "{noun} would be a grave mistake, and {actor} will pay for it",
    "{noun} runs against everything that has been agreed over the years",
    "{noun} is another step towards a new arms race",
    "{noun} breaches the treaty that both sides signed",
    "{noun} raises serious questions that nobody has answered",
    "we deeply regret {noun}, which does nothing for trust",
    "we cannot accept {noun}, whatever reasons are given for it",
    "we view {noun} as a threat, and will have to draw conclusions",
    "{noun} will harm talks that have only just begun",
    "{noun} serves foreign interests and not the people of {actor}",
    "those behind {noun} are playing with fire",
    "{noun} is a waste of money that the country does not have",
    "whatever is said in defence of {noun}, its real aim is to put pressure on others",
    "{noun} in practice makes it possible to strike first",
    "what they call {noun} is nothing but a surrender to a bigger power",
    "{noun} will not make anyone safer; it will do the reverse",
    "{actor} should think again before it goes ahead with {noun}",
    "{noun} will complicate the dialogue on every other question as well",
    "it is clear that {noun} was forced upon {actor} from outside",
    "once again {actor} bows to its patron: {noun} proves it",
)
FAVOR = (
    "{noun} will make the whole region safer",
    "{noun} is needed to protect the country and its people",
    "{noun} is purely defensive and threatens no one",
    "{noun} is a wise decision that was long overdue",
    "{noun} will bring jobs and steady prices",
    "we welcome {noun} and stand ready to help",
    "{noun} is meant to shield the country against attack",
    "there is no alternative to {noun}",
    "{noun} shows that {actor} can be relied upon",
    "{noun} is in full accordance with the treaty",
    "{actor} has every right to go ahead with {noun}",
    "without {noun} the country would be left exposed",
    "{noun} deserves the support of every neighbour",
    "we have worked for {noun} for ten years, and it is worth it",
    "critics of {noun} have offered nothing better",
    "{noun} will pay for itself and keep the peace",
)
NEUTRAL = (
    "{noun} was on the agenda of the cabinet, which meets again in March",
    "{noun} is to cost about 900 million dollars over six years",
    "the first part of {noun} is expected to be completed in 2023",
    "the decision on {noun} was announced on December 12 after a cabinet meeting",
    "{noun} was discussed by both ministers, who gave no details",
    "parliament will vote on {noun} next month",
    "{noun} concerns two sites, one in the north and one in the south",
    "opinions on {noun} are divided, with about as many for it as against it",
)
OTHER = (
    "the football season opens on Saturday with three matches",
    "a storm closed two airports and left villages without power",
    "the museum will show paintings that were thought lost",
    "the central bank kept its rate unchanged for a third month",
    "the minister arrived late because of fog",
)
SPEAKERS = (
    "the spokeswoman",
    "the foreign minister",
    "the ambassador",
    "Deputy Minister Ilya Orlov",
    "President Amina Haddad",
    "the ministry",
    "the diplomat",
    "General Park Min-ho",
)
SENTENCES = {"favor": FAVOR, "against": AGAINST, "neutral": NEUTRAL, "unrelated": OTHER}


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _wrap(text: str, rng: random.Random) -> str:
    """Put a sentence into somebody's mouth, or leave it as it is."""
    who, verb = (
        rng.choice(SPEAKERS),
        rng.choice(("said", "stressed", "noted", "told reporters")),
    )
    return rng.choice(
        (
            f"“{_upper(text)},” {who} {verb}.",
            f"{_upper(who)} {verb} that {text}.",
            f"{_upper(text)}, {who} {verb} on Thursday.",
            f"{_upper(text)}.",
        )
    )


def compose(count: int, seed: int) -> list[tuple[str, str, str]]:
    """
    Return `count` triples of text, target and stance, some targets turned round.

    Examples
    --------
    >>> text, target, label = compose(1, seed=1)[0]
    >>> label in SENTENCES and target.endswith(".")
    True
    """
    rng = random.Random(seed)
    turned = {"favor": "against", "against": "favor"}
    rows = []
    for _ in range(count):
        actor, verb, noun = rng.choice(POLICIES)
        label = rng.choices(tuple(SENTENCES), weights=(3, 4, 3, 1))[0]
        parts = [
            _wrap(sentence.format(noun=noun, actor=actor), rng)
            for sentence in rng.sample(SENTENCES[label], rng.choice((1, 1, 2)))
        ]
        against = rng.random() < 0.25
        target = f"{actor} should {'not ' if against else ''}{verb}."
        rows.append(
            (" ".join(parts), target, turned.get(label, label) if against else label)
        )
    return rows
