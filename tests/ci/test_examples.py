"""The examples for CI: their commands do what they say, and leave the reports where each system is told to look."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import etree
from reports import CLEAN, ERROR

EXAMPLES = Path(__file__).parents[2] / "examples" / "ci"
GITLAB: dict[str, Any] = yaml.safe_load((EXAMPLES / "gitlab.yml").read_text("utf-8"))["payloads"]
JENKINS = (EXAMPLES / "Jenkinsfile").read_text("utf-8")

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")


def run(command: str, folder: Path, payload: str) -> int:
    """Run a *command* of an example in a *folder* with captures in it, where the program is installed."""
    program = folder / ".venv" / "bin" / "kochava-lint"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m kochava_lint "$@"\n')
    program.chmod(0o755)
    (folder / "captures").mkdir()
    (folder / "captures" / "a.json").write_text(payload)
    env = {**os.environ, "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(["bash", "-ec", command], cwd=folder, env=env, capture_output=True, check=False).returncode  # noqa: S607 - whichever bash there is


@pytest.mark.parametrize(("payload", "code"), [(CLEAN, 0), (ERROR, 1)], ids=["clean", "faulty"])
def test_gitlab_finds_its_report_where_it_is_told(tmp_path: Path, payload: str, code: int) -> None:
    (command,) = GITLAB["script"]
    assert run(command, tmp_path, payload) == code
    assert GITLAB["artifacts"]["when"] == "always"
    issues = json.loads((tmp_path / GITLAB["artifacts"]["reports"]["codequality"]).read_text())
    assert [issue["location"]["path"] for issue in issues] == ["captures/a.json"] * code


@pytest.mark.parametrize(("payload", "code"), [(CLEAN, 0), (ERROR, 1)], ids=["clean", "faulty"])
def test_jenkins_finds_its_report_where_it_is_told(tmp_path: Path, payload: str, code: int) -> None:
    install, lint = re.findall(r"^ *sh '(.*)'$", JENKINS, flags=re.MULTILINE)
    assert install.endswith(".venv/bin/pip install kochava-lint")
    assert run(lint, tmp_path, payload) == code
    (report,) = re.findall(r"post \{\s+always \{\s+junit '(.*)'\s+\}", JENKINS)
    suites = etree.parse(tmp_path / report)
    assert len(suites.findall(".//failure")) == code
    assert suites.findall(".//testcase")


def test_what_is_installed_is_this() -> None:
    assert GITLAB["before_script"] == ["pip install kochava-lint"]
    assert JENKINS.count("{") == JENKINS.count("}")
