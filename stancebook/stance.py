"""Which side each holder takes on each target, paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from stancebook import schema
from stancebook.discourse import group_by_paragraph
from stancebook.passages import FEWEST_WORDS, Passage, share_out
from stancebook.quotation import word_spans
from stancebook.reader import AdapterReader, Reader
from stancebook.topics import weigh_topics

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Job", "StanceScorer", "plan_jobs", "score_stance"]


@dataclass
class StanceScorer:
    """
    Scores texts against targets and keeps its reader loaded between calls.

    Without a reader it is the library's own model that reads, on this machine.

    Examples
    --------
    >>> scorer = StanceScorer()
    >>> scorer.score(["The dam is a blessing for the valley."], ["the dam"]).shape
    (1, 1, 4)
    """

    reader: Reader = field(default_factory=AdapterReader)

    @classmethod
    def from_pretrained(
        cls,
        name: str | PathLike[str],
        revision: str | None = None,
        labels: Mapping[str, str] | None = None,
    ) -> StanceScorer:
        """
        Score with a model in a folder, or with a classifier from the Hugging Face hub.

        A folder that `fine_tune` wrote is our own model with another head. Any other
        gets text and target as a pair, premise and hypothesis, so write targets as
        sentences. Texts stay on this machine; only safetensors are loaded and no code
        of a model runs. A hub name needs the `revision` to fetch, a commit of 40 hex
        digits. `labels` says what labels mean whose names do not: a stance, or
        `entailment` and its like. See `hub.HubReader`.

        Raises
        ------
        InputError
            Where the model cannot be had, loaded, or understood.
        """
        if (Path(name) / "stance" / "config.json").is_file():
            return cls(AdapterReader(name))
        from stancebook.hub import HubReader  # torch is loaded when first needed

        return cls(HubReader.load(name, revision, labels))

    @classmethod
    def from_endpoint(
        cls,
        url: str,
        model: str,
        cache: str | PathLike[str] | None = None,
        key_variable: str = "STANCEBOOK_API_KEY",
        prices: tuple[float, float] | None = None,
    ) -> StanceScorer:
        """
        Score with a language model behind an OpenAI-compatible chat endpoint.

        **Texts leave this machine**: each text, its holder and the target go to `url`.
        Answers are kept in the file `cache`, so that none is paid for twice. The key
        is read from the environment variable `key_variable`; `prices` are those of a
        million tokens in and out. See `endpoint.EndpointReader` for more, and its
        `usage` and `cost`, as `scorer.reader`, for what was spent.
        """
        from stancebook.endpoint import EndpointReader

        return cls(EndpointReader(url, model, cache, key_variable, prices))

    def score(
        self,
        texts: Sequence[str],
        targets: Sequence[str],
        kinds: Sequence[str] = (),
        holders: Sequence[str] = (),
    ) -> NDArray[np.float64]:
        """
        Return P(favor, against, neutral, unrelated), shape (texts, targets, 4).

        `kinds` says for each text if its voice is `editorial`, `narration` or `source`
        (by which our own model is calibrated), and `holders` whose words they are.
        """
        shape = (len(texts), len(targets), 4)
        if 0 in shape:
            return np.zeros(shape)
        kinds = kinds or ["source"] * len(texts)
        holders = holders or [""] * len(texts)
        each = zip(holders, texts, kinds, strict=True)
        passages = [Passage(holder, text, True, kind) for holder, text, kind in each]
        p = self.reader.read(passages, targets)
        if p.shape != shape or not np.allclose(p.sum(-1), 1):
            problem = f"{type(self.reader).__name__} did not give four probabilities"
            raise schema.InputError(problem, "Score with another model.")
        return p


@lru_cache(maxsize=1)
def _default_scorer() -> StanceScorer:
    return StanceScorer()


def _aside(own: NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Return what holds of a voice that passes a paragraph on without words of its own.

    It takes no side; it bears on the target as far as the paragraph does.
    """
    unrelated = own[3]
    return np.array([0.0, 0.0, 1.0 - unrelated, unrelated])


