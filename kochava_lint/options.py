"""
Options: what the user chose.

They are read at the edges only: nothing inside knows that there are any.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kochava_lint.option_kinds import (
    APP_IDS,
    FILE_IGNORES,
    FORMAT,
    HOSTS,
    MODULES,
    OUTPUT_FILE,
    OUTPUTS,
    PATTERNS,
    PAYLOAD_PATH,
    PLAN,
    RULE_NAMES,
    SEVERITIES_OF_RULES,
    SEVERITY,
    VARIABLE,
    FileIgnore,
    Module,
    OutputFile,
)
from kochava_lint.setting import FLAG, Pattern, choice, count, path, setting, settings_of, size

if TYPE_CHECKING:
    from kochava_lint.plan import TrackingPlan

__all__ = ["SETTINGS", "Options"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """
    What holds for a file, or for a run: what the project says, and where it says nothing, what holds by default.

    *file* is the one that says it, None where there is none, and *said* names the fields that it speaks of. Paths and
    patterns in it are from its folder on.
    """

    file: Path | None = None
    said: frozenset[str] = frozenset()

    select: tuple[str, ...] = setting(RULE_NAMES, "report these rules only", default=(), group="rules")
    ignore: tuple[str, ...] = setting(RULE_NAMES, "do not report these rules", default=(), group="rules", adds=True)
    severity: tuple[tuple[str, str], ...] = setting(
        SEVERITIES_OF_RULES,
        "how bad what a rule finds is: info, warning or error",
        default=(),
        group="rules",
        adds=True,
    )
    per_file_ignores: tuple[FileIgnore, ...] = setting(
        FILE_IGNORES, "do not report these rules in these files", default=(), group="rules", adds=True
    )
    fail_on: str = setting(SEVERITY, "the least severity that makes the exit code 1", default="error", group="rules")
    min_severity: str | None = setting(
        SEVERITY, "the least severity that is shown (warning, or that of --fail-on)", default=None, group="rules"
    )
    assume_ios14: bool = setting(
        FLAG, "take an Apple device of unknown version for one with iOS 14 or later", default=False, group="rules"
    )

    app_ids: tuple[str, ...] = setting(
        APP_IDS, "the apps that you send for; others are findings", default=(), group="your contract", flag="--app-id"
    )
    plan: TrackingPlan | None = setting(
        PLAN, "the events that you mean to send: take them from this file", default=None, group="your contract"
    )
    secret_env: str | None = setting(
        VARIABLE,
        "the environment variable that holds the secret of strict authentication",
        default=None,
        group="your contract",
    )

    exclude: tuple[Pattern, ...] = setting(
        PATTERNS, "pass over these files and folders", default=(), group="reading captures", adds=True
    )
    force_exclude: bool = setting(
        FLAG, "pass over them even where they are named on the command line", default=False, group="reading captures"
    )
    hosts: tuple[str, ...] = setting(
        HOSTS,
        "read requests to this host too, such as a proxy that passes them on to Kochava",
        default=(),
        group="reading captures",
        flag="--host",
        adds=True,
    )
    all_hosts: bool = setting(FLAG, "read requests to any host", default=False, group="reading captures")
    ignore_unrelated: bool = setting(
        FLAG,
        "pass over files and JSON that are not meant for Kochava; then nothing to lint is no failure",
        default=False,
        group="reading captures",
    )
    payload_path: tuple[str, ...] | None = setting(
        PAYLOAD_PATH,
        "where payloads are in the values of a JSON log, such as request.body or events.*",
        default=None,
        group="reading captures",
    )
    max_payload: int = setting(
        size(), "do not decode payloads beyond this", default=16 * 1024**2, group="reading captures"
    )
    max_expanded: int = setting(size(), "read no more of a compressed file", default=1024**3, group="reading captures")
    plugins: tuple[Module, ...] = setting(
        MODULES,
        "take rules, input and output formats from this module too",
        default=(),
        group="reading captures",
        flag="--plugin",
        adds=True,
        whole=True,
    )

    output_format: str = setting(FORMAT, "how the report is written", default="text", group="the report", whole=True)
    output_file: Path | None = setting(
        OUTPUT_FILE,
        "write the report to this file, and not to standard output",
        default=None,
        group="the report",
        whole=True,
    )
    output: tuple[OutputFile, ...] = setting(
        OUTPUTS,
        "write one more report: its format, and its file",
        default=(),
        group="the report",
        adds=True,
        whole=True,
    )
    max_findings: int | None = setting(
        count(),
        "show no more findings than these; the others are counted",
        default=None,
        group="the report",
        whole=True,
    )
    show_values: bool = setting(
        FLAG, "show what identifies devices and people", default=False, group="the report", whole=True
    )
    color: str = setting(
        choice("auto", "always", "never"),
        "colour the report; auto does on a terminal",
        default="auto",
        group="the report",
        whole=True,
    )
    baseline: Path | None = setting(
        path(), "do not report the findings that this file accepts", default=None, group="the baseline", whole=True
    )

    @property
    def tracking_plan(self) -> TrackingPlan | None:
        """The plan, with the app ids that are named beside it."""
        if not self.app_ids:
            return self.plan
        from kochava_lint.plan import TrackingPlan  # noqa: PLC0415 - most runs have no plan

        plan = self.plan or TrackingPlan()
        return TrackingPlan(plan.events, frozenset(self.app_ids) | (plan.app_ids or frozenset()))

    def with_given(self, given: Mapping[str, Any]) -> Options:
        """
        What holds where the command line says what is *given*, by field: it takes the place of what the project says.

        What is added instead is told by the setting. Rules that are selected there are reported also where the
        project ignores them.
        """
        changes: dict[str, Any] = {
            known.field: (*getattr(self, known.field), *given[known.field]) if known.adds else given[known.field]
            for known in SETTINGS
            if known.field in given
        }
        if "select" in given:
            project = tuple(rule for rule in self.ignore if rule not in given["select"])
            changes["ignore"] = (*project, *given.get("ignore", ()))
        return replace(self, **changes)


SETTINGS: Final = settings_of(Options)
"""What may be chosen, in the order in which it is told of."""
