from concurrent.futures import ThreadPoolExecutor

import pytest

from stancebook.answers import Answers
from stancebook.schema import InputError


def test_what_was_kept_is_found(tmp_path):
    """An answer is there for whoever opens the file next; others are not."""
    path = tmp_path / "new" / "answers.sqlite"
    Answers(path).add("a", "favor")

    assert {"a": "favor"} == Answers(path).find(["a", "b"])


def test_many_hands(tmp_path):
    """Several threads keep their answers in one file, and none is lost."""
    answers = Answers(tmp_path / "answers.sqlite")
    keys = [str(n) for n in range(50)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda key: answers.add(key, "neutral"), keys))

    assert dict.fromkeys(keys, "neutral") == answers.find(keys)


def test_other_file_is_left_alone(tmp_path):
    """A file that holds something else is an error, and stays as it was."""
    path = tmp_path / "notes.txt"
    path.write_text("These are my notes. " * 100)
    with pytest.raises(InputError, match=r"notes.txt: answers cannot be kept here"):
        Answers(path).add("a", "favor")

    assert "These are my notes. " * 100 == path.read_text()
