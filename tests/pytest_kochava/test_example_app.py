"""The sample application, as its users run it: its own tests pass, and the plugin catches its faulty senders."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.clients
APP = Path(__file__).parents[2] / "examples" / "app"
MODULES = ("requests", "httpx", "responses", "respx", "pytest_asyncio")


def run(*words: str) -> tuple[int, str]:
    """Run its tests with the options *words*."""
    for module in MODULES:
        pytest.importorskip(module)
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_DISABLE_PLUGIN_AUTOLOAD"}
    environment |= {"COLUMNS": "200", "CI": "", "BUILD_NUMBER": ""}
    command = [sys.executable, "-m", "pytest", "-p", "no:randomly", "-p", "no:cacheprovider", *words]
    told = subprocess.run(command, cwd=APP, env=environment, capture_output=True, text=True, check=False)
    return told.returncode, told.stdout


@pytest.mark.parametrize("words", [(), ("-n", "2")], ids=["alone", "workers"])
def test_each_faulty_sender_is_caught_where_it_sends(words: tuple[str, ...]) -> None:
    code, out = run(*words)
    failed = dict(
        re.findall(r"^FAILED tests/test_shop.py::(\w+) - Failed: kochava-lint: (\S+)", out, flags=re.MULTILINE)
    )
    assert code == 1
    assert failed == {
        "test_a_refund_is_reported": "att-missing",
        "test_a_view_is_reported": "user-agent-not-url-encoded",
        "test_a_level_is_reported": "unparseable-os-version",
    }
    for sender in (
        "shop/purchases.py:22 in report_refund",
        "shop/views.py:13 in report_view",
        "shop/queue.py:42 in _work",
    ):
        assert f"sent from {sender}" in out
    assert "8 requests, 8 linted, 3 faulty" in out
    assert "planned, and sent by no test: Start Trial" in out


@pytest.mark.parametrize(
    ("words", "outcomes"),
    [(("--kochava", "report"), "9 passed"), (("--kochava", "off"), "7 passed, 2 skipped")],
    ids=["report", "off"],
)
def test_its_own_tests_pass(words: tuple[str, ...], outcomes: str) -> None:
    code, out = run(*words)
    assert code == 0
    assert outcomes in out


def test_what_it_builds_is_tried_and_is_clean() -> None:
    code, out = run("tests/test_builders.py", "tests/test_senders.py", "--kochava-fail-on", "info", "-v")
    assert code == 0
    assert re.findall(r"::(\w+) PASSED", out) == ["test_trial", "test_purchase"]
