import numpy as np
import pandas as pd
import pytest

from stancebook.discourse import assemble, measure_paragraphs, share_words


def spans(text: str, part: str) -> list[dict]:
    start = text.index(part)
    return [{"start": start, "end": start + len(part), "text": part}]


def attribution(text, source, cue, content, name):
    row = {
        "source": spans(text, source),
        "cue": spans(text, cue),
        "content": spans(text, content),
        "source_name": name,
    }
    return next(pd.DataFrame([row]).itertuples())


@pytest.fixture(scope="module")
def paragraphs() -> pd.DataFrame:
    texts = ["Dam filled", "The dam was filled on Monday.", "We should be glad."]
    rows = [
        {"paragraph": f"{a}#{n}", "article": a, "position": n, "text": text}
        for a in ("a", "b")
        for n, text in enumerate(texts)
    ]
    return pd.DataFrame(rows)


def test_words_belong_to_the_innermost_source():
    """Where one attribution stands inside another, the inner source has its words."""
    text = "Lima said the mayor had promised a new bridge"
    outer = attribution(
        text, "Lima", "said", "the mayor had promised a new bridge", "Lima"
    )
    inner = attribution(text, "the mayor", "promised", "a new bridge", "Mayor")
    shares = share_words(text, [outer, inner])

    assert {"Lima": pytest.approx(4 / 9), "Mayor": pytest.approx(3 / 9)} == shares


def test_a_decision_is_not_speech():
    """What somebody decided is ascribed to them, but they do not speak."""
    text = "Tokyo decided to build it"
    row = attribution(text, "Tokyo", "decided", "to build it", "Tokyo")

    assert share_words(text, [row]) == {}


def test_measures_do_not_depend_on_other_articles(paragraphs):
    """An article measured alone and beside another gives the same numbers."""
    both = measure_paragraphs(paragraphs)
    one = measure_paragraphs(paragraphs[paragraphs["article"] == "b"])

    for name in ("surface", "cues", "meaning"):
        np.testing.assert_allclose(both[name][3:], one[name], atol=1e-5)


def test_neighbours_stay_inside_the_article(paragraphs):
    """What is assembled for an article is the same whatever stands after it."""
    measured = measure_paragraphs(paragraphs)
    scale = {
        f"{name}_{part}": np.full(values.shape[1], float(part == "spread"), np.float32)
        for name, values in measured.items()
        for part in ("mean", "spread")
    }
    articles = paragraphs["article"].tolist()
    both = assemble(measured, articles, scale)
    one = assemble({k: v[3:] for k, v in measured.items()}, articles[3:], scale)

    np.testing.assert_allclose(both[3:], one, atol=1e-5)
