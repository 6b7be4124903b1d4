"""Truth and skill are found where both are known, and no surer than they are right."""

import numpy as np
import pytest

from stancebook.consensus import Ballots, fit_dawid_skene, fit_mace

# Dawid and Skene 1979, table 1: 45 patients, by five anaesthetists, the first three
# times. Each word is a patient, each of its digits a rating.
PATIENTS = (
    "1111111 3334334 1122122 2223121 2223222 2223322 1222111 3333433 2222223 "
    "2322223 4444444 2223343 1111111 2223212 1211111 1112111 1111111 1111111 "
    "2222221 2221322 2222222 2222221 2223222 2212222 1111111 1111111 2322222 "
    "1111111 1111111 1121121 1111111 3333233 1111111 2222222 2223232 4334343 "
    "2212232 2323233 3333432 1111111 1111111 1212111 2322222 1211111 2222222"
)
OBSERVERS = (0, 0, 0, 1, 2, 3, 4)


def skilled(accuracy: float, labels: int = 3) -> np.ndarray:
    """A confusion matrix with equal chances of every mistake."""
    off = (1 - accuracy) / (labels - 1)
    return np.full((labels, labels), off) + np.eye(labels) * (accuracy - off)


def simulate(units, confusions, prior, seed=7, each=None):
    """Truth, and votes by annotators with known confusion matrices."""
    random = np.random.default_rng(seed)
    truth = random.choice(len(prior), units, p=prior)
    people = len(confusions)
    rows = [
        (unit, one, random.choice(len(prior), p=confusions[one][truth[unit]]))
        for unit in range(units)
        for one in (random.permutation(people)[:each] if each else range(people))
    ]
    return truth, Ballots(*np.array(rows).T, (units, people, len(prior)))


def share_right(p, truth):
    return (p.argmax(1) == truth).mean()


def log_loss(p, truth):
    return -np.log(np.maximum(p[np.arange(len(truth)), truth], 1e-12)).mean()


def anaesthetists():
    rows = [
        (patient, observer, int(rating) - 1)
        for patient, ratings in enumerate(PATIENTS.split())
        for observer, rating in zip(OBSERVERS, ratings, strict=True)
    ]
    return Ballots(*np.array(rows).T, (45, 5, 4))


def test_published_estimates() -> None:
    """The anaesthetists' data give the marginals and error rates of the 1979 paper."""
    found = fit_dawid_skene(anaesthetists(), smoothing=0)
    first = [
        [0.89, 0.11, 0, 0],
        [0.07, 0.88, 0.05, 0],
        [0, 0.34, 0.66, 0],
        [0, 0, 0.56, 0.44],
    ]

    assert [0.40, 0.42, 0.11, 0.07] == found.prior.round(2).tolist()
    assert first == found.confusion[0].round(2).tolist()
    assert [0, 3, 1, 1, 1, 1] == found.p[:6].argmax(1).tolist()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of crowd-kit under pandas 3
def test_crowd_kit_agrees_in_the_end() -> None:
    """Run until nothing moves, crowd-kit's Dawid-Skene gives the same probabilities."""
    pytest.importorskip("crowdkit")
    import pandas as pd
    from crowdkit.aggregation.classification.dawid_skene import DawidSkene

    ballots = anaesthetists()
    columns = {"task": ballots.units, "worker": ballots.annotators}
    table = pd.DataFrame({**columns, "label": ballots.labels})
    theirs = DawidSkene(n_iter=60, tol=-1).fit(table).probas_
    theirs = theirs.sort_index().sort_index(axis=1).to_numpy()

    ours = fit_dawid_skene(ballots, smoothing=0).p

    assert ours == pytest.approx(theirs, abs=1e-4)


BIASED = np.array([[0.9, 0.05, 0.05], [0.4, 0.55, 0.05], [0.1, 0.1, 0.8]])


def test_confusion_is_recovered() -> None:
    """Known confusion matrices and shares of labels are found within a few points."""
    known = [BIASED, skilled(0.8), skilled(0.7), skilled(0.9)]
    _, ballots = simulate(4000, known, [0.5, 0.3, 0.2])
    found = fit_dawid_skene(ballots)

    assert [0.5, 0.3, 0.2] == pytest.approx(found.prior, abs=0.03)
    assert np.abs(found.confusion - np.array(known)).max() < 0.05
    right = np.diagonal(known, axis1=1, axis2=2) @ [0.5, 0.3, 0.2]
    assert right == pytest.approx(found.accuracy, abs=0.02)


