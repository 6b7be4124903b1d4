"""Facts about what an article is about."""

import numpy as np
import pandas as pd
import pytest

from stancebook import remembered, topics
from stancebook.topics import mean_states, weigh_topics

DAM = [
    "Dam at Karadere to be filled in spring",
    "The valley council voted on Monday to fill the reservoir behind the dam.",
    "Farmers downstream fear that the river will run dry in summer.",
    "“The gauges will be open to everybody,” the operator said.",
    "Prices were unchanged.",
]
TARGETS = [
    "The dam at Karadere should be filled.",
    "Vaccination against measles should be compulsory.",
]


def table(texts: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"article": "a", "text": texts})


def test_whole_article_is_on_its_topic() -> None:
    """A paragraph that names nothing belongs to what its article is about."""
    p = weigh_topics(table(DAM), TARGETS)

    assert p.shape == (5, 2)
    assert (p[:, 0] > 0.9).all()
    assert (p[:, 1] < 0.1).all()


def test_articles_are_weighed_apart() -> None:
    """What one article is about says nothing of the next one."""
    other = ["Measles vaccination made compulsory", *["The law passed."] * 4]
    both = pd.concat([table(DAM), table(other).assign(article="b")])
    p = weigh_topics(both.reset_index(drop=True), TARGETS)

    assert (p[:5].argmax(1) == 0).all()
    assert (p[5:].argmax(1) == 1).all()


@pytest.mark.parametrize(
    ("texts", "target"), [(DAM[:3], TARGETS[1]), (DAM, "NATO"), (DAM, "the new tax")]
)
def test_little_evidence_keeps_everything(texts: list[str], target: str) -> None:
    """Of a few lines, or towards a name, no topic is judged."""

    assert (weigh_topics(table(texts), [target]) == 1).all()


def test_states_are_kept_and_the_oldest_dropped(monkeypatch) -> None:
    """A text is read once, alike in any company, and memory stays bounded."""
    monkeypatch.setattr(remembered, "KEPT", 2)
    first = mean_states(["The dam held."])
    again = mean_states(["Prices rose.", "The dam held.", "Prices fell."])
    read = []
    encoder = topics._encoder()
    predict = encoder.predict
    monkeypatch.setattr(
        encoder, "predict", lambda texts: read.append(list(texts)) or predict(texts)
    )
    mean_states(["Prices fell."])

    np.testing.assert_allclose(first[0], again[1], atol=1e-5)
    assert [] == read
    assert len(topics._mean_states._answers) == 2
