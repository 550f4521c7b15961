"""The reference of formats: what can be read, and how a report can be written."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

from generate.markdown import code, table
from kochava_lint import formats, reporters
from kochava_lint.format import Format
from kochava_lint.reporter import Reporter

__all__ = ["pages"]

_READ = """\
# Formats

Content goes before suffix: a capture is read as what it is, whatever it is called. Each may be compressed (`.gz`,
`.bz2`, `.xz`, `.zst`). [Plugins](../tutorials/write-a-rule.md) add formats of either kind.

## What is read

"""
_WRITTEN = """
## What is written

`--output-format` chooses the report on standard output, and `--output FORMAT=FILE`, as often as you like, writes
more reports of the same run.

"""


def pages() -> Iterator[tuple[str, str]]:
    """The page of both kinds."""
    read = [(code(each.name), _suffixes(each), _first(module)) for module, each in _held(formats, Format)]
    written = [(code(each.name), _first(module)) for module, each in _held(reporters, Reporter)]
    text = _READ + table(("format", "suffixes", ""), read)
    yield "reference/formats.md", text + _WRITTEN + table(("format", ""), written)


def _held(package: ModuleType, kind: type[Format | Reporter]) -> Iterator[tuple[ModuleType, Format | Reporter]]:
    for info in pkgutil.iter_modules(package.__path__):
        module = import_module(f"{package.__name__}.{info.name}")
        for value in vars(module).values():
            if isinstance(value, kind):
                yield module, value


def _suffixes(each: Format | Reporter) -> str:
    return ", ".join(map(code, each.suffixes)) if isinstance(each, Format) else ""


def _first(module: ModuleType) -> str:
    """The first paragraph of what the module says of itself."""
    return (module.__doc__ or "").strip().split("\n\n", 1)[0]
