import pandas as pd
import pytest

from stancebook import attribution, schema
from stancebook.attribution import find_attributions
from stancebook.binding import Attribution
from stancebook.voice import separate_voices


def paragraphs(*texts: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "paragraph": [f"a#{n}" for n in range(len(texts))],
            "article": "a",
            "position": range(len(texts)),
            "text": texts,
        }
    )


def part(row, name: str) -> str:
    return " … ".join(span["text"] for span in row[name])


def only(text: str):
    table = find_attributions(paragraphs(text))

    assert len(table) == 1, table[["source", "cue", "content"]].to_dict("records")
    return table.iloc[0]


@pytest.mark.parametrize(
    ("text", "source", "cue", "content", "kind"),
    [
        (
            "“The dam will hold until spring,” Lima said.",
            "Lima", "said", "“The dam will hold until spring,”", "direct",
        ),
        (
            "Lima said the dam would hold until spring.",
            "Lima", "said", "the dam would hold until spring", "indirect",
        ),
        (
            "According to the ministry, the dam will hold.",
            "the ministry", "According to", "the dam will hold", "indirect",
        ),
        (
            "🚢🚢 “The dam will hold until spring,” Lima said.",
            "Lima", "said", "“The dam will hold until spring,”", "direct",
        ),
    ],
)  # fmt: skip
def test_plain_attributions(text, source, cue, content, kind):
    """Source, cue, content and kind of the plain forms, by code points."""
    row = only(text)

    assert (source, cue, content, kind) == (
        part(row, "source"), part(row, "cue"), part(row, "content"), row["kind"]
    )  # fmt: skip
    for role in ("source", "cue", "content"):
        for span in row[role]:
            assert text[span["start"] : span["end"]] == span["text"]


def test_quotation_split_round_its_cue():
    """Both halves of a quotation belong to the cue between them."""
    row = only("“The dam,” Lima said on Monday, “will hold until the spring.”")

    assert "“The dam,” … “will hold until the spring.”" == part(row, "content")
    assert ("Lima", "said", "direct") == (
        part(row, "source"), part(row, "cue"), row["kind"]
    )  # fmt: skip


NESTED = "Lima said that the mayor had warned that the dam would break."


def test_outermost_speaker_of_nested_speech_is_found():
    """Who says that another had warned of something is the source of all of it."""
    table = find_attributions(paragraphs(NESTED))
    (outer,) = table[table["parent"].isna()].to_dict("records")

    assert ("Lima", "said") == (part(outer, "source"), part(outer, "cue"))
    assert "the mayor had warned that the dam would break" in part(outer, "content")


@pytest.mark.parametrize(
    ("text", "outer", "inner", "told"),
    [
        (NESTED, "Lima", "the mayor", "that the dam would break"),
        (
            "“Japan maintains that the system is purely defensive, but nobody here "
            "believes it,” Darya Melnikova said.",
            "Darya Melnikova",
            "Japan",
            "that the system is purely defensive",
        ),
        (
            "According to the paper, officials said on condition of anonymity that the "
            "ship had been boarded.",
            "the paper",
            "officials",
            "that the ship had been boarded",
        ),
        (
            "The spokesman added that Washington’s claims that the test failed were "
            "false.",
            "The spokesman",
            "Washington’s",
            "that the test failed",
        ),
    ],
)
def test_nested_attribution_has_a_parent(text, outer, inner, told):
    """What somebody said that another had said hangs on the outer attribution."""
    table = find_attributions(paragraphs(text))
    (above,) = table[table["parent"].isna()].to_dict("records")
    (below,) = table[table["parent"].notna()].to_dict("records")

    assert below["parent"] == above["attribution"]
    assert (outer, inner) == (part(above, "source"), part(below, "source"))
    assert told in part(below, "content")


@pytest.mark.parametrize(
    "text",
    [
        "“We believe the talks can go on,” Ana Lima said.",
        "Ana Lima said that she had warned the ministry about the dam.",
        "The mayor wants the dam to be filled before the summer, Ana Lima said.",
    ],
)
def test_own_words_hang_on_nobody(text):
    """Who quotes herself is no second voice, and to want is not to say."""
    table = find_attributions(paragraphs(text))

    assert table["parent"].isna().all()
    assert len(table) >= 1


def test_chain_names_the_voice_inside_a_voice():
    """A paragraph that is mostly what another said has both of them in its chain."""
    texts = [
        "Talks stall",
        "MOSCOW, March 3. /TASS/. “Japan maintains that the system is purely defensive "
        "and that no neighbour has a reason to fear it,” Darya Melnikova said.",
    ]
    table = paragraphs(*texts).assign(outlet=None)
    found = find_attributions(table)
    voices = separate_voices(table, found)

    assert ["publisher", "wire:TASS", "source:Darya Melnikova", "source:Japan"] == (
        voices["chain"].iloc[1]
    )


def test_parent_is_named_by_its_id(monkeypatch):
    """An attribution inside another one names the row it hangs on."""
    outer = Attribution(((0, 4),), ((5, 9),), ((10, 60),), 0.9)
    inner = Attribution(((15, 24),), ((29, 35),), ((36, 60),), 0.9)
    monkeypatch.setattr(
        attribution, "_find_in_texts", lambda texts: [[outer, inner] for _ in texts]
    )
    table = find_attributions(paragraphs(NESTED))

    assert [None, "a#0/a0"] == table["parent"].tolist()


