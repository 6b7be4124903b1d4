import pandas as pd
import pytest

from stancebook.agreement_charts import chart_agreement, chart_annotators
from stancebook.schema import InputError
from tests.test_charts import picture

ANNOTATORS = pd.DataFrame(
    [
        {"annotator": name, "label": label, "value": value, "p": p}
        for name, share in (("ana", 0.94), ("<b>ben", 0.62))
        for label in ("mixed", "credit")
        for value, p in ((label, share), ("reported", 1 - share))
    ]
).assign(layer="voice", accuracy=0.912, n=34)


def test_annotators_stand_side_by_side():
    """Each with name, accuracy and votes on top, and every chance in its cell."""
    svg = picture(chart_annotators(ANNOTATORS, "voice"))
    shown = ("ana: 91.2% of 34", "&lt;b&gt;ben: 91.2% of 34", "0.94", "0.06", "0.62")

    assert [] == [word for word in shown if f">{word}<" not in svg]


def test_annotators_of_an_unknown_layer():
    """A layer that the table lacks is one clear error, which names those there."""
    with pytest.raises(InputError, match=r"no layer 'stance'\. There are voice"):
        chart_annotators(ANNOTATORS, "stance")


AGREEMENT = pd.DataFrame(
    [
        ("voice", "all", None, "nominal", "alpha", 0.7, 0.6, 0.8),
        ("stance", "all", None, "ordinal", "alpha", -0.2, -0.4, 0.1),
        ("claims", "pair", "ana, ben", "unitizing", "alpha_u", 0.5, None, None),
        ("voice", "label", "credit", "nominal", "alpha", None, None, None),
        ("voice", "all", None, "nominal", "percent", 0.9, 0.8, 1.0),
    ],
    columns=["layer", "scope", "of", "level", "coefficient", "figure", "low", "high"],
)


def test_agreement_stands_against_its_bounds():
    """Two dashed lines, and a row for each figure of alpha, spans among them."""
    chart = chart_agreement(AGREEMENT)
    svg = picture(chart)
    bounds, lines, points = chart.to_dict()["layer"]

    assert ["voice", "stance (ordinal)", "claims: ana, ben"] == points["encoding"]["y"][
        "sort"
    ]
    assert [0.667, 0.8] == [
        row["figure"] for row in chart.to_dict()["datasets"][bounds["data"]["name"]]
    ]
    assert 2 == svg.count('stroke-dasharray="4,4"')
    assert ("low", "high") == tuple(
        lines["encoding"][end]["field"] for end in ("x", "x2")
    )


def test_agreement_read_back_from_a_file():
    """A table whose gaps are None, as files give them, is drawn as well."""
    read = AGREEMENT.astype(object).where(AGREEMENT.notna(), None)

    assert picture(chart_agreement(AGREEMENT)) == picture(chart_agreement(read))


def test_agreement_worse_than_chance_is_in_the_picture():
    """A negative interval is not cut off."""
    encoding = chart_agreement(AGREEMENT).to_dict()["layer"][2]["encoding"]

    assert [-0.4, 1] == encoding["x"]["scale"]["domain"]


def test_no_figure_to_draw():
    """A coefficient without a figure is one clear error, not an empty picture."""
    with pytest.raises(InputError, match="no figure of kappa"):
        chart_agreement(AGREEMENT, "kappa")
