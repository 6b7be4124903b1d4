"""One call gives the table that a paper needs, and says what it cannot tell."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stancebook.agreement import bootstrap, measure_agreement
from stancebook.coefficients import measure_reliability
from stancebook.reliability import Reliability
from stancebook.schema import InputError, check
from tests.test_coefficients import HAYES

VOICES = ("editorial", "reported", "mixed", "credit")


def read(
    readers: dict[str, list[str | None]], layer: str = "voice", **columns: Any
) -> pd.DataFrame:
    """Annotations of paragraphs of five to an article, from labels by annotator."""
    rows = [
        {"annotator": name, "paragraph": f"a{n // 5}#{n % 5}", "value": value}
        for name, values in readers.items()
        for n, value in enumerate(values)
        if value
    ]
    return pd.DataFrame(rows).assign(layer=layer, **columns)


def simulate(seed: int = 7, units: int = 40, people: int = 3) -> pd.DataFrame:
    """Readers who see the right label seven times in ten, and label four in five."""
    random = np.random.default_rng(seed)
    right = random.integers(0, 4, units)
    readers = {}
    for name in ("ana", "ben", "carla", "dora")[:people]:
        seen = np.where(random.random(units) < 0.7, right, random.integers(0, 4, units))
        kept = random.random(units) < 0.8
        readers[name] = [
            VOICES[s] if k else None for s, k in zip(seen, kept, strict=True)
        ]
    return read(readers)


def row_of(table: pd.DataFrame, **columns: Any) -> dict[str, Any]:
    own = table
    for name, value in columns.items():
        own = own[own[name] == value]
    [row] = own.to_dict("records")
    return row


def wide(annotations: pd.DataFrame) -> pd.DataFrame:
    cells = annotations.set_index(["paragraph", "annotator"])["value"]
    return cells.unstack()  # noqa: PD010 (a pivot_table would want numbers)


def test_figures_are_those_of_the_matrix() -> None:
    """The layer's figures are those of its units and annotators laid out by hand."""
    annotations = simulate()
    table = measure_agreement(annotations, draws=50)
    own = table[table["scope"] == "all"].set_index("coefficient")["figure"]
    labels = ("editorial", "reported", "mixed", "credit", "boilerplate")
    wanted = measure_reliability(wide(annotations), values=labels)

    assert wanted["alpha"] == pytest.approx(own["alpha"])
    assert wanted["kappa"] == pytest.approx(own["kappa"])
    assert wanted["pi"] == pytest.approx(own["pi"])
    assert wanted["ac"] == pytest.approx(own["ac1"])
    assert wanted["s"] == pytest.approx(own["s"])
    assert wanted["percent"] == pytest.approx(own["percent"])


def test_each_label_against_the_rest() -> None:
    """A label's figure is that of whether it was given."""
    annotations = simulate()
    table = measure_agreement(annotations, draws=50)
    given = wide(annotations)
    flags = given.eq("mixed").astype(object).where(given.notna(), None)
    row = row_of(table, scope="label", of="mixed", coefficient="alpha")

    assert measure_reliability(flags)["alpha"] == pytest.approx(row["figure"])


def test_each_pair_of_annotators() -> None:
    """A pair's kappa is Cohen's, of the units that both have labelled."""
    annotations = simulate()
    table = measure_agreement(annotations, draws=50)
    two = wide(annotations)[["ana", "carla"]].dropna()
    row = row_of(table, scope="pair", of="ana, carla", coefficient="kappa")

    assert measure_reliability(two)["kappa"] == pytest.approx(row["figure"])
    assert len(two) == row["pairable"]
    assert 3 == len(table.loc[table["scope"] == "pair", "of"].unique())


def test_each_version_of_the_codebook() -> None:
    """A version's figure is of the labels that were given by it."""
    annotations = simulate()
    late = annotations["paragraph"].str.startswith(("a5", "a6", "a7"))
    versions = annotations.assign(codebook_version=np.where(late, "1.1", "1.0"))
    table = measure_agreement(versions, draws=50)
    row = row_of(table, scope="version", of="1.1", coefficient="alpha")
    wanted = measure_reliability(wide(annotations[late]))["alpha"]

    assert wanted == pytest.approx(row["figure"])


def test_counts() -> None:
    """Units with a label, with two, and the share of labels that are not there."""
    table = measure_agreement(
        read({"ana": ["mixed", "credit", "mixed"], "ben": ["mixed", "credit", None]}),
        draws=10,
    )

    assert (2, 3, 2, pytest.approx(1 / 6)) == tuple(
        table.loc[0, ["annotators", "units", "pairable", "missing"]]
    )


