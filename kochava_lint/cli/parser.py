"""The parser of the command line: strict about words, and helpful about wrong ones."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from kochava_lint.errors import OptionError
from kochava_lint.setting import FLAG, Setting

__all__ = ["Parser", "add_settings"]


class Parser(argparse.ArgumentParser):
    """A parser that takes no abbreviations, shows examples as they are, and knows what a wrong word may mean."""

    def __init__(self, *, examples: Sequence[str] = (), epilog: str = "", **more: Any) -> None:  # noqa: ANN401 - as `argparse`
        shown = "".join(f"  {example}\n" for example in examples)
        super().__init__(
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            epilog=f"examples:\n{shown}{epilog}",
            **more,
        )
        self.set_defaults(parser=self)

    def parse_args(self, args: Any = None, namespace: Any = None) -> argparse.Namespace:  # type: ignore[override] # noqa: ANN401 - as above
        """Read *args*; what is unknown is told of by the command that it was given to."""
        read: argparse.Namespace
        read, unknown = self.parse_known_args(args, namespace)
        if unknown:
            read.parser.refuse(unknown[0])
        return read

    def refuse(self, word: str) -> NoReturn:
        """Tell that *word* is none of ours, and which may be meant; the exit code is 2."""
        from kochava_lint.spelling import nearest  # noqa: PLC0415 - only where something is wrong

        meant = nearest(word.partition("=")[0], self._option_string_actions) if word.startswith("-") else None
        self.error(f"unrecognized argument: {word}" + (f"; {meant} is probably meant" if meant else ""))

    def _check_value(self, action: argparse.Action, value: Any) -> None:  # noqa: ANN401 - as above
        choices: Iterable[str] = action.choices or ()
        if action.choices is not None and value not in choices:
            from kochava_lint.spelling import hint  # noqa: PLC0415 - as above

            raise argparse.ArgumentError(action, f"invalid choice: {value!r}; {hint(str(value), tuple(choices))}")


def add_settings(parser: argparse.ArgumentParser, settings: Iterable[Setting]) -> None:
    """Add the options that *settings* declare to a command; those that are not given are not set."""
    groups: dict[str, argparse._ArgumentGroup] = {}
    for setting in settings:
        if setting.group not in groups:
            groups[setting.group] = parser.add_argument_group(setting.group)
        _add(groups[setting.group], setting)


def _add(group: argparse._ArgumentGroup, setting: Setting) -> None:
    shared: dict[str, Any] = {"dest": setting.field, "default": argparse.SUPPRESS, "help": _help(setting)}
    if setting.kind is FLAG:
        group.add_argument(setting.flag, action=argparse.BooleanOptionalAction, **shared)
    elif setting.kind.choices:
        group.add_argument(setting.flag, choices=setting.kind.choices, **shared)
    else:
        action = "extend" if isinstance(setting.default, tuple) else "store"
        group.add_argument(setting.flag, action=action, type=_Word(setting), metavar=setting.kind.metavar, **shared)


def _help(setting: Setting) -> str:
    default = setting.default
    if default is None or default is False or default == ():
        return setting.summary
    return f"{setting.summary} ({setting.kind.written(default)})"


class _Word:
    """Reads a word as a setting's value."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting

    def __call__(self, word: str) -> object:
        try:
            return self._setting.kind.parse(word)
        except (ValueError, OptionError) as error:
            raise argparse.ArgumentTypeError(f"{error}, and this is {word!r}") from None
