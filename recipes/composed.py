"""Composes short passages on foreign policy with known stance, to train on.

Written by the author of this code, a language model, and labelled by construction: they
teach how officials speak of a policy, which no corpus at hand does. Nothing is measured
on them.
"""

from __future__ import annotations

import random
import re

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
    ("Romania", "buy the rocket artillery", "the purchase of the rockets"),
    ("Belgium", "close its last reactor", "the closing of the reactor"),
    ("Pakistan", "reopen the supply road", "the supply road"),
    ("Ukraine", "adopt the language law", "the language law"),
    ("The Czech Republic", "admit the early-warning radar", "the radar site"),
    ("Ethiopia", "fill the reservoir", "the filling of the reservoir"),
    ("Mexico", "nationalise its lithium", "the seizure of the lithium fields"),
    ("Sweden", "train the foreign pilots", "the training of foreign pilots"),
    ("Taiwan", "order the coastal missiles", "the coastal missile deal"),
    ("Serbia", "host the joint exercise", "the joint exercise"),
    ("Argentina", "take the new loan", "the new loan"),
    ("Denmark", "ban the foreign contractor", "the ban on the contractor"),
    ("Israel", "extend the ceasefire", "the longer ceasefire"),
    ("Indonesia", "stop exporting nickel", "the halt to nickel exports"),
    ("The United Kingdom", "send the warships", "the sending of warships"),
    ("Qatar", "mediate between the two sides", "its mediation"),
)
POWERS = (
    "the alliance’s",
    "Washington’s",
    "the American",
    "a superpower’s",
    "Beijing’s",
)
# A speech names its matter once and then points back at it.
POINTERS = (
    "this decision",
    "this move by {actor}",
    "such a step",
    "the plan",
    "what {actor} is doing",
    "the course that {actor} has taken",
    "the deployment in question",
    "this",
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
    "however it is explained, {noun} is one more piece in a ring of foreign bases",
    "{noun} contradicts the stated wish of {actor} for good relations",
    "we see {noun} as directed against our security",
    "{noun} is at odds with the task of building confidence",
    "{noun} means that the agreement is violated in practice",
    "{noun} brings {actor} deeper into the plans of a foreign military machine",
    "{noun} will weigh on the talks, the treaty among them",
    "{noun} leaves us with regret and with grave concern",
    "the systems in question can be used for attack, and {noun} hides that",
    "because of {noun} there is nothing left to negotiate with {actor}",
    "the people shake their heads at {noun}",
    "{noun} is a further move towards drawing a foreign fence around its neighbours",
    "{noun} makes {actor} a link in a worldwide chain that others command",
    "{noun} is part of building up a northern branch of a foreign strike force",
    "{noun} is the next stage in a plan to rule the whole ocean from abroad",
    "with {noun}, {actor} takes part in setting up a foreign network at our borders",
    "{noun} adds one more stone to the wall that is being put up around us",
    "{noun} will be used by others for goals of which nobody speaks",
    "{noun} amounts to helping a third country break its word",
    "{noun} is another step towards a foreign {bare} network in the whole region",
    "{noun} only completes the global {bare} system of a superpower",
    "{noun} is one more move to set up a regional branch of the {bare} of others",
    "{noun} joins {actor} to a worldwide {bare} that is not its own",
    "{noun} is yet another stage in putting up a full-fledged outpost of the alliance",
    "{noun} is one more effort to build a complete eastern wing of {power} global "
    "{bare}",
    "{noun} brings closer a full-scale regional grid of {power} worldwide {bare}",
    "{noun} is but a further piece of {power} global {bare} system",
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
    "{noun} takes nothing from anyone and gives {actor} what it needs",
    "we see {noun} as a contribution to the security of all",
    "{noun} strengthens trust between {actor} and its partners",
    "for years {actor} waited; {noun} puts that right",
    "{noun} keeps the promise that {actor} made",
    "the doubts about {noun} are unfounded",
)
# A speaker waves the other side's reasons away before saying what the matter is.
CONCESSIONS = {
    "against": (
        "no matter what reasons are put forward, ",
        "whatever explanations and excuses are offered for it, ",
        "despite all assurances, ",
        "it is plain to everyone that ",
        "no matter how it is justified, there is no doubt that ",
    ),
    "favor": (
        "whatever its opponents claim, ",
        "no matter what critics say against it, it is plain that ",
        "contrary to what is being said, ",
        "after all the objections it remains true that ",
    ),
}
# What the one who acts says of it, with the words that bring it in.
DEFENCES = (
    "{actor} maintains that {noun} is meant to protect its people",
    "{actor} insists that {noun} is aimed at nobody",
    "the government says that {noun} serves only to defend {actor}",
    "according to the cabinet, {noun} is necessary for the safety of the country",
    "{actor} says {noun} is intended to secure it against attack",
)
# What an agency adds as background.
BACKGROUND = (
    "On {day}, the government of {actor} decided to {verb}",
    "The cabinet in {actor} took the decision on {noun} on {day}",
    "The matter of {noun} came up in {actor} for the first time three years ago",
    "The cost of {noun} is put at some 700 million euros, to be paid over ten years",
    "The work, in the north and the south of the country, is to end in 2027",
    "{actor} is to {verb}, officials announced on {day}",
    "Two more rounds of talks on {noun} are planned, the first of them on {day}",
    "The news that {actor} will {verb} came on {day}",
    "On {day}, the government made the decision to {verb} in the east and the "
    "southwest",
    "What is needed will be bought abroad and cost {actor} about 900 million dollars",
    "The two parts are to be bought from a foreign firm, at some 400 million euros "
    "each",
)
DAYS = ("May 4", "October 21", "Tuesday", "March 30", "the first day of the summit")
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


