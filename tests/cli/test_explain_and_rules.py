"""The commands that tell about rules, and what the program says of itself."""

from __future__ import annotations

import subprocess
import sys

import pytest

import kochava_lint
from kochava_lint import Rule
from kochava_lint.cli import main


def test_explain_prints_the_page_of_a_rule(capsys: pytest.CaptureFixture[str], rules: dict[str, Rule]) -> None:
    assert main(["explain", "unparseable-os-version"]) == 0
    page = capsys.readouterr().out
    assert page.startswith("# unparseable-os-version (error; event, install)\n\nNo OS version can be read")
    assert "Help: Send the device's full user agent" in page
    assert "Source: https://support.kochava.com/" in page
    assert "```json bad /data/device_ver" in page
    assert "Not reported where one of these finds something in the payload: ambiguous-apple-user-agent, " in page
    assert rules["unparseable-os-version"].docs in page


@pytest.mark.parametrize("name", ["invalid-json", "sdk-payload"])
def test_a_rule_about_every_payload_says_so(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert main(["explain", name]) == 0
    assert "; every payload)" in capsys.readouterr().out.splitlines()[0]


def test_rules_are_listed_a_line_each(capsys: pytest.CaptureFixture[str], rules: dict[str, Rule]) -> None:
    assert main(["rules"]) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if line.split()[0] in rules]
    assert [line.split()[0] for line in lines] == list(rules)
    assert all(rule.summary in line for rule, line in zip(rules.values(), lines, strict=True))


def test_the_version_is_told_without_loading_anything_heavy() -> None:
    code = (
        "import sys; from kochava_lint.cli import main\ntry: main(['--version'])\nexcept SystemExit: pass\n"
        "print(*[name for name in ('orjson', 'jsonschema_rs', 'pluggy', 'ua_parser') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [f"kochava-lint {kochava_lint.__version__}", ""]


def test_the_package_runs_as_a_module() -> None:
    done = subprocess.run([sys.executable, "-m", "kochava_lint", "--help"], capture_output=True, text=True, check=True)
    assert "check" in done.stdout
    assert "Exit codes: 0 clean, 1 findings" in done.stdout
