"""Says in one place what the encoder runs on: device, precision and threads."""

from __future__ import annotations

import ctypes
import os
import sys
from functools import lru_cache

import torch

from stancebook.quantized import can_quantize
from stancebook.schema import InputError

__all__ = [
    "choose_device",
    "choose_precision",
    "count_threads",
    "hold_memory",
    "name_numbers",
]

DEVICE, PRECISION = "STANCEBOOK_DEVICE", "STANCEBOOK_PRECISION"
TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3  # their numbers in glibc's malloc.h
DEVICES, PRECISIONS = ("cpu", "cuda"), ("float32", "int8", "bfloat16")


def choose_device(name: str | None = None) -> str:
    """
    Return where to compute: as named, else as the environment says, else `cpu`.

    Raises
    ------
    InputError
        Where the name is none, or this machine has no such device.

    Examples
    --------
    >>> choose_device("cpu")
    'cpu'
    """
    chosen = _name_device(name)
    if chosen == "cuda" and not torch.cuda.is_available():
        raise InputError("torch finds no GPU here", f"Unset {DEVICE}.")
    return chosen


def _name_device(name: str | None = None) -> str:
    chosen = name or os.environ.get(DEVICE) or "cpu"
    if chosen not in DEVICES:
        problem = f"there is no device called “{chosen}”"
        raise InputError(problem, f"Set {DEVICE} to cpu or cuda.")
    return chosen


def choose_precision(device: str, name: str | None = None) -> str:
    """
    Return in which numbers to compute: as named, else as the environment says.

    Else it is `bfloat16` on a GPU and `float32` on a CPU: labels are then the same on
    any machine. `int8` is twice as fast, and decides near ties otherwise.

    Raises
    ------
    InputError
        Where the device does not compute in these numbers.

    Examples
    --------
    >>> choose_precision("cpu", "float32")
    'float32'
    """
    chosen = name or os.environ.get(PRECISION)
    if not chosen:
        return "bfloat16" if device == "cuda" else "float32"
    fits = {"float32": True, "int8": device == "cpu" and can_quantize()}
    # On most CPUs half precision is emulated, and hundreds of times slower.
    if not fits.get(chosen, chosen == "bfloat16" and device == "cuda"):
        problem = f"“{chosen}” is not computed on {device} here"
        raise InputError(problem, f"Set {PRECISION} to float32.")
    return chosen


def name_numbers() -> dict[str, str]:
    """
    Name the device and the precision asked for, be they of this machine or not.

    Whoever hands work to GPUs elsewhere needs none: STANCEBOOK_DEVICE=cuda is enough.

    Raises
    ------
    InputError
        Where there is no such device, or it does not compute in these numbers.

    Examples
    --------
    >>> sorted(name_numbers())
    ['device', 'precision']
    """
    device = _name_device()
    return {"device": device, "precision": choose_precision(device)}


def count_threads() -> int:
    """
    Return how many batches to read at once: what OMP_NUM_THREADS or the cores allow.

    Examples
    --------
    >>> count_threads() >= 1
    True
    """
    return torch.get_num_threads()


@lru_cache(maxsize=1)
def hold_memory() -> bool:
    """
    Have this process keep some 64 MB that it freed; say if the C library lets us.

    Each batch frees a few megabytes and asks for them again. Given back to the system
    between the two, as glibc does by itself, they are a tenth to a quarter of the time.

    Examples
    --------
    >>> hold_memory() in (True, False)
    True
    """
    if sys.platform != "linux":
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):  # musl has none
        return False
    return bool(mallopt(MMAP_THRESHOLD, 1 << 25) and mallopt(TRIM_THRESHOLD, 1 << 26))
