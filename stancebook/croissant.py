"""Machines read what a data set holds, as people read its card, from standard files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from stancebook.contents import Field
from stancebook.edition import Edition
from stancebook.files import hash_file
from stancebook.packing import Packed
from stancebook.statements import say_methods

__all__ = ["make_croissant", "make_datapackage"]

_CR = "http://mlcommons.org/croissant"
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": f"{_CR}/",
    "rai": f"{_CR}/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_TYPES = {
    "text": "sc:Text",
    "texts": "sc:Text",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "flag": "sc:Boolean",
}
_PACKAGE_TYPES = {
    "text": "string",
    "texts": "array",
    "integer": "integer",
    "number": "number",
    "flag": "boolean",
}


def make_croissant(edition: Edition, folder: Path) -> dict[str, Any]:
    """Return a release in Croissant 1.0, with the fields for responsible use (RAI)."""
    about = edition.about
    parts = [(table, split) for table in edition.packed for split in table.rows]
    names = about.authors or (f"The makers of {about.title}",)
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": about.title,
        "description": about.description or say_methods(edition),
        "conformsTo": [f"{_CR}/1.0", f"{_CR}/RAI/1.0"],
        "citeAs": f"{', '.join(names)}: {about.title}, version {about.version}",
        "creator": [{"@type": "sc:Organization", "name": name} for name in names],
        "datePublished": edition.date or None,
        "inLanguage": edition.languages,
        "license": edition.licences or ["no licence"],
        "url": "README.md",
        "version": about.version,
        **_responsible(edition),
        "distribution": [_file(table.file(s, "parquet"), folder) for table, s in parts],
        "recordSet": [_record_set(table, split) for table, split in parts],
    }


def _file(path: str, folder: Path) -> dict[str, Any]:
    place = folder / path
    return {
        "@type": "cr:FileObject",
        "@id": place.name,
        "name": place.name,
        "contentUrl": path,
        "contentSize": f"{place.stat().st_size} B",
        "encodingFormat": "application/x-parquet",
        "sha256": hash_file(place),
    }


def _record_set(table: Packed, split: str) -> dict[str, Any]:
    name = f"{table.name}-{split}" if split else table.name
    file = Path(table.file(split, "parquet")).name
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "field": [
            _field(name, column, field, file) for column, field in table.fields.items()
        ],
    }


def _field(table: str, column: str, field: Field, file: str) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"{table}/{column}",
        "name": column,
        "description": field.meaning,
        "dataType": _TYPES[field.kind],
        **({"repeated": True} if field.kind == "texts" else {}),
        "source": {"fileObject": {"@id": file}, "extract": {"column": column}},
    }


def _responsible(edition: Edition) -> Mapping[str, Any]:
    by_model = "machine-generated" in edition.creators
    votes = edition.tables.get("annotations")
    how = sorted(set(edition.tables["gold"]["how"]))
    return {
        "rai:dataCollection": say_methods(edition),
        "rai:dataAnnotationProtocol": "codebook.toml, version "
        + edition.codebook.version,
        "rai:dataAnnotationPlatform": f"stancebook {edition.stancebook}",
        "rai:dataAnnotationAnalysis": "See the table of agreement in README.md."
        if "agreement" in edition.tables
        else "No table of agreement was given.",
        "rai:annotationsPerItem": "see annotations" if votes is not None else "unknown",
        "rai:annotatorDemographics": f"not recorded; how labels were made: {how}",
        "rai:machineAnnotationTools": how if by_model else [],
        "rai:dataLimitations": "A sample of nothing unless the description says how it "
        "was drawn. See Limits in README.md.",
        "rai:dataBiases": "That of the choice of outlets and articles, and that of "
        "whoever labelled; neither was measured.",
        "rai:dataUseCases": "Training and testing of models for voice, attribution, "
        "claims and stance; study of framing. No verdict on outlets or persons.",
        "rai:personalSensitiveInformation": "Names of people in the news, and of "
        "authors. Annotators stand under numbers.",
        "rai:dataReleaseMaintenancePlan": "A release is never changed; a correction is "
        "a new version.",
    }


def make_datapackage(edition: Edition, folder: Path) -> dict[str, Any]:
    """Return a release as a Frictionless data package: its tables as lines of JSON."""
    return {
        "name": "release",
        "title": edition.about.title,
        "version": edition.about.version,
        "licenses": [{"name": name} for name in edition.licences],
        "resources": list(_resources(edition, folder)),
    }


def _resources(edition: Edition, folder: Path) -> Iterator[dict[str, Any]]:
    for table in edition.packed:
        for split in table.rows:
            path = table.file(split, "jsonl")
            yield {
                "name": Path(path).stem,
                "path": path,
                "format": "jsonl",
                "mediatype": "application/jsonl",
                "encoding": "utf-8",
                "hash": f"sha256:{hash_file(folder / path)}",
                "bytes": (folder / path).stat().st_size,
                "schema": {
                    "fields": [
                        {
                            "name": column,
                            "type": _PACKAGE_TYPES[field.kind],
                            "description": field.meaning,
                        }
                        for column, field in table.fields.items()
                    ]
                },
            }