def test_models_beat_majority_where_skills_differ() -> None:
    """With two good annotators among five, either model is right more often."""
    known = [skilled(a) for a in (0.95, 0.9, 0.5, 0.45, 0.4)]
    truth, ballots = simulate(800, known, [0.5, 0.3, 0.2])
    majority = share_right(ballots.share(), truth)

    assert share_right(fit_dawid_skene(ballots).p, truth) > majority + 0.05
    assert share_right(fit_mace(ballots).p, truth) > majority + 0.05


def test_spammers_are_found() -> None:
    """Who guesses, evenly or always the same, has next to no competence."""
    always = np.tile([1.0, 0, 0], (3, 1))
    known = [skilled(0.9), skilled(0.8), skilled(0.7), skilled(1 / 3), always]
    _, ballots = simulate(600, known, [0.4, 0.3, 0.3])
    competence = fit_mace(ballots).competence

    assert [0.85, 0.7, 0.55] == pytest.approx(competence[:3], abs=0.1)
    assert competence[3:].max() < 0.1


@pytest.mark.parametrize("fit", [fit_dawid_skene, fit_mace])
def test_probabilities_keep_what_they_say(fit) -> None:
    """Over ten simulations, of labels with p of 0.9 or more at least 95% are right."""
    known = [skilled(a) for a in (0.9, 0.8, 0.65)]
    kept, said, right = [], [], []
    for seed in range(10):
        truth, ballots = simulate(300, known, [0.5, 0.3, 0.2], seed)
        p = fit(ballots).p
        sure = p.max(1) >= 0.9
        kept += (p.argmax(1) == truth)[sure].tolist()
        said.append(p.max(1).mean())
        right.append(share_right(p, truth))

    assert np.mean(kept) > 0.95
    assert np.mean(right) == pytest.approx(np.mean(said), abs=0.03)


def test_made_up_votes_make_honest() -> None:
    """Where votes are few, maximum likelihood is far surer than it is right."""
    known = [skilled(a, 4) for a in np.linspace(0.4, 0.95, 10)]
    truth, ballots = simulate(300, known, [0.4, 0.3, 0.2, 0.1], each=3)
    greedy = fit_dawid_skene(ballots, smoothing=0).p

    assert greedy.max(1).mean() > share_right(greedy, truth) + 0.05
    assert log_loss(fit_dawid_skene(ballots).p, truth) < 0.5 * log_loss(greedy, truth)


def test_restarts_find_the_better_bound() -> None:
    """MACE keeps the best of its starts, so another seed hardly matters; same, same."""
    known = [skilled(a) for a in (0.9, 0.7, 0.5)]
    _, ballots = simulate(200, known, [0.5, 0.3, 0.2])
    first, again, other = (fit_mace(ballots, seed) for seed in (7, 7, 8))

    assert np.array_equal(first.p, again.p)
    assert first.p == pytest.approx(other.p, abs=0.01)


@pytest.mark.parametrize("fit", [fit_dawid_skene, fit_mace])
def test_constant_labels_are_certain_and_say_nothing(fit) -> None:
    """One label in all votes: probability 1, for want of another."""
    zeros = np.zeros(9, dtype=int)
    units, people = np.indices((3, 3)).reshape(2, -1)
    found = fit(Ballots(units, people, zeros, (3, 3, 1)))

    assert [[1.0]] * 3 == found.p.tolist()
    assert np.isfinite(found.accuracy).all()


@pytest.mark.parametrize("fit", [fit_dawid_skene, fit_mace])
def test_few_votes_are_finite(fit) -> None:
    """An annotator of one vote, and a label given once, break nothing."""
    units, people = np.array([0, 0, 1, 1, 2]), np.array([0, 1, 0, 1, 2])
    found = fit(Ballots(units, people, np.array([0, 0, 1, 0, 2]), (3, 3, 3)))

    assert [1.0, 1.0, 1.0] == pytest.approx(found.p.sum(1))
    assert np.isfinite(found.confusion).all()


def test_weights_count_units() -> None:
    """A unit of weight two counts as if it stood there twice."""
    _, ballots = simulate(60, [skilled(0.8)] * 3, [0.5, 0.3, 0.2])
    weight = np.repeat([2.0, 1.0], 30)
    first = ballots.units < 30
    twice = Ballots(
        np.concatenate([ballots.units, ballots.units[first] + 60]),
        np.concatenate([ballots.annotators, ballots.annotators[first]]),
        np.concatenate([ballots.labels, ballots.labels[first]]),
        (90, 3, 3),
    )

    assert fit_dawid_skene(ballots, weights=weight).prior == pytest.approx(
        fit_dawid_skene(twice).prior, abs=1e-5
    )
