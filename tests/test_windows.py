from hypothesis import given, settings
from hypothesis import strategies as st

from stancebook.encoder import LONGEST
from stancebook.windows import find_windows


@settings(max_examples=30)
@given(st.lists(st.sampled_from(["dam", "Lima", "said.", "“No.”", "🚢"]), max_size=500))
def test_windows_are_the_text_again(words):
    """Windows leave nothing out, and every one is short enough to be read whole."""
    text = " ".join(words)
    windows = list(find_windows(text))

    assert text == "".join(part for _, part in windows)
    assert all(text[start:].startswith(part) for start, part in windows)
    assert all(len(part.split()) < LONGEST for _, part in windows)


def test_long_paragraph_is_cut_at_sentence_ends():
    """No window begins in the middle of a sentence."""
    text = "The river froze in the north and boats were left on the ice. " * 230
    windows = [part for _, part in find_windows(text)]

    assert len(windows) > 10
    assert {"The"} == {part.split()[0] for part in windows}
