"""Whoever has no notebook labels in a browser: the same page, on this machine alone."""

from __future__ import annotations

import hmac
import json
import re
import secrets
import threading
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from stancebook.desk import Desk
from stancebook.schema import InputError

__all__ = ["Server"]

_STATIC = Path(__file__).parent / "static"
_FILES = {
    "/annotator.js": "text/javascript",
    "/annotator.css": "text/css",
    "/annotate.js": "text/javascript",
}
_LONGEST = 5_000_000  # bytes of a message; a page sends single decisions
_SIZE = re.compile(r"[0-9]{1,9}")
# The page runs its own two files, talks to this address, and loads nothing else.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Server:
    """
    Serves a desk at a loopback address, to those who have the token.

    Whoever has the address with its token can label; a page of another host can
    neither read nor write, whatever the browser that it runs in knows.

    Raises
    ------
    InputError
        Where the port is taken, or not to be had.
    """

    def __init__(self, desk: Desk, port: int = 0) -> None:
        self.desk = desk
        self.token = secrets.token_urlsafe(24)
        self._lock = threading.Lock()
        try:
            address = ("127.0.0.1", port)
            self._server = ThreadingHTTPServer(address, partial(_Handler, self))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or error
            problem = f"port {port} cannot be served from ({reason})"
            raise InputError(problem, "Name another, or leave it out.") from None
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]

    @property
    def url(self) -> str:
        """The address to open, with the token behind the #, which no log gets."""
        return f"http://127.0.0.1:{self.port}/#{self.token}"

    def run(self) -> None:
        """Serve until it is interrupted."""
        with self._server:
            self._server.serve_forever(poll_interval=0.1)

    def stop(self) -> None:
        """End `run`, from another thread."""
        self._server.shutdown()

    def answer(self, message: Any) -> Any:
        """Answer one message at a time."""
        with self._lock:
            return self.desk.answer(message)

    def is_own(self, host: str | None) -> bool:
        """Say whether a host is this address, and no name that leads to it."""
        return host in (f"127.0.0.1:{self.port}", f"localhost:{self.port}")

    def is_open(self, token: str | None) -> bool:
        """Say whether a token is ours, without telling by the time how much of it."""
        return hmac.compare_digest((token or "").encode(), self.token.encode())


class _Handler(BaseHTTPRequestHandler):
    """Answers one connection; what the server may tell whom is settled here."""

    protocol_version = "HTTP/1.1"
    server_version = "stancebook"
    sys_version = ""

    def __init__(self, desk_server: Server, *arguments: Any) -> None:
        self._own = desk_server  # the base class answers before its __init__ returns
        super().__init__(*arguments)

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if not self._is_ours():
            self._send(HTTPStatus.FORBIDDEN)
        elif path == "/":
            self._send(HTTPStatus.OK, "text/html", _read("annotate.html"))
        elif path in _FILES:
            self._send(HTTPStatus.OK, _FILES[path], _read(path[1:]))
        else:
            self._send(HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        told = self.headers.get("Content-Length") or ""
        size = int(told) if _SIZE.fullmatch(told) else 0
        if not 0 < size <= _LONGEST:
            self.close_connection = True  # what was not read must not be taken next
            return self._send(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        content = self.rfile.read(size)
        is_ours = self._is_ours() and self.path == "/answer"
        if not is_ours or not self._own.is_open(self.headers.get("X-Token")):
            return self._send(HTTPStatus.FORBIDDEN)
        try:
            message = json.loads(content)
        except (ValueError, RecursionError):
            return self._send(HTTPStatus.BAD_REQUEST)
        reply = json.dumps(self._own.answer(message)).encode("utf-8")
        return self._send(HTTPStatus.OK, "application/json", reply)

    def _is_ours(self) -> bool:
        origin = self.headers.get("Origin")
        own = origin is None or self._own.is_own(origin.removeprefix("http://"))
        return own and self._own.is_own(self.headers.get("Host"))

    def _send(
        self, status: HTTPStatus, kind: str = "text/plain", content: bytes = b""
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", _POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Say nothing: the terminal holds the address."""


def _read(name: str) -> bytes:
    return (_STATIC / name).read_bytes()
