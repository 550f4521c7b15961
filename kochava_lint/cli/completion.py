"""`kochava-lint completion SHELL`: completing the words of the command line."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator

import argcomplete
from argcomplete.completers import FilesCompleter
from argcomplete.shell_integration import shellcode

from kochava_lint.cli.explain import topics
from kochava_lint.cli.project import known_rules
from kochava_lint.plugins import load_plugins
from kochava_lint.shipped import published_schemas

__all__ = ["complete", "completion"]

_PROGRAM = "kochava-lint"
_SEVERITIES = ("info", "warning", "error")


def completion(shell: str) -> int:
    """Print the code that has *shell* (`bash`, `zsh` or `fish`) ask this program what may come next."""
    print(shellcode([_PROGRAM], shell=shell), end="")
    return 0


def complete(parser: argparse.ArgumentParser) -> None:
    """Answer the shell that asks what may come next, and exit."""
    for action in _actions(parser):
        known = _KNOWN.get(action.dest)
        if known is not None:
            action.completer = known  # type: ignore[attr-defined] # so `argcomplete` wants it
    argcomplete.autocomplete(parser, default_completer=FilesCompleter())


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:  # noqa: SLF001 - as `argcomplete` does
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - as above
            for command in action.choices.values():
                yield from _actions(command)
        yield action


def _rules() -> Iterable[str]:
    return known_rules(load_plugins())


def _listed(words: Callable[[], Iterable[str]]) -> Callable[..., list[str]]:
    """Completes the last of several words with commas between."""

    def completer(prefix: str, **_: object) -> list[str]:
        before, comma, _last = prefix.rpartition(",")
        return [f"{before}{comma}{word}" for word in words()]

    return completer


def _severities(prefix: str, **_: object) -> list[str]:
    rule, sign, _word = prefix.partition("=")
    return [f"{rule}={word}" for word in _SEVERITIES] if sign else [f"{name}=" for name in _rules()]


_KNOWN: dict[str, Callable[..., list[str]]] = {
    "select": _listed(_rules),
    "ignore": _listed(_rules),
    "severity": _severities,
    "schema": lambda **_: list(published_schemas()),
    "topic": lambda **_: [*_rules(), *topics()],
    "output_format": lambda **_: list(load_plugins().reporters),
    "output": lambda **_: [f"{name}=" for name in load_plugins().reporters],
}
