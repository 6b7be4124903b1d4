"""What is done is known by its receipt: what it was made from, and what came of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stancebook.files import replace_file
from stancebook.ledger import sync_folder

__all__ = ["hash_value", "is_there", "read_receipt", "write_receipt"]

Receipt = dict[str, Any]


def hash_value(*values: Any) -> str:
    """
    Return the SHA-256 of values that JSON can hold.

    Examples
    --------
    >>> hash_value({"a": 1, "b": 2}) == hash_value({"b": 2, "a": 1})
    True
    """
    text = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read_receipt(path: Path) -> Receipt:
    """Return a receipt; an empty one where there is none that can be read."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write_receipt(path: Path, receipt: Mapping[str, Any]) -> None:
    """Put a receipt on the disk, whole; what it speaks of must be there already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(receipt, sort_keys=True, indent=1, ensure_ascii=False)
    with replace_file(path) as stream:
        stream.write(f"{text}\n".encode("utf-8", "surrogatepass"))
    sync_folder(path.parent)


def is_there(path: Path, entry: Mapping[str, Any]) -> bool:
    """Say whether a file is there in the size that its receipt tells."""
    try:
        return bool(path.stat().st_size == entry["bytes"])
    except (OSError, KeyError):
        return False
