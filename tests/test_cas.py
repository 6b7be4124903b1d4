"""What stands in a CAS of other people is read where it is ours, and else listed."""

import pytest
from cassis import Cas

from stancebook.cas import make_types, read_cas
from stancebook.losses import Losses
from stancebook.schema import InputError

TEXT = "\U0001f389 Ana said no."


def a_cas() -> Cas:
    types = make_types()
    types.create_type("webanno.custom.Mood", "uima.tcas.Annotation")
    cas = Cas(typesystem=types)
    cas.sofa_string = TEXT
    return cas


def test_a_cas_without_our_paragraphs_is_one() -> None:
    """Its text is one paragraph, its annotations whose folder it lies in."""
    cas, losses = a_cas(), Losses()
    make = cas.typesystem.get_type
    cas.add(make("webanno.custom.Claims")(begin=2, end=5, label="fact"))
    cas.add(make("webanno.custom.Voice")(begin=0, end=len(TEXT), label="mixed"))
    [document] = read_cas(cas, "ana/1.xmi", losses)

    assert ("", TEXT, []) == (document.paragraph, document.text, losses.rows)
    assert {("mixed", 0, "ana"), ("fact", 1, "ana")} == {
        (mark.label, len(mark.spots), mark.annotator) for mark in document.marks
    }


def test_a_layer_that_is_none_of_ours_is_listed() -> None:
    """And so is a place outside of the text."""
    cas, losses = a_cas(), Losses()
    make = cas.typesystem.get_type
    cas.add(make("webanno.custom.Mood")(begin=2, end=5))
    cas.add(make("webanno.custom.Claims")(begin=2, end=99, label="fact"))
    [document] = read_cas(cas, "1.xmi", losses)

    assert [] == document.marks
    assert [1, 1] == losses.table["count"].tolist()


def test_a_cas_without_text_is_an_error() -> None:
    """There is nothing that its annotations could be about."""
    with pytest.raises(InputError, match=r"1\.xmi: this CAS has no text"):
        read_cas(Cas(typesystem=make_types()), "1.xmi", Losses())