def _row(
    paragraph: str, target: str, passage: Passage, p: NDArray[Any], how: str
) -> dict[str, Any]:
    favor, against, neutral, unrelated = (float(value) for value in p)
    return {
        "paragraph": paragraph,
        "target": target,
        "holder": passage.holder,
        "favor": favor,
        "against": against,
        "neutral": neutral,
        "unrelated": unrelated,
        "score": favor - against,
        "innermost": passage.innermost,
        "decided_by": how,
    }


@dataclass(frozen=True)
class Job:
    """One passage to score, with the voices row of its paragraph."""

    voice: Any
    passage: Passage

    @property
    def kind(self) -> str:
        """Say what kind of voice it is, by which our own model is calibrated."""
        if self.passage.holder.startswith("source:"):
            return "source"
        return (
            "editorial" if self.voice.voice in ("editorial", "mixed") else "narration"
        )

    @property
    def speaks(self) -> bool:
        """Say if there are words to be scored; credits and furniture take no side."""
        if self.voice.voice in ("credit", "boilerplate"):
            return False
        enough = len(word_spans(self.passage.text)) >= FEWEST_WORDS
        return bool(self.passage.text.strip()) if self.passage.innermost else enough


def plan_jobs(
    paragraphs: pd.DataFrame, voices: pd.DataFrame, attributions: pd.DataFrame
) -> list[list[Job]]:
    """List the passages of every paragraph, the innermost first."""
    said = group_by_paragraph(attributions)
    texts: dict[Any, str] = dict(
        zip(paragraphs["paragraph"], paragraphs["text"], strict=True)
    )
    return [
        [
            Job(voice, passage)
            for passage in share_out(
                voice, texts[voice.paragraph], said.get(str(voice.paragraph), [])
            )
        ]
        for voice in voices.itertuples()
    ]


def _score_jobs(jobs: list[Job], targets: list[str], scorer: StanceScorer) -> Any:
    """Score the passages that speak; the rest are unrelated, (jobs, targets, 4)."""
    scores = np.zeros((len(jobs), len(targets), 4))
    scores[:, :, 3] = 1.0
    spoken = [number for number, job in enumerate(jobs) if job.speaks]
    if spoken:
        texts = [jobs[n].passage.text for n in spoken]
        kinds = [jobs[n].kind for n in spoken]
        holders = [jobs[n].passage.holder for n in spoken]
        scores[spoken] = scorer.score(texts, targets, kinds, holders)
    return scores


def _keep_to_topic(p: NDArray[np.float64], topic: float) -> NDArray[np.float64]:
    """Weigh P(favor, against, neutral, unrelated) with P(article is about target)."""
    sides = p[:3] * topic
    return np.append(sides, max(0.0, 1 - sides.sum()))


def _judge(
    job: Job, p: NDArray[np.float64], own: NDArray[np.float64], topic: float
) -> tuple[NDArray[np.float64], str]:
    """Return what holds of a voice towards a target, and what decided it."""
    if not job.speaks and not job.passage.innermost:
        return _aside(_keep_to_topic(own, topic)), "rule:passes-on"
    if not job.speaks:
        return p, "rule:no-stance"
    weighed = _keep_to_topic(p, topic)
    changed = p.argmax() != 3 and weighed.argmax() == 3
    return weighed, "rule:topic" if changed else "model"


def _rows(
    jobs: list[Job],
    scores: NDArray[np.float64],
    targets: list[str],
    topics: dict[str, NDArray[np.float64]],
) -> Iterator[dict[str, Any]]:
    """Write the entries of one paragraph: target by target, its own voice first."""
    for place, target in enumerate(targets):
        for number, job in enumerate(jobs):
            p, own = scores[number, place], scores[0, place]
            topic = topics[job.voice.paragraph][place]
            p, how = _judge(job, p, own, topic)
            yield _row(job.voice.paragraph, target, job.passage, p, how)


