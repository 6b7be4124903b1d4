"""Says who speaks and which side they take: a name loads its module when first used."""

from __future__ import annotations

import sys
import warnings
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stancebook.about import About
    from stancebook.adjudication import adjudicate, find_undecided
    from stancebook.agreement import measure_agreement
    from stancebook.agreement_charts import chart_agreement, chart_annotators
    from stancebook.attribution import find_attributions
    from stancebook.charts import (
        chart_calibration,
        chart_confusion,
        chart_estimates,
        chart_figures,
    )
    from stancebook.checksums import check_release
    from stancebook.claims import find_claims, propose_targets
    from stancebook.codebook import Codebook
    from stancebook.corpus import Corpus
    from stancebook.drawing import keep_labelled
    from stancebook.estimation import estimate_gap, estimate_mean
    from stancebook.evaluation import evaluate
    from stancebook.extract import read_articles
    from stancebook.files import read_table, write_tables
    from stancebook.formats import export_labels, import_labels
    from stancebook.framing import describe_gaps, describe_stance
    from stancebook.framing_charts import chart_changes, chart_stance
    from stancebook.gold import read_gold
    from stancebook.holdings import split_corpus
    from stancebook.labels import read_annotations
    from stancebook.leakage import find_leaks
    from stancebook.merging import write_gold
    from stancebook.methods import describe_methods
    from stancebook.monitoring import measure_anchoring, measure_checks, measure_drift
    from stancebook.pipeline import make_targets, run_pipeline
    from stancebook.planning import plan_labels
    from stancebook.printing import save_chart
    from stancebook.project import find_project
    from stancebook.regressing import regress
    from stancebook.rehydration import read_release, rehydrate_release
    from stancebook.release import write_release
    from stancebook.reliability import pair_labels
    from stancebook.reprints import find_reprints
    from stancebook.rewriting import count_changes, list_changes
    from stancebook.sampling import assign, draw_sample
    from stancebook.schema import InputError
    from stancebook.segment import segment
    from stancebook.skill import measure_annotators
    from stancebook.span_agreement import pair_spans
    from stancebook.splits import split_articles
    from stancebook.stance import StanceScorer, score_stance
    from stancebook.support import describe_languages
    from stancebook.tables import open_tables
    from stancebook.transfer import save_annotations
    from stancebook.tuning import fine_tune
    from stancebook.twins import find_twins
    from stancebook.view import article_view, write_report
    from stancebook.voice import separate_voices
    from stancebook.widget import Annotator

__all__ = [
    "About",
    "Annotator",
    "Codebook",
    "Corpus",
    "InputError",
    "StanceScorer",
    "adjudicate",
    "article_view",
    "assign",
    "chart_agreement",
    "chart_annotators",
    "chart_calibration",
    "chart_changes",
    "chart_confusion",
    "chart_estimates",
    "chart_figures",
    "chart_stance",
    "check_release",
    "count_changes",
    "describe_gaps",
    "describe_languages",
    "describe_methods",
    "describe_stance",
    "draw_sample",
    "estimate_gap",
    "estimate_mean",
    "evaluate",
    "export_labels",
    "find_attributions",
    "find_claims",
    "find_leaks",
    "find_project",
    "find_reprints",
    "find_twins",
    "find_undecided",
    "fine_tune",
    "import_labels",
    "keep_labelled",
    "list_changes",
    "make_targets",
    "measure_agreement",
    "measure_anchoring",
    "measure_annotators",
    "measure_checks",
    "measure_drift",
    "open_tables",
    "pair_labels",
    "pair_spans",
    "plan_labels",
    "propose_targets",
    "read_annotations",
    "read_articles",
    "read_gold",
    "read_release",
    "read_table",
    "regress",
    "rehydrate_release",
    "run_pipeline",
    "save_annotations",
    "save_chart",
    "score_stance",
    "segment",
    "separate_voices",
    "split_articles",
    "split_corpus",
    "write_gold",
    "write_release",
    "write_report",
    "write_tables",
]

# A library below asks for widgets that we have no use for, on top of every notebook.
warnings.filterwarnings("ignore", "IProgress not found", module=r"tqdm\.auto")

_HOMES = {
    "About": "about",
    "Annotator": "widget",
    "Codebook": "codebook",
    "Corpus": "corpus",
    "InputError": "schema",
    "StanceScorer": "stance",
    "adjudicate": "adjudication",
    "article_view": "view",
    "assign": "sampling",
    "chart_agreement": "agreement_charts",
    "chart_annotators": "agreement_charts",
    "chart_calibration": "charts",
    "chart_changes": "framing_charts",
    "chart_confusion": "charts",
    "chart_estimates": "charts",
    "chart_figures": "charts",
    "chart_stance": "framing_charts",
    "check_release": "checksums",
    "count_changes": "rewriting",
    "describe_gaps": "framing",
    "describe_languages": "support",
    "describe_methods": "methods",
    "describe_stance": "framing",
    "draw_sample": "sampling",
    "estimate_gap": "estimation",
    "estimate_mean": "estimation",
    "evaluate": "evaluation",
    "export_labels": "formats",
    "find_attributions": "attribution",
    "find_claims": "claims",
    "find_leaks": "leakage",
    "find_project": "project",
    "find_reprints": "reprints",
    "find_twins": "twins",
    "find_undecided": "adjudication",
    "fine_tune": "tuning",
    "import_labels": "formats",
    "keep_labelled": "drawing",
    "list_changes": "rewriting",
    "make_targets": "pipeline",
    "measure_agreement": "agreement",
    "measure_anchoring": "monitoring",
    "measure_annotators": "skill",
    "measure_checks": "monitoring",
    "measure_drift": "monitoring",
    "open_tables": "tables",
    "pair_labels": "reliability",
    "pair_spans": "span_agreement",
    "plan_labels": "planning",
    "propose_targets": "claims",
    "read_annotations": "labels",
    "read_articles": "extract",
    "read_gold": "gold",
    "read_release": "rehydration",
    "read_table": "files",
    "regress": "regressing",
    "rehydrate_release": "rehydration",
    "run_pipeline": "pipeline",
    "save_annotations": "transfer",
    "save_chart": "printing",
    "score_stance": "stance",
    "segment": "segment",
    "separate_voices": "voice",
    "split_articles": "splits",
    "split_corpus": "holdings",
    "write_gold": "merging",
    "write_release": "release",
    "write_report": "view",
    "write_tables": "files",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return import_module("importlib.metadata").version("stancebook")
    if name not in _HOMES:
        raise AttributeError(f"module 'stancebook' has no attribute {name!r}")
    value = getattr(import_module(f"stancebook.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Offer the tab key the public names, and nothing that serves them."""
    return sorted([*__all__, "__version__"])


class _Package(ModuleType):
    """
    Keeps a public function in place where its module has the same name.

    Importing `stancebook.segment` would otherwise put the module over `segment`.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _HOMES and isinstance(value, ModuleType):
            value = getattr(value, name)
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
