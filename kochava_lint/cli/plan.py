"""`kochava-lint plan init` and `plan coverage`: a tracking plan from traffic, and traffic against a plan."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from kochava_lint.cli.complaint import complain
from kochava_lint.cli.counted import payloads_in
from kochava_lint.cli.exit_code import CLEAN, FINDINGS, NOTHING, USAGE
from kochava_lint.cli.inputs import Inputs, shown_name
from kochava_lint.cli.project import Projects
from kochava_lint.errors import OptionError
from kochava_lint.payload import MISSING, Payload
from kochava_lint.plan_coverage import Coverage, EventCoverage, Share
from kochava_lint.plan_draft import Draft
from kochava_lint.printable import printable

__all__ = ["plan_coverage", "plan_init"]

_VERSION = 1


def plan_init(
    paths: Sequence[str],
    *,
    output: str | None = None,
    given: Mapping[str, Any] | None = None,
    config: str | None = None,
) -> int:
    """
    Draft a tracking plan from the captures at *paths*, and write it to standard output or into the file *output*.

    Returns the exit code: 2 where an input could not be read, 4 where there was no payload in any, else 0.

    Raises: `OptionError` where *output* is there already, or cannot be written.
    """
    if output is not None and Path(output).exists():  # before anything is read
        _refuse_to_replace(Path(output))
    captures = _Captures(paths, Projects(given, config))
    draft = Draft()
    for payload in captures:
        draft.see(payload)
    if draft.left_out:
        complain(f"warning: {draft.left_out:,} events are left out: their names look like a person's, or are too many")
    if captures.payloads:
        text = _written(draft, captures.payloads, own_file=output is not None and Path(output).name != "pyproject.toml")
        if output is None:
            sys.stdout.write(text)
        else:
            _write_new(Path(output), text)
            events = f"{len(draft.events):,} event{'' if len(draft.events) == 1 else 's'}"
            complain(f"drafted {events} into {output}; correct it, it says no more than what was sent")
    return captures.exit_code()


def plan_coverage(
    paths: Sequence[str],
    *,
    given: Mapping[str, Any] | None = None,
    config: str | None = None,
    output_format: str = "text",
    fail_under: float | None = None,
) -> int:
    """
    Tell which planned events and keys the captures at *paths* exercise, and which never.

    Returns the exit code: 2 where an input could not be read, 1 where less than *fail_under* percent of all planned
    events and keys are exercised, 4 where there was no payload, else 0.

    Raises: `OptionError` where there is no plan.
    """
    projects = Projects(given, config)
    plan = projects.options.plan
    if plan is None or plan.events is None:
        where = f"{projects.options.file} names no events" if projects.options.file else "there are no options here"
        raise OptionError(f"{where}: a tracking plan stands in [tool.kochava-lint.plan]; `plan init` drafts one")
    captures = _Captures(paths, projects)
    coverage = Coverage(plan)
    for payload in captures:
        coverage.see(payload)
    if output_format == "json":
        print(json.dumps(_described(coverage), indent=2))
    else:
        for line in _lines(coverage):
            print(printable(line))
    code = captures.exit_code()
    if code in {CLEAN, NOTHING} and fail_under is not None and coverage.total.percent < fail_under:
        complain(f"{coverage.total.percent} % of the plan is exercised, which is under {fail_under:g} %")
        return FINDINGS
    return code


class _Captures:
    """The payloads of all inputs, one after the other; what is no JSON is told of, and the others go on."""

    def __init__(self, paths: Sequence[str], projects: Projects) -> None:
        self._inputs = Inputs(paths, projects)
        self.payloads = 0

    def __iter__(self) -> Iterator[Payload]:
        return self._inputs.each(self._in_file)

    def _in_file(self, path: str) -> Iterator[Payload]:
        for payload in payloads_in(self._inputs.read(path)):
            if payload.data is MISSING:
                line = payload.source.line if payload.source else 0
                complain(f"warning: {shown_name(path)}:{line}: not read: `kochava-lint check` says why")
            elif isinstance(payload.data, dict):
                self.payloads += 1
                yield payload

    def exit_code(self) -> int:
        """What reading has come to."""
        if self._inputs.errors:
            return USAGE
        if not self.payloads:
            complain("there is no payload in any of these")
            return NOTHING
        return CLEAN


def _written(draft: Draft, payloads: int, *, own_file: bool) -> str:
    """The plan as TOML: for a file of our own, or for `pyproject.toml`."""
    import tomlkit  # noqa: PLC0415 - only this command pays for it

    plan = tomlkit.table()
    table = draft.table()
    if "app-ids" in table:
        plan.add("app-ids", table["app-ids"])
    events = tomlkit.table(is_super_table=True)
    remarks = dict(draft.remarks())
    for name, event in table["events"].items():
        section = tomlkit.table()
        commented = section
        if "schema" in event:
            commented = _schema_table(event["schema"])
            section.add("schema", commented)
        commented.comment(remarks[name])
        events.add(name, section)
    plan.add("events", events)
    document = tomlkit.document()
    seen = f"{payloads:,} payload{'' if payloads == 1 else 's'}"
    document.add(tomlkit.comment(f"A tracking plan for kochava-lint, drafted from {seen}: correct it."))
    if own_file:
        document.add("plan", plan)
    else:
        document.add(
            "tool",
            tomlkit.table(is_super_table=True).add(
                "kochava-lint", tomlkit.table(is_super_table=True).add("plan", plan)
            ),
        )
    return tomlkit.dumps(document)


def _refuse_to_replace(path: Path) -> NoReturn:
    raise OptionError(f"{path} is there already; name another file, or leave --output out and copy what is printed")


def _write_new(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        _refuse_to_replace(path)
    except OSError as error:
        raise OptionError(f"cannot write {path}: {error.strerror or error}") from error


def _schema_table(schema: dict[str, Any]) -> Any:  # noqa: ANN401 - tomlkit's types are imported only where used
    import tomlkit  # noqa: PLC0415 - as above

    table = tomlkit.table()
    for key in ("type", "required"):
        if key in schema:
            table.add(key, schema[key])
    properties = tomlkit.table()
    for name, value in schema.get("properties", {}).items():
        inline = tomlkit.inline_table()
        inline.update(value)
        properties.add(name, inline)
    if "properties" in schema:
        table.add("properties", properties)
    return table


def _lines(coverage: Coverage) -> Iterator[str]:
    """The coverage for people: an event a line, then the sum."""
    events = list(coverage.events())
    width = max((len(_shown(event.name)) for event in events), default=0)
    for event in events:
        yield f"{_shown(event.name):{width}}  {_told(event)}".rstrip()
    for name, count in sorted(coverage.unplanned.items()):
        yield f"{_shown(name):{width}}  {_times(count)}, and the plan does not name it"
    if coverage.left_out:
        yield f"more events that the plan does not name: {coverage.left_out:,}"
    keys = coverage.exercised_keys
    never = [f"`{event.name}`" for event in events if not event.payloads]
    missed = [
        f"`{key}` of {event.name}" for event in events if event.payloads for key, n in event.keys.items() if not n
    ]
    shown = f"; never: {', '.join([*never, *missed])}" if never or missed else ""
    of_keys = f", {_of(keys)} keys" if keys.planned else ""
    yield f"{_of(coverage.exercised_events)} events{of_keys} ({coverage.total.percent} %){shown}"


def _shown(name: str) -> str:
    """The name of an event, in quotes where it would not be seen whole."""
    return name if name == name.strip() else json.dumps(name, ensure_ascii=False)


def _told(event: EventCoverage) -> str:
    if not event.payloads:
        return "never"
    never = [key for key, count in event.keys.items() if not count]
    return _times(event.payloads) + (f"; {', '.join(f'`{key}`' for key in never)} never" if never else "")


def _times(count: int) -> str:
    return f"{count:,} time{'' if count == 1 else 's'}"


def _of(share: Share) -> str:
    return f"{share.covered:,} of {share.planned:,}"


def _described(coverage: Coverage) -> dict[str, Any]:
    return {
        "version": _VERSION,
        "events": [
            {"name": event.name, "payloads": event.payloads, "keys": dict(event.keys)} for event in coverage.events()
        ],
        "unplanned": dict(sorted(coverage.unplanned.items())),
        "summary": {
            "events": coverage.exercised_events._asdict(),
            "keys": coverage.exercised_keys._asdict(),
            "percent": coverage.total.percent,
        },
    }