def test_table_is_that_of_the_schema() -> None:
    """The result is an `agreement` table, to be written and read as any other."""
    table = measure_agreement(simulate(), draws=10)

    percent = table["coefficient"] == "percent"

    assert table is check(table, "agreement")
    assert table.loc[percent, ["p_below_667", "p_below_800"]].isna().all(axis=None)
    assert table.loc[~percent & table["low"].notna(), "p_below_667"].notna().all()
    assert {"all", "label", "pair"} == set(table["scope"])


def test_stance_has_two_levels() -> None:
    """Four names are nominal; against, neutral and favor are ordered as well."""
    readers = {
        "ana": ["favor", "against", "neutral", "unrelated", "favor", "against"],
        "ben": ["favor", "against", "favor", "unrelated", "favor", "unrelated"],
    }
    table = measure_agreement(read(readers, "stance", target="t"), draws=10)
    scores = [[1, 1], [-1, -1], [0, 1], [1, 1], [-1, None]]
    own = row_of(table, scope="all", level="ordinal", coefficient="alpha")
    wanted = measure_reliability(scores, "ordinal")["alpha"]
    weighted = row_of(table, scope="all", level="ordinal", coefficient="ac2")

    assert wanted == pytest.approx(own["figure"])
    assert (5, 4) == (own["units"], own["pairable"])
    assert measure_reliability(scores, "interval", [-1, 0, 1])["ac"] == pytest.approx(
        weighted["figure"]
    )
    assert {"nominal"} == set(table.loc[table["scope"] == "label", "level"])


def test_repeats_are_a_scope_of_their_own() -> None:
    """What one person labels twice says how steady they are, not how people agree."""
    first = read({"ana": ["mixed", "credit", "mixed", "credit"], "ben": ["mixed"] * 4})
    again = read({"ana": ["mixed", "credit", "mixed", "reported"]})
    both = pd.concat([first.assign(occasion=0), again.assign(occasion=1)])
    alone = measure_agreement(first, draws=10)
    table = measure_agreement(both, draws=10)
    own = row_of(table, scope="self", of="ana", coefficient="percent")

    assert (0.75, 4) == (own["figure"], own["pairable"])
    pd.testing.assert_frame_equal(
        alone, table[table["scope"] != "self"].reset_index(drop=True)
    )


def test_nothing_varies_is_no_perfect_agreement() -> None:
    """Where all labels are the same, alpha is undefined, and it is said why."""
    table = measure_agreement(read({"ana": ["mixed"] * 9, "ben": ["mixed"] * 9}))
    alpha = row_of(table, scope="all", coefficient="alpha")
    percent = row_of(table, scope="all", coefficient="percent")
    unused = row_of(table, scope="label", of="credit", coefficient="alpha")

    assert np.isnan(alpha["figure"])
    assert (
        "undefined because nothing varies: every label is mixed" == alpha["undefined"]
    )
    assert "undefined because nobody gave this label" == unused["undefined"]
    assert (1.0, None) == (percent["figure"], percent["undefined"])


def test_layer_of_one_person_is_said_to_be() -> None:
    """A layer that one person alone labelled spoils no other layer."""
    voice = read({"ana": ["mixed", "credit"], "ben": ["mixed", "credit"]})
    origin = read({"ana": ["publisher", "wire:TASS"]}, "origin")
    table = measure_agreement(pd.concat([voice, origin]), draws=10)
    row = row_of(table, layer="origin", scope="all", coefficient="alpha")

    assert "undefined because no unit has two labels" == row["undefined"]
    assert (
        1.0 == row_of(table, layer="voice", scope="all", coefficient="alpha")["figure"]
    )


def test_origin_by_kind() -> None:
    """The layer compares names; a label's row asks whether it is any wire."""
    readers = {
        "ana": ["wire:TASS", "publisher", "wire:TASS", "unknown"],
        "ben": ["wire:RIA", "publisher", "wire:TASS", "publisher"],
    }
    table = measure_agreement(read(readers, "origin"), draws=10)
    wire = row_of(table, scope="label", of="wire:NAME", coefficient="percent")
    whole = row_of(table, scope="all", coefficient="percent")

    assert (1.0, 0.5) == (wire["figure"], whole["figure"])


def test_no_overlap() -> None:
    """Two people who labelled different paragraphs: one clear error."""
    with pytest.raises(InputError, match="no unit was labelled by two annotators"):
        measure_agreement(read({"ana": ["mixed", None], "ben": [None, "mixed"]}))


