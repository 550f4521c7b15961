"""Settings: what a user may choose, in the project's options and on the command line alike."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, Generic, NamedTuple, TypeVar, cast

from kochava_lint.expression import expression

__all__ = ["FLAG", "Kind", "Pattern", "Setting", "choice", "count", "path", "setting", "size", "table", "text", "texts"]

_T = TypeVar("_T")
_LARGEST: Final = 2**50
_UNITS: Final = {"": 1, "K": 1024, "M": 1024**2, "G": 1024**3}
_SIZE: Final = expression(r"([1-9][0-9]*)([KMG]?)(?:i?B)?")

Schema = Mapping[str, Any]


@dataclasses.dataclass(frozen=True)
class Kind(Generic[_T]):
    """
    What a setting may be.

    *read* makes a value of what stands in TOML, *parse* of a word on the command line; both raise `ValueError`, which
    says what the value has to be. *schema* describes in JSON Schema what may stand in TOML. *written* is how TOML
    would write a value. *metavar* stands for the word in help texts. A value that is *anchored* speaks of files, and is
    told the folder in which it was said.
    """

    read: Callable[[object], _T]
    parse: Callable[[str], _T]
    schema: Schema
    written: Callable[[_T], object]
    metavar: str | None = None
    choices: tuple[str, ...] = ()
    anchored: Callable[[_T, Path], _T] | None = None


class Pattern(NamedTuple):
    """Which files are meant: a *pattern* as in `.gitignore`, in a *folder*."""

    folder: Path
    pattern: str


@dataclasses.dataclass(frozen=True)
class Setting:
    """
    What is known of one setting beside its default.

    *field* is its name in Python, *key* the one in TOML, *flag* the one on the command line; *group* puts together what
    belongs together. Where it *adds*, what the command line says is added to what the options say, and else it takes
    their place. It concerns the *whole* run, or else each file, as the options nearest to that say.
    """

    field: str
    kind: Kind[Any]
    summary: str
    group: str
    flag: str
    default: object
    adds: bool
    whole: bool

    @property
    def key(self) -> str:
        """Its key in TOML."""
        return self.field.replace("_", "-")


def setting(
    kind: Kind[Any],
    summary: str,
    *,
    default: _T,
    group: str,
    flag: str | None = None,
    adds: bool = False,
    whole: bool = False,
) -> _T:
    """Declare a field of `Options`: see `Setting`. The *flag* is made of the field's name where none is given."""
    told = {"kind": kind, "summary": summary, "group": group, "flag": flag, "adds": adds, "whole": whole}
    return dataclasses.field(default=default, metadata={Setting: told})


def settings_of(options: type) -> tuple[Setting, ...]:
    """The settings that the dataclass *options* declares, in their order."""
    return tuple(
        Setting(
            field.name,
            **{**told, "default": field.default, "flag": told["flag"] or f"--{field.name.replace('_', '-')}"},
        )
        for field in dataclasses.fields(options)
        if (told := field.metadata.get(Setting)) is not None
    )


def _same(value: _T) -> _T:
    return value


def _checked(value: object, kind: type[_T], wanted: str) -> _T:
    if not isinstance(value, kind):
        raise ValueError(f"has to be {wanted}")  # noqa: TRY004 - it is what the user wrote that is wrong
    return value


FLAG: Final = Kind[bool](
    lambda value: _checked(value, bool, "true or false"), lambda word: word == "true", {"type": "boolean"}, _same
)


def text(metavar: str, wanted: str, made: Callable[[str], _T | None], *, written: Callable[[_T], str]) -> Kind[_T]:
    """A text of which *made* makes the value; None where it is none, and has to be what is *wanted*."""

    def parse(word: str) -> _T:
        value = made(word)
        if value is None:
            raise ValueError(f"has to be {wanted}")
        return value

    def read(value: object) -> _T:
        return parse(_checked(value, str, wanted))

    return Kind(read, parse, {"type": "string", "minLength": 1}, written, metavar)


def choice(*choices: str) -> Kind[str]:
    """One of several words."""
    wanted = f"one of {', '.join(choices)}"
    kind = text("WORD", wanted, lambda word: word if word in choices else None, written=_same)
    return dataclasses.replace(kind, schema={"enum": list(choices)}, choices=choices, metavar=None)


def path(metavar: str = "FILE") -> Kind[Path]:
    """The path of a file; in options, from the folder where they stand."""
    kind = text(metavar, "the path of a file", lambda word: Path(word) if word else None, written=str)
    return dataclasses.replace(kind, anchored=lambda value, folder: folder / value)


