"""`kochava-lint generate`: payloads for load tests and demonstrations."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TextIO

import orjson

from kochava_lint.cli.complaint import complain
from kochava_lint.errors import OptionError
from kochava_lint.file_edit import NewFile
from kochava_lint.source import render
from kochava_lint.synthetic.har import har
from kochava_lint.synthetic.stream import Sample, stream

__all__ = ["generate"]


def generate(
    *,
    count: int,
    seed: int,
    fault_rate: float,
    output_format: str,
    output: str | None = None,
    labels: str | None = None,
) -> int:
    """
    Write *count* made-up payloads as JSON Lines or `har`, to standard output or into the file *output*.

    The same *seed* makes the same ones. Of so many as *fault_rate* says, each has one fault. The file *labels* tells
    of each what is found, a line for a finding.

    Raises: `OptionError` where *output* or *labels* cannot be written.
    """
    as_har = output_format == "har"
    with ExitStack() as files:
        lines = None if labels is None else files.enter_context(_new(labels))
        samples = _Counted(stream(count, seed=seed, fault_rate=fault_rate, requests=as_har), lines, 2 if as_har else 1)
        pieces = har(sample.request for sample in samples if sample.request is not None) if as_har else _lines(samples)
        if output is not None:
            files.enter_context(_new(output)).writelines(pieces)
        else:
            if isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty():
                sys.stdout.reconfigure(encoding="utf-8")
            sys.stdout.writelines(pieces)
    if output is not None:
        with_faults = f", {samples.faults:,} of them with a fault" if fault_rate else ""
        complain(f"wrote {count:,} payload{'' if count == 1 else 's'} into {output}{with_faults}")
    return 0


class _Counted:
    """The *samples*, of which it counts those with faults, and tells in *labels* what is found from line *first* on."""

    def __init__(self, samples: Iterable[Sample], labels: TextIO | None, first: int) -> None:
        self._samples = samples
        self._labels = labels
        self._first = first
        self.faults = 0

    def __iter__(self) -> Iterator[Sample]:
        for line, sample in enumerate(self._samples, self._first):
            if sample.fault is not None:
                self.faults += 1
                self._tell(line, sample)
            yield sample

    def _tell(self, line: int, sample: Sample) -> None:
        if self._labels is not None:
            for rule, pointer in sample.expected:
                self._labels.write(f"{_json({'line': line, 'rule': rule, 'pointer': render(pointer)})}\n")


def _lines(samples: Iterable[Sample]) -> Iterator[str]:
    return (f"{each.payload if isinstance(each.payload, str) else _json(each.payload)}\n" for each in samples)


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


@contextmanager
def _new(path: str) -> Iterator[TextIO]:
    """The file at *path*, which is there once all is written."""
    try:
        new = NewFile(Path(path))
        try:
            yield new.file
            new.keep()
        finally:
            new.discard()
    except OSError as error:
        raise OptionError(f"cannot write {path}: {error.strerror or error}") from error
