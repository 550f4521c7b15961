"""
Keeping the linter out of Hypothesis's explanations.

For an event that fails, Hypothesis follows each line that runs, to tell which of the builder's lines only failing
events reach. The linter's lines explain nothing, and to follow them makes such a run take twice to three times as long.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

__all__ = ["untraced"]

_TOOL: Final = "scrutineer"
_TOOLS: Final = range(6)


@contextmanager
def untraced() -> Iterator[None]:
    """While something is done that Hypothesis does not follow; debuggers, and what measures coverage, do."""
    monitoring: Any = getattr(sys, "monitoring", None)
    tracer = sys.gettrace()
    if type(getattr(tracer, "__self__", None)).__module__.partition(".")[0] == "hypothesis":
        sys.settrace(None)
        try:
            yield
        finally:
            sys.settrace(tracer)
        return
    tool = None
    if monitoring is not None:  # from Python 3.12 on
        tool = next((number for number in _TOOLS if monitoring.get_tool(number) == _TOOL), None)
    if tool is None:
        yield
        return
    events = monitoring.get_events(tool)
    monitoring.set_events(tool, 0)
    try:
        yield
    finally:
        monitoring.set_events(tool, events)
