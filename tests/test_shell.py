"""What the commands share keeps quiet, or speaks, where it should."""

import os
import subprocess
import sys


def test_closed_pipe_is_quiet() -> None:
    """Where the reader of a pipe has gone, nothing is said."""
    source = (
        "import sys; from stancebook.shell import quiet_pipe\n"
        "with quiet_pipe():\n"
        "    sys.stdout.write('x' * 1_000_000)"
    )
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as closed:
        done = subprocess.run(
            [sys.executable, "-c", f"{source}\n"],
            stdout=closed,
            stderr=subprocess.PIPE,
            check=False,
        )

    assert b"BrokenPipeError" not in done.stderr
