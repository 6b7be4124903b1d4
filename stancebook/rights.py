"""A text is passed on only where its rights allow it, so licences are judged here."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from stancebook.schema import InputError, require

__all__ = ["FORMS", "LICENCES", "TEXTS", "choose_forms", "find_licence"]

TEXTS = ("rights", "full", "excerpt", "withheld")
FORMS = ("full", "excerpt", "withheld")
# Licences under which anybody may pass a text on, by their SPDX names, and what the
# Hugging Face hub calls them. Who may only quote a text does not hold such a licence.
LICENCES = {
    "CC0-1.0": "cc0-1.0",
    "CC-PDM-1.0": "other",
    "PDDL-1.0": "pddl",
    "ODC-By-1.0": "odc-by",
    "CC-BY-2.0": "cc-by-2.0",
    "CC-BY-2.5": "cc-by-2.5",
    "CC-BY-3.0": "cc-by-3.0",
    "CC-BY-4.0": "cc-by-4.0",
    "CC-BY-SA-3.0": "cc-by-sa-3.0",
    "CC-BY-SA-4.0": "cc-by-sa-4.0",
}
_BY_NAME = {name.casefold(): name for name in LICENCES}


def find_licence(rights: Any) -> str | None:
    """
    Return the licence that lets a text be passed on, None where `rights` names none.

    Examples
    --------
    >>> find_licence("CC BY 4.0"), find_licence("© The Gull"), find_licence(None)
    ('CC-BY-4.0', None, None)
    """
    if not isinstance(rights, str):
        return None
    return _BY_NAME.get(re.sub(r"[\s_]+", "-", rights.strip()).casefold())


def choose_forms(articles: pd.DataFrame, text: str = "rights") -> dict[str, str]:
    """
    Say of each article whether its text goes out full, as an excerpt, or is withheld.

    `rights` gives the text of articles under a licence of `LICENCES` and withholds the
    others; `full`, `excerpt` and `withheld` are meant for all. An article whose text is
    not here is withheld.

    Raises
    ------
    InputError
        Where the full text of an article is asked for that has no such licence.

    Examples
    --------
    >>> table = pd.DataFrame({"article": ["a", "b"], "rights": ["CC0-1.0", None],
    ...                       "text": ["Low tide.", "High tide."]})
    >>> choose_forms(table)
    {'a': 'full', 'b': 'withheld'}
    """
    require(articles, "articles", "article", "rights", "text")
    if text not in TEXTS:
        mend = f"It is one of {', '.join(TEXTS)}."
        raise InputError(f"text={text!r} is no way to give texts", mend)
    given = zip(articles["article"], articles["rights"], articles["text"], strict=True)
    return {
        name: _form(name, rights, isinstance(words, str), text)
        for name, rights, words in given
    }


def _form(article: str, rights: Any, is_here: bool, text: str) -> str:
    free = is_here and find_licence(rights) is not None
    if text == "full" and not free:
        named = f"its rights are {rights!r}" if isinstance(rights, str) else "no rights"
        why = named if is_here else "its text is not here"
        problem = f"the text of article {article!r} may not be passed on ({why})"
        mend = f"Leave text at 'rights', or state one of {', '.join(LICENCES)}."
        raise InputError(problem, mend)
    if text == "rights":
        return "full" if free else "withheld"
    return text if is_here else "withheld"
