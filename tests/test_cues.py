import pytest

from stancebook.cues import CUES, measure_cues

PLAIN = "The reservoir filled slowly during the winter."


def cue(name: str, text: str, position=5, left=5, said=0.0) -> float:
    return float(measure_cues(text, position, left, said)[CUES.index(name)])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("views", "The opinions are solely those of the contributor."),
        ("embedded_link", "https://twitter.com/example/status/12345"),
        ("link_line", "Source: https://example.org/dam"),
        ("provenance", "This article was originally published by Northern Wire."),
        ("picture_credit", "(Photo by Ana Lima/Getty Images)"),
        ("promotion", "What do you think? Sign up below."),
        ("loaded", "The paper breathlessly repeated it."),
        ("agency_line", "AFP"),
        ("byline", "By Ana Lima"),
        ("caption", "Ana Lima waves to supporters in Riga"),
        ("author_note", "Ana Lima is a senior fellow at the River Institute."),
        ("speaker_turn", "LIMA: We will see."),
        ("colon_end", "She wrote:"),
        ("reference", "[3] Lima, The River, p. 7"),
        ("title_words", "Lima Opens New Dam In The North"),
    ],
)
def test_cue_is_seen(name, text):
    """Each cue shows in a line that bears it, and not in plain narration."""
    assert cue(name, text) == 1
    assert cue(name, PLAIN) == 0


@pytest.mark.parametrize(
    ("name", "text", "here", "elsewhere"),
    [
        ("author_note_last", "Ana Lima is an author of two books.", (9, 0), (3, 9)),
        ("caption_early", "Ana Lima waves to supporters", (1, 9), (8, 2)),
        ("link_late", "https://example.org/dam", (9, 1), (2, 9)),
        ("closing", "Bravo.", (9, 0), (8, 1)),
    ],
)
def test_place_counts(name, text, here, elsewhere):
    """The same line is another thing at the end of a page, or at its top."""
    assert cue(name, text, *here) == 1
    assert cue(name, text, *elsewhere) == 0


def test_loaded_words_around_what_is_attributed():
    """A loaded word beside attributed words is a cue of its own, by their share."""
    text = "“We will win,” the senator whined."
    assert cue("loaded_in_part", text, said=0.5) == 1
    assert cue("loaded_in_part", text, said=0.0) == 0
    assert cue("loaded_said", text, said=0.5) == pytest.approx(0.5)


def test_every_cue_has_one_value():
    """Names and values go together, whatever the text."""
    for text in ("", PLAIN, "\n", "«»"):
        assert measure_cues(text, 0, 0, 0.0).shape == (len(CUES),)
    assert len(set(CUES)) == len(CUES)
