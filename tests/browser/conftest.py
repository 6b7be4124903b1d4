"""A real browser, and the page that `stancebook annotate` serves, for tests of it."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import stancebook as sb
from stancebook.desk import Desk
from stancebook.events import Event
from stancebook.journal import read_log
from stancebook.server import Server
from tests.conftest import make_articles


def cut(*texts: str, article: str = "dam") -> pd.DataFrame:
    """The paragraphs of one article."""
    return sb.segment(make_articles(**{article: list(texts)}))


class Desktop:
    """A desk behind a server of its own, and the page of it in a browser."""

    def __init__(self, browser: Any, folder: Path, desk: Desk) -> None:
        self.folder, self.server = folder, Server(desk)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        self.context = browser.new_context(viewport={"width": 1200, "height": 900})
        self.page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", lambda dialog: self.errors.append("a dialog opened"))
        self.page.goto(self.server.url)
        self.page.wait_for_selector(".unit.current, .paragraph")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def wait_saved(self) -> None:
        """Wait until the page says that all is saved."""
        self.page.wait_for_selector(".status:text-is('saved')")

    @property
    def log(self) -> list[Event]:
        own = sorted(self.folder.glob("*/*.jsonl"))
        return [event for path in own for event in read_log(path)]

    def close(self) -> None:
        self.context.close()
        self.server.stop()
        self.thread.join()


@pytest.fixture
def open_desk(chromium: Any, tmp_path: Path, codebook: sb.Codebook) -> Iterator[Any]:
    """Open desks in the browser; each ends with the test, and without an error."""
    opened: list[Desktop] = []

    def start(
        paragraphs: pd.DataFrame, annotator: str = "ana", **options: Any
    ) -> Desktop:
        folder = options.pop("save_to", tmp_path / "labels")
        options.setdefault("targets", ["karadere-dam"])
        desk = Desk(paragraphs, codebook, annotator, folder, **options)
        opened.append(Desktop(chromium, folder, desk))
        return opened[-1]

    yield start
    for one in opened:
        one.close()

    assert [] == [error for one in opened for error in one.errors]
