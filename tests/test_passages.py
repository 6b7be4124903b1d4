from types import SimpleNamespace

from stancebook.passages import share_out

TEXT = "Ships wait outside. Lima said the dam will hold. The mayor said it must go."


def said(source, cue, content):
    begin = TEXT.index(source)

    def spans(part):
        start = TEXT.index(part, begin)
        return [{"start": start, "end": start + len(part), "text": part}]

    return SimpleNamespace(
        source=spans(source), cue=spans(cue), content=spans(content), source_name=source
    )


LIMA = said("Lima", "said", "the dam will hold")
MAYOR = said("The mayor", "said", "it must go")


def passages(holder, chain, rows):
    voice = SimpleNamespace(holder=holder, chain=chain)
    return list(share_out(voice, TEXT, rows))


def test_holder_comes_first_and_others_words_are_cut_out():
    """Narration keeps its own words and loses those of its sources."""
    first, *rest = passages("wire:TASS", ["publisher", "wire:TASS"], [LIMA, MAYOR])

    assert (True, "wire:TASS") == (first.innermost, first.holder)
    assert "hold" not in first.text
    assert "Ships wait outside" in first.text
    assert not any(passage.innermost for passage in rest)


def test_each_source_has_its_clause():
    """A source's passage runs from who says it to what is said."""
    found = {
        p.holder: p.text for p in passages("publisher", ["publisher"], [LIMA, MAYOR])
    }

    assert "Lima said the dam will hold" == found["source:Lima"]
    assert "The mayor said it must go" == found["source:The mayor"]


def test_who_only_passes_on_has_no_words():
    """The publisher of what an agency reports is there, and silent."""
    found = {
        p.holder: p.text
        for p in passages("wire:TASS", ["publisher", "wire:TASS"], [LIMA])
    }

    assert found["publisher"] == ""


def test_a_decision_makes_no_holder():
    """Who is only said to have decided does not speak."""
    decided = SimpleNamespace(
        **{**vars(LIMA), "cue": [{"start": 0, "end": 7, "text": "decided"}]}
    )

    assert ["publisher"] == [
        p.holder for p in passages("publisher", ["publisher"], [decided])
    ]
