import gzip
import io
import socket
import time

import pytest

from stancebook.pages import read_page, read_warc, slug_of
from stancebook.schema import InputError
from stancebook.unpacking import ByteStream

PAGE = """<html lang="en-GB"><head><title>Harbour talks stall — The Gull</title>
<meta property="og:site_name" content="The Gull">
<meta property="og:url" content="https://gull.example/harbour">
<meta name="author" content="Ana Lund">
<meta property="article:published_time" content="2024-03-02T10:00:00Z"></head>
<body><nav><a href="/">Home</a> <a href="/x">World</a></nav>
<article><h1>Harbour talks stall</h1>
<p>The talks over the harbour stalled on Friday, when the two cities failed to
agree on the dues, three officials said.</p>
<p>“We will be back,” said the mayor.<br>She did not <b>say</b> when &amp; how.</p>
<h2>What next</h2>
<blockquote><p>Nothing will be signed this year, a second official wrote.</p>
</blockquote>
<p>Dues have doubled since 2019, and firms have moved a third of their ships.<br><br>
Others wait for the end of the winter before they choose a new harbour.</p>
</article><footer>Copyright The Gull</footer></body></html>"""

MENU = "".join(f'<li><a href="/{n}">Item number {n}</a></li>' for n in range(30))


def quiet(guess: str) -> None:
    pass


