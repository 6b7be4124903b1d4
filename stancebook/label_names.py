"""Other tools know a label by one name, so layer, label, target and holder share it."""

from __future__ import annotations

from dataclasses import dataclass

from stancebook.schema import LAYERS

__all__ = ["Name", "read_name", "write_name"]


@dataclass(frozen=True)
class Name:
    """What a label's name says."""

    layer: str
    label: str
    target: str | None = None
    holder: str | None = None


def write_name(name: Name) -> str:
    """
    Return a name such as `voice:editorial` or `stance:favor:dam:source:Ana`.

    It is layer, label, target and holder with colons between them; in all but the last
    a colon is written %3A and a percent sign %25. An origin keeps its own colon.

    Examples
    --------
    >>> write_name(Name("stance", "favor", "dam", "source:Ana"))
    'stance:favor:dam:source:Ana'
    >>> write_name(Name("origin", "wire:TASS"))
    'origin:wire:TASS'
    """
    if name.layer == "origin":
        return f"origin:{name.label}"
    parts = [name.layer, _escape(name.label), _escape(name.target or "")]
    parts.append(name.holder or "")
    while not parts[-1]:
        parts.pop()
    return ":".join(parts)


def read_name(text: str) -> Name | None:
    """
    Return what a name says, None where it is no name of this form.

    Examples
    --------
    >>> read_name("claims:fact")
    Name(layer='claims', label='fact', target=None, holder=None)
    >>> read_name("PERSON") is None
    True
    """
    layer, _, rest = text.partition(":")
    if layer not in LAYERS or not rest.strip():
        return None
    if layer == "origin":
        return Name(layer, rest)
    label, target, holder = (*rest.split(":", 2), "", "")[:3]
    if not label.strip():
        return None
    return Name(layer, _read(label), _read(target) or None, holder or None)


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace(":", "%3A")


def _read(text: str) -> str:
    return text.replace("%3A", ":").replace("%25", "%")
