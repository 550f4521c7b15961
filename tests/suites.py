"""Suites of tests that send to Kochava, to be run by a pytest of their own inside a test."""

from __future__ import annotations

from typing import Final

import pytest
from samples import ADID, DROP, JSON, android, changed, ios

__all__ = ["Suite", "found", "said"]

_PAYLOADS: Final[dict[str, JSON]] = {
    "GOOD": ios(),
    "OTHER": android(),
    "ATT": ios(app_tracking_transparency=DROP),  # att-missing, an error
    "EMPTY": ios(event_name=""),  # empty-value, an error
    "IP": ios(origination_ip="10.0.0.1"),  # non-public-ip, a warning
    "APP": changed(android(), {"kochava_app_id": "x"}),  # malformed-app-id, an info
    "PERSON": android(device_ids={"adid": ADID, "imei": "490154203237518"}, event_name=""),
}
_APP: Final = """
import io, json, threading, urllib.error, urllib.request, urllib.response

URL = "https://control.kochava.com/track/json"
HEADERS = {"Content-Type": "application/json", "User-Agent": "Unknown"}


class Answer(urllib.request.HTTPSHandler):
    def https_open(self, request):
        response = urllib.response.addinfourl(io.BytesIO(b'{"success":"1"}'), {}, request.full_url, 200)
        response.msg = "OK"
        return response


ANSWERED = urllib.request.build_opener(Answer)


def request_of(payload, url=URL):
    return urllib.request.Request(url, json.dumps(payload).encode(), HEADERS)


def send(*payloads, url=URL):
    for payload in payloads:
        if url == URL:
            ANSWERED.open(request_of(payload)).close()
        else:
            urllib.request.urlopen(request_of(payload, url)).close()


def leak(payload, url=URL):
    urllib.request.urlopen(request_of(payload, url), timeout=5).close()


def swallow(payload, url=URL):
    try:
        leak(payload, url)
    except Exception as error:
        return error
"""


class Suite:
    """A folder with an application that sends, `app`, and payloads to send, which a run of pytest of its own tests."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self._pytester = pytester
        self.path = pytester.path
        self.write(app=_APP, payloads="".join(f"{name} = {value!r}\n" for name, value in _PAYLOADS.items()))

    def write(self, **modules: str) -> None:
        """Write Python modules."""
        self._pytester.makepyfile(**modules)

    def run(
        self, tests: str = "", *words: str, apart: bool = False, plugins: tuple[str, ...] = ("pytest_kochava.plugin",)
    ) -> pytest.RunResult:
        """Run *tests* with the options *words*: in this process, or *apart*, in one of its own."""
        if tests:
            self.write(test_it=f"import pytest\nfrom app import *\nfrom payloads import *\n\n{tests}")
        loaded = [word for name in plugins for word in ("-p", name)]
        strict = ["--strict-markers", "--strict-config", "-ra"]
        run = self._pytester.runpytest_subprocess if apart else self._pytester.runpytest_inprocess
        return run(*loaded, *strict, *words)


def said(result: pytest.RunResult) -> list[str]:
    """What the plugin says at the end of a run, line by line."""
    lines = result.outlines
    begun = next((number for number, line in enumerate(lines) if line.strip("= ") == "Kochava"), None)
    if begun is None:
        return []
    rest = lines[begun + 1 :]
    return rest[: next((number for number, line in enumerate(rest) if line.startswith("===")), len(rest))]


def found(summary: list[str]) -> dict[str, int]:
    """How many findings of each rule a *summary* counts."""
    rows = [line.split() for line in summary if line[:6].strip().isdigit()]
    return {row[2]: int(row[0]) for row in rows}
