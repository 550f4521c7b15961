"""What the project at hand brings to a command: its options, its contract, and the rules that follow from them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from kochava_lint.api import Linter
from kochava_lint.captures import CaptureReader, Reading
from kochava_lint.cli.complaint import complain
from kochava_lint.cli.selection import find_rule, selected
from kochava_lint.contract import contract_pages
from kochava_lint.errors import OptionError, PluginError
from kochava_lint.file_patterns import FilePatterns
from kochava_lint.finding import Severity
from kochava_lint.options import Options
from kochava_lint.options_file import find_options, options_file, read_options
from kochava_lint.plugins import Plugins, load_plugins
from kochava_lint.rule import CaptureRule, Rule
from kochava_lint.tool_table import tool_table

__all__ = ["Project", "Projects", "known_rules", "named_options"]


def named_options(config: str) -> Options:
    """
    The options in the file *config*.

    Raises: `OptionError` where they cannot be read, or say what means nothing.
    """
    if not Path(config).is_file():
        raise OptionError(f"there is no file {config}")
    options = read_options(Path(config))
    if not options.said and tool_table(Path(config)) is None:
        raise OptionError(f"{config} says nothing of kochava-lint: it has no [tool.kochava-lint]")
    return options


def known_rules(plugins: Plugins) -> Mapping[str, Rule]:
    """
    Every rule there is, by name: those of plugins, and those about the user's own contract, whether there is one.

    Raises: `PluginError` where a plugin's rule is called as one of the latter is.
    """
    contract = {rule.name: rule for rule in contract_pages()}
    for name in contract.keys() & plugins.rules.keys():
        raise PluginError(f"the plugin {plugins.origins[name]} adds a rule called {name}, which there is already")
    return dict(sorted({**plugins.rules, **contract}.items()))


def _options_at_hand() -> Options:
    """
    The options of the current folder.

    Raises: `OptionError` where they cannot be used, or there is no such folder any more.
    """
    try:
        folder = Path.cwd()
    except OSError as error:
        raise OptionError(f"the current folder cannot be used: {error.strerror}") from error
    return find_options(folder)


class Project:
    """
    What holds for files: *options*, and the rules, linter and reader that they and *plugins* call for.

    *plain*: have every rule look at every payload, as a check on what is spared otherwise.

    Raises: `OptionError` where they name a rule that there is not.
    """

    def __init__(self, options: Options, plugins: Plugins, *, plain: bool = False) -> None:
        known = known_rules(plugins)
        self.options = options
        self.rules = selected(known, select=options.select, ignore=options.ignore)
        self.failing = Severity(options.fail_on)
        self.shown = Severity(options.min_severity) if options.min_severity else min(Severity.WARNING, self.failing)
        self._plugins = plugins
        self._plain = plain
        self._severities = {find_rule(name, known).name: Severity(word) for name, word in options.severity}
        self._ignored = [
            (FilePatterns([ignore.pattern]), frozenset(find_rule(name, known).name for name in ignore.rules))
            for ignore in options.per_file_ignores
        ]
        self._excluded = FilePatterns(options.exclude)

    @cached_property
    def reader(self) -> CaptureReader:
        """What reads the captures."""
        options = self.options
        reading = Reading(
            options.hosts,
            options.all_hosts,
            options.payload_path,
            options.max_payload,
            options.max_expanded,
            options.ignore_unrelated,
        )
        return CaptureReader(self._plugins.formats, reading)

    @cached_property
    def linter(self) -> Linter:
        """The linter: the rules of the plugins, and those that the contract calls for."""
        secret = None
        if self.options.secret_env is not None:
            secret = os.environ.get(self.options.secret_env)
            if not secret:
                complain(f"warning: {self.options.secret_env} is not set, so wrong-auth-token is not checked")
        # Rules across payloads run only where they are reported: they explain nothing, and they take memory.
        rules = [
            rule
            for rule in self._plugins.rules.values()
            if not isinstance(rule, CaptureRule) or rule.name in self.rules
        ]
        linter = Linter(
            rules=rules,
            plan=self.options.tracking_plan,
            secret=secret or None,
            severities=self._severities,
            assume_ios14=self.options.assume_ios14,
            plain=self._plain,
        )
        self._warn_of_missing(linter)
        return linter

    def _warn_of_missing(self, linter: Linter) -> None:
        """Tell of rules that are asked for by name, and that do not run for lack of a contract."""
        for rule in contract_pages():
            if rule.name in self.options.select and rule.name not in linter.rules:
                needed = "secret-env" if rule.name == "wrong-auth-token" else "a tracking plan"
                complain(f"warning: {rule.name} finds nothing without {needed}: see `kochava-lint explain {rule.name}`")

    def reported_in(self, path: str) -> frozenset[str]:
        """The rules that are reported in the file at *path*."""
        ignored = [rules for patterns, rules in self._ignored if patterns.match(path)]
        return self.rules.difference(*ignored) if ignored else self.rules

    def excludes(self, path: str, *, is_folder: bool = False) -> bool:
        """Whether the file or folder at *path* is to be passed over."""
        return self._excluded.match(path, is_folder=is_folder)


class Projects:
    """
    The projects that files belong to: each to that of the nearest folder upwards that has options, where there is one.

    The others, and where *config* names its options all of them, belong to the one at hand, which is *whole*: its
    *options* hold in the current folder, and for the run. What is *given* on the command line holds for all.

    Raises: `OptionError` and `PluginError`, where these cannot be used.
    """

    def __init__(
        self, given: Mapping[str, Any] | None = None, config: str | None = None, *, plain: bool = False
    ) -> None:
        self._given = given or {}
        self._plain = plain
        self._config = None if config is None else named_options(config)
        options = _options_at_hand() if self._config is None else self._config
        self.options = options.with_given(self._given)
        self.plugins = load_plugins(local=self.options.plugins)
        _check_rules(options, known_rules(self.plugins))
        self.whole = Project(self.options, self.plugins, plain=plain)
        self._by_folder: dict[str, Project] = {}
        self._by_file: dict[Path | None, Project] = {None: self.whole, options.file: self.whole}

    def of(self, path: str | None) -> Project:
        """
        The project of the file at *path*; None is standard input, which is of the one at hand.

        Raises: `OptionError` where its options cannot be used.
        """
        if path is None or self._config is not None:
            return self.whole
        folder = os.path.dirname(path)
        if folder not in self._by_folder:
            self._by_folder[folder] = self._in(os.path.realpath(folder))
        return self._by_folder[folder]

    def _in(self, folder: str) -> Project:
        if folder not in self._by_folder:
            file = options_file(Path(folder))
            parent = os.path.dirname(folder)
            if file is None and parent != folder:
                self._by_folder[folder] = self._in(parent)
            else:
                self._by_folder[folder] = self._said_by(file)
        return self._by_folder[folder]

    def _said_by(self, file: Path | None) -> Project:
        if file is not None and file not in self._by_file:
            options = read_options(file)
            unknown = [module.name for module in options.plugins if module not in self.options.plugins]
            if unknown:
                # Whoever made a folder of captures shall not have code of theirs run here.
                raise OptionError(
                    f"{file} names the plugin {unknown[0]}, and plugins are those of the current folder: "
                    f"run there, or give --config {file}"
                )
            _check_rules(options, known_rules(self.plugins))
            self._by_file[file] = Project(options.with_given(self._given), self.plugins, plain=self._plain)
        return self._by_file[file]


def _check_rules(options: Options, known: Mapping[str, Rule]) -> None:
    """
    See that all rules that a project's *options* name are *known*.

    Raises: `OptionError` with the file and the key, which nobody can tell once the command line has had its say.
    """
    named = {
        "select": options.select,
        "ignore": options.ignore,
        "severity": [rule for rule, _ in options.severity],
        "per-file-ignores": [rule for ignore in options.per_file_ignores for rule in ignore.rules],
    }
    for key, rules in named.items():
        for rule in rules:
            try:
                find_rule(rule, known)
            except OptionError as error:
                raise OptionError(f"{options.file}: {key}: {error}") from error
