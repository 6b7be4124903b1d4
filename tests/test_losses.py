"""Every loss is counted and named."""

from stancebook.losses import Losses


def test_losses_are_counted_by_kind() -> None:
    """One row a kind of loss, with all names; without losses there is no row."""
    losses = Losses()
    losses.add("no span", "event-1", "detail")
    losses.add("no text", "a#1")
    losses.add("no span", "event-2")
    rows = losses.table.to_dict("records")

    assert [("no span", 2), ("no text", 1)] == [(r["lost"], r["count"]) for r in rows]
    assert ["event-1", "event-2"] == rows[0]["names"]
    assert [] == Losses().table.to_dict("records")