def test_bare_quotation_is_ascribed_to_who_speaks_there():
    """Quoted words without a cue of their own belong to the paragraph's speaker."""
    table = find_attributions(
        paragraphs(
            "The plan raises “grave and lasting doubts”. “We will not sign it,” "
            "Foreign Minister Ana Lima said on Monday."
        )
    )
    bare = table[table["cue"].map(len) == 0].iloc[0]

    assert ("“grave and lasting doubts”", "direct", "Ana Lima") == (
        part(bare, "content"), bare["kind"], bare["source_name"]
    )  # fmt: skip


def test_people_are_named_through_the_article():
    """ "She" and "the diplomat" are who was introduced before."""
    table = find_attributions(
        paragraphs(
            "Talks stall",
            "MOSCOW, March 3. /TASS/. The talks have stalled, Foreign Ministry "
            "Spokeswoman Anna Belova said on Monday.",
            "“We see no reason to hurry,” she added.",
            "“Nobody has called us since,” the diplomat said.",
        )
    )

    assert {"Anna Belova"} == set(table["source_name"])


def test_unclosed_quotation_runs_to_the_end():
    """A quotation that goes on in the next paragraph is content to its end."""
    row = only("“The dam will hold. We have seen worse, and we will see worse again")

    assert row["content"][0]["end"] == 67


def test_narration_has_none():
    """Plain narration, an empty paragraph and no paragraph ascribe nothing."""

    assert find_attributions(paragraphs("The river froze.", "", " ", "🚢")).empty
    assert find_attributions(paragraphs()).empty


def test_long_paragraph_is_read_to_its_end():
    """Nothing is lost in a paragraph longer than the encoder reads at once."""
    text = "The river froze. Boats were left on the ice. In the port it rained. " * 220
    text += "“It will thaw by spring,” Lima said."
    row = only(text)

    assert len(text.split()) > 2990
    assert "“It will thaw by spring,”" == part(row, "content")
    assert text[row["cue"][0]["start"] : row["cue"][0]["end"]] == "said"


@pytest.mark.parametrize(
    "sentence",
    [
        "the river froze and the wind came over the ice and ",
        "Zhytomyrska, Przhevalskiy, Dnipropetrovskovskaya, ",
        "The Dnipropetrovskovskaya Przhevalskiy delegation left Zhytomyrska. ",
    ],
)
def test_endless_sentences_and_rare_names_are_read_to_the_end(sentence):
    """What is too long without a sentence end, or in rare names, is cut finer."""
    row = only(sentence * 60 + "Lima said the dam would hold.")

    assert ("Lima", "the dam would hold") == (
        part(row, "source"), part(row, "content")
    )  # fmt: skip


@pytest.mark.parametrize("marks", ["“”", '""'])
def test_quotation_over_two_windows_keeps_its_marks(marks):
    """The narration behind a long quotation is not taken for a quotation."""
    quoted = "The dam will hold until the spring and then we shall see. " * 30
    behind = " It rained for a week and the river rose."
    text = f"{marks[0]}{quoted.strip()}{marks[1]} Lima said on Monday.{behind}"
    rows = find_attributions(paragraphs(text))
    ends = [span["end"] for content in rows["content"] for span in content]

    assert max(ends) <= len(text) - len(behind)


def test_company_changes_nothing():
    """A paragraph's attributions are the same alone and among others."""
    texts = [
        "“The dam will hold until spring,” Lima said.",
        "The river froze.",
        "According to the ministry, the boats that were left on the ice are safe.",
    ]
    together = find_attributions(paragraphs(*texts))
    alone = pd.concat(find_attributions(paragraphs(text)) for text in texts)

    for role in ("source", "cue", "content"):
        assert together[role].tolist() == alone[role].tolist()
    assert together["p"].tolist() == pytest.approx(alone["p"].tolist(), abs=1e-5)


def test_run_together_headlines_ascribe_nothing():
    """Headlines of other stories are no part of this one."""
    text = (
        "Minister says harbour open Fleet returns from northern exercise Grain prices "
        "fall for third week Parliament delays vote on fishing quotas"
    )

    assert find_attributions(paragraphs(text)).empty


def test_table_keeps_its_promise():
    """The table has the columns and values of its schema."""
    table = find_attributions(paragraphs("Lima said it would hold."))

    assert schema.check(table, "attributions") is table


def test_dateline_is_not_what_a_source_says():
    """The content begins behind place, date and agency."""
    row = only("LANZHOU, March 4 (Xinhua) -- The line will open in May, Liu Wei said.")

    assert part(row, "content").startswith("The line will open in May")


def test_russian_is_read_by_its_marks_beside_english() -> None:
    """Each article is read in its language, and people are named in full in both."""
    russian = (
        "«Рейсов не будет до лета», — заявила мэр Анна Лунд. Лед еще слишком толстый.",
        "По словам Лунд, город не получит денег на новый причал, и это не ново.",
    )
    table = pd.concat(
        [paragraphs(*russian), paragraphs("Lima said the dam would hold.")],
        ignore_index=True,
    )
    table["article"] = ["ru", "ru", "en"]
    table["paragraph"] = ["ru#0", "ru#1", "en#0"]
    found = schema.check(find_attributions(table), "attributions")

    assert ["заявила", "По словам", "said"] == [
        part(r, "cue") for _, r in found.iterrows()
    ]
    assert ["Анна Лунд", "Анна Лунд", "Lima"] == found["source_name"].tolist()
    assert ["direct", "indirect", "indirect"] == found["kind"].tolist()
