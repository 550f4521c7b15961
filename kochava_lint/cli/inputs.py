"""The captures that the user named, and what is in each."""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from kochava_lint.captures import CaptureReader
from kochava_lint.cli.complaint import complain
from kochava_lint.cli.paths import STDIN, find_files
from kochava_lint.cli.progress import Progress
from kochava_lint.cli.project import Project, Projects
from kochava_lint.errors import InputError, OptionError
from kochava_lint.own_document import is_own_document
from kochava_lint.printable import printable
from kochava_lint.recorded import NOTHING_KNOWN, Content, Knowledge, Known

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["Inputs", "shown_name"]

_T = TypeVar("_T")
_HEAD = 64 * 1024
_NAMED = 3


class Inputs:
    """
    The files that the user named, one after the other, each read as its project says.

    What cannot be read is told of, and the others go on; *errors* say what of which file. None may be one that is
    *written* to, by its real path.
    """

    def __init__(
        self,
        paths: Iterable[str],
        projects: Projects,
        progress: Progress | None = None,
        written: Collection[str] = (),
    ) -> None:
        self._paths = paths
        self._projects = projects
        self._progress = progress
        self._written = written
        self._passed_over: list[str] = []
        self._options_told: set[str] = set()
        self._found = projects.whole
        self._asked_of: str | None = None
        self._begun: str | None = None
        self._begins = b""
        self.excluded = 0
        self.errors: list[str] = []

    def each(self, use: Callable[[str], Iterator[_T]]) -> Iterator[_T]:
        """What *use* makes of each file; it may raise `InputError`, which then is told of."""
        paths = find_files(self._paths, self)
        if self._progress is not None:  # how much there is has to be known before
            found = tuple(paths)
            self._progress.expect(sum(_size(path) for path in found if isinstance(path, str)))
            paths = iter(found)
        for path in paths:
            if isinstance(path, InputError):
                self.tell(path)
                continue
            if self._written and os.path.realpath(path) in self._written:
                raise OptionError(f"a report cannot be written over {path}, which is to be linted")
            if self._usable(path) is None or self._is_unrelated(path):
                continue
            try:
                yield from use(path)
            except InputError as error:
                self.tell(error)
            if self._progress is not None:
                self._progress.end_file(_size(path))
        if self._passed_over:
            count = len(self._passed_over)
            files = f"{count:,} file{'' if count == 1 else 's'}"
            names = ", ".join(self._passed_over[:_NAMED]) + (", …" if count > _NAMED else "")
            self.say(f"note: {files} in folders hold no capture by their content: {names}")

    def wants(self, path: str) -> bool:
        """Whether a file in a folder is to be read."""
        project = self._usable(path)
        if project is None:
            return False
        is_capture = _is_capture(path, project.reader)
        if not is_capture and project.reader.is_named_so(path) and not project.options.ignore_unrelated:
            self._passed_over.append(path)
        return is_capture

    def _is_unrelated(self, path: str) -> bool:
        """Whether a file is to be passed over, be it named: its project wants captures only."""
        project = self.project(path)
        return path != STDIN and project.options.ignore_unrelated and not _is_capture(path, project.reader)

    def excludes(self, path: str, *, is_folder: bool, is_named: bool) -> bool:
        """
        Whether a file or folder is to be passed over; one that is *named* only where that is forced.

        A baseline is, and a report, however it was met: it may stand among the captures, and programs name all files
        that changed.
        """
        if not is_folder and path.lower().endswith((".json", ".jsonl")) and is_own_document(self._beginning(path)):
            return True
        project = self._usable(path)
        if project is None:
            return False
        if is_named and not project.options.force_exclude:
            return False
        is_excluded = project.excludes(path, is_folder=is_folder)
        self.excluded += is_excluded
        return is_excluded

    def project(self, path: str) -> Project:
        """
        The project that the file at *path* belongs to.

        Raises: `OptionError` where its options cannot be used.
        """
        if path != self._asked_of:  # all that is asked of a file is asked one after the other
            self._found = self._projects.of(None if path == STDIN else path)
            self._asked_of = path
        return self._found

    def _usable(self, path: str) -> Project | None:
        """The same; None where its options cannot be used, which is told once: the files of others go on."""
        try:
            return self.project(path)
        except OptionError as error:
            if str(error) not in self._options_told:
                self._options_told.add(str(error))
                self.tell(InputError(str(error)))
            return None

    def read(
        self, path: str, *, is_watched: bool = True, knowledge: Knowledge = NOTHING_KNOWN
    ) -> Iterator[Content | Known]:
        """
        The payloads in the file at *path*, and what in it is none, in sending order; its progress may be *watched*.

        *knowledge*: see `CaptureFile`.

        Raises: `InputError` where it cannot be read, or not to its end, after what could be.
        """
        reader = self.project(path).reader
        if path == STDIN:
            return reader.read_open(_standard_input(), shown_name(path), knowledge=knowledge)
        if self._progress is None or not is_watched:
            return reader.read(path, knowledge)
        return self._watched(path, reader, knowledge, self._progress)

    def _watched(
        self, path: str, reader: CaptureReader, knowledge: Knowledge, progress: Progress
    ) -> Iterator[Content | Known]:
        """What *reader* finds in the file at *path*, of which *progress* is told."""
        try:
            with Path(path).open("rb", buffering=_HEAD) as file:
                progress.begin_file(file.tell if file.seekable() else int)
                for entry in reader.read_open(cast("io.BufferedReader", file), path, Path(path).parent, knowledge):
                    yield entry
                    progress.tick(entry.count if isinstance(entry, Known) else 1)
        except OSError as error:
            raise InputError(f"cannot read {path}: {error.strerror or error}") from error

    def is_known(self, path: str, knows: Callable[[bytes], bool]) -> bool:
        """Whether the file at *path* is small, and holds no more than a payload whose text is known by *knows*."""
        if path == STDIN:
            return False
        content = self._beginning(path)
        return len(content) < _HEAD and knows(content) and self.project(path).reader.is_payload(path, content)

    def _beginning(self, path: str) -> bytes:
        """The first bytes of the file at *path*, which are kept until another is asked for; none of a pipe."""
        if path != self._begun:
            self._begun, self._begins = path, _beginning(path)
        return self._begins

    def watch(self, position: Callable[[], int]) -> None:
        """Note that the present file is read elsewhere; *position* tells how many of its bytes are."""
        if self._progress is not None:
            self._progress.begin_file(position)

    def tick(self, payloads: int) -> None:
        """Note that as many *payloads* more were linted elsewhere."""
        if self._progress is not None:
            self._progress.tick(payloads)

    def tell(self, error: InputError) -> None:
        """Tell of an input that cannot be read or written."""
        self.errors.append(printable(str(error)))
        self.say(f"error: {printable(str(error))}")

    def say(self, message: str) -> None:
        """Say *message* to the person at the terminal, where a bar may stand."""
        if self._progress is not None:
            self._progress.hide()
        complain(message)


