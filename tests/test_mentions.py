"""Facts about what a mention says by itself."""

import pytest

from stancebook.mentions import read_mention


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("Foreign Ministry Spokeswoman Maria Zakharova", "person", "Maria Zakharova"),
        ("former Secretary of State Hillary Berg", "person", "Hillary Berg"),
        ("a former spokesman for Latvia's Senate, Oleg Lie,", "person", "Oleg Lie"),
        ("Ben Lie, the Oslo director for Fishwatch", "person", "Ben Lie"),
        ("the chairwoman, Ada Lie of Oslo,", "person", "Ada Lie"),
        ("a 70-year-old academic named Eric Lie, who ran", "person", "Eric Lie"),
        ("Zakharova's", "person", "Zakharova"),
        ("Sen. John Lie (I-Vt.)", "person", "John Lie"),
        ("the Foreign Ministry", "organisation", "Foreign Ministry"),
        ("The New York Times", "organisation", "New York Times"),
        ("German officials", "organisation", "German officials"),
        ("Republicans", "organisation", "Republicans"),
        ("a Berg spokesman", "organisation", "Berg spokesman"),
        ("Foreign Ministry spokeswoman", "role", "Foreign Ministry spokeswoman"),
        ("the Russian leader", "role", None),
        ("the diplomat", "role", None),
        ("the 54-year-old", "role", None),
        ("the ministry", "thing", None),
        ("officials", "thing", None),
        ("she", "pronoun", None),
        ("I", "self", None),
        ("it", "it", None),
        ("who", "who", None),
        ("a source", "none", None),
        ("Nobody in Moscow", "anybody", None),
        ("you", "anybody", None),
        ("", "none", None),
        (None, "none", None),
    ],
)
def test_a_mention_is_read_by_itself(text, kind, name):
    """A mention is a person, a body, a role, a pronoun or nothing to go by."""
    mention = read_mention(text)

    assert (kind, name) == (mention.kind, mention.name)


def test_a_description_tells_gender_and_noun():
    """The head noun of a role is kept with the gender that it tells."""
    mention = read_mention("the party's chairwoman")

    assert ("chairwoman", "f") == (mention.noun, mention.gender)
