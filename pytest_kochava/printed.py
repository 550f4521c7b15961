"""What the code under test prints: of hundreds of events, only what it prints for one is worth reading."""

from __future__ import annotations

import hypothesis
import pytest

__all__ = ["take_printed"]


def take_printed(config: pytest.Config) -> str:
    """
    Take what was printed and logged since the last time, which pytest then shows no more.

    Where nothing is captured, or Hypothesis was asked to tell of each event, all is left where it is.
    """
    if hypothesis.settings().verbosity > hypothesis.Verbosity.normal:
        return ""
    taken = ""
    capture = config.pluginmanager.getplugin("capturemanager")
    if capture is not None and capture.is_capturing():
        taken += "".join(capture.read_global_capture())
    logs = getattr(config.pluginmanager.getplugin("logging-plugin"), "report_handler", None)
    if logs is not None:
        taken += logs.stream.getvalue()
        logs.reset()
    return taken
