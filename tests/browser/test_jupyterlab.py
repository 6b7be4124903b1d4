"""JupyterLab with a real kernel: what was called saved outlives kill -9 and reloads."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from stancebook.events import Event
from stancebook.journal import read_log
from tests.conftest import ROOT

pytestmark = pytest.mark.browser

CELL = """
import os, pathlib
import pandas as pd
import stancebook as sb
pathlib.Path("kernel.pid").write_text(str(os.getpid()))
texts = [f"The dam number {n} holds." for n in range(12)]
rows = [{"article": "dam", "paragraph": f"dam#{n}", "position": n, "text": text}
        for n, text in enumerate(texts)]
book = sb.Codebook.from_file(CODEBOOK)
sb.Annotator(pd.DataFrame(rows), book, annotator=ANNOTATOR, layers=["voice"])
"""
PATIENCE = 60_000  # ms; a busy machine starts a kernel slowly


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def write_notebook(folder: Path, annotator: str) -> None:
    names = f"CODEBOOK = {str(ROOT / 'labels' / 'codebook.toml')!r}\n"
    cell = nbformat.v4.new_code_cell(f"{names}ANNOTATOR = {annotator!r}\n{CELL}")
    book = nbformat.v4.new_notebook(cells=[cell])
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(book, folder / f"{annotator}.ipynb")


class Lab:
    """A JupyterLab server over one folder, and pages of its notebooks."""

    def __init__(self, browser: Any, folder: Path) -> None:
        self.folder, self.browser = folder, browser
        self.port, self.token = free_port(), secrets.token_hex(16)
        settings = {
            "ServerApp.port": self.port,
            "ServerApp.root_dir": folder,
            "IdentityProvider.token": self.token,
            "ServerApp.allow_root": True,
            "ServerApp.open_browser": False,
            "LabApp.collaborative": False,
        }
        flags = [f"--{name}={value}" for name, value in settings.items()]
        homes = ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
        own = {home: str(folder / f".{home.lower()}") for home in homes}
        here = {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *flags],
            cwd=folder,
            env={**os.environ, **own, **here},
            stdout=(folder / "lab.log").open("w"),
            stderr=subprocess.STDOUT,
        )
        self.contexts: list[Any] = []
        self._wait()

    def _wait(self) -> None:
        address = f"http://127.0.0.1:{self.port}/api/status?token={self.token}"
        for _ in range(240):
            try:
                with urllib.request.urlopen(address, timeout=2):
                    return
            except OSError:
                time.sleep(0.25)
        pytest.fail((self.folder / "lab.log").read_text()[-2000:])

    def open(self, annotator: str) -> Any:
        """Open a notebook of an annotator in a browser of its own, and run it."""
        context = self.browser.new_context(viewport={"width": 1300, "height": 1000})
        self.contexts.append(context)
        page = context.new_page()
        page.goto(
            f"http://127.0.0.1:{self.port}/lab/workspaces/{annotator}/tree/"
            f"{annotator}.ipynb?token={self.token}"
        )
        self.run(page)
        return page

    def run(self, page: Any) -> None:
        """Run the cell, and wait for the annotator that it shows."""
        page.wait_for_selector(".jp-Notebook .cm-content", timeout=PATIENCE)
        page.get_by_text("| Idle").wait_for(timeout=PATIENCE)
        page.locator(".jp-Notebook .cm-content").first.click()
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(".stancebook-annotator .unit.current", timeout=PATIENCE)
        page.locator(".stancebook-annotator .unit.current .asks").click()

    def log(self, annotator: str) -> list[Event]:
        return read_log(self.folder / "labels" / "annotations" / f"{annotator}.jsonl")

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        self.process.terminate()
        self.process.wait(20)


@pytest.fixture
def lab(chromium: Any, tmp_path: Path) -> Iterator[Lab]:
    for annotator in ("ana", "ben"):
        write_notebook(tmp_path, annotator)
    running = Lab(chromium, tmp_path)
    yield running
    running.close()


def press(page: Any, keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def wait_saved(page: Any) -> None:
    page.wait_for_selector(".status:text-is('saved')", timeout=PATIENCE)


def checked(page: Any) -> list[str]:
    found: list[str] = page.eval_on_selector_all(
        ".unit [aria-checked=true]", "nodes => nodes.map(node => node.dataset.label)"
    )
    return found


def test_ten_paragraphs_by_keyboard_outlive_a_killed_kernel(lab: Lab) -> None:
    """Five labels, kill -9, one that cannot be saved, the cell again: all there."""
    page = lab.open("ana")
    press(page, "12345")
    wait_saved(page)
    acknowledged = [event["event"] for event in lab.log("ana")]
    os.kill(int((lab.folder / "kernel.pid").read_text()), signal.SIGKILL)
    press(page, "1")
    page.wait_for_selector(".alarm:not([hidden])", timeout=PATIENCE)
    for button in page.locator(".jp-Dialog .jp-mod-accept").all():
        button.click()
    page.reload()
    lab.run(page)
    wait_saved(page)
    press(page, "2345")
    wait_saved(page)
    events = lab.log("ana")
    ids = [event["event"] for event in events]

    assert acknowledged == ids[:5]
    assert 10 == len(ids) == len(set(ids))
    assert [f"dam#{n}" for n in range(10)] == [event["paragraph"] for event in events]
    assert ["editorial", "reported", "mixed", "credit", "boilerplate"] * 2 == [
        event["value"] for event in events
    ]
    assert ["editorial", "reported", "mixed", "credit", "boilerplate"] * 2 == checked(
        page
    )


def test_two_browsers_are_two_annotators(lab: Lab) -> None:
    """Two kernels on one folder: each log, and each page, has its own labels."""
    ana, ben = lab.open("ana"), lab.open("ben")
    for _ in range(3):
        press(ana, "1")
        press(ben, "2")
    wait_saved(ana)
    wait_saved(ben)

    assert ["editorial"] * 3 == [e["value"] for e in lab.log("ana")] == checked(ana)
    assert ["reported"] * 3 == [e["value"] for e in lab.log("ben")] == checked(ben)


def test_keys_are_not_jupyters_while_one_labels(lab: Lab) -> None:
    """`x`, `c`, `a` and `d d` cut, copy or add no cell, and outside they still do."""
    page = lab.open("ana")
    press(page, "1xsa")
    press(page, "dd")
    wait_saved(page)
    inside = page.locator(".jp-Cell").count()
    page.locator(".jp-Notebook .cm-content").first.click()
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    page.wait_for_function("document.querySelectorAll('.jp-Cell').length === 2")

    assert 1 == inside
    assert ["set", "clear", "skip"] == [event["action"] for event in lab.log("ana")]
