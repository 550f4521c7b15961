"""
What pytest loads: options, ini values and markers.

Every pytest run on the machine imports this module, so that nothing else is imported here: what watches is started when
the run is configured, and not at all where it is off. Nothing of kochava_lint is imported before a test has to do with
HTTP: see `tripwire`.
"""

from __future__ import annotations

import pytest

__all__ = ["pytest_addoption", "pytest_configure"]

_MODES = ("fail", "report", "off")
_SEVERITIES = ("info", "warning", "error")
_MARKERS = (
    (
        'kochava(mode="fail", fail_on="error", select=[], ignore=[], allow_network=False, min_requests=0): '
        "how the requests that this test sends to Kochava are judged"
    ),
    "kochava_expect(*rules): this test sends payloads that break these rules on purpose, and fails where it does not",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the plugin, each of which can be given in the configuration of pytest as well."""
    group = parser.getgroup("kochava", "Kochava (kochava-lint)")
    group.addoption(
        "--kochava",
        dest="kochava_mode",
        choices=_MODES,
        help="fail tests that send faulty payloads to Kochava, only report them, or do nothing (fail)",
    )
    group.addoption(
        "--kochava-fail-on",
        dest="kochava_fail_on",
        choices=_SEVERITIES,
        help="the least severity that makes a test fail (that of the project, or error)",
    )
    group.addoption(
        "--kochava-allow-network",
        dest="kochava_allow_network",
        action="store_true",
        default=None,
        help="let requests to Kochava leave this machine",
    )
    group.addoption(
        "--kochava-report",
        dest="kochava_report",
        action="append",
        metavar="[FORMAT=]PATH",
        help="write a report, in any of the formats of `kochava-lint check` (told by the suffix)",
    )
    group.addoption(
        "--kochava-capture",
        dest="kochava_capture",
        metavar="PATH",
        help="write what was sent, as JSON Lines or HAR (.har), for `kochava-lint check`",
    )
    group.addoption(
        "--kochava-update-baseline",
        dest="kochava_update_baseline",
        action="store_true",
        help="accept what is found, from now on: add it to the baseline that the project's options name",
    )
    parser.addini("kochava_mode", f"what becomes of faulty payloads: {', '.join(_MODES)}", default="fail")
    parser.addini("kochava_fail_on", f"the least severity that makes a test fail: {', '.join(_SEVERITIES)}", default="")
    parser.addini("kochava_allow_network", "let requests to Kochava leave this machine", type="bool", default=False)
    parser.addini("kochava_hosts", "hosts that pass payloads on to Kochava", type="linelist", default=[])
    parser.addini(
        "kochava_builders",
        "what builds payloads, and is tried with events: MODULE:FUNCTION, MODULE:PATTERN, or a MODULE with marked ones",
        type="linelist",
        default=[],
    )
    parser.addini("kochava_report", "reports to write: FORMAT=PATH, or PATH", type="linelist", default=[])
    parser.addini("kochava_capture", "the file that what was sent is written to", default="")
    parser.addini("kochava_junit", "tell of requests in the properties of the JUnit report", type="bool", default=False)


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers, and begin to watch."""
    for marker in _MARKERS:
        config.addinivalue_line("markers", marker)
    mode = config.getoption("kochava_mode") or config.getini("kochava_mode")
    if mode not in _MODES:
        raise pytest.UsageError(f"kochava_mode has to be one of {', '.join(_MODES)}, and this is {mode!r}")
    from pytest_kochava import tripwire  # noqa: PLC0415 - see above

    tripwire.install()
    from pytest_kochava import fixtures  # noqa: PLC0415 - see above

    config.pluginmanager.register(fixtures, "kochava-fixtures")
    from pytest_kochava.builder_items import Builders  # noqa: PLC0415 - see above

    config.pluginmanager.register(Builders(config), "kochava-builders")
    if mode != "off":
        from pytest_kochava.collector import Collector, Worker  # noqa: PLC0415 - see above
        from pytest_kochava.watcher import Watcher  # noqa: PLC0415 - see above

        watcher = Watcher(config, mode)
        config.pluginmanager.register(watcher, "kochava-watcher")
        is_worker = hasattr(config, "workerinput")
        told = Worker(watcher) if is_worker else Collector(config, watcher)
        config.pluginmanager.register(told, "kochava-collector")
