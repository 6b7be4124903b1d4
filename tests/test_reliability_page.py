"""What docs/reliability.md says was tested is tested."""

import re

import pytest

from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(test_\w+)::(test_\w+)`", PAGE)))


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_a_test_that_is_named_is_there(file: str, test: str) -> None:
    """Each test that the page names stands in the file that it names."""
    paths = list((ROOT / "tests").rglob(f"{file}.py"))

    assert 1 == len(paths)
    assert f"\ndef {test}(" in paths[0].read_text(encoding="utf-8")


def test_the_page_names_tests_and_benchmarks_that_are_there() -> None:
    """The page names many tests, and no benchmark that is not there."""
    benchmarks = set(re.findall(r"python -m benchmarks\.(\w+)", PAGE))

    assert len(NAMED) > 40
    assert set() == {
        name for name in benchmarks if not (ROOT / f"benchmarks/{name}.py").exists()
    }