TURNED = {"favor": "against", "against": "favor"}


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


def _speech(label: str, actor: str, noun: str, rng: random.Random) -> str:
    """Compose one or two sentences of a speaker; the second may only point back."""
    chosen = rng.sample(SENTENCES[label], rng.choice((1, 1, 2)))
    nouns = [noun, rng.choice((noun, rng.choice(POINTERS)))]
    bare = re.sub(r"^(the|its) ", "", noun)
    if rng.random() < 0.25:
        nouns[0] = rng.choice(POINTERS)
    parts = []
    for sentence, name in zip(chosen, nouns, strict=False):
        name = name.format(actor=actor)
        text = sentence.format(
            noun=name, actor=actor, bare=bare, power=rng.choice(POWERS)
        )
        if label in CONCESSIONS and rng.random() < 0.2:
            text = rng.choice(CONCESSIONS[label]) + text
        parts.append(_wrap(text, rng))
    return " ".join(parts)


def _passage(policy: tuple[str, str, str], rng: random.Random) -> tuple[str, str]:
    """Return a passage on a policy and the side that it takes."""
    actor, verb, noun = policy
    drawn = rng.random()
    if drawn > 0.25:
        label = rng.choices(tuple(SENTENCES), weights=(3, 4, 2, 1))[0]
        return _speech(label, actor, noun, rng), label
    forms, label = (DEFENCES, "favor") if drawn < 0.08 else (BACKGROUND, "neutral")
    count = 1 if forms is DEFENCES else rng.choice((1, 2, 3))
    facts = {"actor": actor, "verb": verb, "noun": noun, "day": rng.choice(DAYS)}
    parts = [_upper(form.format(**facts)) + "." for form in rng.sample(forms, count)]
    return " ".join(parts), label


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
    rows = []
    for _ in range(count):
        policy = rng.choice(POLICIES)
        text, label = _passage(policy, rng)
        turned = rng.random() < 0.25
        target = f"{policy[0]} should {'not ' if turned else ''}{policy[1]}."
        rows.append((text, target, TURNED.get(label, label) if turned else label))
    return rows
