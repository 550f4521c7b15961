"""`kochava-lint explain WORD`: a rule's page, or one about the program."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from typing import Any

from kochava_lint.cli.project import Projects, known_rules
from kochava_lint.errors import OptionError
from kochava_lint.plugins import BUILT_IN, Plugins
from kochava_lint.rule import Rule
from kochava_lint.spelling import hint

__all__ = ["explain", "topics"]


def explain(word: str | None, *, given: Mapping[str, Any] | None = None, config: str | None = None) -> int:
    """
    Print the page of the rule called *word*, or the one about the program that is called so; without one, their names.

    Raises: `OptionError` where there is none.
    """
    pages = topics()
    if word is None:
        print("Pages about the program:", ", ".join(pages))
        print("Pages of rules:", ", ".join(known_rules(Projects(given, config).plugins)))
        return 0
    if word in pages:
        print(pages[word], end="")
        return 0
    plugins = Projects(given, config).plugins
    rules = known_rules(plugins)
    if word not in rules:
        lists = f"`kochava-lint rules` lists rules; pages are {', '.join(pages)}"
        raise OptionError(f"there is no rule or page called {word}; {hint(word, (*rules, *pages), lists)}")
    print(_page(rules[word], plugins))
    return 0


def topics() -> dict[str, str]:
    """The pages about the program, by name."""
    folder = resources.files("kochava_lint") / "pages"
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    return {file.name.removesuffix(".md"): file.read_text("utf-8") for file in files if file.name.endswith(".md")}


def _page(rule: Rule, plugins: Plugins) -> str:
    actions = ", ".join(sorted(rule.actions)) if rule.actions else "every payload"
    page = f"# {rule.name} ({rule.severity.value}; {actions})\n\n{rule.docs}"
    if rule.unless:
        page += f"\n\nNot reported where one of these finds something in the payload: {', '.join(sorted(rule.unless))}."
    origin = plugins.origins.get(rule.name, BUILT_IN)
    return page if origin == BUILT_IN else f"{page}\n\nA rule of the plugin {origin}."
