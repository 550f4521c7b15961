"""
What a plugin may add.

A plugin is a module or object under the entry point group `kochava_lint`, with any of these functions, each marked
`@kochava_lint.hookimpl`. They return values; nothing of a plugin is called later but what it returned.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from kochava_lint.format import Format
    from kochava_lint.reporter import Reporter
    from kochava_lint.rule import Rule

__all__ = ["PROJECT", "hookimpl", "kochava_lint_formats", "kochava_lint_reporters", "kochava_lint_rules"]

PROJECT = "kochava_lint"
_hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)
"""Marks the functions of a plugin that are meant as hooks."""


@_hookspec
def kochava_lint_rules() -> Iterable[Rule]:  # type: ignore[empty-body]
    """Return the rules that the plugin adds."""


@_hookspec
def kochava_lint_formats() -> Iterable[Format]:  # type: ignore[empty-body]
    """Return the input formats that the plugin adds."""


@_hookspec
def kochava_lint_reporters() -> Iterable[Reporter]:  # type: ignore[empty-body]
    """Return the output formats that the plugin adds."""
