"""Lines of captures to lint, and the report that the command makes of them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from samples import android, changed, ios, line

from kochava_lint.cli import main
from kochava_lint.shipped import shipped_folder

CLEAN = line(ios())
OTHER = line(android())
"""Clean too; the same event twice would be a finding."""
ERROR = line(ios(event_name=""))
WARNING = line(ios(origination_ip="10.0.0.1"))
INFO = line(changed(ios(), {"kochava_app_id": "x"}))
BROKEN = CLEAN[:-1] + ",}"
REPORT_SCHEMA = json.loads((shipped_folder() / "report.json").read_text("utf-8"))


def report(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    """Run `check` with the JSON report, and return its exit code and the report, which is valid by its schema."""
    code = main(["check", *words, "--output-format", "json"])
    told = json.loads(capsys.readouterr().out)
    Draft202012Validator(REPORT_SCHEMA).validate(told)
    return code, told


def rules_in(told: dict[str, Any]) -> list[str]:
    return [finding["rule"] for finding in told["findings"]]
