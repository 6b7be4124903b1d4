"""A server on this machine that speaks the chat-completions protocol."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any


@dataclass
class Reply:
    """What the server says: by default, what the chosen stance looks like."""

    stance: str = "favor"
    status: int = 200
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0

    def content(self) -> bytes:
        if self.body is not None:
            return self.body
        message = {"role": "assistant", "content": json.dumps({"stance": self.stance})}
        used = {"prompt_tokens": 100, "completion_tokens": 5, "total_tokens": 105}
        return json.dumps({"choices": [{"message": message}], "usage": used}).encode()


def content(text: str) -> Reply:
    """A well-formed completion whose message is `text`."""
    choices = [{"message": {"role": "assistant", "content": text}}]
    return Reply(body=json.dumps({"choices": choices}).encode())


class ChatServer(ThreadingHTTPServer):
    """Gives the replies of `script` first, and then answers by what a text says."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script: list[Reply] = []
        self.bodies: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.lock = Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def shown(self) -> list[dict[str, str]]:
        """What each request asked about."""
        return [json.loads(body["messages"][1]["content"]) for body in self.bodies]

    def next_reply(self, body: dict[str, Any]) -> Reply:
        if self.script:
            return self.script.pop(0)
        shown = json.loads(body["messages"][1]["content"])
        return Reply("against" if "disgrace" in shown["text"] else "favor")

    def handle_error(self, *_: Any) -> None:
        """A client that has gone away is part of these tests."""


class _Handler(BaseHTTPRequestHandler):
    server: ChatServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.lock:
            self.server.bodies.append(body)
            self.server.keys.append(self.headers["Authorization"])
            reply = self.server.next_reply(body)
        time.sleep(reply.delay)
        found = self.path == "/v1/chat/completions"
        self.send_response(reply.status if found else 404)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.content())

    def log_message(self, *_: Any) -> None:
        """Stay silent."""


@contextmanager
def serve() -> Iterator[ChatServer]:
    with ChatServer() as server:
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
