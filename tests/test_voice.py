import numpy as np
import pandas as pd
import pytest

from stancebook import schema
from stancebook.attribution import find_attributions
from stancebook.reprints import find_reprints
from stancebook.segment import segment
from stancebook.voice import separate_voices, smooth

TITLE = "Harbour city signs twenty-year lease for grain terminal"
COMMENT = (
    "Once again we are asked to clap while the elites sell what belongs to all of us. "
    "Nobody should be surprised: this shameful deal is nothing but robbery, and you, "
    "dear reader, will pay for it."
)
LEAD = (
    "ANKARA, March 4. /TASS/. The grain terminal will be leased for twenty years, "
    "Transport Ministry Spokeswoman Vera Orlova said on Monday."
)
QUOTE = (
    "“We expect the first ships in May,” the diplomat told a briefing in the capital."
)


def article(name: str, outlet: str, blocks: list[str]) -> dict:
    row = dict.fromkeys(schema.TABLES["articles"])
    text = "\n\n".join(blocks)
    return row | {
        "article": name, "outlet": outlet, "text": text, "blocks": blocks, "sha256": "0"
    }  # fmt: skip


@pytest.fixture(scope="module")
def paragraphs() -> pd.DataFrame:
    page = [TITLE, COMMENT, "Source: Tass", LEAD, QUOTE, "Share this story on Facebook"]
    return segment(pd.DataFrame([article("page", "Paper", page)]))


@pytest.fixture(scope="module")
def voices(paragraphs) -> pd.DataFrame:
    return separate_voices(paragraphs, find_attributions(paragraphs))


def test_voices_table(voices):
    """The table keeps its promise, one row a paragraph."""

    assert len(schema.check(voices, "voices")) == 6


def test_who_speaks(voices):
    """Comment, credit, report and furniture are told apart."""

    assert ["editorial", "credit", "reported", "reported", "boilerplate"] == voices[
        "voice"
    ].tolist()[1:]


def test_label_is_the_likeliest(voices):
    """The label is the one with the highest probability, and these add to one."""
    p = voices[[f"p_{label}" for label in schema.VOICES]].to_numpy()

    np.testing.assert_allclose(p.sum(1), 1, atol=1e-4)
    assert [schema.VOICES[i] for i in p.argmax(1)] == voices["voice"].tolist()


def test_chain_reads_from_the_outside_in(voices):
    """The page passes on the agency, which passes on the spokeswoman."""

    assert ["publisher", "wire:TASS", "source:Vera Orlova"] == voices["chain"][3]
    assert voices["holder"][3] == "source:Vera Orlova"


def test_comment_is_the_publishers(voices):
    """The publisher holds its own comment."""

    assert (["publisher"], "publisher") == (voices["chain"][1], voices["holder"][1])


def test_reprint_overrides_the_model():
    """Wire copy that a page reprints is reported, from that agency, and it is said."""
    body = [
        "ANKARA, March 4. /TASS/. The grain terminal in the old harbour will be leased "
        "to a foreign operator for twenty years, the ministry announced on Monday.",
        "The lease covers two berths, the cranes and the railway yard behind them, and "
        "obliges the operator to dredge the channel before the next harvest season.",
    ]
    wire = article("wire", "TASS", ["Terminal to be leased", *body])
    page = article("page", "Paper", ["Robbed again", COMMENT, *body])
    paragraphs = segment(pd.DataFrame([wire, page]))
    voices = separate_voices(paragraphs, None, find_reprints(paragraphs))
    copied = voices[voices["paragraph"].isin(["page#2", "page#3"])]

    assert ["reported"] * 2 == copied["voice"].tolist()
    assert ["wire:TASS"] * 2 == copied["origin"].tolist()
    assert all(how.startswith("reprint:wire") for how in copied["decided_by"])


def test_a_comment_inside_wire_copy_is_mixed():
    """Where the page put a sentence of its own into the report, both speak."""
    report = (
        "ANKARA, March 4. /TASS/. The grain terminal in the old harbour will be leased "
        "to a foreign operator for twenty years, the ministry announced on Monday."
    )
    more = (
        "The lease covers two berths, the cranes and the railway yard behind them too."
    )
    own = (
        " That is what selling your own grandmother looks like, and they dare to smile."
    )
    wire = article("wire", "TASS", ["Terminal to be leased", report, more])
    page = article("page", "Paper", ["Robbed again", report + own, more])
    paragraphs = segment(pd.DataFrame([wire, page]))
    voices = separate_voices(paragraphs, None, find_reprints(paragraphs))

    assert voices.set_index("paragraph").loc["page#1", "voice"] == "mixed"


def test_run_together_headlines_are_furniture():
    """Related headlines that ran together are furniture, by rule, and it is said."""
    headlines = (
        "Minister opens new harbour terminal Fleet returns from northern exercise "
        "Grain prices fall for third week Parliament delays vote on fishing quotas"
    )
    page = article("page", "Paper", [TITLE, LEAD, headlines, QUOTE])
    voices = separate_voices(segment(pd.DataFrame([page])))

    assert ("boilerplate", "rule:headlines") == tuple(
        voices.loc[2, ["voice", "decided_by"]]
    )


@pytest.mark.parametrize(
    "line", ["14 Feb, 16:42", "2016-11-12 07:31", "December 28, 2017", "Fri 3/5/2021"]
)
def test_date_on_its_own_line_is_a_credit(line):
    """The codebook settles it, so no model is asked, and it is said."""
    page = article("page", "Paper", [TITLE, line, LEAD, QUOTE])
    voices = separate_voices(segment(pd.DataFrame([page])))

    assert ("credit", "rule:date") == tuple(voices.loc[1, ["voice", "decided_by"]])


