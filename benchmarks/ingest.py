"""How much of pages whose article is known is kept, let in and marked right."""

from __future__ import annotations

from collections import Counter

from benchmarks.pages import FURNITURE, LATER, TEMPLATES, Made, make_pages
from stancebook.pages import read_page
from stancebook.schema import InputError

__all__ = ["main", "measure"]

KINDS = {"post": "embed", "film": "embed"}
ABOUT = ("title", "author", "published", "outlet", "url")
Tally = Counter[tuple[str, bool]]


def _key(text: str) -> str:
    return "".join(text.split()).casefold()


def _find(text: str, kind: str, found: list[tuple[str, str]]) -> str | None:
    """Return the kind under which a block was read; None where it was not."""
    own = _key(text.rpartition("/")[2] if kind == "film" else text)
    return next(
        (
            read
            for read, words in found
            if (own in _key(words) if kind in ("post", "film") else own == _key(words))
        ),
        None,
    )


def _read(made: Made, tally: Tally) -> None:
    try:
        page = read_page(made.html.encode(), "page.html", lambda _: None)
    except InputError:
        page = {"paragraphs": [], "kinds": []}
    found = list(zip(page["kinds"], page["paragraphs"], strict=True))
    for kind, text in made.blocks:
        read = _find(text, kind, found)
        tally["kept", read is not None] += 1
        name = KINDS.get(kind, kind)
        tally[name, read == name] += 1
        tally[f"template {made.template}", read == name] += 1
    whole = _key(" ".join(page["paragraphs"]))
    for text in FURNITURE:
        tally["furniture", _key(text) in whole] += 1
    for name in ABOUT:
        tally["metadata", page.get(name) == made.about[name]] += 1
        tally[f"about {name}", page.get(name) == made.about[name]] += 1
    language = (page.get("language") or "").split("-")[0]
    tally["language", language == made.about["language"]] += 1


def measure(pages: list[Made]) -> dict[str, tuple[int, int]]:
    """Return hits and trials of every measure, over all pages."""
    tally: Tally = Counter()
    for made in pages:
        _read(made, tally)
    names = dict.fromkeys(name for name, _ in tally)
    return {
        name: (tally[name, True], tally[name, True] + tally[name, False])
        for name in names
    }


def _interval(hits: int, trials: int) -> tuple[float, float]:
    """Return Wilson's 95% interval of a share (1927)."""
    z, share = 1.96, hits / trials
    middle = (share + z**2 / (2 * trials)) / (1 + z**2 / trials)
    half = z / (1 + z**2 / trials)
    half *= (share * (1 - share) / trials + z**2 / (4 * trials**2)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)


def main() -> None:
    """Print the table and the line of figures."""
    print(
        "Templates by this benchmark's own author: no sample of the web. Intervals are"
    )
    print("Wilson's, as if blocks were drawn one by one.")
    told: dict[str, float] = {}
    for sort, templates in (("", TEMPLATES), ("later_", LATER)):
        pages = make_pages(templates)
        told[f"{sort}pages"] = len(pages)
        print(f"{len(pages)} pages, {'written after the code' if sort else 'at hand'}:")
        figures = measure(pages)
        told |= {sort + n: h / t for n, (h, t) in figures.items() if " " not in n}
        for name, (hits, trials) in figures.items():
            low, high = _interval(hits, trials)
            share = f"{hits / trials:.3f} ({low:.3f}-{high:.3f})"
            print(f"  {name:20} {hits:4}/{trials:<4} {share}")
    print(" ".join(f"{name}={round(value, 3)}" for name, value in told.items()))


if __name__ == "__main__":
    main()
