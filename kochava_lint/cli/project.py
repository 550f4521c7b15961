"""What the project at hand brings to a command: its options, its contract, and the rules that follow from them."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from kochava_lint.api import Linter
from kochava_lint.captures import Reading
from kochava_lint.cli.complaint import complain
from kochava_lint.contract import contract_pages
from kochava_lint.errors import OptionError, PluginError
from kochava_lint.options import Options, find_options, read_options
from kochava_lint.plugins import Plugins
from kochava_lint.rule import CaptureRule, Rule

__all__ = ["known_rules", "linter_of", "options_of", "reading_of", "warn_of_missing"]


def options_of(config: str | None) -> Options:
    """
    The options in the file *config*, or those that hold in the current folder.

    Raises: `OptionError` where they cannot be read, or say what means nothing.
    """
    if config is None:
        return find_options(Path.cwd())
    if not Path(config).is_file():
        raise OptionError(f"there is no file {config}")
    options = read_options(Path(config))
    if options == Options(Path(config)):
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


def reading_of(options: Options, asked: Reading | None) -> Reading:
    """How captures are read: as is *asked* on the command line, and else as the project says."""
    asked = asked or Reading()
    return replace(asked, hosts=(*options.hosts, *asked.hosts), payload_path=asked.payload_path or options.payload_path)


def linter_of(plugins: Plugins, options: Options, secret_env: str | None, reported: Collection[str]) -> Linter:
    """
    The linter for the project: the rules of *plugins*, and those that its contract calls for.

    Rules across payloads run only where they are *reported*: they explain nothing, and they take memory.
    """
    secret = None
    if secret_env is not None:
        secret = os.environ.get(secret_env)
        if not secret:
            complain(f"warning: {secret_env} is not set, so wrong-auth-token is not checked")
    rules = [rule for rule in plugins.rules.values() if not isinstance(rule, CaptureRule) or rule.name in reported]
    return Linter(rules=rules, plan=options.plan, secret=secret or None)


def warn_of_missing(select: Iterable[str], linter: Linter) -> None:
    """Tell of rules that are asked for by name, and that do not run for lack of a contract."""
    for rule in contract_pages():
        if rule.name in select and rule.name not in linter.rules:
            needed = "secret-env" if rule.name == "wrong-auth-token" else "a tracking plan"
            complain(f"warning: {rule.name} finds nothing without {needed}: see `kochava-lint explain {rule.name}`")
