import subprocess
import sys

import pytest

from stancebook.machine import (
    choose_device,
    choose_precision,
    hold_memory,
    name_numbers,
)
from stancebook.quantized import can_quantize
from stancebook.schema import InputError


def test_a_cpu_is_the_default(monkeypatch):
    """Nothing asked for, nothing changed: the CPU, in exact arithmetic."""
    monkeypatch.delenv("STANCEBOOK_DEVICE", raising=False)
    monkeypatch.delenv("STANCEBOOK_PRECISION", raising=False)

    assert ("cpu", "float32") == (choose_device(), choose_precision("cpu"))


def test_the_environment_decides(monkeypatch):
    """A session can ask for integers, where the processor has them."""
    monkeypatch.setenv("STANCEBOOK_PRECISION", "int8")
    if not can_quantize():
        pytest.skip("this build of torch has no products of integers")

    assert choose_precision("cpu") == "int8"


def test_a_gpu_computes_in_bfloat16(monkeypatch):
    """A GPU has half precision in hardware."""
    monkeypatch.delenv("STANCEBOOK_PRECISION", raising=False)

    assert choose_precision("cuda") == "bfloat16"


@pytest.mark.parametrize("name", ["tpu", "cuda"])
def test_a_device_that_is_not_there_is_an_error(name, monkeypatch):
    """An unknown device, or no GPU in the machine, is said plainly."""
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)

    with pytest.raises(InputError, match=r"tpu|GPU"):
        choose_device(name)


@pytest.mark.parametrize("name", ["bfloat16", "int4"])
def test_a_precision_that_is_not_there_is_an_error(name):
    """What a CPU does not compute in is refused, with the mend."""
    with pytest.raises(InputError, match="STANCEBOOK_PRECISION"):
        choose_precision("cpu", name)


def test_numbers_of_another_machine_can_be_named(monkeypatch):
    """Work for GPUs elsewhere is handed out by a machine that has none."""
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    monkeypatch.setenv("STANCEBOOK_DEVICE", "cuda")
    monkeypatch.delenv("STANCEBOOK_PRECISION", raising=False)

    assert {"device": "cuda", "precision": "bfloat16"} == name_numbers()


_FAULTS = """
import resource, sys, threading, torch
from stancebook.machine import hold_memory
if sys.argv[1] == "hold":
    hold_memory()
def fill():
    for _ in range(30):
        blocks = [torch.ones(2**20) for _ in range(5)]
        del blocks
def in_a_thread():
    thread = threading.Thread(target=fill)
    thread.start()
    thread.join()
in_a_thread()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
in_a_thread()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(not hold_memory(), reason="this C library keeps memory as it will")
def test_freed_memory_is_used_again():
    """Blocks of 4 MB that a thread frees and asks for again are not fetched anew."""
    faults = []
    for how in ("hold", "leave"):
        command = [sys.executable, "-c", _FAULTS, how]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        faults.append(int(done.stdout))

    assert 5 * faults[0] < faults[1]
