import pandas as pd

from stancebook.twins import describe_twins, find_twins

WORDS = (
    "Ferries to the island resume on Monday after a strike of nine days, the company"
    " said, and the first of them will carry nothing but mail, bread and medicine to"
    " the four hundred people who have waited for it since the ice came down the strait"
)
OTHER = (
    "Cod is dear in every port of the northern coast this winter, since the boats stay"
    " in and the traders of the south buy what little there is at any price they hear"
)


def make(**texts: str | None) -> pd.DataFrame:
    return pd.DataFrame({"article": list(texts), "text": list(texts.values())})


def test_the_same_text_and_nearly_the_same_are_told_apart():
    """A copy is verbatim, one with some words changed is edited, others are no pair."""
    near = WORDS.replace("nine", "ten").replace("bread", "flour")
    twins = find_twins(make(a=WORDS, b=OTHER, c=near, d=f"{WORDS}!"))

    assert [("a", "c", "edited"), ("a", "d", "verbatim")] == [
        (row.article, row.other, row.kind) for row in twins.itertuples()
    ]
    assert 0.9 < twins["similarity"][0] < 1


def test_half_a_text_is_no_twin():
    """An article that takes over a half of another one is a text of its own."""
    assert find_twins(make(a=WORDS, b=f"{WORDS[:130]} {OTHER}")).empty


def test_many_copies_are_a_chain():
    """A text that stands in a hundred articles is said 99 times, not 4,950."""
    copies = {f"a{number}": WORDS for number in range(100)}

    assert 99 == len(find_twins(make(**copies)))


def test_withheld_texts_are_passed_over():
    """An article whose text is not here has no twin, and no text is an empty table."""
    assert find_twins(make(a=None, b=None)).empty
    assert ["article", "other", "kind", "similarity"] == list(
        find_twins(make(a=None)).columns
    )


def test_an_endless_article_is_compared_by_its_beginning():
    """Memory stays small: of 2 million characters the first 40,000 are compared."""
    text = " ".join(f"word{number}" for number in range(200_000))
    twins = find_twins(make(a=text, b=f"{text[:40_000]} another end"))

    assert ["verbatim"] == twins["kind"].tolist()


def test_pairs_are_said_in_a_line():
    """The count and the closest pair are said, and nothing where there is none."""
    twins = find_twins(make(a=WORDS, b=WORDS, c=WORDS))

    assert (
        "2 pairs of articles are (nearly) the same text, and stay: first 'a' and 'b'"
        " (1.00)" == describe_twins(twins)
    )
    assert "" == describe_twins(twins.iloc[:0])
