"""The files that paths, folders and patterns on the command line stand for, and what is in each."""

from __future__ import annotations

import glob
import io
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from kochava_lint.errors import InputError
from kochava_lint.format import Format
from kochava_lint.payload import MISSING, Defect, Payload
from kochava_lint.source import Source, encoding_of

__all__ = ["STDIN", "find_files", "read_file"]

STDIN = "-"
_HEAD = 64 * 1024
_COMPRESSED = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PK\x03\x04")
_SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__"})


def find_files(paths: Iterable[str], suffixes: frozenset[str]) -> Iterator[str | InputError]:
    """
    The files that *paths* stand for, each once: of a folder those with one of *suffixes*, sorted.

    Folders whose names begin with a dot are passed over, and `node_modules`. A path that leads nowhere comes as
    the error that says so, so that the others can still be linted.
    """
    seen = set()
    for path in paths:
        try:
            for name in _files_of(path, suffixes):
                identity = name if name == STDIN else os.path.realpath(name)
                if identity not in seen:
                    seen.add(identity)
                    yield name
        except InputError as error:
            yield error


def _files_of(path: str, suffixes: frozenset[str]) -> Iterator[str]:
    if path == STDIN:
        yield path
    elif os.path.isdir(path):
        yield from _walk(path, suffixes)
    elif os.path.lexists(path):
        yield path
    elif glob.has_magic(path):
        found = sorted(glob.glob(path, recursive=True))
        if not found:
            raise InputError(f"nothing matches the pattern {path}")
        for match in found:
            if os.path.isdir(match):
                yield from _walk(match, suffixes)
            else:
                yield match
    else:
        raise InputError(f"there is no file or folder {path}")


def _walk(folder: str, suffixes: frozenset[str]) -> Iterator[str]:
    errors: list[OSError] = []
    for where, folders, files in os.walk(folder, onerror=errors.append):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _SKIPPED_FOLDERS)
        for name in sorted(files):
            if Path(name).suffix.lower() in suffixes:
                yield os.path.normpath(os.path.join(where, name))
    for error in errors:
        raise InputError(f"cannot read the folder {error.filename}: {error.strerror}")


def read_file(path: str, formats: Mapping[str, Format], max_payload: int) -> Iterator[Payload]:
    """
    Read the payloads in the file at *path*, in the format that its content, else its suffix, tells.

    Raises: `InputError` where it cannot be read, or holds no text.
    """
    name = "<stdin>" if path == STDIN else path
    try:
        with _opened(path) as file:
            head = file.peek(_HEAD)[:_HEAD]
            encoding = encoding_of(head)
            if encoding == "utf-16":
                defect = Defect("the text is UTF-16; JSON is sent as UTF-8", offset=0)
                yield Payload(MISSING, Source(name, head[:1024]), (), defect)
            elif encoding is None or head.startswith(_COMPRESSED):
                kind = "is compressed; decompress it first" if head.startswith(_COMPRESSED) else "is binary"
                raise InputError(f"{name} {kind}")
            else:
                yield from _format_of(path, head, formats).read(cast("BinaryIO", file), name, max_payload)
    except OSError as error:
        raise InputError(f"cannot read {name}: {error.strerror or error}") from error


@contextmanager
def _opened(path: str) -> Iterator[io.BufferedReader]:
    if path == STDIN:
        yield cast("io.BufferedReader", sys.stdin.buffer)
    else:
        with open(path, "rb", buffering=_HEAD) as file:
            yield cast("io.BufferedReader", file)


def _format_of(path: str, head: bytes, formats: Mapping[str, Format]) -> Format:
    for candidate in formats.values():
        if candidate.sniff(head):
            return candidate
    suffix = Path(path).suffix.lower()
    for candidate in formats.values():
        if suffix in candidate.suffixes:
            return candidate
    # Standard input whose first line is not there yet may be endless, and is read by lines; an array cannot be.
    endless = path == STDIN and head.lstrip()[:1] != b"[" and b"\n" not in head.strip()
    return formats["json-lines" if endless else "json"]
