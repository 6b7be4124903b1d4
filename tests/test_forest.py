import numpy as np
import pytest

from stancebook.forest import predict_forest

ensemble = pytest.importorskip("sklearn.ensemble", reason="the train extra is needed")


def test_same_as_scikit_learn():
    """Trees laid out as arrays answer as the forest that they were grown in."""
    from recipes.voice import _grow

    rng = np.random.default_rng(5)
    values = rng.normal(size=(300, 12)).astype(np.float32)
    labels = (values[:, 0] * values[:, 1] + 0.3 * rng.normal(size=300) > 0).astype(int)
    trees = {n.removeprefix("tree_"): v for n, v in _grow(values, labels).items()}
    grown = ensemble.ExtraTreesClassifier(
        len(trees["root"]), min_samples_leaf=3, max_features=0.3, random_state=7
    ).fit(values, labels)

    expected = grown.predict_proba(values)[:, 0]
    np.testing.assert_allclose(predict_forest(trees, values), expected, atol=1e-3)
    assert np.std(expected) > 0.1


def test_no_rows():
    """Nothing to predict is no error."""
    leaf = {"root": [0], "feature": [-1], "threshold": [0.0], "left": [0]}
    trees = {n: np.array(v) for n, v in leaf.items()}
    trees |= {"right": np.array([0]), "share": np.array([0.5])}
    assert predict_forest(trees, np.zeros((0, 3), np.float32)).shape == (0,)
