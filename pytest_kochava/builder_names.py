"""The builders that are marked, or that `kochava_builders` names: `shop.payloads:build_*`, or a whole module."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from importlib import import_module
from importlib.util import find_spec
from operator import attrgetter
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, Final

import pytest

__all__ = ["WANTED", "builders_named", "file_of", "marked"]

WANTED: Final = "kochava_builders"
"""The ini value that names them."""


def file_of(named: str) -> Path:
    """
    The file of a builder that is *named*.

    Raises: `pytest.UsageError` where there is no such module.
    """
    module = named.partition(":")[0]
    try:
        spec = find_spec(module)
    except (ImportError, ValueError) as error:
        raise pytest.UsageError(f"{WANTED}: {named}: {error}") from error
    if spec is None or spec.origin is None or not spec.has_location:
        raise pytest.UsageError(
            f"{WANTED}: there is no module {module!r} that can be imported; `pythonpath` of pytest says where to look"
        )
    return Path(spec.origin)


def builders_named(named: list[str], config: pytest.Config) -> dict[str, Callable[..., Any]]:
    """
    The builders of a file that are *named*, each once, by what they are called there.

    Raises: `CollectError` where the module cannot be imported, or has none of that name.
    """
    builders: dict[str, Callable[..., Any]] = {}
    for each in named:
        module_name, _, pattern = each.partition(":")
        try:
            module = import_module(module_name)
            found = dict(_matches(module, pattern) if pattern else _all_marked(module, config.getini("python_classes")))
        except Exception as error:
            raise pytest.Collector.CollectError(f"{WANTED}: {each}: {type(error).__name__}: {error}") from error
        if not found:
            wanted = "matches that" if pattern else "is marked with @payload_builder"
            raise pytest.Collector.CollectError(f"{WANTED}: no function of {module_name} {wanted}: {each}")
        builders |= found
    return builders


def marked(value: object) -> FunctionType | None:
    """The function that is marked as a builder, where *value* is one, or a staticmethod or classmethod of one."""
    marks = sys.modules.get("kochava_lint.builder")
    # Nothing is asked of other objects, since there are some that answer with an error.
    function = value.__func__ if isinstance(value, staticmethod | classmethod) else value
    return function if marks and isinstance(function, FunctionType) and marks.MARK in vars(function) else None


def _matches(module: ModuleType, pattern: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The functions of *module* that *pattern* names."""
    if not any(sign in pattern for sign in "*?["):
        yield pattern, attrgetter(pattern)(module)
        return
    for name, value in vars(module).items():
        if isinstance(value, FunctionType) and value.__module__ == module.__name__ and fnmatchcase(name, pattern):
            yield name, value


def _all_marked(module: ModuleType, test_classes: list[str]) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The functions of *module* that are marked, and such methods, but of *test_classes*, which pytest collects."""
    for name, value in vars(module).items():
        if not isinstance(value, FunctionType | type) or value.__module__ != module.__name__:
            continue
        if isinstance(value, type):
            if not any(name.startswith(start) or fnmatchcase(name, start) for start in test_classes):
                yield from _marked_methods(value)
        elif marked(value):
            yield name, value


def _marked_methods(kind: type) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The methods of a class that are marked, of which all have to do without an instance."""
    for name, value in vars(kind).items():
        if marked(value) is not None:
            if isinstance(value, FunctionType):
                raise TypeError(
                    f"{kind.__qualname__}.{name} needs an instance, which nobody has; "
                    f"write a test: test_{name} = fuzz_builder({kind.__qualname__}(…).{name})"
                )
            yield f"{kind.__qualname__}.{name}", getattr(kind, name)
