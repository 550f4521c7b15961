"""Reports: to standard output or a file, and as many more to files of their own as are wanted."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from kochava_lint.errors import OptionError
from kochava_lint.finding import Finding
from kochava_lint.option_kinds import OutputFile
from kochava_lint.options import Options
from kochava_lint.reporter import Display, Report, Reporter, Summary
from kochava_lint.spelling import hint

if TYPE_CHECKING:
    from kochava_lint.file_edit import NewFile

__all__ = ["Outputs", "wants_color"]

_WIDEST, _NARROWEST = 100, 22
_STDOUT = Path("-")


@dataclass
class _Output:
    """A report, and where it is written; *path* is None for standard output."""

    report: Report
    out: TextIO
    path: Path | None = None
    file: NewFile | None = None


class Outputs:
    """
    The reports that *options* call for, which are begun at once; one of them may go to *stdout*.

    Raises: `OptionError` where there is no such format, before any file is touched, or where one cannot be written.
    """

    def __init__(self, options: Options, reporters: Mapping[str, Reporter], display: Display, stdout: TextIO) -> None:
        self._stdout = stdout
        first = OutputFile(options.output_format, options.output_file or _STDOUT)
        wanted = [(_reporter(output.format, reporters), output.path) for output in (first, *options.output)]
        paths = [path for _, path in wanted]
        if len({os.path.realpath(path) for path in paths}) < len(paths):
            raise OptionError("two reports cannot be written to one file, or to standard output")
        self._errors: list[Exception] = []
        self._outputs: list[_Output] = []
        try:
            for reporter, path in wanted:
                self._outputs.append(self._begun(reporter, path, display, options.color))
        except OptionError:
            self.discard()
            raise

    def _begun(self, reporter: Reporter, path: Path, display: Display, color: str) -> _Output:
        file = None if path == _STDOUT else _opened(path)
        out = self._stdout if file is None else file.file
        if file is None and reporter.is_utf8 and not out.isatty() and isinstance(out, io.TextIOWrapper):
            out.reconfigure(encoding="utf-8")
        # A file is for whoever reads it later: colours are for those who ask for them, and for terminals.
        has_color = color == "always" if path != _STDOUT else wants_color(color, out)
        report = reporter.begin(out, replace(display, color=has_color, width=_width(out)))
        return _Output(report, out) if file is None else _Output(report, out, path, file)

    def add(self, finding: Finding) -> None:
        """
        Add a finding to each report; where one cannot be written, the others go on.

        Raises: as `end` does, where none can be written any more.
        """
        for output in tuple(self._outputs):
            self._tell(output, lambda report: report.add(finding))
        if not self._outputs:
            raise self._errors[0]

    def end(self, summary: Summary) -> None:
        """
        End all reports, and put their files in their places.

        Raises: `BrokenPipeError` where nobody reads one of them any more; `OSError` or `OptionError` where one cannot
        be written; after all that can be ended were.
        """
        for output in tuple(self._outputs):
            self._tell(output, lambda report: report.end(summary), is_last=True)
        if self._errors:
            raise self._errors[0]

    def discard(self) -> None:
        """Give all reports up: files are as they were."""
        for output in self._outputs:
            if output.file is not None:
                output.file.discard()
        self._outputs.clear()

    def _tell(self, output: _Output, tell: Callable[[Report], None], *, is_last: bool = False) -> None:
        try:
            tell(output.report)
            if is_last:
                output.out.flush()
                if output.file is not None:
                    output.file.keep()
        except OSError as error:
            if isinstance(error, BrokenPipeError) and output.path is None:
                # Whoever read it has seen enough, as `head` does; what is left must not be flushed at exit.
                sys.stdout = None
            self._errors.append(error if output.path is None else _unwritable(output.path, error))
            self._outputs.remove(output)
            if output.file is not None:
                output.file.discard()


def wants_color(choice: str, out: TextIO | None) -> bool:
    """Whether to colour what is written to *out*; `auto` follows https://no-color.org and https://force-color.org."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (out is not None and out.isatty())


def _width(out: TextIO) -> int:
    """How many columns an excerpt may take beside its line number: what the terminal has, if it is one."""
    if not out.isatty():
        return _WIDEST
    import shutil  # noqa: PLC0415 - only at a terminal

    return max(_NARROWEST, min(shutil.get_terminal_size().columns - len("1234567 | "), _WIDEST))


def _reporter(name: str, reporters: Mapping[str, Reporter]) -> Reporter:
    if name not in reporters:
        raise OptionError(f"there is no output format called {name}; {hint(name, reporters)}")
    return reporters[name]


def _opened(path: Path) -> NewFile:
    from kochava_lint.file_edit import NewFile  # noqa: PLC0415 - most reports go to standard output

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return NewFile(path, errors="backslashreplace")
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> OptionError:
    return OptionError(f"cannot write {path}: {error.strerror or error}")
