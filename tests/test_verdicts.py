import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancebook.schema import InputError
from stancebook.verdicts import read_labels, share_doubt


@pytest.mark.parametrize(
    ("names", "meanings"),
    [
        ("entailment neutral contradiction", "favor neutral against"),
        ("CONTRADICTION NEUTRAL ENTAILMENT", "against neutral favor"),
        ("AGAINST FAVOR NONE", "against favor neutral"),
        ("con pro neutral unrelated", "against favor neutral unrelated"),
        ("support deny comment", "favor against neutral"),
        ("not-entailment entailment", "not_entailment entailment"),
    ],
)
def test_usual_names(names, meanings):
    """The names that models of inference and of stance give are known."""
    assert meanings.split() == read_labels(names.split(), {})


@pytest.mark.parametrize(
    "names", ["LABEL_0 LABEL_1", "positive negative", "favor neutral", "entailment", ""]
)
def test_names_that_do_not_say(names):
    """Labels that say no stance, or only one side, are named; the mend is offered."""
    with pytest.raises(InputError, match="labels=") as caught:
        read_labels(names.split(), {}, "some/model")

    assert all(name in str(caught.value) for name in names.split())


def test_labels_can_be_told():
    """A user says what labels mean, as a stance or in a word that is known."""
    names = ["LABEL_0", "LABEL_1"]

    assert ["against", "favor"] == read_labels(
        names, {"LABEL_0": "against", "LABEL_1": "favor"}
    )
    assert ["entailment", "not_entailment"] == read_labels(
        names, {"LABEL_0": "entailment", "LABEL_1": "not_entailment"}
    )


@pytest.mark.parametrize(
    ("told", "named"),
    [({"LABEL_7": "favor"}, "no label LABEL_7"), ({"LABEL_0": "favor"}, "LABEL_1")],
)
def test_told_wrongly(told, named):
    """A label that the model does not have, or one left out, is an error."""
    with pytest.raises(InputError, match=named):
        read_labels(["LABEL_0", "LABEL_1"], told)


@given(st.floats(0, 1), st.floats(0, 1))
def test_doubt_is_shared_out(asserted, denied):
    """Four probabilities that add to one; to turn the target round swaps the sides."""
    p = share_doubt(np.array(asserted), np.array(denied))
    q = share_doubt(np.array(denied), np.array(asserted))

    assert pytest.approx(1) == p.sum()
    assert (p >= 0).all()
    assert (p[0], p[1]) == (q[1], q[0])
