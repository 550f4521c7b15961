"""What a command takes: time of the processor, and memory, of all its processes together."""

from __future__ import annotations

import resource
import subprocess
import threading
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

__all__ = ["Usage", "usage"]

_INTERVAL = 0.05


class Usage(NamedTuple):
    """*seconds* of work of the processor, and so many bytes of memory at the *peak* of all processes together."""

    seconds: float
    peak: int


def usage(command: Sequence[str], lines: Iterable[bytes] | None = None) -> Usage:
    """
    Run *command*, with *lines* on its standard input where there are any, and see what it takes.

    Memory is told where there is `/proc`. Raises: `subprocess.CalledProcessError` where it fails.
    """
    before = _seconds()
    peaks = [0]
    with subprocess.Popen(
        command, stdin=None if lines is None else subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        watching = threading.Thread(target=_watch, args=(process, peaks))
        watching.start()
        if process.stdin is not None and lines is not None:
            for line in lines:
                process.stdin.write(line + b"\n")
            process.stdin.close()
        code = process.wait()
        watching.join()
    if code:
        raise subprocess.CalledProcessError(code, command)
    return Usage(_seconds() - before, max(peaks))


def _watch(process: subprocess.Popen[bytes], peaks: list[int]) -> None:
    """Note how much memory *process* has, with those that it began, as long as it is there."""
    while process.returncode is None:
        peaks.append(sum(map(_memory, _family(process.pid))))
        time.sleep(_INTERVAL)


def _family(pid: int) -> Iterable[int]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    except OSError:
        return
    for child in children:
        yield from _family(int(child))


def _memory(pid: int) -> int:
    """The bytes of a process, of those that it shares with others its portion."""
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii", "replace")
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in told.splitlines() if line.startswith("Pss:"))


def _seconds() -> float:
    told = resource.getrusage(resource.RUSAGE_CHILDREN)
    return told.ru_utime + told.ru_stime
