"""
Find what Kochava would silently drop, before it is sent: a linter for server-to-server payloads.

>>> from kochava_lint import lint
>>> lint('{"action": "Event"}')[-1].message
'action is none that Kochava knows; event is probably meant'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from kochava_lint._version import __version__

if TYPE_CHECKING:
    from kochava_lint.api import Linter, lint
    from kochava_lint.device import Certainty, Device
    from kochava_lint.errors import InputError, KochavaLintError, OptionError, PluginError, RuleError
    from kochava_lint.finding import Finding, Severity
    from kochava_lint.format import Format
    from kochava_lint.hookspecs import hookimpl
    from kochava_lint.payload import MISSING, Payload
    from kochava_lint.reader import read_payloads
    from kochava_lint.reporter import Display, Reporter, Summary
    from kochava_lint.rule import Context, Problem, Rule, payload_rule
    from kochava_lint.schema import Schemas
    from kochava_lint.source import Place, Pointer, Source, Span

__all__ = [
    "MISSING",
    "Certainty",
    "Context",
    "Device",
    "Display",
    "Finding",
    "Format",
    "InputError",
    "KochavaLintError",
    "Linter",
    "OptionError",
    "Payload",
    "Place",
    "PluginError",
    "Pointer",
    "Problem",
    "Reporter",
    "Rule",
    "RuleError",
    "Schemas",
    "Severity",
    "Source",
    "Span",
    "Summary",
    "__version__",
    "hookimpl",
    "lint",
    "payload_rule",
    "read_payloads",
]

_HOMES = {
    "api": ("Linter", "lint"),
    "device": ("Certainty", "Device"),
    "errors": ("InputError", "KochavaLintError", "OptionError", "PluginError", "RuleError"),
    "finding": ("Finding", "Severity"),
    "format": ("Format",),
    "hookspecs": ("hookimpl",),
    "payload": ("MISSING", "Payload"),
    "reader": ("read_payloads",),
    "reporter": ("Display", "Reporter", "Summary"),
    "rule": ("Context", "Problem", "Rule", "payload_rule"),
    "schema": ("Schemas",),
    "source": ("Place", "Pointer", "Source", "Span"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    # Resolved when first used (PEP 562): every pytest run on a machine may import this package.
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
