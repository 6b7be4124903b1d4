"""Attributions become regions and links, and are found in them again."""

from stancebook.interchange import Mark, Spot
from stancebook.losses import Losses
from stancebook.regions import Kept, Picture, Region, draw, list_facts, read

TEXT = "“It holds,” said Ana."
SPOTS = (Spot("source", 17, 20), Spot("cue", 12, 16), Spot("content", 0, 11))


def test_an_attribution_is_linked_regions() -> None:
    """Its content names the kind, keeps the facts, and is linked to the other parts."""
    mark = Mark("attribution", "direct", spots=SPOTS, facts={"id": "e1"})
    picture = draw([mark])

    assert [(2, 0), (2, 1)] == picture.links
    assert [{}, {}, {"id": "e1"}] == [region.facts for region in picture.regions]
    assert [mark] == read(picture, TEXT, "here", Losses())


def test_a_kind_that_nobody_named_is_read_off_the_quotation_marks() -> None:
    """Parts that were linked in a tool, by no anchor of ours, are one attribution."""
    regions = [Region(f"attribution:{part}", a, b) for part, a, b in SPOTS]
    losses = Losses()
    [mark] = read(Picture([], regions, [(0, 1), (1, 2)]), TEXT, "here", losses)

    assert ("direct", SPOTS) == (mark.label, mark.spots)
    assert [] == losses.rows


def test_foreign_labels_and_loose_parts_are_losses() -> None:
    """What is none of ours is listed, and what is goes on."""
    regions = [Region("PERSON", 17, 20), Region("attribution:cue", 12, 16)]
    picture = Picture([("positive", {}), ("voice:mixed", {})], regions, [])
    losses = Losses()
    marks = read(picture, TEXT, "here", losses)

    assert ["mixed"] == [mark.label for mark in marks]
    assert ["positive", "PERSON", "said"] == [row["detail"] for row in losses.rows]


def test_facts_go_back_to_what_they_are_of() -> None:
    """Two equal labels get their own facts, in order; a third gets the common ones."""
    picture = Picture([("voice:mixed", {"id": "1"}), ("voice:mixed", {"id": "2"})])
    listed = [list(pair) for pair in list_facts(picture)]
    kept = Kept(listed, annotator="ana")

    assert ["1", "2", None] == [kept.label("voice:mixed")[1].get("id") for _ in "123"]
    assert {"annotator": "ana"} == kept.region("claims:fact", 0, 2).facts
