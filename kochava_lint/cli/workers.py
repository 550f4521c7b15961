"""Processes that lint the parts of large captures at the same time."""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from kochava_lint.captures import CaptureReader
from kochava_lint.cli.part_work import Piece, Task, TooFarError, capture_before, lint_part, work
from kochava_lint.cli.paths import STDIN
from kochava_lint.cli.project import Project, Projects
from kochava_lint.errors import InputError
from kochava_lint.part import Block, Part

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

__all__ = ["Workers", "processors"]

_SMALL: Final = 32 * 1024**2
"""The size of files below which more processes take longer to begin than they save."""
_SHRINKS: Final = 8
"""How many times as long as a compressed file its text is, about."""
_FIRST: Final = 1024**2
"""How many bytes are linted before others begin, which then know what was learnt of them."""
_PART: Final = 4 * 1024**2
"""How many bytes a part has."""
_TIMES: Final = 4
"""How many times as long a part has to be as what is read before it."""
_AHEAD: Final = 3
"""How many parts each process may have to do."""
_HELD: Final = 8 * 1024**2
"""How many bytes of what a process has told are held until it is their turn; then it has to wait."""


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _WorkerGoneError(Exception):
    """A process ended by itself."""


class Workers:
    """
    Up to as many processes as *count*, which begin when they are first needed.

    Where they can, they begin with the linters of *projects*; else each makes its own, of the options that are *given*
    and those that the file *config* or the folder holds.
    """

    def __init__(
        self, count: int, projects: Projects, given: Mapping[str, Any] | None, config: str | None, *, plain: bool
    ) -> None:
        self._count = count
        self._projects = projects
        self._options = (dict(given or {}), config, plain)
        self._workers: list[_Worker] = []
        self.position = 0
        """How many bytes of the present file are linted, about: at the end of a part, exactly."""
        self._payload_size = 0

    def suit(self, path: str, reader: CaptureReader, lookback: int) -> bool:
        """Whether the file at *path* is large enough to be split, and *reader* can, for rules that look back."""
        size = 0 if path == STDIN else _size(path)
        if size < _SMALL // _SHRINKS:
            return False
        is_compressed = reader.is_compressed(path)
        if is_compressed and lookback:  # what stands before a part could not be read again
            return False
        return (is_compressed or size >= _SMALL) and reader.is_in_lines(path)

    def lint(self, task: Task) -> Iterator[Piece]:
        """
        What a file that they suit comes to, piece by piece, in its order.

        Raises: `InputError` where a process ends by itself, or the file cannot be read to its end, after the pieces
        before that.
        """
        project = self._projects.of(task.path)
        end = _size(task.path)
        self.position = payloads = 0
        self._payload_size = 0
        # The others are asked for when the first has told how large payloads are.
        sizes = chain([_FIRST], (_part_size(task.lookback, payloads, end) for _ in repeat(None)))
        broken: list[InputError] = []
        parts = _readable(project.reader.parts(task.path, sizes, end), broken)
        capture = project.linter.capture()
        for number, part in enumerate(parts):
            if number and self._begin(_wanted(part, end)):
                yield from self._shared(task, project, chain([part], parts), end)
                break
            for piece in lint_part(capture, project, task, part):
                payloads += piece.summary.payloads
                yield piece
            self._note(part)
            self._payload_size = self.position // max(1, payloads)
        if broken:
            raise broken[0]

    def _shared(self, task: Task, project: Project, parts: Iterable[Part | Block], end: int) -> Iterator[Piece]:
        """What *parts* of a file of *end* bytes come to, each of them done by the next process."""
        under_way: deque[tuple[_Worker, Part | Block]] = deque()
        try:
            for number, part in enumerate(parts):
                # A block may not fit into a pipe. It is sent only to a process that has nothing to tell: else each
                # could wait for the other to read.
                limit = len(self._workers) * (_AHEAD if isinstance(part, Part) else 1)
                while len(under_way) >= limit:
                    yield from self._first_of(under_way)
                # Each process has a way of its own: what one leaves half written keeps up none of the others.
                worker = self._workers[number % len(self._workers)]
                worker.send(task, part)
                under_way.append((worker, part))
            while under_way:
                yield from self._first_of(under_way)
        except TooFarError:
            part = cast("Part", under_way[0][1])
            rest = part._replace(size=end - part.start)
            self.end()
            under_way.clear()
            yield from lint_part(capture_before(project, task, rest), project, task, rest)
        except _WorkerGoneError as error:
            raise InputError(
                f"cannot read {task.path} to its end: a process that linted a part of it was ended; "
                "--jobs 1 does without, and takes less memory"
            ) from error
        finally:
            if under_way:  # they go on with what nobody waits for any more
                self.end()

    def _first_of(self, under_way: deque[tuple[_Worker, Part | Block]]) -> Iterator[Piece]:
        """What the first part comes to that is *under way*; what is told of others is held, so that they go on."""
        from multiprocessing.connection import wait  # noqa: PLC0415 - most runs need one process

        worker, part = under_way[0]
        while True:
            while not worker.told:
                # What is waited for holds nothing, and so is one of these.
                heard = {other.connection: other for other in self._workers if other.held < _HELD}
                for ready in wait(list(heard)):
                    heard[cast("Connection", ready)].receive()
            piece = worker.take()
            if isinstance(piece, Exception):
                raise piece
            if piece is None:
                break
            if isinstance(part, Part):
                here = self.position + piece.summary.payloads * self._payload_size
                self.position = min(here, part.start + part.size)
            yield piece
        under_way.popleft()
        self._note(part)

    def _note(self, part: Part | Block) -> None:
        if isinstance(part, Part):
            self.position = part.start + part.size

    def _begin(self, count: int) -> bool:
        """Have *count* processes, or as many as can be had; tells whether there are several for as many."""
        if count == 1:
            return False
        from multiprocessing import get_context  # noqa: PLC0415 - as above

        # A process that is forked is there at once, which is safe where there is but one thread.
        forks = sys.platform == "linux" and _is_alone()
        context = get_context("fork") if forks else get_context("spawn")
        sys.stdout.flush()  # whoever forks does, and then an error is not of this
        interrupted = signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends its children
        try:
            while len(self._workers) < min(count, self._count):
                ours, theirs = context.Pipe()
                inherited = [*(worker.connection for worker in self._workers), ours] if forks else []
                linting = self._projects if forks else self._options
                process = context.Process(target=work, args=(theirs, inherited, os.getpid(), linting), daemon=True)
                process.start()
                theirs.close()  # so that it is told when the process ends
                self._workers.append(_Worker(process, ours))
        except OSError:  # the system gives no more of them, or of the ways to them
            pass
        finally:
            signal.signal(signal.SIGINT, interrupted)
        return len(self._workers) > 1

    def end(self) -> None:
        """End the processes, be they done or not."""
        for worker in self._workers:
            worker.process.kill()
            worker.process.join()
            worker.connection.close()
        self._workers = []