def size() -> Kind[int]:
    """A number of bytes, or such as `16M`."""
    wanted = "a size: bytes, or such as 512K, 16M, 1G"

    def parse(word: str) -> int:
        match = _SIZE.fullmatch(word)
        if match is None:
            raise ValueError(f"has to be {wanted}")
        number = int(match[1][:20]) * _UNITS[match[2]]
        if number > _LARGEST:
            raise ValueError(f"has to be {wanted}; {word} is more than any memory holds")
        return number

    def read(value: object) -> int:
        return parse(
            str(value) if isinstance(value, int) and not isinstance(value, bool) else _checked(value, str, wanted)
        )

    schema = {"type": ["integer", "string"], "minimum": 1, "maximum": _LARGEST, "pattern": f"^{_SIZE.pattern}$"}
    return Kind(read, parse, schema, _sized, "SIZE")


def _sized(number: int) -> int | str:
    for unit in ("G", "M", "K"):
        if number % _UNITS[unit] == 0:
            return f"{number // _UNITS[unit]}{unit}"
    return number


def count() -> Kind[int]:
    """A whole number from 1 on."""
    wanted = "a whole number from 1 on"

    def checked(number: int) -> int:
        if not 1 <= number <= _LARGEST:
            raise ValueError(f"has to be {wanted}")
        return number

    def parse(word: str) -> int:
        try:
            return checked(int(word))
        except ValueError:
            raise ValueError(f"has to be {wanted}") from None

    def read(value: object) -> int:
        if isinstance(value, bool):
            raise ValueError(f"has to be {wanted}")  # noqa: TRY004 - as above
        return checked(_checked(value, int, wanted))

    return Kind(read, parse, {"type": "integer", "minimum": 1, "maximum": _LARGEST}, _same, "N")


def texts(
    metavar: str,
    wanted: str,
    made: Callable[[str], _T | None],
    *,
    written: Callable[[_T], object],
    schema: Schema | None = None,
    commas: bool = False,
    anchored: Callable[[_T, Path], _T] | None = None,
) -> Kind[tuple[_T, ...]]:
    """Several texts, of each of which *made* makes a value; with *commas*, a word may hold several of them."""

    def each(words: list[str]) -> tuple[_T, ...]:
        values = tuple(map(made, words))
        if None in values:
            raise ValueError(f"has to be {wanted}")
        return cast("tuple[_T, ...]", values)

    def parse(word: str) -> tuple[_T, ...]:
        words = [part.strip() for part in word.split(",") if part.strip()] if commas else [word]
        if not words:
            raise ValueError(f"has to be {wanted}")
        return each(words)

    def read(value: object) -> tuple[_T, ...]:
        listed = _checked(value, list, f"a list: {wanted}")
        return each([_checked(word, str, f"a list: {wanted}") for word in listed])

    return Kind(
        read,
        parse,
        {"type": "array", "items": schema or {"type": "string", "minLength": 1}},
        lambda values: [written(value) for value in values],
        metavar,
        anchored=None if anchored is None else _each_anchored(anchored),
    )


def table(
    metavar: str,
    wanted: str,
    made: Callable[[str, object], _T | None],
    parse_one: Callable[[str], _T | None],
    *,
    written: Callable[[tuple[_T, ...]], object],
    schema: Schema,
    anchored: Callable[[_T, Path], _T] | None = None,
) -> Kind[tuple[_T, ...]]:
    """A table, of each entry of which *made* makes a value; on the command line, *parse_one* makes one of a word."""

    def listed(values: list[_T | None]) -> tuple[_T, ...]:
        if None in values:
            raise ValueError(f"has to be {wanted}")
        return cast("tuple[_T, ...]", tuple(values))

    def read(value: object) -> tuple[_T, ...]:
        return listed([made(key, entry) for key, entry in _checked(value, dict, f"a table: {wanted}").items()])

    return Kind(
        read,
        lambda word: listed([parse_one(word)]),
        {"type": "object", "propertyNames": {"minLength": 1}, "additionalProperties": schema},
        written,
        metavar,
        anchored=None if anchored is None else _each_anchored(anchored),
    )


def _each_anchored(anchored: Callable[[_T, Path], _T]) -> Callable[[tuple[_T, ...], Path], tuple[_T, ...]]:
    return lambda values, folder: tuple(anchored(value, folder) for value in values)