def make_record(url: str, body: bytes, **headers: str) -> bytes:
    """A response record of a WARC file."""
    status = headers.pop("status", "200 OK")
    headers = {"Content-Type": "text/html; charset=utf-8", **headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    http = f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body
    head = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n"
        "WARC-Date: 2024-03-02T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:1-2>\r\n"
        f"Content-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def read_archive(content: bytes) -> list:
    stream = ByteStream(io.BufferedReader(io.BytesIO(content)))
    return list(read_warc(stream, "a.warc", quiet))


def test_a_page_keeps_its_paragraphs(monkeypatch):
    """Paragraphs, headings and line breaks stay; menus go; nothing is fetched."""
    monkeypatch.setattr(socket.socket, "connect", pytest.fail)
    monkeypatch.setattr(socket, "getaddrinfo", pytest.fail)
    page = read_page(PAGE.encode(), "page.html", quiet)

    assert page["paragraphs"] == [
        "Harbour talks stall",
        "The talks over the harbour stalled on Friday, when the two cities failed to"
        " agree on the dues, three officials said.",
        "“We will be back,” said the mayor.\nShe did not say when & how.",
        "What next",
        "Nothing will be signed this year, a second official wrote.",
        "Dues have doubled since 2019, and firms have moved a third of their ships.",
        "Others wait for the end of the winter before they choose a new harbour.",
    ]


def test_a_page_keeps_its_metadata():
    """Title, outlet, address, author, date and language come from the page."""
    page = read_page(PAGE.encode(), "page.html", quiet)
    del page["paragraphs"], page["kinds"]

    assert page == {
        "title": "Harbour talks stall",
        "outlet": "The Gull",
        "url": "https://gull.example/harbour",
        "author": "Ana Lund",
        "published": "2024-03-02",
        "language": "en-GB",
    }


def test_a_headline_below_another_line_is_the_title():
    """A line above the headline stays, and the headline does not stand twice."""
    html = PAGE.replace("<h1>", "<p>Ports</p><h1>")
    page = read_page(html.encode(), "page.html", quiet)

    assert page["paragraphs"][:2] == ["Harbour talks stall", "Ports"]
    assert page["paragraphs"].count("Harbour talks stall") == 1


def test_what_each_paragraph_was_is_kept():
    """Title, heading and quotation are told from text, one kind a paragraph."""
    page = read_page(PAGE.encode(), "page.html", quiet)

    assert page["kinds"] == [
        *("title", "text", "text", "heading", "quote", "text", "text"),
    ]


def test_figures_posts_and_films_stay_in_their_place():
    """What is not the page's running text is kept, and marked, where it stood."""
    more = (
        '<figure class="wp-block-image"><img src="a"><figcaption>The mayor leaves.'
        '</figcaption></figure><figure class="wp-block-embed"><div><blockquote class='
        '"twitter-tweet"><p>No dues, no ships.</p>— Port (@port) May 3</blockquote>'
        '</div></figure><div class="embed-container"><iframe src="https://vimeo.com/1">'
        "</iframe></div><h2>What next</h2>"
    )
    page = read_page(PAGE.replace("<h2>What next</h2>", more).encode(), "p", quiet)

    assert list(zip(page["kinds"], page["paragraphs"], strict=True))[3:7] == [
        ("caption", "The mayor leaves."),
        ("embed", "No dues, no ships. — Port (@port) May 3"),
        ("embed", "https://vimeo.com/1"),
        ("heading", "What next"),
    ]


def test_a_standfirst_and_a_lead_picture_are_no_loss():
    """What stands between the headline and the body's own element is taken over."""
    top = (
        "<h1>Harbour talks stall</h1>"
        "<p class='standfirst'>A dull day for two cities.</p>"
        "<figure><img src='a'><figcaption>Fog on the quay.</figcaption></figure>"
        "<div class='entry-content'>"
    )
    html = PAGE.replace("<h1>Harbour talks stall</h1>", top)
    html = html.replace("</article>", "</div></article>")
    page = read_page(html.encode(), "page.html", quiet)

    assert list(zip(page["kinds"], page["paragraphs"], strict=True))[:3] == [
        ("title", "Harbour talks stall"),
        ("text", "A dull day for two cities."),
        ("caption", "Fog on the quay."),
    ]


def test_a_quotation_in_a_sentence_has_its_marks():
    """What a browser shows marks around is written with them, in its sentence."""
    html = PAGE.replace("did not <b>say</b>", "did <q>not <b>say</b></q>")
    page = read_page(html.encode(), "page.html", quiet)

    assert page["paragraphs"][2].endswith("\nShe did “not say” when & how.")


def test_a_language_is_told_by_the_text_where_the_page_errs():
    """A page in Russian that says it is in English is in Russian."""
    text = "Паром стоит в порту с ноября, и никто не знает, когда он выйдет в море."
    html = f'<html lang="en-US"><body><article>{f"<p>{text}</p>" * 3}</article>'

    assert "ru" == read_page(html.encode(), "page.html", quiet)["language"]


@pytest.mark.parametrize(
    ("mark", "count"),
    [
        ("<blockquote>Ships wait in the bay.</blockquote>", 9_000),
        ("<figure><figcaption>Ships</figcaption></figure>", 9_000),
        ("<q>a</q>", 9_000),
        ('<iframe src="https://vimeo.com/1"></iframe>', 9_000),
        ("<table>" + "<tr><td>a</td><td>b</td></tr>" * 9 + "</table>", 600),
    ],
)
def test_many_marks_are_read_in_seconds(mark, count):
    """Time grows with the number of marks, not with its square."""
    html = PAGE.replace("<h2>", f"{mark * count}<h2>")
    start = time.process_time()
    read_page(html.encode(), "page.html", quiet)

    assert time.process_time() - start < 8


def test_a_title_without_headline_is_put_in_front():
    """Where the article does not begin with the title, it is paragraph 0."""
    html = "<title>Low tide</title><article>" + "<p>Ships wait in the bay.</p>" * 3
    page = read_page(html.encode(), "page.html", quiet)

    assert page["paragraphs"][:2] == ["Low tide", "Ships wait in the bay."]


@pytest.mark.parametrize(
    "html",
    [
        "<html><body></body></html>",
        f"<title>Menu</title><nav><ul>{MENU}</ul></nav>",
        "<form>Log in <input></form>",
        "<script>alert('This is a sentence.')</script>",
        "<div>" * 5_000 + "<p>Deep text is in here, a sentence.</p>",
        "<b" * 40_000,
    ],
)
def test_a_page_without_article_is_an_error(html, capfd):
    """Menus, forms, scripts and rubble are no article, and there is one message."""
    with pytest.raises(InputError, match="no article was found in this page"):
        read_page(html.encode(), "page.html", quiet)

    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        ("<p>Ships wait." * 50_001, "over 50,000 tags"),
        ("<p>" + "Ships wait. " * 200_000, "over 2,000,000 characters of text"),
    ],
)
def test_an_endless_page_is_refused(html, problem):
    """A page that would take minutes is refused at once."""
    with pytest.raises(InputError, match=problem):
        read_page(html.encode(), "page.html", quiet)


