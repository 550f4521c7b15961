"""What an input format is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kochava_lint.comment import Comment
from kochava_lint.payload import CAPTURED, Payload, Recording
from kochava_lint.recorded import NOTHING_KNOWN, Knowledge, Known, Recorded, Skipped
from kochava_lint.source import Source, without_bom
from kochava_lint.written import unchangeable

__all__ = ["CaptureFile", "Entry", "Format"]

Entry = Payload | Recorded | Skipped | Comment | Known
"""
What a format finds in a capture: a bare payload, a request that may bring some, or what is no payload.

A comment that speaks of a request comes with it; here are those that speak of none.
"""


@dataclass(frozen=True, slots=True)
class CaptureFile:
    """
    A capture that is open for reading, without its compression.

    *name* is what it is called for people. *folder* is where files are that it names, None where it stands in none,
    as standard input. A body of more than *max_payload* bytes is not decoded. *payload_path* leads to the payloads in
    each JSON value of a log, or element of an array of them, `*` being every element of an array inside; None where
    they are to be found. *recording* is that
    of its payloads, where a format knows nothing more of one. *knowledge* is of those that need not be read, or not
    yet. *lines_before* are those of the file that stand before what is read.
    """

    file: BinaryIO
    name: str
    folder: Path | None = None
    max_payload: int = 16 * 1024 * 1024
    payload_path: tuple[str, ...] | None = None
    recording: Recording = CAPTURED
    knowledge: Knowledge = NOTHING_KNOWN
    lines_before: int = 0

    def beside(self, name: str) -> Source | None:
        """
        The text of the file called *name*, which the capture names as the body of a request.

        None where it is not in the folder of the capture: whoever wrote that may be anybody, and shall not have other
        files read.
        """
        if self.folder is None:
            return None
        folder = self.folder.resolve()
        try:
            path = (folder / name).resolve()
            if not path.is_relative_to(folder) or not path.is_file() or path.stat().st_size > self.max_payload:
                return None
            text = Source("", without_bom(path.read_bytes())).text
        except (OSError, RuntimeError, ValueError):  # on Python before 3.13, links in a circle are the second
            return None
        # It is another file than the capture, which alone is changed.
        return Source(str(self.folder / name), text, written=unchangeable(text))


@dataclass(frozen=True, slots=True)
class Format:
    """
    A way in which captures are written.

    *suffixes* are those of its files, each with its dot; *shared* those of them that other files have too, such as
    `.yaml`: in a folder, only the content tells such files. *sniff* tells from the first bytes of a file that it is
    surely of this format: content goes before suffix. *read* yields what is in a capture, in sending order; it may
    raise `InputError` where a capture cannot be read on. *binary*: its files hold bytes that are no text.
    """

    name: str
    suffixes: tuple[str, ...]
    sniff: Callable[[bytes], bool]
    read: Callable[[CaptureFile], Iterator[Entry]]
    shared: tuple[str, ...] = ()
    binary: bool = False
