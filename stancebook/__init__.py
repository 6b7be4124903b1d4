"""Says who speaks and which side they take: a name loads its module when first used."""

from __future__ import annotations

import sys
import warnings
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stancebook.attribution import find_attributions
    from stancebook.charts import chart_calibration, chart_confusion, chart_figures
    from stancebook.claims import find_claims, propose_targets
    from stancebook.codebook import Codebook
    from stancebook.corpus import Corpus
    from stancebook.evaluation import evaluate
    from stancebook.extract import read_articles
    from stancebook.files import read_table, write_tables
    from stancebook.formats import export_labels, import_labels
    from stancebook.gold import read_gold
    from stancebook.labels import read_annotations
    from stancebook.monitoring import measure_anchoring, measure_checks, measure_drift
    from stancebook.pipeline import make_targets, run_pipeline
    from stancebook.reprints import find_reprints
    from stancebook.sampling import assign, draw_sample
    from stancebook.schema import InputError
    from stancebook.segment import segment
    from stancebook.stance import StanceScorer, score_stance
    from stancebook.transfer import save_annotations
    from stancebook.tuning import fine_tune
    from stancebook.view import article_view, write_report
    from stancebook.voice import separate_voices
    from stancebook.widget import Annotator

__all__ = [
    "Annotator",
    "Codebook",
    "Corpus",
    "InputError",
    "StanceScorer",
    "article_view",
    "assign",
    "chart_calibration",
    "chart_confusion",
    "chart_figures",
    "draw_sample",
    "evaluate",
    "export_labels",
    "find_attributions",
    "find_claims",
    "find_reprints",
    "fine_tune",
    "import_labels",
    "make_targets",
    "measure_anchoring",
    "measure_checks",
    "measure_drift",
    "propose_targets",
    "read_annotations",
    "read_articles",
    "read_gold",
    "read_table",
    "run_pipeline",
    "save_annotations",
    "score_stance",
    "segment",
    "separate_voices",
    "write_report",
    "write_tables",
]

# A library below asks for widgets that we have no use for, on top of every notebook.
warnings.filterwarnings("ignore", "IProgress not found", module=r"tqdm\.auto")

_HOMES = {
    "Annotator": "widget",
    "assign": "sampling",
    "draw_sample": "sampling",
    "measure_anchoring": "monitoring",
    "measure_checks": "monitoring",
    "measure_drift": "monitoring",
    "read_annotations": "labels",
    "Codebook": "codebook",
    "Corpus": "corpus",
    "InputError": "schema",
    "StanceScorer": "stance",
    "article_view": "view",
    "chart_calibration": "charts",
    "chart_confusion": "charts",
    "chart_figures": "charts",
    "evaluate": "evaluation",
    "export_labels": "formats",
    "find_attributions": "attribution",
    "find_claims": "claims",
    "find_reprints": "reprints",
    "fine_tune": "tuning",
    "import_labels": "formats",
    "make_targets": "pipeline",
    "propose_targets": "claims",
    "read_articles": "extract",
    "read_gold": "gold",
    "read_table": "files",
    "run_pipeline": "pipeline",
    "save_annotations": "transfer",
    "score_stance": "stance",
    "segment": "segment",
    "separate_voices": "voice",
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
    return sorted([*globals(), *__all__, "__version__"])


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
