"""Lets a process of the tests connect to this machine alone; Python loads it first."""

import ipaddress
import os
import socket

_connect = socket.socket.connect
_look_up = socket.getaddrinfo


def _is_here(address: object) -> bool:
    if not isinstance(address, tuple):
        return True  # a socket in the file system
    host = str(address[0])
    if host in ("localhost", "", "None"):
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _refuse(address: object) -> None:
    if told := os.environ.get("STANCEBOOK_TRIED"):
        with open(told, "a", encoding="utf-8") as log:  # noqa: PTH123
            log.write(f"{address}\n")
    raise OSError(f"a test wanted to connect to {address}")


def connect(self: socket.socket, address: object) -> None:
    """Connect to this machine, and to nothing else."""
    if not _is_here(address):
        _refuse(address)
    _connect(self, address)  # type: ignore[arg-type]


def getaddrinfo(host: object, *rest: object, **more: object) -> object:
    """Look up names of this machine, and no others."""
    if not _is_here((host,)) and host != socket.gethostname():
        _refuse(host)
    return _look_up(host, *rest, **more)  # type: ignore[arg-type]


socket.socket.connect = connect  # type: ignore[method-assign, assignment]
socket.getaddrinfo = getaddrinfo  # type: ignore[assignment]
