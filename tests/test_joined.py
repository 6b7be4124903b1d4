"""Articles are one file for each annotator, under names that are safe."""

from stancebook.interchange import Document, Mark
from stancebook.joined import annotator_of, join_articles, place_of


def mark(annotator: str) -> Mark:
    return Mark("voice", "mixed", facts={"annotator": annotator})


def test_an_article_is_a_file_for_each_annotator() -> None:
    """Ids and odd names of annotators name no file; all paragraphs are in each."""
    documents = [
        Document("../x#1", "../x", 1, "Two.", [mark("ana"), mark("../../ben")]),
        Document("../x#0", "../x", 0, "One."),
        Document("y#0", "y", 0, "Three."),
    ]
    found = join_articles(documents)

    assert ["ana/0001", "reader-2/0001", "unlabelled/0002"] == [f.name for f in found]
    assert "One.\n\nTwo." == found[0].text
    assert [(0, 0), (6, 1)] == [(start, len(d.marks)) for start, d in found[0].parts]


def test_a_folder_says_whose_it_is() -> None:
    """The folder's name is the annotator, where it can be one."""
    names = ["ana/1.ann", "unlabelled/1.ann", "1.ann", "Not A Name/1.ann"]

    assert [{"annotator": "ana"}, {}, {}, {}] == [annotator_of(name) for name in names]


def test_a_span_lies_in_one_part_or_none() -> None:
    """A span over two paragraphs has no place."""
    parts = [(0, 4, None), (6, 10, None)]

    assert [0, 1, None] == [place_of(parts, *s) for s in ((0, 4), (7, 8), (2, 8))]
