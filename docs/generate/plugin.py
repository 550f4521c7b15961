"""The reference of the plugin for pytest, made of the options that it adds to pytest's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest

from generate.markdown import code, paragraph, table
from pytest_kochava import plugin

__all__ = ["pages"]

_HEAD = """\
# The plugin for pytest

`pip install 'kochava-lint[pytest]'` is all that it takes. What is observed, and what is not, is said in [What is
observed](../observing.md); how to begin, in [Watch your test suite](../tutorials/test-suite.md). The project's own
[configuration](configuration.md) holds for its tests too: `select`, `ignore`, `per-file-ignores`, `severity`,
`fail-on`, `hosts`, `baseline`, the plan, app ids, plugins.

"""
_FIXTURES = """
## Fixtures

### kochava

::: pytest_kochava.fixtures.Kochava
    options:
      show_root_heading: false
      heading_level: 4

### kochava_expect, kochava_server, kochava_subprocess

::: pytest_kochava.fixtures.kochava_expect
    options:
      heading_level: 4

::: pytest_kochava.server.KochavaServer
    options:
      heading_level: 4

::: pytest_kochava.fixtures.kochava_subprocess
    options:
      heading_level: 4
"""


class _Options:
    """Takes the place of pytest's parser, and notes what is added to it."""

    def __init__(self) -> None:
        self.flags: list[tuple[str, str]] = []
        self.keys: list[tuple[str, str]] = []

    def getgroup(self, *_: object) -> _Options:
        return self

    def addoption(self, flag: str, **told: Any) -> None:  # noqa: ANN401 - as pytest's
        value = "|".join(told.get("choices", ())) or told.get("metavar") or ""
        self.flags.append((code(f"{flag} {value}".strip()), paragraph(told["help"])))

    def addini(self, key: str, summary: str, **_: Any) -> None:  # noqa: ANN401 - as above
        self.keys.append((code(key), paragraph(summary)))


def pages() -> Iterator[tuple[str, str]]:
    """The page of options, keys, markers and fixtures."""
    options = _Options()
    plugin.pytest_addoption(cast("pytest.Parser", options))
    markers = [(code(f"@pytest.mark.{use}"), paragraph(what)) for use, _, what in _markers()]
    text = f"## On the command line\n\n{table(('', ''), options.flags)}\n"
    text += f"## In the configuration of pytest\n\n{table(('', ''), options.keys)}\n"
    text += f"## Markers\n\n{table(('', ''), markers)}"
    yield "reference/pytest.md", _HEAD + text + _FIXTURES


def _markers() -> Iterator[tuple[str, str, str]]:
    """What is said of each marker to pytest: how it is used, and what it means."""
    return (told.partition(": ") for told in plugin._MARKERS)  # noqa: SLF001 - pytest alone is told, when it begins
