import pytest

from stancebook.chat import Chat, PassingError
from stancebook.schema import InputError
from tests.chat_server import Reply, serve

BODY = {"messages": [{}, {"content": '{"text": ""}'}]}


@pytest.fixture
def server():
    with serve() as running:
        yield running


@pytest.mark.parametrize("end", ["", "/", "/chat/completions"])
def test_base_or_whole_address(server, end):
    """The base of an endpoint is enough, and the whole address is good too."""
    assert b"choices" in Chat(server.url + end).post(BODY)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "localhost:8000/v1",
        "file:///etc/passwd",
        "http://[::1",
        "https://user:pass@example.org/v1",
        "https://example.org/v1?api-key=secret",
    ],
)
def test_what_is_no_address_is_an_error(url):
    """Anything but a plain address is refused before a request, and not repeated."""
    with pytest.raises(InputError) as caught:
        Chat(url)

    assert "secret" not in str(caught.value)
    assert "pass" not in str(caught.value)


def test_key_is_only_sent_where_it_is_set(server, monkeypatch):
    """Many servers need no key, and none is sent to them."""
    monkeypatch.delenv("STANCEBOOK_API_KEY", raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-another")
    Chat(server.url).post(BODY)
    Chat(server.url, "OPENAI_API_KEY").post(BODY)

    assert [None, "Bearer sk-of-another"] == server.keys


@pytest.mark.parametrize("key", [None, " ", "sk-a\nX-Evil: 1", "sk-ключ"])
def test_key_must_be_one(monkeypatch, key):
    """A variable that the user names holds a key; what it holds is not shown."""
    if key is None:
        monkeypatch.delenv("MY_KEY", raising=False)
    else:
        monkeypatch.setenv("MY_KEY", key)
    with pytest.raises(InputError, match="MY_KEY") as caught:
        Chat("http://localhost/v1", "MY_KEY")

    assert "sk-" not in str(caught.value)


def test_no_redirect_is_followed(server):
    """Neither texts nor key go to an address that the user did not give."""
    with serve() as other:
        server.script = [
            Reply(status=code, headers={"Location": f"{other.url}/chat/completions"})
            for code in (302, 307)
        ]
        for _ in range(2):
            with pytest.raises(InputError, match="status 30"):
                Chat(server.url).post(BODY)

        assert [] == other.bodies


def test_local_endpoint_is_asked_without_a_proxy(server, monkeypatch):
    """What is sent to this machine does not take a way through another."""
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")

    assert b"choices" in Chat(server.url).post(BODY)


@pytest.mark.parametrize(
    ("after", "wait"), [("7", 7), ("9999", 60), ("-1", 0), ("Mon, 2 Nov", 0), (None, 0)]
)
def test_wait_is_what_the_endpoint_asks_for(server, after, wait):
    """A wait in seconds is kept, up to a minute."""
    headers = {"Retry-After": after} if after else {}
    server.script = [Reply(status=429, headers=headers)]
    with pytest.raises(PassingError) as caught:
        Chat(server.url).post(BODY)

    assert wait == caught.value.wait


def test_access_refused_quotes_nothing(server):
    """Who is refused access sees no reply, since it may quote a part of the key."""
    server.script = [Reply(status=401, body=b"bad key sk-12***34")]
    with pytest.raises(InputError, match="status 401") as caught:
        Chat(server.url).post(BODY)

    assert "sk-" not in str(caught.value)
