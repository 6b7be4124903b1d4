"""A mention says "she" or "the diplomat", so this file works out who is meant."""

from __future__ import annotations

from stancebook.agencies import AGENCIES
from stancebook.datelines import Dateline, find_agency, find_dateline

__all__ = ["AGENCIES", "Dateline", "find_agency", "find_dateline"]
