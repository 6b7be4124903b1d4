from benchmarks import gpu
from benchmarks.encoder import compose, count_flops, race


def test_every_side_is_warmed_and_then_timed_in_turns():
    """One call to warm each side, and then round after round."""
    calls = []
    race({"a": lambda: calls.append("a"), "b": lambda: calls.append("b")}, rounds=2)

    assert list("ababab") == calls


def test_paragraphs_are_as_long_as_asked():
    """Sentences are added until a paragraph has its tokens, the same on any day."""
    texts = compose(3, lambda text: len(text.split()))

    assert all(86 <= len(text.split()) < 120 for text in texts)
    assert texts == compose(3, lambda text: len(text.split()))


def test_operations_count_products_and_attention():
    """Twice the length is twice the products, and four times the attention."""
    one, two = count_flops([100]), count_flops([200])

    assert 4 * 2 * 100 * 100 * 384 * 6 == two - 2 * one


def test_the_gpu_s_clock_runs_on_a_cpu():
    """Every figure of the script for a GPU can be had, in small, on a CPU."""
    figures = dict(gpu.measure("cpu", items=2, tokens=8, square=16))

    assert "eager_share_of_measured" in figures
    assert all(value > 0 for value in figures.values())
