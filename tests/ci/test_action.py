"""The action for GitHub: what it is told reaches the program word by word, and is run by no shell."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from outcomes import Outcome
from reports import CLEAN, ERROR

CHECKOUT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((CHECKOUT / "action.yml").read_text("utf-8"))
INSTALL, LINT, UPLOAD = ACTION["runs"]["steps"]
WORKFLOWS = [
    CHECKOUT / "action.yml",
    CHECKOUT / "examples" / "ci" / "github.yml",
    *sorted((CHECKOUT / ".github" / "workflows").glob("*.yml")),
]
BASH = shutil.which("bash")
HOSTILE = [
    "a b.json",
    "$(touch canary)",
    "`touch canary`",
    "'; touch canary; '",
    '"; touch canary; "',
    "--exit-zero",
    "-",
    "*",
    "~",
    "\\",
    "$HOME",
    "${{ github.token }}",
    "&& touch canary",
    "> canary",
    "\ttab ",
    "ünïcode",
]
RECORDER = f"""#!{sys.executable}
import json, os, sys
with open(os.environ["RECORD"], "a") as record:
    print(json.dumps(sys.argv[1:]), file=record)
"""

pytestmark = pytest.mark.skipif(BASH is None, reason="there is no bash")


class Runner:
    """A runner of GitHub's, with a scratch *folder*."""

    def __init__(self, folder: Path) -> None:
        self.work = folder / "work"
        self.temp = folder / "a temp"
        self.bin = self.temp / "kochava-lint" / "bin"
        self.output = folder / "output"
        self.summary = folder / "summary.md"
        self.record = folder / "record"
        for made in (self.work, self.bin):
            made.mkdir(parents=True)
        self.output.touch()

    def provide(self, name: str, content: str = RECORDER, folder: Path | None = None) -> None:
        """Have a program at hand that only notes what words it is given, or does what *content* says."""
        program = (folder or self.bin) / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(content)
        program.chmod(0o755)

    def run(self, step: Mapping[str, Any], given: Mapping[str, str], path: str | None = None) -> Outcome:
        """Run a *step* as a runner does, with the inputs that are *given*."""
        script = self.temp / "script.sh"
        script.write_text(step["run"])
        inputs = {**{name: str(told["default"]) for name, told in ACTION["inputs"].items()}, **given}
        env = {name: inputs[_input_of(expression)] for name, expression in step["env"].items()}
        own = {
            "GITHUB_ACTION_PATH": str(CHECKOUT),
            "GITHUB_OUTPUT": str(self.output),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "RUNNER_TEMP": str(self.temp),
            "RECORD": str(self.record),
            "PATH": os.environ["PATH"] if path is None else f"{path}{os.pathsep}{os.environ['PATH']}",
        }
        outer = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
        done = subprocess.run(
            [str(BASH), "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)],
            cwd=self.work,
            env={**outer, **own, **env},
            capture_output=True,
            text=True,
            check=False,
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    def words(self) -> list[list[str]]:
        """What the programs were given, one after the other."""
        return [json.loads(line) for line in self.record.read_text().splitlines()] if self.record.exists() else []


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


def _input_of(expression: str) -> str:
    found = re.fullmatch(r"\$\{\{ inputs\.([a-z-]+) \}\}", expression)
    assert found is not None, expression
    return found[1]


def _steps(document: Any) -> list[dict[str, Any]]:
    if isinstance(document, dict):
        own = [document] if "run" in document or "uses" in document else []
        return own + [step for value in document.values() for step in _steps(value)]
    if isinstance(document, list):
        return [step for value in document for step in _steps(value)]
    return []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_nothing_is_put_into_the_text_of_a_script(path: Path) -> None:
    steps = _steps(yaml.safe_load(path.read_text("utf-8")))
    assert steps
    assert [step["run"] for step in steps if "${{" in str(step.get("run", ""))] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_of_others_are_pinned_by_their_commit(path: Path) -> None:
    used = re.findall(r"uses: (\S+)(.*)", path.read_text("utf-8"))
    for action, comment in used:
        is_ours = action.startswith(("./", "OWNER/"))
        pinned = re.fullmatch(r"[\w.-]+(/[\w.-]+)+@[0-9a-f]{40}", action) and re.match(r" # v\d+\.\d+\.\d+$", comment)
        assert is_ours or pinned, action


@pytest.mark.parametrize("path", WORKFLOWS[1:], ids=lambda path: path.name)
def test_a_workflow_may_do_no_more_than_each_job_says(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text("utf-8"))
    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        assert (
            {"contents": "read"}.items()
            <= job["permissions"].items()
            <= {("contents", "read"), ("security-events", "write")}
        )


def test_every_input_reaches_a_step_and_is_told_of() -> None:
    used = {_input_of(expression) for step in (INSTALL, LINT) for expression in step["env"].values()}
    assert used == ACTION["inputs"].keys()
    assert all(told["description"] and isinstance(told["default"], str) for told in ACTION["inputs"].values())


def test_the_action_that_is_shown_is_given_inputs_that_there_are() -> None:
    for path in WORKFLOWS[1:]:
        for step in _steps(yaml.safe_load(path.read_text("utf-8"))):
            if step.get("uses", "").startswith(("./", "OWNER/")):
                assert step["with"].keys() <= ACTION["inputs"].keys()
                assert all(isinstance(value, str) for value in step["with"].values())


def test_hostile_paths_are_given_to_the_program_as_they_are(runner: Runner) -> None:
    runner.provide("kochava-lint")
    assert runner.run(LINT, {"paths": "\n".join(HOSTILE) + "\n\n"}).code == 0
    (words,) = runner.words()
    assert words[words.index("--") + 1 :] == HOSTILE
    assert list(runner.work.iterdir()) == []
    assert runner.output.read_text() == "exit-code=0\n"


@pytest.mark.parametrize("value", [value for value in HOSTILE if value != "\ttab "])
def test_a_hostile_input_is_one_word(runner: Runner, value: str) -> None:
    runner.provide("kochava-lint")
    named = ("format", "fail-on", "config", "baseline", "output")
    runner.run(LINT, {"paths": "a.json", "summary": "false", **dict.fromkeys(named, value)})
    format_, *others = (f"--{name}={value}" for name in named)
    told = [format_.replace("--format", "--output-format"), "--ignore-unrelated", *others]
    assert runner.words() == [["check", "--no-progress", *told, "--", "a.json"]]
    assert list(runner.work.iterdir()) == []


@pytest.mark.parametrize("value", [*HOSTILE[:7], "", "yes", "TRUE", "false"])
def test_what_is_not_true_is_false(runner: Runner, value: str) -> None:
    runner.provide("kochava-lint")
    runner.run(LINT, {"paths": "a.json", **dict.fromkeys(("ignore-unrelated", "summary", "upload-sarif"), value)})
    assert runner.words() == [["check", "--no-progress", "--output-format=github", "--", "a.json"]]


def test_findings_fail_the_step_and_are_told_everywhere(runner: Runner) -> None:
    runner.provide("kochava-lint", f'#!/bin/sh\nexec {sys.executable} -m kochava_lint "$@"\n')
    (runner.work / "a b.json").write_text(ERROR)
    (runner.work / "package.json").write_text('{"name": "shop"}')
    told = runner.run(LINT, {"upload-sarif": "true", "output": "junit=j.xml\ngitlab=g h.json\n"})
    assert told.code == 1, told.err
    assert "::error title=kochava-lint%3A empty-value,file=a b.json,line=1" in told.out
    assert runner.output.read_text() == "exit-code=1\n"
    assert "empty-value" in runner.summary.read_text()
    assert json.loads((runner.temp / "kochava-lint.sarif").read_text())["runs"][0]["results"]
    assert "<failure" in (runner.work / "j.xml").read_text()
    assert json.loads((runner.work / "g h.json").read_text())


def test_what_is_clean_passes(runner: Runner) -> None:
    runner.provide("kochava-lint", f'#!/bin/sh\nexec {sys.executable} -m kochava_lint "$@"\n')
    (runner.work / "a.json").write_text(CLEAN)
    assert runner.run(LINT, {"fail-on": "info"}).code == 0
    assert runner.run(LINT, {"fail-on": "fatal"}).code == 2


def test_the_version_of_the_action_is_installed_or_the_one_that_is_named(runner: Runner, tmp_path: Path) -> None:
    runner.provide("python3", folder=tmp_path / "path")
    runner.provide("python")
    for version in ("", "0.1.0", "1.0rc1"):
        assert runner.run(INSTALL, {"version": version}, path=str(tmp_path / "path")).code == 0
    installed = [words[-1] for words in runner.words() if "install" in words]
    assert installed == [str(CHECKOUT), "kochava-lint==0.1.0", "kochava-lint==1.0rc1"]


@pytest.mark.parametrize("version", [*HOSTILE, "1.0\n--index-url", "1.0,>0", "1 @ file:///x", "latest"])
def test_a_version_that_is_none_is_refused(runner: Runner, tmp_path: Path, version: str) -> None:
    runner.provide("python3", folder=tmp_path / "path")
    told = runner.run(INSTALL, {"version": version}, path=str(tmp_path / "path"))
    assert told.code == 2
    assert "version has to be one" in told.out
    assert runner.output.read_text() == "exit-code=2\n"
    assert runner.words() == []
    assert list(runner.work.iterdir()) == []


@pytest.mark.parametrize(
    ("version", "installed"),
    [("", f"{CHECKOUT}[html,zstd]"), ("0.1.0", "kochava-lint[html,zstd]==0.1.0")],
    ids=["of the action", "named"],
)
def test_extras_are_installed(runner: Runner, tmp_path: Path, version: str, installed: str) -> None:
    runner.provide("python3", folder=tmp_path / "path")
    runner.provide("python")
    given = {"version": version, "extras": "html,zstd"}
    assert runner.run(INSTALL, given, path=str(tmp_path / "path")).code == 0
    assert runner.words()[-1][-1] == installed


@pytest.mark.parametrize("extras", [*HOSTILE, "html zstd", "html,", ",", "html]", "html\n--index-url", "[html]"])
def test_extras_that_are_none_are_refused(runner: Runner, tmp_path: Path, extras: str) -> None:
    runner.provide("python3", folder=tmp_path / "path")
    told = runner.run(INSTALL, {"extras": extras}, path=str(tmp_path / "path"))
    assert told.code == 2
    assert "extras are names with commas between" in told.out
    assert runner.words() == []
    assert list(runner.work.iterdir()) == []


def test_the_exit_code_is_known_where_nothing_could_be_installed(runner: Runner, tmp_path: Path) -> None:
    runner.provide("python3", "#!/bin/sh\nexit 1\n", folder=tmp_path / "path")
    assert runner.run(INSTALL, {"version": "99.0"}, path=str(tmp_path / "path")).code == 1
    assert runner.output.read_text() == "exit-code=2\n"
    outputs = ACTION["outputs"]["exit-code"]["value"]
    steps = re.fullmatch(r"\$\{\{ steps\.(\w+)\.outputs\.exit-code \|\| steps\.(\w+)\.outputs\.exit-code \}\}", outputs)
    assert steps is not None
    assert steps.groups() == (LINT["id"], INSTALL["id"])


@pytest.mark.slow
def test_it_installs_itself_and_lints(runner: Runner) -> None:
    shutil.rmtree(runner.bin)
    installed = runner.run(INSTALL, {"extras": "html"})
    assert installed.code == 0, installed.err
    (runner.work / "a.json").write_text(ERROR)
    assert runner.run(LINT, {"output": "html=r.html"}).code == 1
    assert "empty-value" in (runner.work / "r.html").read_text("utf-8")
    (runner.work / "a.json").write_text(CLEAN)
    assert runner.run(LINT, {}).code == 0


def test_what_is_uploaded_is_what_was_written() -> None:
    assert UPLOAD["with"]["sarif_file"] == "${{ runner.temp }}/kochava-lint.sarif"
    assert '"--output=sarif=$RUNNER_TEMP/kochava-lint.sarif"' in LINT["run"]
