from pathlib import Path

import pytest

from stancebook.extract import read_articles
from stancebook.schema import InputError
from stancebook.syndication import is_syndication, read_syndication

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Gull</title>
<link>https://gull.example</link><language>en-GB</language>
<item><title>No ferry</title><link>https://gull.example/no-ferry</link>
<dc:creator>Ana Lund</dc:creator><pubDate>Sat, 02 Mar 2024 23:30:00 +0000</pubDate>
<description>Short.</description><content:encoded><![CDATA[<p>The ferry stays in.</p>
<h2>What next</h2><figure><img src="a"><figcaption>The quay</figcaption></figure>
<blockquote><p>Wait.</p></blockquote><script>alert(1)</script>]]></content:encoded></item>
<item><title>Fog</title><guid isPermaLink="false">77</guid>
<description>&lt;p&gt;Ships wait in the bay.&lt;/p&gt;</description></item>
<item><title>Empty</title><link>https://gull.example/empty</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ru"><title>Вести</title>
<entry><title>Паром стоит</title><link rel="self" href="https://v.example/self"/>
<link href="https://v.example/1"/><published>2024-03-02T10:00:00Z</published>
<author><name>Анна Лунд</name></author><content type="xhtml">
<div xmlns="http://www.w3.org/1999/xhtml"><p>Рейсов не будет.</p></div></content>
</entry>
</feed>"""


def read(feed: str) -> list:
    return list(read_syndication(feed.encode(), "feed.xml"))


def test_an_entry_is_an_article_with_what_its_feed_says():
    """Text, kinds, title, author, date, outlet, language and address are taken over."""
    page = read(RSS)[0]

    assert page == {
        "article": "gull-example-no-ferry",
        "title": "No ferry",
        "paragraphs": [
            "No ferry",
            "The ferry stays in.",
            "What next",
            "The quay",
            "Wait.",
        ],
        "kinds": ["title", "text", "heading", "caption", "quote"],
        "outlet": "The Gull",
        "url": "https://gull.example/no-ferry",
        "author": "Ana Lund",
        "published": "2024-03-02",
        "language": "en-GB",
        "provenance": "feed",
        "file": "feed.xml",
        "line": 1,
    }


def test_atom_is_read_as_well():
    """An Atom entry has its link, its author's name and its markup's words."""
    [page] = read(ATOM)

    assert ["Паром стоит", "Рейсов не будет."] == page["paragraphs"]
    assert ("v-example-1", "Анна Лунд", "2024-03-02", "ru") == (
        *(page["article"], page["author"], page["published"], page["language"]),
    )


def test_an_entry_without_text_is_set_aside(tmp_path: Path, caplog):
    """The others are read, and those that are summaries are said to be."""
    path = tmp_path / "gull.rss"
    path.write_text(RSS)
    rejected: list = []
    articles = read_articles(path, rejected)

    assert ["gull-example-no-ferry", "gull-2"] == articles["article"].tolist()
    assert ["feed", "feed summary"] == articles["provenance"].tolist()
    assert ["the entry has no text"] == [r["reason"].split(".")[0] for r in rejected]
    assert "1 of 2 articles are summaries" in caplog.text


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("<rss><channel></channel></rss>", "there is no entry"),
        ("<note><to>Ana</to></note>", "no RSS or Atom feed"),
        ("Ships wait.", "not XML|no RSS or Atom feed"),
    ],
)
def test_what_is_no_feed_is_an_error(content, problem):
    """A file without entries, and other XML, is one clear error."""
    with pytest.raises(InputError, match=problem):
        read(content)


def test_entities_are_not_looked_up(tmp_path: Path):
    """A feed that names a file of this machine gets nothing of it."""
    (tmp_path / "secret").write_text("secret")
    feed = (
        f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]><rss><channel>'
        "<item><title>A</title><description>Ships wait. &x;</description></item>"
        "</channel></rss>"
    )

    assert "secret" not in str(read(feed))


def test_growing_entities_do_not_grow():
    """Entities inside entities cost nothing."""
    grow = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">'
        for n in range(12)
    )
    feed = (
        f"<!DOCTYPE rss [{grow}]><rss><channel><item><title>A</title>"
        "<description>Ships wait. &l11;</description></item></channel></rss>"
    )

    assert len(str(read(feed))) < 5_000


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b'<?xml version="1.0"?>\n<!-- made --><feed xmlns="a">', True),
        (b"<rdf:RDF xmlns:rdf='a'>", True),
        (b"<html><body>rss feed</body>", False),
    ],
)
def test_a_feed_is_known_by_its_root(head, expected):
    """Pages that speak of feeds are none."""
    assert expected == is_syndication(head)
