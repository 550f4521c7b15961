"""A page as a story: its files are written and its commands run, one after the other, in a folder of its own."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import yaml
from blocks import CHECKOUT, Block, Session, sessions
from outcomes import Command

from kochava_lint.options_file import read_options

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["PATH", "Story"]

_SHELL: Final = re.compile(r"[|&;<>$`*\n]|^(?!kochava-lint )")
_SECONDS: Final = re.compile(r"\b\d+\.\d+s\b")
_LEFT_OUT: Final = "[…]\n"
_EXTRAS: Final = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
PATH: Final = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
"""Where commands are: first those of the environment that the tests run in."""

_ENVIRONMENT: Final = {
    # Where CI is, be it empty, pytest shows more.
    **{name: os.environ[name] for name in os.environ if not re.match("PYTEST_|(CI|BUILD_NUMBER)$", name)},
    "PATH": PATH,
    "COLUMNS": "100",
    "PYTHONDONTWRITEBYTECODE": "1",
}


class Story:
    """What a page tells, in a *folder* that has the project's examples; *command* runs the program."""

    def __init__(self, folder: Path, command: Command) -> None:
        self._folder = folder
        self._command = command
        self._kinds: dict[str, Callable[[Block], None]] = {
            "console": self._console,
            "python": self._python,
            "json": self._json,
            "toml": self._toml,
            "yaml": self._yaml,
        }
        shutil.copytree(CHECKOUT / "examples", folder / "examples")

    def tell(self, block: Block) -> None:
        """
        Do what *block* says, and see that it is so.

        Raises: `AssertionError` where it is not so, or where nothing can be done with such a block.
        """
        if block.title:
            path = self._folder / block.title
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, "utf-8")
        assert block.title or block.language in self._kinds, f"{block.where}: what is to be done with this?"
        self._kinds.get(block.language, _nothing)(block)

    def _console(self, block: Block) -> None:
        for session in sessions(block.text):
            if session.command.startswith("pip install "):
                _check_installed(session.command)
            elif session.command.startswith("make "):
                target = session.command.removeprefix("make ")
                assert re.search(f"^{target}:", (CHECKOUT / "Makefile").read_text("utf-8"), re.MULTILINE)
            else:
                shown = self._shown(session)
                wanted = _plain(session.shown)
                pattern = re.compile("(?:.*\n)*?".join(map(re.escape, wanted.split(_LEFT_OUT))))
                assert pattern.fullmatch(_plain(shown)), (
                    f"{block.where}: $ {session.command}\n{shown}\n-- and the page says --\n{wanted}"
                )

    def _shown(self, session: Session) -> str:
        """What the command shows, and then what it says of that; where the shell puts both together, in its order."""
        if not _SHELL.search(session.command):
            outcome = self._command(*shlex.split(session.command)[1:])
            return outcome.out + outcome.err
        ran = subprocess.run(
            [str(shutil.which("bash")), "-c", session.command],
            cwd=self._folder,
            env=_ENVIRONMENT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        return ran.stdout

    def _python(self, block: Block) -> None:
        code = compile(block.text, block.where, "exec")
        if not block.title:
            assert "assert " in block.text, f"{block.where}: code that checks nothing shows nothing"
            exec(code, {"__name__": "page"})  # noqa: S102 - it is our own page

    def _json(self, block: Block) -> None:
        for text in block.text.splitlines() if block.title.endswith(".jsonl") else [block.text]:
            json.loads(text)

    def _toml(self, block: Block) -> None:
        """Options have to be such; what is no options has to be TOML."""
        document = tomllib.loads(block.text)
        is_project = bool(document.keys() & {"build-system", "project", "tool"})
        if is_project and "kochava-lint" not in document.get("tool", {}):
            return
        path = self._folder / ".options" / ("pyproject.toml" if is_project else "kochava-lint.toml")
        path.parent.mkdir(exist_ok=True)
        # What it names stands beside the page's own files.
        shutil.copytree(self._folder, path.parent, dirs_exist_ok=True, ignore=lambda *_: [".options"])
        path.write_text(block.text, "utf-8")
        read_options(path)
        shutil.rmtree(path.parent)

    def _yaml(self, block: Block) -> None:
        """The commands of jobs are run as well, up to their redirections; findings are what they may end with."""
        for command in _commands(yaml.safe_load(block.text)):
            outcome = self._command(*shlex.split(command)[1:])
            assert outcome.code in {0, 1}, f"{block.where}: {command}\n{outcome.err}"


def _commands(value: Any) -> Iterator[str]:
    """What jobs run of this program."""
    if isinstance(value, dict):
        for key, entry in value.items():
            for text in [entry] if isinstance(entry, str) else entry if isinstance(entry, list) else []:
                if key in {"run", "script"} and isinstance(text, str):
                    lines = text.replace("\\\n", " ").splitlines()
                    yield from (line.split(" >")[0] for line in lines if line.startswith("kochava-lint "))
            yield from _commands(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from _commands(entry)


def _plain(text: str) -> str:
    """The *text* without what is another in each run, or cannot be seen: seconds, and spaces at the ends of lines."""
    return _SECONDS.sub("0.00s", re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE))


def _check_installed(command: str) -> None:
    """It is this project that is installed, with extras that it has: `.ci/run` installs what is built of it."""
    for word in shlex.split(command)[2:]:
        name, _, extras = word.rstrip("]").partition("[")
        if name in {"kochava-lint", "."}:
            assert set(filter(None, extras.split(","))) <= _EXTRAS.keys(), command


def _nothing(_: Block) -> None:
    """A file is there when it is written."""
