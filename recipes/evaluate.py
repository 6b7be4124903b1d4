"""Scores every shipped model on dev splits, beside floors and peers, in one table."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

import pandas as pd

from recipes import cards, evaluate_stance, evaluate_text
from recipes.data import BUILD, WEIGHTS

TASKS = {
    "topics": evaluate_text.evaluate_topics,
    "voice": evaluate_text.evaluate_voice,
    "testimony": evaluate_text.evaluate_testimony,
    "attribution": evaluate_text.evaluate_attribution,
    "claims": evaluate_text.evaluate_claims,
    "stance": evaluate_stance.evaluate_stance,
    "masked_stance": evaluate_stance.evaluate_masked_stance,
    "real_stance": evaluate_stance.evaluate_real_stance,
}
COLUMNS = ["task", "on", "figure", "interval", "floor", "peer", "n", "ece"]


def main(chosen: Sequence[str]) -> None:
    """Print one table, keep it as JSON in build/, and write it into the cards."""
    BUILD.mkdir(parents=True, exist_ok=True)
    path = BUILD / "evaluation.json"
    before = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    fresh = [f for name in chosen or TASKS for f in TASKS[name]()]
    kept = [f for f in before if f["on"] not in {new["on"] for new in fresh}]
    figures = sorted(kept + fresh, key=lambda f: (f["task"], f["on"]))
    path.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    table = pd.DataFrame(figures).reindex(columns=COLUMNS)
    print(f"{WEIGHTS} weights")
    print(table.to_string(index=False, na_rep="-"))
    cards.main()


if __name__ == "__main__":
    main(sys.argv[1:])
