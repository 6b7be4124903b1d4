"""One door to a chat endpoint: it retries what may pass, and gives no secret away."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPRedirectHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    build_opener,
)

from stancebook.files import json_line
from stancebook.schema import InputError

__all__ = ["KEY_VARIABLE", "Chat", "PassingError"]

KEY_VARIABLE = "STANCEBOOK_API_KEY"
LARGEST_REPLY = 1_000_000
LONGEST_WAIT = 60.0
_PASSING = (408, 409, 425, 429)
_REFUSED = (401, 403)  # here the reply may hold a part of the key


class PassingError(Exception):
    """Something went wrong that may go well at another try, after `wait` seconds."""

    def __init__(self, problem: str, wait: float = 0.0) -> None:
        super().__init__(problem)
        self.wait = wait


class _StayHere(HTTPRedirectHandler):
    """Follow no redirect: neither texts nor key go where the user did not send them."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _complete(url: str) -> str:
    """Return the address that answers chats, given the base that users name."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        good = False
    if not good:
        mend = "Give its base, such as `http://localhost:8000/v1`."
        raise InputError("this is no address of an endpoint", mend)
    if parts.username or parts.query or parts.fragment:
        mend = "Leave them out; a key belongs in an environment variable."
        raise InputError("the endpoint's address holds more than an address", mend)
    path = "/chat/completions"
    return url if url.endswith(path) else url.rstrip("/") + path


def _read_key(variable: str) -> str:
    """Return the key, or nothing where our own variable is not set: many need none."""
    key = os.environ.get(variable, "").strip()
    if not key and variable != KEY_VARIABLE:
        problem = f"the environment variable {variable} holds no key"
        raise InputError(problem, "Set it before you start.")
    if not (key.isascii() and key.isprintable()):
        problem = f"the key in {variable} has signs that no key has"
        raise InputError(problem, "Copy it again.")
    return key


@dataclass(frozen=True)
class Chat:
    """An OpenAI-compatible endpoint, and how long to wait for it."""

    url: str
    key_variable: str = KEY_VARIABLE
    timeout: float = 60.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "url", _complete(self.url))
        _read_key(self.key_variable)

    def _opener(self) -> OpenerDirector:
        host = urlsplit(self.url).hostname or ""
        local = host in ("localhost", "::1") or host.startswith("127.")
        # What runs on this machine is asked directly, whatever proxy is set.
        return build_opener(_StayHere, ProxyHandler({} if local else None))

    def post(self, body: Mapping[str, Any]) -> bytes:
        """
        Return the reply to a request.

        Raises
        ------
        PassingError
            Where the endpoint is busy, broken or silent.
        InputError
            Where it refuses, and would do so again.
        """
        key = _read_key(self.key_variable)
        headers = {"Content-Type": "application/json"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        request = Request(self.url, json.dumps(body).encode(), headers, method="POST")
        try:
            with self._opener().open(request, timeout=self.timeout) as reply:
                content: bytes = reply.read(LARGEST_REPLY)
                return content
        except HTTPError as error:
            with error:
                raise _explain(error, key) from None
        except (OSError, HTTPException) as error:
            reason = getattr(error, "reason", None) or str(error) or type(error)
            raise PassingError(f"no answer: {reason}") from None


def _explain(error: HTTPError, key: str) -> Exception:
    """Tell trouble that may pass from a refusal; what is quoted holds no key."""
    if error.code in _PASSING or error.code >= 500:
        after = error.headers.get("Retry-After") or ""
        wait = min(float(after), LONGEST_WAIT) if after.isdecimal() else 0.0
        return PassingError(f"status {error.code}", wait)
    if error.code in _REFUSED:
        mend = "Look at the key in the environment variable."
        return InputError(f"the endpoint refused access, status {error.code}", mend)
    try:
        said = error.read(LARGEST_REPLY).decode("utf-8", "replace")
    except (OSError, HTTPException):
        said = ""
    said = json_line((said.replace(key, "***") if key else said)[:300])
    problem = f"the endpoint refused the request, status {error.code}: {said}"
    return InputError(problem, "Look at the address and at the model's name.")