@dataclass(slots=True)
class _Worker:
    """A process, the way to it, and what it has told, in pickles of *held* bytes."""

    process: BaseProcess
    connection: Connection
    told: deque[bytes] = field(default_factory=deque)
    held: int = 0

    def send(self, task: Task, part: Part | Block) -> None:
        """Have it lint a part."""
        try:
            self.connection.send((task, part))
        except ConnectionError as error:
            raise _WorkerGoneError from error

    def receive(self) -> None:
        """Hold what it tells next."""
        try:
            self.told.append(self.connection.recv_bytes())
        except (EOFError, ConnectionError) as error:
            raise _WorkerGoneError from error
        self.held += len(self.told[-1])

    def take(self) -> Piece | Exception | None:
        """What it has told first: a piece of a part, what went wrong with it, or None at its end."""
        pickled = self.told.popleft()
        self.held -= len(pickled)
        piece: Piece | Exception | None = pickle.loads(pickled)  # noqa: S301 - of our own process
        return piece


def _part_size(lookback: int, payloads: int, end: int) -> int:
    """How many bytes a part of a file should have, of which the first, of a known size, had so many *payloads*."""
    size = max(_PART, _TIMES * lookback * _FIRST // max(1, payloads))
    return size if 2 * size <= end else end


def _wanted(part: Part | Block, end: int) -> int:
    """How many processes can be busy with *part* and those behind it: one for each, as far as that is known."""
    return -(-(end - part.start) // part.size) if isinstance(part, Part) else sys.maxsize


def _is_alone() -> bool:
    """Whether this process has but one thread."""
    try:
        return sum(1 for _ in Path("/proc/self/task").iterdir()) == 1
    except OSError:
        return False


def _readable(parts: Iterable[Part | Block], broken: list[InputError]) -> Iterator[Part | Block]:
    """The *parts* that can be read; why there are no more is put into *broken*, for when they are linted."""
    try:
        yield from parts
    except InputError as error:
        broken.append(error)


def _size(path: str) -> int:
    """How many bytes the file at *path* has; what cannot be told is told when it is read."""
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0
