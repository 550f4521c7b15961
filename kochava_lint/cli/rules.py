"""`kochava-lint rules`: the list of rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kochava_lint.cli.project import Projects, known_rules
from kochava_lint.plugins import BUILT_IN

__all__ = ["rules"]


def rules(*, given: Mapping[str, Any] | None = None, config: str | None = None) -> int:
    """Print a line for each rule: its name, its severity, what it finds, and the plugin where it is of one."""
    plugins = Projects(given, config).plugins
    known = known_rules(plugins)
    width = max(map(len, known))
    for rule in known.values():
        origin = plugins.origins.get(rule.name, BUILT_IN)
        of_plugin = "" if origin == BUILT_IN else f" [{origin}]"
        print(f"{rule.name:{width}}  {rule.severity.value:7}  {rule.summary}{of_plugin}")
    return 0
