"""Labels move a head only as far as held-out articles bear them out."""

import numpy as np
import pytest

from stancebook.regression import Examples
from stancebook.validation import choose_reach, cross_validate

RANDOM = np.random.default_rng(11)
VALUES = RANDOM.normal(size=(120, 8))
ARTICLES = [f"a{n // 5}" for n in range(120)]
START = np.zeros((2, 8))
START[0, 0] = 3.0  # a head that looks at the first value


def examples(labels: np.ndarray) -> Examples:
    return Examples(VALUES, np.zeros((120, 2)), labels.astype(int))


def test_labels_that_agree_move_nothing() -> None:
    """Labels drawn as the start expects them leave it nearly where it is."""
    p = 1 / (1 + np.exp(VALUES @ START[0]))
    reach, heat = choose_reach(examples(RANDOM.random(120) < p), START, ARTICLES, 1)

    assert reach <= 0.3
    assert 0.6 < heat < 1.7


def test_random_labels_move_nothing() -> None:
    """Of ten sets of labels by the toss of a coin, hardly one moves the head."""
    tosses = [examples(RANDOM.integers(0, 2, 120)) for _ in range(10)]
    chosen = [choose_reach(own, START, ARTICLES, 1) for own in tosses]

    assert sum(reach > 0.3 for reach, _ in chosen) <= 2
    assert min(heat for _, heat in chosen) > 1.5


def test_another_rule_is_learned() -> None:
    """Where labels follow another rule, the head moves and meets unseen articles."""
    labels = VALUES[:, 1] < 0
    reach, _ = choose_reach(examples(labels), START, ARTICLES, seed=1)
    p = cross_validate(examples(labels), START, ARTICLES, seed=1)

    assert reach >= 1
    assert (p.argmax(1) == labels).mean() > 0.85


def test_an_answer_comes_from_other_articles() -> None:
    """A label that only its own article shows is not learned from that article."""
    values = np.repeat(np.eye(24), 5, axis=0)
    labels = np.repeat(RANDOM.integers(0, 2, 24), 5)
    own = Examples(values, np.zeros((120, 2)), labels)
    p = cross_validate(own, np.zeros((2, 24)), ARTICLES, seed=1)

    assert (p.argmax(1) == labels).mean() < 0.75


@pytest.mark.parametrize("seed", [1, 2])
def test_same_seed_same_answer(seed: int) -> None:
    """One seed gives one answer."""
    once, again = (
        cross_validate(examples(VALUES[:, 1] < 0), START, ARTICLES, seed)
        for _ in range(2)
    )

    np.testing.assert_array_equal(once, again)
