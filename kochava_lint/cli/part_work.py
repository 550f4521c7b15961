"""The linting of one part of a large capture, in this process or in another."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kochava_lint.api import Capture
from kochava_lint.cli.complaint import told
from kochava_lint.cli.counted import count, payloads_in
from kochava_lint.cli.project import Project, Projects
from kochava_lint.errors import RuleError
from kochava_lint.finding import Finding
from kochava_lint.part import Block, Part
from kochava_lint.reporter import Summary

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

__all__ = ["Piece", "Task", "TooFarError", "capture_before", "lint_part", "work"]

_BYTES: Final = 256 * 1024
"""As soon as something is found in payloads of so many bytes, it is told."""
_FAILED: Final = 1_000
_PAYLOADS: Final = 5_000
"""After so many it is told that they were linted, though nothing be found."""
_PATIENCE: Final = 1.0
"""Seconds after which a process that has nothing to do sees whether it is still wanted."""


class Task(NamedTuple):
    """The file at *path* is to be linted by *rules*, some of which look back over *lookback* payloads."""

    path: str
    rules: frozenset[str]
    lookback: int


@dataclass(slots=True)
class Piece:
    """What some payloads of a part came to: *summary* counts them, *found* is by payload, and some rules *failed*."""

    summary: Summary = field(default_factory=Summary)
    found: list[list[Finding]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)


class TooFarError(Exception):
    """So much has to be read before a part that it is no use to lint it by itself."""


def lint_part(capture: Capture, project: Project, task: Task, part: Part | Block) -> Iterator[Piece]:
    """
    Lint *part* of a file, which is the next of *capture*, and tell what it comes to piece by piece.

    Raises: `InputError` where it cannot be read.
    """
    piece, size = Piece(), 0
    for entry in project.reader.read_part(task.path, part, capture.knowledge):
        payload = count(entry, piece.summary)
        if piece.summary.payloads >= _PAYLOADS and payload is None:
            yield piece
            piece, size = Piece(), 0
        if payload is None:
            continue
        try:
            found = [finding for finding in capture.lint(payload) if finding.rule in task.rules]
        except RuleError as error:
            piece.failed.append((error.rule, told(error.__cause__)))
            found = []
        if found:
            piece.found.append(found)
            size += sum(len(finding.source.content) for finding in found if finding.source is not None)
        if size >= _BYTES or len(piece.failed) >= _FAILED or piece.summary.payloads >= _PAYLOADS:
            yield piece
            piece, size = Piece(), 0
    yield piece


def capture_before(project: Project, task: Task, part: Part | Block, most: int | None = None) -> Capture:
    """
    The capture as far as *part*, with as many payloads before it known as the rules look back over.

    Raises: `TooFarError` where these are in more than *most* bytes; `InputError` where they cannot be read.
    """
    if not task.lookback or isinstance(part, Block):
        return project.linter.capture()
    lines = task.lookback
    while True:
        capture = project.linter.capture()
        before = project.reader.part_before(task.path, part, lines)
        if most is not None and before.size > most:
            raise TooFarError
        payloads = 0
        for payload in payloads_in(project.reader.read_part(task.path, before)):
            payloads += 1
            # A rule that fails is told of where the payload is linted.
            with suppress(RuleError):
                capture.look_at(payload)
        if payloads >= task.lookback or not before.start:
            return capture
        lines *= 2  # not every line has a payload


def work(
    connection: Connection,
    inherited: Sequence[Connection],
    parent: int,
    linting: Projects | tuple[Mapping[str, Any], str | None, bool],
) -> None:
    """
    Lint parts of files, as each comes with its task through *connection*, as long as the process *parent* is there.

    Through it go the pieces, and None at the end of a part, or the exception that ended it. *linting*: the projects,
    or what they are made of. What is *inherited* of other ways is closed: else nobody would be told when the parent
    ends.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    sys.stderr = None  # the parent has said, or will say, what there is to say
    for other in inherited:
        other.close()
    if isinstance(linting, Projects):
        projects = linting
    else:
        given, config, plain = linting
        projects = Projects(given, config, plain=plain)
    with suppress(EOFError, ConnectionError):  # nobody wants to know any more
        while _is_wanted(connection, parent):
            task, part = connection.recv()
            _carry_out(task, part, projects, connection)


def _is_wanted(connection: Connection, parent: int) -> bool:
    while not connection.poll(_PATIENCE):
        if os.getppid() != parent:
            return False
    return True


def _carry_out(task: Task, part: Part | Block, projects: Projects, connection: Connection) -> None:
    ending: Exception | None = None
    try:
        project = projects.of(task.path)
        capture = capture_before(project, task, part, part.size // 2 if isinstance(part, Part) else None)
        for piece in lint_part(capture, project, task, part):
            connection.send(piece)
    except ConnectionError:
        raise
    except Exception as error:  # noqa: BLE001 - it is raised where the part is waited for
        ending = error
    connection.send(ending)