def test_unknown_way_to_draw() -> None:
    """What cannot be drawn is one clear error."""
    with pytest.raises(InputError, match="cannot draw 1000 times by 'paragraph'"):
        measure_agreement(simulate(), resample="paragraph")
    with pytest.raises(InputError, match="cannot draw 0 times"):
        measure_agreement(simulate(), draws=0)


def test_one_article_has_no_interval() -> None:
    """Where all units are of one article, there is nothing to draw."""
    table = measure_agreement(
        read({"ana": ["mixed", "credit"], "ben": ["mixed", "credit"]})
    )
    row = row_of(table, scope="all", coefficient="alpha")

    assert (1.0, 0) == (row["figure"], row["draws"])
    assert "interval undefined because all units are of one article" == row["undefined"]


def test_same_seed_same_table() -> None:
    """A seed gives the same table, and another one other intervals."""
    one, two = (measure_agreement(simulate(), draws=99, seed=3) for _ in range(2))
    other = measure_agreement(simulate(), draws=99, seed=4)

    pd.testing.assert_frame_equal(one, two)
    assert one["figure"].equals(other["figure"])
    assert not one["low"].equals(other["low"])


@settings(max_examples=10)
@given(st.randoms(), st.sampled_from(["article", "unit"]))
def test_order_of_rows_changes_nothing(random: Any, resample: str) -> None:
    """However the rows are shuffled, the table is the same to the last digit."""
    annotations = simulate()
    order = list(range(len(annotations)))
    random.shuffle(order)
    one, two = (
        measure_agreement(own, resample=resample, draws=20)
        for own in (annotations, annotations.iloc[order])
    )

    pd.testing.assert_frame_equal(one, two)


def test_interval_of_hayes_and_krippendorff() -> None:
    """Drawing the 40 units again gives .63 to .84 for alpha of .7598."""
    codes = np.array([[-1 if one is None else one for one in unit] for unit in HAYES])
    data = Reliability(tuple("0123"), tuple("abcde"), codes, np.arange(40))
    found = bootstrap(data, ordinal=True, draws=4000)["alpha"]
    low, high = np.percentile(found[1:], [2.5, 97.5])

    # statistics of another implementation's 2.5% and 97.5%: .6315 and .8409
    assert "0.7598" == f"{found[0]:.4f}"
    assert (0.6315, 0.8409) == pytest.approx((low, high), abs=0.01)


def test_draws_of_units_are_those_of_single_rows() -> None:
    """Drawing patterns by their number has the spread of drawing unit after unit."""
    annotations = simulate(units=60)
    labels = tuple(sorted(VOICES))
    data = Reliability.gather(annotations.assign(target="", holder=""), labels)
    random = np.random.default_rng(7)
    rows = [
        measure_reliability(
            np.where(data.codes < 0, np.nan, data.codes)[random.integers(0, n, n)],
            values=[0, 1, 2, 3],
        )["alpha"]
        for _ in range(400)
        for n in [len(data.codes)]
    ]
    found = bootstrap(data, resample="unit", draws=4000)["alpha"][1:]

    assert np.std(rows) == pytest.approx(np.std(found), rel=0.12)
    assert np.mean(rows) == pytest.approx(np.mean(found), abs=0.01)


def test_articles_widen_the_interval() -> None:
    """Where a whole article is misread, an interval over units is too narrow."""
    right = [VOICES[n // 5 % 4] for n in range(100)]
    wrong = [VOICES[(n // 5 + (n // 5 % 5 == 0)) % 4] for n in range(100)]
    annotations = read({"ana": right, "ben": wrong})
    widths = []
    for resample in ("unit", "article"):
        table = measure_agreement(annotations, resample=resample)
        row = row_of(table, scope="all", coefficient="alpha")
        widths.append(row["high"] - row["low"])

    assert widths[1] > 1.5 * widths[0]


def test_interval_covers() -> None:
    """In 200 simulated studies the 95% interval holds the truth 180 times or more."""
    large = simulate(seed=1, units=40_000)
    labels = tuple(sorted(VOICES))

    def gather(table: pd.DataFrame) -> Reliability:
        return Reliability.gather(table.assign(target="", holder=""), labels)

    truth = bootstrap(gather(large), draws=1)["alpha"][0]
    hits = 0
    for seed in range(200):
        study = gather(simulate(seed + 10, units=100))
        figures = bootstrap(study, resample="unit", draws=300)
        low, high = np.percentile(figures["alpha"][1:], [2.5, 97.5])
        hits += int(low <= truth <= high)

    assert 180 <= hits < 200
