import pytest
from lxml.html import fromstring

from stancebook.blocks import (
    clean_marks,
    find_lead,
    make_key,
    mark_blocks,
    name_kinds,
    read_blocks,
)


def read(body: str) -> list[tuple[str, str]]:
    """What the blocks of a page are, without anybody looking for its article."""
    html = f"<html><body><div>{body}</div></body></html>"
    tree = fromstring(html)
    mark_blocks(tree, make_key(html))
    return list(read_blocks(tree, make_key(html)))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<h2>What next</h2>", [("heading", "What next")]),
        ("<p><strong>What next</strong></p>", [("heading", "What next")]),
        ("<p><b>Wait.</b></p>", [("text", "Wait.")]),
        ("<p><b>Ana</b> waits</p>", [("text", "Ana waits")]),
        (
            "<blockquote><p>One.</p><p>Two.</p></blockquote>",
            [("quote", "One."), ("quote", "Two.")],
        ),
        (
            "<blockquote>One.<br><br>Two.</blockquote>",
            [("quote", "One."), ("quote", "Two.")],
        ),
        ("<ul><li>One</li><li>Two</li></ul>", [("list", "One"), ("list", "Two")]),
        (
            "<figure><img><figcaption>A <i>quay</i></figcaption></figure>",
            [("caption", "A quay")],
        ),
        (
            '<div class="wp-caption"><img><p class="wp-caption-text">Quay</p></div>',
            [("caption", "Quay")],
        ),
        (
            "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>",
            [("table", "a"), ("table", "b"), ("table", "c"), ("table", "d")],
        ),
        ("<table><tr><td>A story.</td></tr></table>", [("text", "A story.")]),
        ("One.<br><br>Two.", [("text", "One."), ("text", "Two.")]),
    ],
)
def test_what_a_paragraph_was_is_told(body, expected):
    """Headings, quotations, lists, captions and tables of data are told from text."""
    assert expected == read(body)


def test_an_embed_in_a_paragraph_stands_behind_it():
    """A player is no part of the sentence that it stands in, and nothing is lost."""
    film = '<iframe src="https://vimeo.com/1"></iframe>'
    body = f"<p>Before {film} after.</p><p>Then.</p>"

    assert [
        ("text", "Before after."),
        ("embed", "https://vimeo.com/1"),
        ("text", "Then."),
    ] == read(body)


def test_a_page_cannot_forge_a_mark():
    """What looks like a mark is text, since a page cannot hold its own hash."""
    body = "<p>⸨000000000000:c⸩ Ships wait.</p>"

    assert [("text", "⸨000000000000:c⸩ Ships wait.")] == read(body)


def test_text_behind_a_replaced_element_stays_in_its_place():
    """The tail of a quotation comes after it."""
    body = "<blockquote>One.</blockquote>Two.<p>Three.</p>"

    assert ["One.", "Two.", "Three."] == [text for _, text in read(body)]


def test_marks_are_taken_out_of_metadata():
    """A title that was taken from a marked heading is as the page has it."""
    assert "What next" == clean_marks("⸨ab:h⸩What next", "ab")


def test_a_standfirst_belongs_to_its_article():
    """What stands between headline and text is taken over, once, menus are not."""
    page = [
        ("list", "Home"),
        ("heading", "Fog"),
        ("text", "By Ana Lund"),
        ("lead", "No ferry."),
        ("caption", "A quay"),
        ("text", "Ships wait."),
        ("caption", "Another quay"),
    ]

    assert [("text", "No ferry."), ("caption", "A quay")] == find_lead(
        page, [("text", "Ships wait.")], "Fog"
    )
    assert [] == find_lead(page, page[3:], "Fog")


def test_kinds_of_the_page_are_those_of_its_article():
    """A reader that keeps no tags loses no heading; a text of two kinds stays text."""
    page = [("heading", "A"), ("list", "B"), ("heading", "B"), ("lead", "C")]
    article = [("text", "A"), ("text", "B"), ("text", "C")]

    assert [("heading", "A"), ("text", "B"), ("text", "C")] == name_kinds(page, article)


def test_a_picture_that_is_a_link_keeps_its_caption():
    """An empty link makes a frame look like a menu, so it is taken out of it."""
    html = (
        "<html><body><div><div class='image'><a href='/a'><img></a><p class='caption'>"
        "A quay</p></div></div></body></html>"
    )
    tree = fromstring(html)
    mark_blocks(tree, make_key(html))

    assert [] == list(tree.iter("a"))
    assert [("caption", "A quay")] == list(read_blocks(tree, make_key(html)))