@pytest.mark.parametrize("line", ["1,000", "May we?", "On Monday", "1984 was a year."])
def test_number_or_word_is_no_date(line):
    """A figure, a question or a sentence with a year in it is for the model."""
    page = article("page", "Paper", [TITLE, line, LEAD, QUOTE])
    voices = separate_voices(segment(pd.DataFrame([page])))

    assert voices.loc[1, "decided_by"] == "model"


def test_articles_do_not_touch_one_another(paragraphs, voices):
    """An article gets the same voices alone and after another."""
    first = segment(
        pd.DataFrame([article("first", "Other", [TITLE, COMMENT, COMMENT])])
    )
    both = pd.concat([first, paragraphs], ignore_index=True)
    together = separate_voices(both, find_attributions(both)).iloc[3:]

    assert voices["voice"].tolist() == together["voice"].tolist()
    np.testing.assert_allclose(
        voices["p_editorial"], together["p_editorial"], atol=1e-4
    )


def test_outlet_is_no_feature(paragraphs, voices):
    """The same page on another site gets the same probabilities."""
    elsewhere = separate_voices(
        paragraphs.assign(outlet="Reuters"), find_attributions(paragraphs)
    )

    np.testing.assert_allclose(voices["p_editorial"], elsewhere["p_editorial"])


def test_empty_paragraphs_keep_their_place():
    """An empty paragraph gets a row like any other."""
    page = article("page", "Paper", ["Title", "", "The dam was filled."])

    assert len(separate_voices(segment(pd.DataFrame([page])))) == 3


def test_smoothing_a_single_paragraph():
    """One paragraph has no neighbours, so nothing changes."""
    p = np.array([[0.2, 0.8]])

    np.testing.assert_allclose(p, smooth(p, np.ones((2, 2))), atol=1e-6)


def make_page(blocks: list[tuple[str, str]], outlet: str = "Paper") -> pd.DataFrame:
    """The paragraphs of a page whose kinds are known."""
    kinds, texts = zip(*blocks, strict=True)
    row = article("page", outlet, list(texts)) | {"kinds": list(kinds)}
    return segment(pd.DataFrame([row]))


def test_a_page_s_marks_settle_captions_and_embeds():
    """Captions and players are furniture; a post is somebody's words, passed on."""
    page = make_page(
        [
            ("title", TITLE),
            ("text", COMMENT),
            ("caption", "The terminal, seen from the hills that the lease is about."),
            ("embed", "A day at the terminal https://www.youtube.com/embed/a1"),
            ("embed", "No lease, no grain. — Port Watch (@portwatch) May 3, 2024"),
        ]
    )
    voices = separate_voices(page)

    assert ["boilerplate", "boilerplate", "reported"] == voices["voice"][2:].tolist()
    assert ["rule:caption", "rule:embed", "rule:embed"] == (
        voices["decided_by"][2:].tolist()
    )
    assert "source:Port Watch" == voices["origin"].iloc[-1]


def test_a_heading_is_seldom_furniture():
    """What the page has for a heading is less likely furniture than a line like it."""
    blocks = [("title", TITLE), ("text", COMMENT), ("heading", "Who pays in the end")]
    page = make_page(blocks)
    marked = separate_voices(page).iloc[2]
    plain = separate_voices(page.drop(columns="block")).iloc[2]

    assert "boilerplate" == plain["voice"]
    assert marked["p_boilerplate"] < plain["p_boilerplate"] / 2


def test_kinds_that_are_not_known_change_nothing():
    """Paragraphs without kinds have the voices that they had before there were any."""
    page = make_page([("title", TITLE), ("text", COMMENT), ("text", QUOTE)])

    pd.testing.assert_frame_equal(
        separate_voices(page.assign(block=None)),
        separate_voices(page.drop(columns="block")),
    )


def test_a_russian_wire_report_is_read_by_its_marks():
    """Who speaks, and for whom, is told without a model that reads Russian."""
    page = make_page(
        [
            ("title", "Рейсы на остров Тихий отменены до лета"),
            ("text", "МОСКВА, 12 марта. /ТАСС/. Рейсы отменены, сообщил порт."),
            ("text", "«Мы не можем рисковать людьми», — заявила мэр Анна Лунд."),
            ("text", "На острове живут 400 человек, и зимой им везут хлеб."),
            ("caption", "Паром у причала"),
            ("text", "Читайте также: Ледоколы вышли в море"),
        ],
        outlet="Вести",
    )
    voices = separate_voices(page, find_attributions(page))

    assert ["reported"] * 4 + ["boilerplate"] * 2 == voices["voice"].tolist()
    assert ["wire:TASS"] * 4 == voices["origin"][:4].tolist()
    assert ["publisher", "wire:TASS", "source:Анна Лунд"] == voices["chain"][2]
    assert {"rule:russian"} == set(voices["decided_by"][:4])


def test_a_russian_comment_is_the_publisher_s():
    """Marks of comment outside of quotations are editorial, what is quoted is not."""
    page = make_page(
        [
            ("title", "Паром, которого не будет"),
            ("text", "Увы, мы снова видим, что город это не касается."),
            ("text", "По словам мэра Анны Лунд, денег на новый причал в городе нет."),
            ("text", "Кто за это заплатит? Разумеется, остров, и это позор."),
        ]
    )  # fmt: skip
    voices = separate_voices(page, find_attributions(page))

    assert ["editorial", "reported", "editorial"] == voices["voice"][1:].tolist()
