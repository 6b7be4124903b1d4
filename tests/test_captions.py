import pytest
from lxml.html import fromstring

from stancebook.captions import (
    find_captions,
    find_headings,
    find_leads,
    find_set_apart,
    read_words,
)

LEAD = "The board has decided what it wants of the island."


def words(find, html: str) -> list[str]:
    return [read_words(one) for one in find(fromstring(f"<div>{html}</div>"))]


@pytest.mark.parametrize(
    "html",
    [
        "<figure><img><figcaption>A quay</figcaption></figure>",
        "<div class='wp-caption'><img><p class='wp-caption-text'>A quay</p></div>",
        "<div class='image'><img><p class='article-image__caption'>A quay</p></div>",
        "<div class='photo_block'><img><div class='photo_desc'>A quay</div></div>",
        "<table><tr><td><img></td><td class='tr-caption'>A quay</td></tr></table>",
        "<figcaption class='caption'><span class='caption'>A quay</span></figcaption>",
    ],
)
def test_a_caption_is_found_once(html):
    """A caption is found by its tag or by its name, and not the frame around it."""
    assert ["A quay"] == words(find_captions, html)


@pytest.mark.parametrize(
    "html",
    [
        "<p class='captions-settings'>A quay</p>",
        "<p class='text'>A quay</p>",
        "<p class='caption'></p>",
        f"<div class='caption'>{'A quay. ' * 100}</div>",
    ],
)
def test_other_names_and_long_texts_are_no_captions(html):
    """What is empty, longer than a caption, or named like something else is none."""
    assert [] == words(find_captions, html)


def test_headings_are_found_by_tag_or_weight():
    """A line in bold is a heading, a sentence or a bold word in a text is none."""
    html = (
        "<h1>Fog</h1><h2>One</h2><p><b>Two</b></p><p><b>Three.</b></p><p><b>Four</b>"
        " waits</p><h3></h3>"
    )

    assert ["One", "Two"] == words(find_headings, html)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<h2 class='Article_standfirst'>{LEAD}</h2>", [LEAD]),
        (f"<div class='lead'><p>{LEAD}</p></div>", [LEAD]),
        (f"<p itemprop='summary'>{LEAD}</p>", [LEAD]),
        ("<p class='lead'>By Ana</p>", []),
        (f"<p class='leading-tight'>{LEAD}</p>", []),
        (f"<div class='lead'><p>{LEAD}</p><p>{LEAD}</p></div>", []),
    ],
)
def test_a_standfirst_is_one_paragraph_that_is_named_so(html, expected):
    """A byline is too short for one, and a whole body in such a frame is too much."""
    assert expected == words(find_leads, html)


def test_a_quotation_in_a_quotation_is_part_of_it():
    """Only the outermost is set apart."""
    html = "<blockquote>One <blockquote>two</blockquote></blockquote>"

    assert ["One two"] == words(find_set_apart, html)
