"""`kochava-lint config`: which options hold, and where each comes from."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from kochava_lint.cli.project import Project, Projects, known_rules
from kochava_lint.errors import OptionError
from kochava_lint.options import SETTINGS, Options
from kochava_lint.options_schema import options_schema
from kochava_lint.plugins import load_plugins
from kochava_lint.printable import printable
from kochava_lint.reporters.file_path import relative_path
from kochava_lint.setting import Setting

__all__ = ["config", "print_schema"]

_COMMAND_LINE = "the command line"
_DEFAULT = "default"
_COLUMN = 48


def config(
    path: str | None = None, *, given: Mapping[str, Any] | None = None, config: str | None = None, as_json: bool = False
) -> int:
    """
    Print the options that hold for the file or folder at *path*, and the source of each.

    Raises: `OptionError` and `PluginError` where they cannot be used.
    """
    given = given or {}
    projects = Projects(given, config)
    if path is not None and not os.path.lexists(path):
        raise OptionError(f"there is no file or folder {path}")
    named = path if path is None or not os.path.isdir(path) else os.path.join(path, "")
    project = projects.of(named)
    told = [(setting, *_held(setting, projects.whole if setting.whole else project, given)) for setting in SETTINGS]
    if as_json:
        values = {setting.key: {"value": value, "from": source} for setting, value, source in told}
        print(json.dumps(values, indent=2, ensure_ascii=False))
    else:
        for line in _lines(told, project.options):
            print(line)
    return 0


def print_schema() -> int:
    """Print the JSON Schema of the options."""
    plugins = load_plugins()
    print(json.dumps(options_schema(known_rules(plugins), plugins.reporters), indent=2))
    return 0


def _held(setting: Setting, project: Project, given: Mapping[str, Any]) -> tuple[object, str]:
    options = project.options
    value = getattr(options, setting.field)
    sources = []
    if setting.field in options.said and (setting.adds or setting.field not in given):
        sources.append(_shown(options.file))
    if setting.field in given:
        sources.append(_COMMAND_LINE)
    written = None if value is None else setting.kind.written(value)
    return written, ", ".join(sources) or _DEFAULT


def _lines(told: Sequence[tuple[Setting, Any, str]], options: Options) -> Iterator[str]:
    import tomlkit  # noqa: PLC0415 - only this form pays for it

    yield f"# Options of {_shown(options.file) if options.file else 'no file'}, and what holds where it says nothing."
    for setting, value, source in told:
        if value is None:
            line = f"# {setting.key} is not set"
        elif setting.key == "plan":
            line = f"# plan: {', '.join(f'{len(names)} {key}' for key, names in value.items())}"
        elif not isinstance(value, dict):
            line = f"{setting.key} = {tomlkit.item(value).as_string()}"
        else:
            continue
        yield f"{line:{_COLUMN}}  # {source}"
    for setting, value, source in told:
        if isinstance(value, dict) and setting.key != "plan":
            yield ""
            yield f"{f'[{setting.key}]':{_COLUMN}}  # {source}"
            for key, entry in value.items():
                yield f"{tomlkit.key(key).as_string()} = {tomlkit.item(entry).as_string()}"


def _shown(file: Path | None) -> str:
    """The *file* as it is called from here, where that is shorter."""
    if file is None:
        return _DEFAULT
    return printable(relative_path(str(file)))
