"""The page is for this machine and whoever has its token, and for nobody else."""

import http.client
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import stancebook as sb
from stancebook.desk import Desk
from stancebook.schema import InputError
from stancebook.server import Server
from tests.conftest import make_articles


@pytest.fixture
def server(tmp_path: Path, codebook: sb.Codebook) -> Iterator[Server]:
    paragraphs = sb.segment(make_articles(dam=["The secret dam"]))
    running = Server(Desk(paragraphs, codebook, "ana", tmp_path))
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    yield running
    running.stop()
    thread.join()


def ask(
    server: Server, method: str, path: str, body: Any = None, **headers: str
) -> tuple[int, bytes, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    own = {name.replace("_", "-"): value for name, value in headers.items()}
    content = None if body is None else json.dumps(body)
    connection.request(method, path, content, own)
    reply = connection.getresponse()
    found = reply.status, reply.read(), dict(reply.getheaders())
    connection.close()
    return found


def test_the_page_is_served_with_its_files(server: Server) -> None:
    """Page, script and style come from here; a policy lets nothing else in."""
    replies = [
        ask(server, "GET", path) for path in ("/", "/annotator.js", "/annotator.css")
    ]

    assert [200] * 3 == [status for status, _, _ in replies]
    assert "default-src 'none'" in replies[0][2]["Content-Security-Policy"]
    assert b"secret" not in b"".join(content for _, content, _ in replies)


def test_the_token_opens_the_desk(server: Server) -> None:
    """With the token of the address, the page gets its start."""
    status, content, _ = ask(
        server, "POST", "/answer", {"kind": "page"}, X_Token=server.token
    )

    assert (200, "ana") == (status, json.loads(content)["annotator"])
    assert server.url.endswith(f"#{server.token}")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X_Token": "guess"},
        {"X_Token": "ours", "Origin": "https://evil.example"},
        {"X_Token": "ours", "Origin": "null"},
        {"X_Token": "ours", "Host": "evil.example"},
    ],
)
def test_others_get_nothing(server: Server, headers: dict[str, str]) -> None:
    """No token, another page's origin, or another host's name: refused, unread."""
    own = {name: server.token if v == "ours" else v for name, v in headers.items()}
    status, content, _ = ask(server, "POST", "/answer", {"kind": "page"}, **own)

    assert (403, b"") == (status, content)


@pytest.mark.parametrize(
    "path", ["/../desk.py", "/annotator.js/../../cli.py", "/labels", "/%2e%2e/cli.py"]
)
def test_only_its_own_files_are_served(server: Server, path: str) -> None:
    """A path leads nowhere else."""
    assert 404 == ask(server, "GET", path)[0]


def test_what_is_too_long_or_no_json_is_refused(server: Server) -> None:
    """A message is read up to a limit, and must be JSON."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    connection.putrequest("POST", "/answer")
    connection.putheader("Content-Length", "999999999999")
    connection.endheaders()
    long = connection.getresponse().status
    connection.close()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    connection.request("POST", "/answer", "{", {"X-Token": server.token})

    assert (413, 400) == (long, connection.getresponse().status)
    connection.close()


@pytest.mark.parametrize("size", ["many", "-1", "", "٣"])
def test_a_length_that_is_none_is_refused(server: Server, size: str) -> None:
    """What a client says of a message's length is no reason to fail."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    connection.putrequest("POST", "/answer")
    connection.putheader("Content-Length", size.encode())
    connection.endheaders()

    assert 413 == connection.getresponse().status
    connection.close()


def test_it_listens_on_this_machine_alone(server: Server) -> None:
    """The address is a loopback address."""
    assert "127.0.0.1" == server._server.server_address[0]


@pytest.mark.parametrize("port", ["taken", 70_000])
def test_a_port_that_is_not_to_be_had_is_said(server: Server, port: Any) -> None:
    """A port in use, or no port at all, is one clear error."""
    wanted = server.port if port == "taken" else port

    with pytest.raises(InputError, match=f"port {wanted} cannot be served from"):
        Server(server.desk, wanted)