def _is_capture(path: str, reader: CaptureReader) -> bool:
    """Whether *reader* takes the file at *path* for a capture."""
    if reader.is_surely_named_so(path):
        return True
    try:
        # A pipe that nobody writes to would be waited for without end.
        return reader.is_capture(path) if os.path.isfile(path) else reader.is_named_so(path)
    except (InputError, OSError):
        return True  # that is told when it is read


def _beginning(path: str) -> bytes:
    """The first bytes of the regular file at *path*; none where it cannot be read: that is told when it is."""
    try:
        # A pipe that nobody writes to would be waited for without end.
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            return b""
        size = min(status.st_size, _HEAD) or _HEAD  # some file systems tell none
        file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        try:
            head = os.read(file, _HEAD)
            # On some file systems, less comes than there is.
            while len(head) < size and (more := os.read(file, _HEAD - len(head))):
                head += more
            return head
        finally:
            os.close(file)
    except OSError:
        return b""


def _size(path: str) -> int:
    """How many bytes the file at *path* has; what cannot be told is told when it is read."""
    try:
        return os.path.getsize(path)
    except OSError:
        return 0


def shown_name(path: str) -> str:
    """What a file is called for people."""
    return "<stdin>" if path == STDIN else path


def _standard_input() -> io.BufferedReader:
    if sys.stdin is None:
        raise InputError("standard input is closed")
    rest = cast("io.BufferedReader", sys.stdin.buffer)
    # Whoever writes to a pipe may send its first line in pieces, and the format is told by the whole of it.
    head = b""
    while len(head) < _HEAD and b"\n" not in head.strip():
        piece = rest.read1(_HEAD)
        if not piece:
            break
        head += piece
    return io.BufferedReader(_Resumed(head, rest), max(_HEAD, len(head)))


class _Resumed(io.RawIOBase):
    """A stream from its beginning, of which *head* has been read already."""

    def __init__(self, head: bytes, rest: io.BufferedReader) -> None:
        super().__init__()
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        room = memoryview(buffer).cast("B")
        piece = self._head[: len(room)] or self._rest.read1(len(room))
        self._head = self._head[len(room) :]
        room[: len(piece)] = piece
        return len(piece)
