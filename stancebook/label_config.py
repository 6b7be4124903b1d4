"""Label Studio shows what its labelling configuration says, so ours is written here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from stancebook.codebook import Codebook
from stancebook.schema import (
    ATTRIBUTION_KINDS,
    ATTRIBUTION_PARTS,
    CLAIM_KINDS,
    STANCES,
    VOICES,
)

__all__ = ["stance_control", "target_of", "write_config"]

_PLAIN = re.compile(r"[^A-Za-z0-9_-]")
_CODE = re.compile(r"\.([0-9a-f]{1,5}|10[0-9a-f]{4})\.")
_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def stance_control(target: str) -> str:
    """
    Return the name of the control that asks for the stance on a target.

    Examples
    --------
    >>> stance_control("the dam"), target_of("stance-the.20.dam")
    ('stance-the.20.dam', 'the dam')
    """
    return f"stance-{_PLAIN.sub(lambda match: f'.{ord(match[0]):x}.', target)}"


def target_of(control: str) -> str:
    """Return the target that a control of that name asks about."""
    name = control.removeprefix("stance-")
    return _CODE.sub(lambda match: chr(int(match[1], 16)), name)


def write_config(codebook: Codebook | None, targets: Iterable[str]) -> bytes:
    """
    Return the labelling configuration: five layers, and a question for each target.

    Without a codebook the labels are those of the models, and a target is its own
    question.
    """
    questions = {target: target for target in targets}
    if codebook:
        table = codebook.targets
        questions |= dict(zip(table["target"], table["text"], strict=True))
    view = etree.Element("View")
    _choices(view, "voice", "Who is speaking?", _labels(codebook, "voice", VOICES))
    _header(view, "Origin: publisher, wire:NAME, source:NAME or unknown")
    _add(view, "TextArea", name="origin", toName="text", maxSubmissions="1")
    _header(view, "Claims, and the parts of attributions; link parts by a relation")
    _spans(view, "claims", _labels(codebook, "claims", CLAIM_KINDS))
    _spans(view, "attribution", ATTRIBUTION_PARTS)
    kinds = _labels(codebook, "attribution", ATTRIBUTION_KINDS)
    own = {"perRegion": "true", "whenTagName": "attribution"}
    _choices(view, "kind", "Kind of the attribution, at its content", kinds, own)
    relations = etree.SubElement(view, "Relations")
    _add(relations, "Relation", value="attribution")
    _add(view, "Text", name="text", value="$text")
    for target, question in questions.items():
        names = _labels(codebook, "stance", STANCES)
        _choices(view, stance_control(target), question, names)
    content: bytes = etree.tostring(view, pretty_print=True, encoding="utf-8")
    return content


def _labels(
    codebook: Codebook | None, layer: str, usual: Iterable[str]
) -> tuple[str, ...]:
    return codebook.labels[layer] if codebook else tuple(usual)


def _add(parent: Any, tag: str, **attributes: str) -> Any:
    safe = {key: _XML.sub("\ufffd", value) for key, value in attributes.items()}
    return etree.SubElement(parent, tag, safe)


def _header(view: Any, text: str) -> None:
    _add(view, "Header", value=text, size="5")


def _choices(
    view: Any,
    name: str,
    question: str,
    labels: Iterable[str],
    more: Mapping[str, str] | None = None,
) -> None:
    _header(view, question)
    own = {"name": name, "toName": "text", "choice": "single", "showInline": "true"}
    control = _add(view, "Choices", **own, **(more or {}))
    for label in labels:
        _add(control, "Choice", value=label)


def _spans(view: Any, name: str, labels: Iterable[str]) -> None:
    control = _add(view, "Labels", name=name, toName="text")
    for label in labels:
        _add(control, "Label", value=label)
