"""The reference of commands, made of the parser of the command line."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator

from generate.markdown import code, fence, paragraph, table
from kochava_lint.cli.arguments import make_parser

__all__ = ["pages"]

_EXAMPLES = re.compile(r"examples:\n((?:  .*\n)*)")


def pages() -> Iterator[tuple[str, str]]:
    """The page of all commands."""
    parser = make_parser()
    text = f"# Commands\n\n{parser.description}\n\n"
    text += "Most options of `check` can stand in a file too: see [Configuration](configuration.md).\n\n"
    text += "".join(_sections(parser))
    yield "reference/commands.md", text


def _sections(parser: argparse.ArgumentParser) -> Iterator[str]:
    for name, summary, command in _commands(parser):
        nested = list(_sections(command))
        if nested:
            yield from nested
        else:
            yield f"## {name}\n\n{_told(summary, command)}\n\n{_usage(command)}\n{_options(command)}\n"


def _commands(parser: argparse.ArgumentParser) -> Iterator[tuple[str, str, argparse.ArgumentParser]]:
    """The commands of a parser: each one's words, what it is for, and its own parser."""
    for action in parser._actions:  # noqa: SLF001 - argparse has no other way to ask for them
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - as above
            summaries = {choice.dest: choice.help or "" for choice in action._choices_actions}  # noqa: SLF001 - as above
            for name, command in action.choices.items():
                yield command.prog, summaries[name], command


def _told(summary: str, command: argparse.ArgumentParser) -> str:
    """What the command says of itself, which its summary mostly begins."""
    description = (command.description or "").replace("\n", " ")
    return description if description.lower().startswith(summary.lower()) else f"{paragraph(summary)} {description}"


def _usage(command: argparse.ArgumentParser) -> str:
    usage = re.sub(r"\n\s+", " ", command.format_usage().removeprefix("usage: ")).strip()
    examples = _EXAMPLES.search(command.epilog or "")
    lines = [line[2:] for line in examples[1].splitlines()] if examples else []
    return fence("\n".join([usage, *([""] if lines else []), *lines]), "text")


def _options(command: argparse.ArgumentParser) -> str:
    text = ""
    for group in command._action_groups:  # noqa: SLF001 - as above
        rows = [_row(action) for action in group._group_actions if action.help != argparse.SUPPRESS]  # noqa: SLF001 - as above
        rows = [row for row in rows if row[0] != "`-h`, `--help`"]
        if rows:
            text += f"**{paragraph(group.title or '')[:-1]}**\n\n{table(('', ''), rows)}\n"
    return text


def _row(action: argparse.Action) -> tuple[str, str]:
    value = _value(action)
    names = [f"{name} {value}".strip() for name in action.option_strings] or [value]
    return ", ".join(map(code, names)), action.help or ""


def _value(action: argparse.Action) -> str:
    if action.nargs == 0:
        return ""
    if action.choices is not None:
        return "|".join(map(str, action.choices))
    if isinstance(action.metavar, str):
        return action.metavar
    return "" if action.option_strings else action.dest.upper()
