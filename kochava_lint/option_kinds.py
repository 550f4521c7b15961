"""The kinds of our settings: rules and their severities, files, hosts, a plan, and the like."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kochava_lint.errors import OptionError
from kochava_lint.setting import Kind, Pattern, choice, path, table, text
from kochava_lint.setting import texts as list_of
from kochava_lint.tool_table import PROJECT_FILE, tool_table

if TYPE_CHECKING:
    from kochava_lint.plan import TrackingPlan

from kochava_lint.expression import expression

__all__ = [
    "APP_IDS",
    "FILE_IGNORES",
    "FORMAT",
    "HOSTS",
    "MODULES",
    "OUTPUTS",
    "OUTPUT_FILE",
    "PATTERNS",
    "PAYLOAD_PATH",
    "PLAN",
    "RULE_NAMES",
    "SEVERITIES_OF_RULES",
    "SEVERITY",
    "VARIABLE",
    "FileIgnore",
    "Module",
    "OutputFile",
]

_SEVERITIES: Final = ("info", "warning", "error")
_STDOUT: Final = Path("-")
_HOST: Final = expression(r"(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")


class FileIgnore(NamedTuple):
    """The *rules* that are not reported in the files of a *pattern*."""

    pattern: Pattern
    rules: tuple[str, ...]


class Module(NamedTuple):
    """A Python module, by its *name*, or the path of its file; both are looked for in a *folder*."""

    folder: Path
    name: str


class OutputFile(NamedTuple):
    """A report in *format*, and the file that it is written to."""

    format: str
    path: Path


def _host(words: str) -> str | None:
    """The host that *words* name, with its port where they name one, be it in an address."""
    from kochava_lint.request import Request  # noqa: PLC0415 - `--help` needs no more of it than its name

    named = Request(url=words).netloc.rstrip(".")
    return named if _HOST.fullmatch(named) else None


def _payload_path(words: str) -> tuple[str, ...] | None:
    """The keys that lead to a payload: `request.body`, or as RFC 6901 has it, `/request/body`."""
    if words.startswith("/"):
        return tuple(token.replace("~1", "/").replace("~0", "~") for token in words[1:].split("/"))
    keys = tuple(words.split("."))
    return None if "" in keys else keys


def _path_written(path: tuple[str, ...]) -> str:
    """The *path* in the one of its two forms that can hold it."""
    if path[0].startswith("/") or any("." in key or not key for key in path):
        return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in path)
    return ".".join(path)


def _severity(rule: str, word: object) -> tuple[str, str] | None:
    return (rule, word) if rule and isinstance(word, str) and word in _SEVERITIES else None


def _pattern(word: str) -> Pattern | None:
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - most projects name no pattern

    try:
        GitIgnoreSpec.from_lines([word])
    except (ValueError, re.error):  # such as a lone `!`, and `[z-a]`
        return None
    return Pattern(Path(), word) if word else None


def _file_ignore(pattern: str, rules: object) -> FileIgnore | None:
    meant = _pattern(pattern)
    if meant is None or not isinstance(rules, list) or not rules:
        return None
    return FileIgnore(meant, tuple(rules)) if all(rule and isinstance(rule, str) for rule in rules) else None


def _split_file_ignore(word: str) -> FileIgnore | None:
    pattern, _, rules = word.rpartition(":")
    return _file_ignore(pattern, [rule.strip() for rule in rules.split(",") if rule.strip()])


def _ignores_written(ignores: tuple[FileIgnore, ...]) -> dict[str, list[str]]:
    """The rules by pattern; what is added to a pattern stands beside what was said of it before."""
    told: dict[str, list[str]] = {}
    for ignore in ignores:
        rules = told.setdefault(ignore.pattern.pattern, [])
        rules += [rule for rule in ignore.rules if rule not in rules]
    return told


def _output_file(word: str) -> OutputFile | None:
    name, _, file = word.partition("=")
    return OutputFile(name, Path(file)) if name and file else None


def _plan_written(plan: TrackingPlan | None) -> object:
    return None if plan is None else {"events": sorted(plan.events or ()), "app-ids": sorted(plan.app_ids or ())}


def _plan_read(value: object) -> Any:  # noqa: ANN401 - it becomes a plan where its folder is known
    if not isinstance(value, dict):
        raise ValueError("has to be a table (--plan takes it from a file)")  # noqa: TRY004 - it is what the user wrote that is wrong
    return value


def _plan_named(word: str) -> Any:  # noqa: ANN401 - a plan, whose module is not imported for its type
    file = Path(word)
    table = tool_table(file)
    if table is None:
        raise OptionError("it has no [tool.kochava-lint]")
    plan = table.get("plan", table)
    if plan is table and file.name == PROJECT_FILE:
        raise OptionError("it has no [tool.kochava-lint.plan]")
    if not isinstance(plan, dict):
        raise OptionError("plan has to be a table")
    return _plan_in(plan, file.parent)


def _plan_in(value: Any, folder: Path) -> Any:  # noqa: ANN401 - a plan, or the table of one
    from kochava_lint.plan_table import plan_of  # noqa: PLC0415 - most runs have no plan

    return plan_of(value, folder) if isinstance(value, dict) else value


def _anchored_output(file: Path, folder: Path) -> Path:
    """The *file* of a report; `-` is standard output, wherever that is said."""
    return file if file == _STDOUT else folder / file


def _anchored_pattern(value: Pattern, folder: Path) -> Pattern:
    return value._replace(folder=folder / value.folder)


_RULES: Final = {"type": "array", "items": {"$ref": "#/$defs/rule"}}
RULE_NAMES: Final = replace(
    list_of("RULES", "names of rules", lambda word: word or None, written=str, commas=True), schema=_RULES
)
SEVERITY: Final = choice(*_SEVERITIES)
SEVERITIES_OF_RULES: Final = table(
    "RULE=SEVERITY",
    f"of each rule {', '.join(_SEVERITIES[:-1])} or {_SEVERITIES[-1]}",
    _severity,
    lambda word: _severity(word.partition("=")[0], word.partition("=")[2]),
    written=dict,
    schema={"enum": list(_SEVERITIES)},
)
FILE_IGNORES: Final = table(
    "PATTERN:RULES",
    "of each pattern the names of rules",
    _file_ignore,
    _split_file_ignore,
    written=_ignores_written,
    schema={**_RULES, "minItems": 1},
    anchored=lambda ignore, folder: ignore._replace(pattern=_anchored_pattern(ignore.pattern, folder)),
)
PATTERNS: Final = list_of(
    "PATTERN",
    "patterns as in .gitignore",
    _pattern,
    written=lambda pattern: pattern.pattern,
    anchored=_anchored_pattern,
)
APP_IDS: Final = list_of("ID", "app ids", lambda word: word or None, written=str)
PLAN: Final = Kind[Any](_plan_read, _plan_named, {"$ref": "#/$defs/plan"}, _plan_written, "FILE", anchored=_plan_in)
VARIABLE: Final = text("NAME", "the name of an environment variable", lambda word: word or None, written=str)
HOSTS: Final = list_of("HOST", "hosts, such as proxy.example.com or localhost:8080", _host, written=str)
PAYLOAD_PATH: Final = text("PATH", "a path, such as request.body or events.*", _payload_path, written=_path_written)
MODULES: Final = list_of(
    "MODULE",
    "modules, or paths of Python files",
    lambda word: Module(Path(), word) if word else None,
    written=lambda module: module.name,
    anchored=lambda module, folder: module._replace(folder=folder / module.folder),
)
FORMAT: Final = replace(
    text("FORMAT", "an output format", lambda word: word or None, written=str), schema={"$ref": "#/$defs/format"}
)
OUTPUT_FILE: Final = replace(path(), anchored=_anchored_output)
OUTPUTS: Final = list_of(
    "FORMAT=FILE",
    "such as html=report.html",
    _output_file,
    written=lambda output: f"{output.format}={output.path}",
    schema={"type": "string", "pattern": "^[^=]+=."},
    anchored=lambda output, folder: output._replace(path=_anchored_output(output.path, folder)),
)
