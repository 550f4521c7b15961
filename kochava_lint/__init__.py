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
    from kochava_lint.api import Capture, Linter, lint
    from kochava_lint.captures import Reading, read_capture
    from kochava_lint.comment import Comment
    from kochava_lint.device import Certainty, Device
    from kochava_lint.errors import InputError, KochavaLintError, OptionError, PluginError, RuleError
    from kochava_lint.finding import Finding, Severity
    from kochava_lint.fix import Fix, InsertMember, MoveMember, RenameKey, SetValue
    from kochava_lint.format import CaptureFile, Format
    from kochava_lint.hookspecs import hookimpl
    from kochava_lint.options import Options
    from kochava_lint.options_file import find_options, read_options
    from kochava_lint.payload import MISSING, Payload, Recording
    from kochava_lint.plan import EventSchema, TrackingPlan
    from kochava_lint.reader import read_payloads
    from kochava_lint.recorded import Recorded, Skipped
    from kochava_lint.reporter import Display, Report, Reporter, Summary
    from kochava_lint.request import Request
    from kochava_lint.rule import Context, Problem, Rule, capture_rule, payload_rule, request_rule
    from kochava_lint.schema import Schemas
    from kochava_lint.source import Place, Pointer, Source, Span
    from kochava_lint.window import Window

__all__ = [
    "MISSING",
    "Capture",
    "CaptureFile",
    "Certainty",
    "Comment",
    "Context",
    "Device",
    "Display",
    "EventSchema",
    "Finding",
    "Fix",
    "Format",
    "InputError",
    "InsertMember",
    "KochavaLintError",
    "Linter",
    "MoveMember",
    "OptionError",
    "Options",
    "Payload",
    "Place",
    "PluginError",
    "Pointer",
    "Problem",
    "Reading",
    "Recorded",
    "Recording",
    "RenameKey",
    "Report",
    "Reporter",
    "Request",
    "Rule",
    "RuleError",
    "Schemas",
    "SetValue",
    "Severity",
    "Skipped",
    "Source",
    "Span",
    "Summary",
    "TrackingPlan",
    "Window",
    "__version__",
    "capture_rule",
    "find_options",
    "hookimpl",
    "lint",
    "payload_rule",
    "read_capture",
    "read_options",
    "read_payloads",
    "request_rule",
]

_HOMES = {
    "api": (
        "Capture",
        "Linter",
        "lint",
    ),
    "captures": (
        "Reading",
        "read_capture",
    ),
    "comment": ("Comment",),
    "device": (
        "Certainty",
        "Device",
    ),
    "errors": (
        "InputError",
        "KochavaLintError",
        "OptionError",
        "PluginError",
        "RuleError",
    ),
    "finding": (
        "Finding",
        "Severity",
    ),
    "fix": (
        "Fix",
        "InsertMember",
        "MoveMember",
        "RenameKey",
        "SetValue",
    ),
    "format": (
        "CaptureFile",
        "Format",
    ),
    "hookspecs": ("hookimpl",),
    "options": ("Options",),
    "options_file": (
        "find_options",
        "read_options",
    ),
    "payload": (
        "MISSING",
        "Payload",
        "Recording",
    ),
    "plan": (
        "EventSchema",
        "TrackingPlan",
    ),
    "reader": ("read_payloads",),
    "recorded": (
        "Recorded",
        "Skipped",
    ),
    "reporter": (
        "Display",
        "Report",
        "Reporter",
        "Summary",
    ),
    "request": ("Request",),
    "rule": (
        "Context",
        "Problem",
        "Rule",
        "capture_rule",
        "payload_rule",
        "request_rule",
    ),
    "schema": ("Schemas",),
    "source": (
        "Place",
        "Pointer",
        "Source",
        "Span",
    ),
    "window": ("Window",),
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
