import pytest
from lxml.html import fromstring

from stancebook.embeds import find_embeds


def words_of(html: str) -> list[str]:
    return [words for _, words in find_embeds(fromstring(f"<div>{html}</div>"))]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            '<blockquote class="twitter-tweet"><p>No ferry.</p>&mdash; Ana (@ana)'
            ' <a href="https://twitter.com/ana/status/1">May 3</a></blockquote>',
            ["No ferry. — Ana (@ana) May 3"],
        ),
        (
            '<iframe title="Talks on the quay" src="//www.youtube.com/embed/a1">'
            "</iframe>",
            ["Talks on the quay https://www.youtube.com/embed/a1"],
        ),
        (
            '<iframe title="YouTube video player" src="https://www.youtube.com/embed/a">'
            "</iframe>",
            ["https://www.youtube.com/embed/a"],
        ),
        (
            '<iframe data-src="https://vk.com/video_ext.php?id=1"></iframe>',
            ["https://vk.com/video_ext.php?id=1"],
        ),
        (
            '<amp-youtube data-videoid="a1"></amp-youtube>',
            ["https://www.youtube.com/watch?v=a1"],
        ),
        ('<video><source src="talks.mp4">Get a browser.</video>', ["talks.mp4"]),
        (
            '<script data-telegram-post="quay/7" src="https://telegram.org/w.js"></script>',
            ["https://t.me/quay/7"],
        ),
        (
            '<blockquote class="instagram-media" data-instgrm-permalink="https://i.example"'
            "></blockquote>",
            ["https://i.example"],
        ),
    ],
)
def test_an_embed_has_its_words_or_its_address(html, expected):
    """Posts have their words; players a title of their own, if any, and an address."""
    assert expected == words_of(html)


@pytest.mark.parametrize(
    "html",
    [
        '<iframe src="https://ads.example/slot?youtube.com"></iframe>',
        '<iframe src="https://notyoutube.com/embed/a"></iframe>',
        "<iframe></iframe>",
        "<blockquote>No ferry.</blockquote>",
        "<video></video>",
    ],
)
def test_advertisements_and_plain_quotations_are_no_embeds(html):
    """Only frames of hosts that show films, posts or documents count."""
    assert [] == words_of(html)


def test_an_embed_in_another_is_not_counted_again():
    """A fallback inside a player's element is its own words."""
    html = (
        '<amp-twitter data-tweetid="1"><blockquote class="twitter-tweet">No ferry.'
        "</blockquote></amp-twitter>"
    )

    assert ["No ferry."] == words_of(html)