def _weigh_topics(
    scorer: StanceScorer, paragraphs: pd.DataFrame, targets: list[str]
) -> dict[str, NDArray[np.float64]]:
    """Ask if articles are about targets; another's model is left to say it itself."""
    ours = isinstance(scorer.reader, AdapterReader)
    shape = (len(paragraphs), len(targets))
    weights = weigh_topics(paragraphs, targets) if ours else np.ones(shape)
    return dict(zip(paragraphs["paragraph"], weights, strict=True))


def _check_voices(paragraphs: pd.DataFrame, voices: pd.DataFrame) -> None:
    """Stop where the tables are not about the same paragraphs."""
    apart = set(paragraphs["paragraph"]) ^ set(voices["paragraph"])
    if apart:
        problem = (
            "`paragraphs` and `voices` are not about the same paragraphs: "
            f"{min(map(str, apart))!r} is in one of them alone"
        )
        mend = "Give what `separate_voices` returns for these paragraphs."
        raise schema.InputError(problem, mend)


def score_stance(
    paragraphs: pd.DataFrame,
    targets: pd.DataFrame,
    voices: pd.DataFrame,
    attributions: pd.DataFrame | None = None,
    scorer: StanceScorer | None = None,
) -> pd.DataFrame:
    """
    Score every paragraph, target and holder: the score is P(favor) - P(against).

    The holder whose words make up most of a paragraph comes first; what others say in
    it is scored on their own words. `decided_by` says what was no model's reading:
    `rule:passes-on` gives no side to a voice without words of its own,
    `rule:no-stance` scores credits and page furniture unrelated, and `rule:topic` does
    so with an article that is about something else.

    Parameters
    ----------
    paragraphs
        What `segment` returns.
    targets
        What `make_targets(["The dam should be filled."])` returns, or the `targets` of
        a `Codebook`.
    voices
        What `separate_voices` returns for these paragraphs.
    attributions
        What `find_attributions` returns; without it, only whole paragraphs are scored.
    scorer
        Another model, as `StanceScorer.from_pretrained` or `from_endpoint` returns it.

    Returns
    -------
    pd.DataFrame
        A row a paragraph, target and holder: the probabilities `favor`, `against`,
        `neutral` and `unrelated`, which add up to 1, the `score` from -1 to +1, and
        `innermost`, true for whoever speaks most of the paragraph.

    Raises
    ------
    InputError
        Where a table lacks what is asked of it, or the voices are of other paragraphs.

    Examples
    --------
    >>> tables = [schema.empty(name) for name in ("paragraphs", "targets", "voices")]
    >>> list(score_stance(*tables).columns)[:3]
    ['paragraph', 'target', 'holder']
    """
    schema.require_texts(paragraphs, "paragraph", "article")
    schema.require(targets, "targets", "target", "text")
    schema.require(voices, "voices", "paragraph", "voice", "holder", "chain")
    if attributions is not None:
        schema.require(attributions, "attributions", "paragraph", "content")
    if paragraphs.empty or targets.empty:
        return schema.empty("scores")
    _check_voices(paragraphs, voices)
    said = schema.empty("attributions") if attributions is None else attributions
    plan = plan_jobs(paragraphs, voices, said)
    jobs = [job for own in plan for job in own]
    texts, ids = targets["text"].tolist(), targets["target"].tolist()
    scorer = scorer or _default_scorer()
    scores = _score_jobs(jobs, texts, scorer)
    topics = _weigh_topics(scorer, paragraphs, texts)
    rows: list[dict[str, Any]] = []
    done = 0
    for own in plan:
        rows += _rows(own, scores[done : done + len(own)], ids, topics)
        done += len(own)
    return pd.DataFrame(rows, columns=list(schema.TABLES["scores"]))
