"""The reference of what programs may import: a page for each public module, which mkdocstrings fills."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Final

from generate.markdown import code

__all__ = ["page_of", "pages", "public_modules"]

_PUBLIC: Final = (
    "kochava_lint",
    "kochava_lint.builder",
    "kochava_lint.observe",
    "kochava_lint.strategies",
    "pytest_kochava",
)
"""The modules whose names in `__all__` are promised to stay."""


def public_modules() -> list[str]:
    """The names of the public modules that there are."""
    return [name for name in _PUBLIC if find_spec(name) is not None]


def page_of(name: str) -> str:
    """The path of the page about the module called *name*."""
    return f"reference/api/{name}.md"


def pages() -> Iterator[tuple[str, str]]:
    """A page for each public module."""
    for name in public_modules():
        module = import_module(name)
        told = (module.__doc__ or "").strip().split("\n\n", 1)[0].replace("\n", " ")
        names = sorted(getattr(module, "__all__", ()), key=lambda word: (not word[0].islower(), word))
        sections = "".join(f"\n::: {_home(module, each)}\n" for each in names if not each.startswith("_"))
        yield page_of(name), f"# {code(name)}\n\n{told}\n{sections}"


def _home(module: ModuleType, name: str) -> str:
    """Where griffe finds the *name* of a module: where there is a submodule of that name too, in that."""
    path = f"{module.__name__}.{name}"
    is_package = hasattr(module, "__path__")
    return f"{path}.{name}" if is_package and find_spec(path) is not None else path
