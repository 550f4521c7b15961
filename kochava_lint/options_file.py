"""The file of a project's options: `kochava-lint.toml`, or `pyproject.toml` under `[tool.kochava-lint]`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from kochava_lint.errors import OptionError
from kochava_lint.options import SETTINGS, Options
from kochava_lint.setting import Setting
from kochava_lint.tool_table import OWN_FILE, PROJECT_FILE, TABLE, tool_table

__all__ = ["find_options", "options_file", "read_options"]

_BY_KEY: Final = {known.key: known for known in SETTINGS}


def find_options(folder: Path) -> Options:
    """
    The options that hold in *folder*: of the nearest folder upwards that has any.

    Raises: `OptionError` as `read_options` does.
    """
    here = folder.resolve()
    for parent in (here, *here.parents):
        file = options_file(parent)
        if file is not None:
            return read_options(file)
    return Options()


def options_file(folder: Path) -> Path | None:
    """The file of *folder* that says something to us, be it one that cannot be read; None where there is none."""
    for name in (OWN_FILE, PROJECT_FILE):
        file = folder / name
        if _is_there(file) and (name == OWN_FILE or _is_ours(file)):
            return file
    return None


def read_options(file: Path) -> Options:
    """
    The options in *file*, a `pyproject.toml` or one of our own.

    Raises: `OptionError` where it cannot be read, says what means nothing, or names a schema that is none.
    """
    try:
        table = tool_table(file) or {}
        said = {known.field: _value(known, value, file.parent) for known, value in _settings_in(table)}
    except OptionError as error:
        raise OptionError(f"{file}: {error}") from error
    return Options(file=file, said=frozenset(said), **said)


def _is_there(file: Path) -> bool:
    try:
        return file.is_file()
    except OSError:  # before Python 3.14, of a folder that may not be entered
        return False


def _is_ours(file: Path) -> bool:
    """Whether a project's file says anything to us; one that cannot be read is not passed over."""
    try:
        return tool_table(file) is not None
    except OptionError:
        return True


def _settings_in(table: Mapping[str, Any]) -> Iterator[tuple[Setting, object]]:
    for key, value in table.items():
        if key not in _BY_KEY:
            from kochava_lint.spelling import hint  # noqa: PLC0415 - only where something is wrong

            raise OptionError(f"{TABLE} has no key {key}; {hint(key, _BY_KEY)}")
        yield _BY_KEY[key], value


def _value(known: Setting, value: object, folder: Path) -> Any:  # noqa: ANN401 - of the kind that is known
    try:
        made = known.kind.read(value)
    except ValueError as error:
        raise OptionError(f"{known.key} {error}") from error
    return made if known.kind.anchored is None else known.kind.anchored(made, folder)
