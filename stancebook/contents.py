"""What a release's tables hold is said once, and every description is made from it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CONTENTS", "SPLIT_TABLES", "Field"]


@dataclass(frozen=True)
class Field:
    """What a column of a release holds."""

    kind: str
    meaning: str


def _text(meaning: str) -> Field:
    return Field("text", meaning)


def _integer(meaning: str) -> Field:
    return Field("integer", meaning)


_ARTICLE = _text("Id of the article.")
_PARAGRAPH = _text("Id of the paragraph: ARTICLE#POSITION, the title being 0.")
_START = _integer("First code point of a span, counted from 0.")
_END = _integer("End of a span in code points, exclusive.")
_TARGET = _text("Id of the target, of a stance.")
_HOLDER = _text("Whose stance or claim it is: publisher, wire:NAME or source:NAME.")
_VALUE = _text("What was decided: a label; of an attribution, its spans as JSON.")
_LAYER = _text("voice, origin, attribution, claims or stance.")
_TEXT = _text("The words; empty where they are not passed on.")
_CHAIN = Field("texts", "The voices from the outside in.")

CONTENTS: dict[str, dict[str, Field]] = {
    "paragraphs": {
        "paragraph": _PARAGRAPH,
        "article": _ARTICLE,
        "position": _integer("Number of the paragraph in its article, from 0."),
        "start": _integer("First code point of the paragraph in its article."),
        "end": _integer("End of the paragraph in its article, exclusive."),
        "sha256": _text("SHA-256 of the text: UTF-8, NFC, stripped."),
        "outlet": _text("Who published it."),
        "block": _text(
            "What it was on its page: title, heading, text, quote and others."
        ),
        "text": _TEXT,
        "excerpt": _text("Its first words, where the release gives excerpts."),
        "voice": _text("editorial, reported, mixed, credit or boilerplate."),
        "origin": _text("Who speaks: publisher, wire:NAME, source:NAME or unknown."),
        "chain": _CHAIN,
    },
    "articles": {
        "article": _ARTICLE,
        "outlet": _text("Who published it."),
        "url": _text("Its address."),
        "title": _text("Its title; empty where the text is not passed on."),
        "author": _text("Its author, as the page names one."),
        "published": _text("When it was published, as the page says."),
        "retrieved": _text("When it was taken from the page."),
        "language": _text("Its language."),
        "rights": _text("Under which licence its text is."),
        "sha256": _text("SHA-256 of its paragraphs, joined by blank lines."),
        "form": _text("full, excerpt or withheld: what of its text is passed on."),
    },
    "gold": {
        "layer": _LAYER,
        "paragraph": _PARAGRAPH,
        "target": _TARGET,
        "value": _VALUE,
        "holder": _HOLDER,
        "how": _text("Who decided it, and in which way."),
        "start": _START,
        "end": _END,
        "text": _TEXT,
        "chain": _CHAIN,
    },
    "annotations": {
        "id": _text("Id of the decision."),
        "layer": _LAYER,
        "paragraph": _PARAGRAPH,
        "start": _START,
        "end": _END,
        "target": _TARGET,
        "holder": _HOLDER,
        "value": _VALUE,
        "annotator": _text("Who decided, under a number."),
        "at": _text("When."),
        "seconds": Field("number", "How long it took, in seconds."),
        "codebook_version": _text("The version of the codebook that was followed."),
        "occasion": _integer("0, or which repeat of the unit by the same person."),
    },
    "targets": {
        "target": _text("Id of the target."),
        "text": _text("The target as a sentence to be for or against."),
        "aliases": Field("texts", "Other words for it."),
    },
    "splits": {
        "article": _ARTICLE,
        "group": _integer("Articles of one group are never parted."),
        "split": _text("train, dev or test."),
    },
    "leaks": {
        "kind": _text("copy, passage, outlet or time."),
        "article": _ARTICLE,
        "split": _text("The split that it is in."),
        "other": _text("Id of the article across the border."),
        "other_split": _text("The split that this one is in."),
        "similarity": Field("number", "Share of what both have, from 0 to 1."),
        "detail": _text("Which paragraphs, outlet or dates."),
    },
}
SPLIT_TABLES = ("paragraphs", "articles", "gold", "annotations")
