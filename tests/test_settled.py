import numpy as np
import pandas as pd
import pytest

from stancebook.schema import VOICES
from stancebook.settled import read_russian, settle_lines

EVEN = np.full(5, 0.2, dtype=np.float32)


def settle(rows: list[tuple[str | None, str]]) -> tuple[np.ndarray, list[str]]:
    """What is settled of an article whose model knows nothing."""
    table = pd.DataFrame(rows, columns=["block", "text"], dtype=object)
    table = table.assign(
        article="a",
        position=range(len(table)),
        paragraph=[f"a#{n}" for n in range(len(table))],
    )
    p = np.tile(EVEN, (len(table), 1))
    return settle_lines(table, *read_russian(table, p, {}))


@pytest.mark.parametrize(
    ("block", "text", "voice", "by"),
    [
        ("caption", "The quay on a day without wind", "boilerplate", "rule:caption"),
        ("embed", "https://vimeo.com/1", "boilerplate", "rule:embed"),
        (
            "embed",
            "A long day at the quay https://v.com/1",
            "boilerplate",
            "rule:embed",
        ),
        ("embed", "No dues. — Port (@port)", "reported", "rule:embed"),
        ("text", "12 March 2024", "credit", "rule:date"),
        (None, "12 March 2024", "credit", "rule:date"),
    ],
)
def test_the_codebook_settles_what_marks_tell(block, text, voice, by):
    """Where a mark or a line says it, the rest of the probability is a tenth."""
    p, decided = settle([("title", "Fog"), (block, text)])

    assert by == decided[1]
    assert 0.92 == pytest.approx(p[1][VOICES.index(voice)])


def test_a_heading_or_quotation_is_seldom_credit_or_furniture():
    """The model decides among the rest, and the probabilities still add up to one."""
    p, decided = settle([("title", "Fog"), ("heading", "Why"), ("quote", "We wait.")])

    assert ["model"] * 3 == decided
    assert (p[1:, 3:] < 0.04).all()
    assert np.allclose(p.sum(1), 1)
    assert np.array_equal(EVEN, p[0])


def test_an_article_in_russian_is_judged_by_its_marks():
    """A wire report's plain narration is reported, and the model is not asked."""
    p, decided = settle(
        [
            (None, "МОСКВА, 12 марта. /ТАСС/. Рейсы на остров отменены до лета."),
            (None, "На острове живут четыреста человек, и зимой им везут хлеб."),
        ]
    )

    assert ["rule:russian"] * 2 == decided
    assert [VOICES.index("reported")] * 2 == p.argmax(1).tolist()
