"""The lowest dependencies: `.ci/run` and nox install exactly what pyproject.toml says is enough."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]


def test_every_requirement_has_a_lower_bound_and_becomes_that() -> None:
    script = str(CHECKOUT / ".ci" / "lowest.py")
    lines = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True).stdout.splitlines()
    assert len(lines) > 15
    project = (CHECKOUT / "pyproject.toml").read_text("utf-8")
    for line in lines:
        assert re.fullmatch(r"[\w.-]+==[0-9.]+(; python_version < '3\.\d+')?", line), line
        assert f'"{line.replace("==", ">=")}"' in project
    assert {line.partition("==")[0] for line in lines} >= {"orjson", "jsonschema-rs", "pytest", "hypothesis"}
