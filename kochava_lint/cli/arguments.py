"""The words of the command line, and what each may be."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kochava_lint._version import __version__

if TYPE_CHECKING:
    from kochava_lint.captures import Reading

__all__ = ["parse"]

_SEVERITIES = ("info", "warning", "error")
_LARGEST = 2**50
_UNITS = {"": 1, "K": 1024, "M": 1024**2, "G": 1024**3}


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """
    Read *argv* into plain values; `run` is the command to call with them.

    Exits with code 2 where the words are wrong, after saying why.
    """
    return _parser().parse_args(argv)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kochava-lint",
        description="Find what Kochava would silently drop, before it is sent.",
        epilog="Exit codes: 0 clean, 1 findings or a diff, 2 wrong usage or input, 3 a defect of ours, "
        "4 nothing to lint, 130 interrupted.",
    )
    parser.add_argument("--version", action="version", version=f"kochava-lint {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_check(commands)
    _add_explain(commands)
    _add_rules(commands)
    _add_plan(commands)
    return parser


def _add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    check = commands.add_parser(
        "check",
        help="lint captured payloads",
        description="Lint captured payloads: JSON and JSON Lines, HAR, VCR cassettes, flows of mitmproxy, sessions of "
        "Charles, Postman collections, commands of curl, raw HTTP and forms, compressed or not.",
        epilog="Example: kochava-lint check captures/ 'logs/**/*.jsonl' --fail-on warning",
    )
    check.set_defaults(run=_run_check)
    _add_paths(check)
    check.add_argument(
        "--select",
        action="append",
        default=[],
        type=_names,
        metavar="RULES",
        help="report these rules only: names, with commas",
    )
    check.add_argument(
        "--ignore", action="append", default=[], type=_names, metavar="RULES", help="do not report these rules"
    )
    check.add_argument(
        "--fail-on", choices=_SEVERITIES, default="error", help="the least severity that makes the exit code 1 (error)"
    )
    check.add_argument(
        "--min-severity", choices=_SEVERITIES, help="the least severity that is shown (warning, or that of --fail-on)"
    )
    check.add_argument(
        "--output-format", default="text", metavar="FORMAT", help="text, concise, json, or a plugin's (text)"
    )
    _add_reading(check)
    fixes = check.add_argument_group("fixes")
    fixes.add_argument("--fix", action="store_true", help="fix what can be fixed safely, in place, and report the rest")
    fixes.add_argument(
        "--unsafe-fixes", action="store_true", help="make the fixes too that may change what a payload means"
    )
    fixes.add_argument("--diff", action="store_true", help="show what --fix would change, and change nothing")
    fixes.add_argument("--show-fixes", action="store_true", help="list each fix that is made, or could be")
    _add_config(check)
    check.add_argument(
        "--secret-env", metavar="NAME", help="the environment variable that holds the secret of strict authentication"
    )
    check.add_argument("--show-values", action="store_true", help="show what identifies devices and people")
    check.add_argument("--exit-zero", action="store_true", help="exit with 0 even if something is found")
    check.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="colour the report (auto: on a terminal)"
    )


def _add_config(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--config",
        metavar="FILE",
        help="take the options from this file (the nearest kochava-lint.toml or pyproject.toml upwards)",
    )


def _add_explain(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    explain = commands.add_parser("explain", help="print a rule's page", description="Print a rule's page.")
    explain.set_defaults(run=_run_explain)
    explain.add_argument("rule", metavar="RULE", help="its name; `kochava-lint rules` lists them")


def _add_rules(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    rules = commands.add_parser("rules", help="list the rules", description="List the rules, built in and installed.")
    rules.set_defaults(run=_run_rules)


def _add_plan(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    plan = commands.add_parser(
        "plan",
        help="draft a tracking plan, or tell what of it is exercised",
        description="The tracking plan: the events that you mean to send, in [tool.kochava-lint.plan].",
    )
    of_plan = plan.add_subparsers(title="commands", metavar="COMMAND", required=True)
    init = of_plan.add_parser(
        "init",
        help="draft a plan from captured payloads",
        description="Draft a plan from captured payloads: events, types, required keys, enums of few values.",
        epilog="Example: kochava-lint plan init captures/ >> pyproject.toml",
    )
    init.set_defaults(run=_run_plan_init)
    init.add_argument("--output", metavar="FILE", help="write a new kochava-lint.toml, instead of to standard output")
    coverage = of_plan.add_parser(
        "coverage",
        help="tell which planned events and keys captures exercise",
        description="Tell which planned events and keys captured payloads exercise, and which never.",
    )
    coverage.set_defaults(run=_run_plan_coverage)
    coverage.add_argument(
        "--output-format", choices=("text", "json"), default="text", help="text for people, json for programs (text)"
    )
    coverage.add_argument(
        "--fail-under", type=_percentage, metavar="PERCENT", help="exit with 1 where less of the plan is exercised"
    )
    _add_config(coverage)
    for command in (init, coverage):
        _add_paths(command)
        _add_reading(command)


def _add_paths(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "paths", nargs="+", metavar="PATH", help="a file, a folder, a pattern, or - for standard input"
    )


def _add_reading(command: argparse.ArgumentParser) -> None:
    reading = command.add_argument_group("reading captures")
    reading.add_argument(
        "--host",
        action="append",
        default=[],
        type=_host,
        metavar="HOST",
        help="read requests to this host too, such as a proxy that passes them on to Kochava",
    )
    reading.add_argument("--all-hosts", action="store_true", help="read requests to any host")
    reading.add_argument(
        "--payload-path",
        type=_path,
        metavar="PATH",
        help="where payloads are in the values of a JSON log, such as request.body or events.*",
    )
    reading.add_argument(
        "--max-payload", type=_size, default="16M", metavar="SIZE", help="do not decode payloads beyond this (16M)"
    )
    reading.add_argument(
        "--max-expanded", type=_size, default="1G", metavar="SIZE", help="read no more of a compressed file (1G)"
    )


def _reading(arguments: argparse.Namespace) -> Reading:
    from kochava_lint.captures import Reading  # noqa: PLC0415

    return Reading(
        hosts=tuple(arguments.host),
        all_hosts=arguments.all_hosts,
        payload_path=arguments.payload_path,
        max_payload=arguments.max_payload,
        max_expanded=arguments.max_expanded,
    )


# What runs a command is imported only when it runs: `--version` and `--help` shall not wait for it.
def _run_check(arguments: argparse.Namespace) -> int:
    from kochava_lint.cli.check import check  # noqa: PLC0415

    return check(
        arguments.paths,
        select=[name for names in arguments.select for name in names],
        ignore=[name for names in arguments.ignore for name in names],
        fail_on=arguments.fail_on,
        min_severity=arguments.min_severity,
        output_format=arguments.output_format,
        reading=_reading(arguments),
        show_values=arguments.show_values,
        exit_zero=arguments.exit_zero,
        color=arguments.color,
        fix=arguments.fix,
        unsafe_fixes=arguments.unsafe_fixes,
        diff=arguments.diff,
        show_fixes=arguments.show_fixes,
        config=arguments.config,
        secret_env=arguments.secret_env,
    )


def _run_explain(arguments: argparse.Namespace) -> int:
    from kochava_lint.cli.explain import explain  # noqa: PLC0415

    return explain(arguments.rule)


def _run_rules(_arguments: argparse.Namespace) -> int:
    from kochava_lint.cli.rules import rules  # noqa: PLC0415

    return rules()


def _run_plan_init(arguments: argparse.Namespace) -> int:
    from kochava_lint.cli.plan import plan_init  # noqa: PLC0415

    return plan_init(arguments.paths, output=arguments.output, reading=_reading(arguments))


def _run_plan_coverage(arguments: argparse.Namespace) -> int:
    from kochava_lint.cli.plan import plan_coverage  # noqa: PLC0415

    return plan_coverage(
        arguments.paths,
        config=arguments.config,
        output_format=arguments.output_format,
        fail_under=arguments.fail_under,
        reading=_reading(arguments),
    )


def _percentage(words: str) -> float:
    try:
        percentage = float(words)
    except ValueError:
        percentage = -1
    if not 0 <= percentage <= 100:  # noqa: PLR2004 - so percentages go
        raise argparse.ArgumentTypeError(f"{words!r} is no percentage; write a number from 0 to 100")
    return percentage


def _names(words: str) -> list[str]:
    names = [name.strip() for name in words.split(",") if name.strip()]
    if not names:
        raise argparse.ArgumentTypeError("no rule is named")
    return names


def _host(words: str) -> str:
    from kochava_lint.options import host_named  # noqa: PLC0415

    host = host_named(words)
    if host is None:
        raise argparse.ArgumentTypeError(f"{words!r} is no host; write such as proxy.example.com or localhost:8080")
    return host


def _path(words: str) -> tuple[str, ...]:
    from kochava_lint.options import path_named  # noqa: PLC0415

    path = path_named(words)
    if not path:
        raise argparse.ArgumentTypeError(f"{words!r} is no path; write such as request.body or events.*")
    return path


def _size(words: str) -> int:
    match = re.fullmatch(r"([1-9][0-9]*)([KMG]?)(?:i?B)?", words)
    if match is None:
        raise argparse.ArgumentTypeError(f"{words!r} is no size; write bytes, or such as 512K, 16M, 1G")
    size = int(match[1]) * _UNITS[match[2]]
    if size > _LARGEST:
        raise argparse.ArgumentTypeError(f"{words!r} is more than any memory holds")
    return size
