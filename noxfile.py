"""`make nox`: the test suite on every Python that the machine has, with the newest dependencies and with the lowest."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nox

nox.options.default_venv_backend = "venv"
nox.options.error_on_missing_interpreters = False  # whichever there are

if shutil.which("pyenv") is not None:  # it runs only those of its Pythons that are chosen, and has more
    told = subprocess.run(["pyenv", "versions", "--bare"], capture_output=True, text=True, check=True)  # noqa: S607
    os.environ["PYENV_VERSION"] = ":".join(["system", *told.stdout.split()])

_PROJECT = nox.project.load_toml("pyproject.toml")
_TEST = nox.project.dependency_groups(_PROJECT, "test")
_PYTEST = ("-m", "not slow and not clients", "-n", "auto")


@nox.session(python=nox.project.python_versions(_PROJECT))
def tests(session: nox.Session) -> None:
    """Run the suite with the newest dependencies."""
    session.install("--editable", ".", *_TEST)
    session.run("python", "-m", "pytest", *_PYTEST, *session.posargs)


@nox.session(python=nox.project.python_versions(_PROJECT)[0])
def lowest(session: nox.Session) -> None:
    """Run the suite with the lowest dependencies that pyproject.toml allows, on the lowest Python."""
    told = session.run(sys.executable, ".ci/lowest.py", external=True, silent=True)
    constraints = Path(session.create_tmp()) / "lowest.txt"
    constraints.write_text(str(told), "utf-8")
    session.install("--constraint", str(constraints), "--editable", ".", *_TEST)
    session.run("python", "-m", "pytest", *_PYTEST, *session.posargs)
