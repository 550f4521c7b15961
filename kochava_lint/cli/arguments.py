"""The words of the command line, and what each may be."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from typing import Any

from kochava_lint._version import __version__
from kochava_lint.cli.parser import Parser, add_settings
from kochava_lint.options import SETTINGS

__all__ = ["make_parser", "parse"]

_READING = [setting for setting in SETTINGS if setting.group == "reading captures"]
_Commands = Any  # argparse has no name for it


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """
    Read *argv* into plain values; `run` is the command to call with them.

    Exits with code 2 where the words are wrong, after saying why.
    """
    parser = make_parser()
    if "_ARGCOMPLETE" in os.environ:  # a shell asks what may come next: see `kochava-lint completion`
        from kochava_lint.cli.completion import complete  # noqa: PLC0415 - and only then

        complete(parser)
    return parser.parse_args(argv)


def make_parser() -> Parser:
    """The parser of the command line, with all commands."""
    parser = Parser(
        prog="kochava-lint",
        description="Find what Kochava would silently drop, before it is sent.",
        examples=(
            "kochava-lint check captures/",
            "kochava-lint check app.har --output html=report.html",
            "kochava-lint explain att-missing",
        ),
        epilog="\nExit codes: 0 clean, 1 findings or a diff, 2 wrong usage or input, 3 a defect of ours,\n"
        "4 nothing to lint, 130 interrupted; see `kochava-lint explain exit-codes`.",
    )
    parser.add_argument("--version", action="version", version=f"kochava-lint {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for add in (
        _add_check,
        _add_explain,
        _add_rules,
        _add_examples,
        _add_generate,
        _add_plan,
        _add_config,
        _add_schema,
        _add_completion,
    ):
        add(commands)
    return parser


def _add_check(commands: _Commands) -> None:
    check = commands.add_parser(
        "check",
        help="lint captured payloads",
        usage="%(prog)s [options] PATH [PATH ...]",
        description="Lint captured payloads: JSON and JSON Lines, HAR, VCR cassettes, flows of mitmproxy, sessions of\n"
        "Charles, Postman collections, commands of curl, raw HTTP and forms, compressed or not.",
        examples=(
            "kochava-lint check captures/ 'logs/**/*.jsonl' --fail-on warning",
            "kochava-lint check app.har --output html=report.html --output sarif=report.sarif",
            "kochava-lint check captures/ --baseline accepted.json --update-baseline",
            "kochava-lint check captures/ --statistics",
            "tail -f events.jsonl | kochava-lint check - --output-format concise",
        ),
    )
    check.set_defaults(run=_run_check)
    _add_paths(check)
    add_settings(check, SETTINGS)
    report = _group(check, "the report")
    report.add_argument(
        "--statistics",
        dest="output_format",
        action="store_const",
        const="statistics",
        default=argparse.SUPPRESS,
        help="count the findings of each rule, and do not list them: the same as --output-format statistics",
    )
    report.add_argument("--exit-zero", action="store_true", help="exit with 0 even if something is found")
    report.add_argument("--no-progress", action="store_true", help="show no progress bar on a terminal")
    work = check.add_argument_group("the work")
    work.add_argument(
        "--jobs",
        type=_jobs,
        metavar="N",
        help="lint large files of JSON Lines with this many processes, or auto: as many as there are processors (auto)",
    )
    work.add_argument(
        "--engine",
        choices=("fast", "plain"),
        default="fast",
        help="plain has every rule look at every payload: as slow, and to the same result (fast)",
    )
    baseline = _group(check, "the baseline")
    baseline.add_argument(
        "--update-baseline", action="store_true", help="accept what is found: write it into the baseline"
    )
    baseline.add_argument(
        "--prune-baseline", action="store_true", help="remove from the baseline what is not found any more"
    )
    fixes = check.add_argument_group("fixes")
    fixes.add_argument("--fix", action="store_true", help="fix what can be fixed safely, in place, and report the rest")
    fixes.add_argument(
        "--unsafe-fixes", action="store_true", help="make the fixes too that may change what a payload means"
    )
    fixes.add_argument("--diff", action="store_true", help="show what --fix would change, and change nothing")
    fixes.add_argument("--show-fixes", action="store_true", help="list each fix that is made, or could be")
    _add_config_file(check)


def _jobs(word: str) -> int | None:
    if word == "auto":
        return None
    if not word.isdecimal() or not int(word):
        raise argparse.ArgumentTypeError(f"{word} is no number of processes: give 1 or more, or auto")
    return int(word)


def _add_explain(commands: _Commands) -> None:
    explain = commands.add_parser(
        "explain",
        help="print a rule's page, or one about the program",
        description="Print a rule's page, or one about the program: exit-codes, fixes, baseline, comments,\n"
        "configuration.",
        examples=("kochava-lint explain att-missing", "kochava-lint explain baseline"),
    )
    explain.set_defaults(run=_run_explain)
    _add_whole(explain)
    explain.add_argument(
        "topic", nargs="?", metavar="RULE", help="its name; `kochava-lint rules` lists them; without one, all pages"
    )


def _add_rules(commands: _Commands) -> None:
    rules = commands.add_parser(
        "rules",
        help="list the rules",
        description="List the rules, built in, installed, and of the project's own plugins.",
        examples=("kochava-lint rules", "kochava-lint rules | grep warning"),
    )
    rules.set_defaults(run=_run_rules)
    _add_whole(rules)


def _add_examples(commands: _Commands) -> None:
    examples = commands.add_parser(
        "examples",
        help="print good and bad payloads of a rule",
        description="Print good and bad payloads of a rule, or of all: the examples of their pages, and with --faults\n"
        "those of the project's self-test, one for each way to break the rule.",
        examples=(
            "kochava-lint examples --rule att-missing",
            "kochava-lint examples --rule invalid-ip --bad --faults",
            "kochava-lint examples --output-format json > examples.json",
        ),
    )
    examples.set_defaults(run=_run_examples)
    examples.add_argument(
        "--rule",
        dest="select",
        action="extend",
        type=lambda words: words.split(","),
        default=[],
        metavar="RULES",
        help="of these rules, with commas between; `kochava-lint rules` lists them (all)",
    )
    kind = examples.add_mutually_exclusive_group()
    kind.add_argument("--good", dest="kind", action="store_const", const="good", help="the good ones only")
    kind.add_argument("--bad", dest="kind", action="store_const", const="bad", help="the bad ones only")
    examples.add_argument("--faults", action="store_true", help="the bad ones of the self-test too")
    examples.add_argument(
        "--output-format",
        dest="examples_format",
        choices=("text", "json"),
        default="text",
        help="text for people, json for programs (text)",
    )
    _add_whole(examples)


def _add_generate(commands: _Commands) -> None:
    generate = commands.add_parser(
        "generate",
        help="make payloads up, for load tests and demonstrations",
        description="Make payloads up, for load tests and demonstrations: installs, events, updates and identity\n"
        "links of a crowd of devices, in sending order. Nothing is found but the faults that are asked for.",
        examples=(
            "kochava-lint generate --count 1000000 --output load.jsonl",
            "kochava-lint generate --count 200 --fault-rate 0.05 | kochava-lint check - --statistics",
            "kochava-lint generate --seed 7 --output-format har --output app.har",
            "kochava-lint generate --fault-rate 0.05 --output load.jsonl --labels labels.jsonl",
        ),
    )
    generate.set_defaults(run=_run_generate)
    generate.add_argument("--count", type=_whole_number, default=1000, metavar="N", help="how many (1000)")
    generate.add_argument(
        "--seed", type=int, default=0, metavar="S", help="the same number makes the same payloads (0)"
    )
    generate.add_argument(
        "--fault-rate", type=_share, default=0.0, metavar="SHARE", help="how many get a fault, from 0 to 1 (0)"
    )
    generate.add_argument(
        "--output-format",
        dest="generate_format",
        choices=("jsonl", "har"),
        default="jsonl",
        help="jsonl, a payload a line, or har, which holds requests: in those may be faults too (jsonl)",
    )
    generate.add_argument(
        "--output", dest="generated", metavar="FILE", help="write this file, instead of to standard output"
    )
    generate.add_argument(
        "--labels", metavar="FILE", help="write what is found, as JSON Lines: line, rule and pointer of each"
    )


def _add_plan(commands: _Commands) -> None:
    plan = commands.add_parser(
        "plan",
        help="draft a tracking plan, or tell what of it is exercised",
        description="The tracking plan: the events that you mean to send, in [tool.kochava-lint.plan].",
        examples=("kochava-lint plan init captures/ >> pyproject.toml", "kochava-lint plan coverage captures/"),
    )
    of_plan = plan.add_subparsers(title="commands", metavar="COMMAND", required=True)
    init = of_plan.add_parser(
        "init",
        help="draft a plan from captured payloads",
        usage="%(prog)s [options] PATH [PATH ...]",
        description="Draft a plan from captured payloads: events, types, required keys, enums of few values.",
        examples=(
            "kochava-lint plan init captures/ >> pyproject.toml",
            "kochava-lint plan init app.har --output kochava-lint.toml",
        ),
    )
    init.set_defaults(run=_run_plan_init)
    init.add_argument(
        "--output", dest="draft", metavar="FILE", help="write a new kochava-lint.toml, instead of to standard output"
    )
    coverage = of_plan.add_parser(
        "coverage",
        help="tell which planned events and keys captures exercise",
        usage="%(prog)s [options] PATH [PATH ...]",
        description="Tell which planned events and keys captured payloads exercise, and which never.",
        examples=("kochava-lint plan coverage captures/", "kochava-lint plan coverage captures/ --fail-under 80"),
    )
    coverage.set_defaults(run=_run_plan_coverage)
    coverage.add_argument(
        "--output-format",
        dest="coverage_format",
        choices=("text", "json"),
        default="text",
        help="text for people, json for programs (text)",
    )
    coverage.add_argument(
        "--fail-under", type=_percentage, metavar="PERCENT", help="exit with 1 where less of the plan is exercised"
    )
    for command in (init, coverage):
        _add_paths(command)
        add_settings(command, _READING)
        _add_config_file(command)


def _add_config(commands: _Commands) -> None:
    config = commands.add_parser(
        "config",
        help="show which options hold, and where they come from",
        usage="%(prog)s [options] [PATH]",
        description="Show which options hold for a file or folder, and where each comes from: as a kochava-lint.toml\n"
        "would say them, but for the plan, which is not written out. All options of `check` can be given too.",
        examples=(
            "kochava-lint config",
            "kochava-lint config captures/app.har --fail-on warning",
            "kochava-lint config --schema > kochava-lint.schema.json",
        ),
    )
    config.set_defaults(run=_run_config)
    config.add_argument("path", nargs="?", metavar="PATH", help="the file or folder that is asked about (this folder)")
    form = config.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="write JSON for programs")
    form.add_argument("--schema", action="store_true", help="print the JSON Schema of kochava-lint.toml")
    _add_config_file(config)
    add_settings(config, SETTINGS)


def _add_schema(commands: _Commands) -> None:
    schema = commands.add_parser(
        "schema",
        help="print a JSON Schema for editors and other tools",
        description="Print the JSON Schema of the payloads of an action, of the options, of the baseline, or of the\n"
        "JSON report: one file, with no reference to elsewhere.",
        examples=("kochava-lint schema", "kochava-lint schema event > event.schema.json"),
    )
    schema.set_defaults(run=_run_schema)
    schema.add_argument("schema", nargs="?", metavar="NAME", help="which; without it, they are listed")


def _add_completion(commands: _Commands) -> None:
    completion = commands.add_parser(
        "completion",
        help="print what makes a shell complete the words of this program",
        description="Print what makes a shell complete the words of this program, the names of rules included.",
        examples=(
            "bash:  kochava-lint completion bash > ~/.local/share/bash-completion/completions/kochava-lint",
            'zsh:   kochava-lint completion zsh > "${fpath[1]}/_kochava-lint"',
            "fish:  kochava-lint completion fish > ~/.config/fish/completions/kochava-lint.fish",
        ),
    )
    completion.set_defaults(run=_run_completion)
    completion.add_argument("shell", choices=("bash", "zsh", "fish"), help="the shell")


def _add_paths(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "paths", nargs="+", metavar="PATH", help="a file, a folder, a pattern, or - for standard input"
    )


def _add_config_file(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--config",
        metavar="FILE",
        help="take the options from this file, for all files (the nearest kochava-lint.toml or pyproject.toml upwards)",
    )


def _add_whole(command: argparse.ArgumentParser) -> None:
    add_settings(command, [setting for setting in SETTINGS if setting.field == "plugins"])
    _add_config_file(command)


def _group(parser: argparse.ArgumentParser, title: str) -> argparse._ArgumentGroup:
    return next(group for group in parser._action_groups if group.title == title)  # noqa: SLF001 - it has no other way


def _given(arguments: argparse.Namespace) -> dict[str, Any]:
    """The options that were given, by field."""
    values = vars(arguments)
    return {
        setting.field: tuple(value) if isinstance(value := values[setting.field], list) else value
        for setting in SETTINGS
        if setting.field in values
    }


# What runs a command is imported only when it runs: `--version` and `--help` shall not wait for it.
def _run_check(arguments: argparse.Namespace) -> int:
    from kochava_lint.cli.check import check  # noqa: PLC0415

    return check(
        arguments.paths,
        given=_given(arguments),
        config=arguments.config,
        exit_zero=arguments.exit_zero,
        no_progress=arguments.no_progress,
        update_baseline=arguments.update_baseline,
        prune_baseline=arguments.prune_baseline,
        fix=arguments.fix,
        unsafe_fixes=arguments.unsafe_fixes,
        diff=arguments.diff,
        show_fixes=arguments.show_fixes,
        jobs=arguments.jobs,
        plain=arguments.engine == "plain",
    )


def _run_explain(arguments: argparse.Namespace) -> int:
    from kochava_lint.cli.explain import explain  # noqa: PLC0415

    return explain(arguments.topic, given=_given(arguments), config=arguments.config)


def _run_rules(arguments: argparse.Namespace) -> int:
    from kochava_lint.cli.rules import rules  # noqa: PLC0415

    return rules(given=_given(arguments), config=arguments.config)


def _run_examples(arguments: argparse.Namespace) -> int:
    from kochava_lint.cli.examples import print_examples  # noqa: PLC0415

    return print_examples(
        arguments.select,
        kind=arguments.kind,
        with_faults=arguments.faults,
        output_format=arguments.examples_format,
        given={name: value for name, value in _given(arguments).items() if name != "select"},
        config=arguments.config,
    )


def _run_generate(arguments: argparse.Namespace) -> int:
    from kochava_lint.cli.generate import generate  # noqa: PLC0415

    return generate(
        count=arguments.count,
        seed=arguments.seed,
        fault_rate=arguments.fault_rate,
        output_format=arguments.generate_format,
        output=arguments.generated,
        labels=arguments.labels,
    )


def _run_plan_init(arguments: argparse.Namespace) -> int:
    from kochava_lint.cli.plan import plan_init  # noqa: PLC0415

    return plan_init(arguments.paths, output=arguments.draft, given=_given(arguments), config=arguments.config)


def _run_plan_coverage(arguments: argparse.Namespace) -> int:
    from kochava_lint.cli.plan import plan_coverage  # noqa: PLC0415

    return plan_coverage(
        arguments.paths,
        given=_given(arguments),
        config=arguments.config,
        output_format=arguments.coverage_format,
        fail_under=arguments.fail_under,
    )


def _run_config(arguments: argparse.Namespace) -> int:
    from kochava_lint.cli.config import config, print_schema  # noqa: PLC0415

    if arguments.schema:
        return print_schema()
    return config(arguments.path, given=_given(arguments), config=arguments.config, as_json=arguments.json)


def _run_schema(arguments: argparse.Namespace) -> int:
    from kochava_lint.cli.schema import schema  # noqa: PLC0415

    return schema(arguments.schema)


def _run_completion(arguments: argparse.Namespace) -> int:
    from kochava_lint.cli.completion import completion  # noqa: PLC0415

    return completion(arguments.shell)


def _percentage(words: str) -> float:
    return _number(words, 100, "percentage")


def _share(words: str) -> float:
    return _number(words, 1, "share")


def _number(words: str, most: int, what: str) -> float:
    try:
        number = float(words)
    except ValueError:
        number = -1
    if not 0 <= number <= most:
        raise argparse.ArgumentTypeError(f"{words!r} is no {what}; write a number from 0 to {most}")
    return number


def _whole_number(words: str) -> int:
    if not words.isdecimal():
        raise argparse.ArgumentTypeError(f"{words!r} is no number of payloads; write one from 0 on")
    return int(words)