def test_scripts_and_pictures_do_not_count_as_text():
    """A page saved as one file, with all that it loads inside, is read."""
    ballast = f"<script>{'x' * 2_500_000}</script><img src='{'A' * 2_500_000}'>"
    html = PAGE.replace("<article>", f"<article>{ballast}")

    assert len(read_page(html.encode(), "page.html", quiet)["paragraphs"]) == 7


def test_a_page_in_its_declared_encoding_needs_no_remark():
    """A page that declares windows-1251 is read so."""
    html = '<meta charset="windows-1251"><article>' + "<p>Корабли ждут в порту.</p>" * 3
    said: list[str] = []
    page = read_page(html.encode("cp1251"), "page.html", said.append)

    assert page["paragraphs"][0] == "Корабли ждут в порту."
    assert said == [""]


def test_xhtml_with_a_declaration_is_read():
    """An XML declaration does not keep a page from being read."""
    html = '<?xml version="1.0" encoding="utf-8"?><html><body><p>Ships wait in the bay.'

    assert read_page(html.encode(), "page.html", quiet)["paragraphs"]


def test_the_pages_of_an_archive_are_read():
    """Pages are named by their address; images, errors and redirects are no pages."""
    archive = (
        make_record("https://www.gull.example/harbour?p=1", PAGE.encode())
        + make_record(
            "https://gull.example/a.png", b"\x89PNG", **{"Content-Type": "image/png"}
        )
        + make_record(
            "https://gull.example/gone", PAGE.encode(), status="404 Not Found"
        )
    )
    (page,) = read_archive(archive)

    assert page["article"] == "gull-example-harbour-p-1"
    assert page["url"] == "https://www.gull.example/harbour?p=1"
    assert page["retrieved"] == "2024-03-02T10:00:00Z"


def test_a_packed_archive_is_the_same():
    """Records packed one by one, with packed pages in them, are read alike."""
    page = gzip.compress(PAGE.encode())
    record = make_record("http://a.example/1", page, **{"Content-Encoding": "gzip"})
    plain = make_record("http://a.example/1", PAGE.encode())

    assert read_archive(gzip.compress(record)) == read_archive(plain)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_records_before_a_cut_are_kept(pack):
    """A cut archive gives what came before the cut, then says that it is cut."""
    first = pack(make_record("http://a.example/1", PAGE.encode()))
    second = pack(make_record("http://a.example/2", PAGE.encode()))
    page, *errors = read_archive((first + second)[: -len(second) // 2])

    assert page["article"] == "a-example-1"
    assert "cut short" in errors[-1].problem


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        (make_record("http://a.example/2", b"", **{"Content-Encoding": "gzip"}), ""),
        (
            make_record(
                "http://a.example/2", b"no gzip", **{"Content-Encoding": "gzip"}
            ),
            "cannot be unpacked",
        ),
        (
            make_record(
                "http://a.example/2",
                gzip.compress(b"\0" * 21_000_000),
                **{"Content-Encoding": "gzip"},
            ),
            "unpacks to more than",
        ),
        (make_record("http://a.example/2", b"<nav>Home</nav>"), "no article"),
    ],
)
def test_a_bad_page_does_not_end_the_archive(record, problem):
    """The pages around one that cannot be read are read."""
    good = [make_record(f"http://a.example/{n}", PAGE.encode()) for n in (1, 3)]
    first, bad, last = read_archive(good[0] + record + good[1])

    assert (first["article"], last["article"]) == ("a-example-1", "a-example-3")
    assert problem in bad.problem
    assert "http://a.example/2" in bad.file


def test_what_is_no_archive_is_an_error():
    """Other bytes than a WARC file's are one error."""
    (error,) = read_archive(b"Ships wait.\n" * 20)

    assert "no WARC file" in error.problem


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "http://gull.example/Новости/1_2.html#top",
            "gull-example-новости-1-2-html-top",
        ),
        ("https://www.gull.example/", "gull-example"),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_an_address_makes_an_id(url, expected):
    """Host, path and query make the id, without what parts them."""
    assert slug_of(url) == expected
