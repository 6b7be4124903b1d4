"""UIMA CAS, as INCEpTION reads and writes it: one for each article and annotator."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from stancebook.cas import Cleaner, make_cas, make_types, read_cas
from stancebook.interchange import Document
from stancebook.joined import join_articles
from stancebook.losses import Losses
from stancebook.schema import InputError

__all__ = ["decode_json", "decode_xmi", "encode_json", "encode_xmi"]

_TYPES = "TypeSystem.xml"
_MEND = "Export it again as UIMA CAS XMI or JSON."
# What XML 1.0 has no place for.
_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def encode_xmi(
    documents: Sequence[Document], losses: Losses, _: Any = None
) -> dict[str, bytes]:
    """Return `<annotator>/<number>.xmi` for each article, and the type system."""
    types = make_types()
    files = {_TYPES: types.to_xml().encode()}
    for article in join_articles(documents):
        cas = make_cas(article, types, Cleaner(_NO_XML, losses))
        files[f"{article.name}.xmi"] = cas.to_xmi().encode()
    return files


def encode_json(
    documents: Sequence[Document], losses: Losses, _: Any = None
) -> dict[str, bytes]:
    """Return `<annotator>/<number>.json` for each article, each with its types."""
    types = make_types()
    files = {}
    for article in join_articles(documents):
        cas = make_cas(article, types, Cleaner(_SURROGATE, losses))
        files[f"{article.name}.json"] = cas.to_json().encode()
    return files


def decode_xmi(
    files: Mapping[str, bytes], losses: Losses, _: Any = None
) -> list[Document]:
    """
    Return the documents of CAS XMI files, with the `TypeSystem.xml` of the folder.

    Raises
    ------
    InputError
        Where a file is no CAS, or the type system is missing.
    """
    from cassis import (  # type: ignore[import-untyped]
        load_cas_from_xmi,
        load_typesystem,
    )

    for name, content in files.items():
        _check_xml(content, name)
    types = [name for name in files if name.endswith(_TYPES)]
    if not types:
        mend = f"Give the folder of the export, which has a {_TYPES}."
        raise InputError("the type system is missing", mend, next(iter(files)))
    found = []
    for name in [name for name in files if name.endswith(".xmi")]:
        try:
            system = load_typesystem(io.BytesIO(files[types[0]]))
            cas = load_cas_from_xmi(io.BytesIO(files[name]), system, lenient=True)
        except Exception as error:  # the library raises whatever comes of it
            raise InputError(f"no CAS: {error}", _MEND, name) from None
        found += read_cas(cas, name, losses)
    return found


def _check_xml(content: bytes, name: str) -> None:
    """Refuse a document type: it can name other files, and grow without end."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        tree = etree.fromstring(content, parser).getroottree()
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise InputError(f"not XML: {error.msg}", _MEND, name, line) from None
    if tree.docinfo.internalDTD is not None:
        raise InputError(
            "it declares a document type, which no CAS has", _MEND, name, 1
        )


def decode_json(
    files: Mapping[str, bytes], losses: Losses, _: Any = None
) -> list[Document]:
    """
    Return the documents of CAS JSON files.

    Raises
    ------
    InputError
        Where a file is no CAS.
    """
    from cassis import load_cas_from_json

    found = []
    for name, content in files.items():
        try:
            cas = load_cas_from_json(content.decode("utf-8-sig"))
        except (Exception, RecursionError) as error:  # whatever comes of it
            raise InputError(f"no CAS: {error}", _MEND, name) from None
        found += read_cas(cas, name, losses)
    return found
