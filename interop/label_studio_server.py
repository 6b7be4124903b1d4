"""A Label Studio server on this machine alone, which tells nobody of it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PATIENCE = 420  # seconds; the first start makes the database, table by table
TOKEN = "0123456789abcdef0123456789abcdef01234567"
QUIET = {
    "COLLECT_ANALYTICS": "False",
    "LATEST_VERSION_CHECK": "False",
    "SENTRY_DSN": "",
    "FRONTEND_SENTRY_DSN": "",
    "LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK": "true",
}


class Client:
    """Asks the server on the loopback address."""

    def __init__(self, address: str) -> None:
        self._address = address
        # no proxy: nothing of this leaves the machine
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Return what the server answers, as JSON."""
        request = urllib.request.Request(
            f"{self._address}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Token {TOKEN}",
                "Content-Type": "application/json",
            },
        )
        try:
            with self._opener.open(request, timeout=120) as answer:
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            problem = error.read()[:2000].decode("utf-8", "replace")
            raise RuntimeError(f"{method} {path}: {error.code} {problem}") from None

    def is_up(self) -> bool:
        """Say whether the server answers."""
        try:
            self.ask("GET", "/api/version")
        except (OSError, RuntimeError, ValueError):
            return False
        return True


@contextmanager
def serve(binaries: Path, folder: Path) -> Iterator[Client]:
    """Start the server with a database of its own in `folder`, and end it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        *(str(binaries / "label-studio"), "start", "--no-browser"),
        *("--internal-host", "127.0.0.1", "--port", str(port)),
        *("--data-dir", str(folder / "data"), "--log-level", "WARNING"),
        *("--username", "ana@example.org", "--password", "not-a-secret"),
        *("--user-token", TOKEN, "--enable-legacy-api-token"),
    ]
    path = f"{binaries}{os.pathsep}{os.environ['PATH']}"
    own = {**os.environ, **QUIET, "HOME": str(folder), "PATH": path}
    log = (folder / "server.log").open("wb")
    server = subprocess.Popen(command, env=own, stdout=log, stderr=log, cwd=folder)
    client = Client(f"http://127.0.0.1:{port}")
    try:
        end = time.monotonic() + PATIENCE
        while not client.is_up():
            if server.poll() is not None or time.monotonic() > end:
                tail = (folder / "server.log").read_text(errors="replace")[-3000:]
                raise RuntimeError(f"the server did not start:\n{tail}")
            time.sleep(1)
        yield client
    finally:
        server.terminate()
        server.wait(30)
        log.close()
