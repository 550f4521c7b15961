"""The page of each rule, made of its docstring, and the list of all rules."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from generate.fixes import fix_in_code
from generate.markdown import code, fence, table
from kochava_lint import Linter, Rule, Severity
from kochava_lint.contract import contract_pages
from kochava_lint.examples import Example, example_options, examples
from kochava_lint.plan_table import plan_of
from kochava_lint.plugins import load_plugins
from kochava_lint.source import render

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["built_in_rules", "linter_of", "pages", "sections"]

SEVERITIES = {
    Severity.ERROR: "Kochava loses, drops or mis-associates data, or a promise of privacy is broken.",
    Severity.WARNING: "Probably a mistake, or a value that Kochava's page leaves open.",
    Severity.INFO: "Worth knowing; shown with `--min-severity info`.",
}
"""What each severity means, the worst first."""

_FENCE = re.compile(r"^```\w.*?^```$\n*", re.DOTALL | re.MULTILINE)
_MARKED = re.compile(r"^(?:Help|Source):.*\n?", re.MULTILINE)
_LANGUAGES = {"jsonl": "json", "text": "text"}
_SECRET = "example-secret"  # noqa: S105 - the page of wrong-auth-token says it
_NOW = 1_800_000_000.0


def built_in_rules() -> dict[str, Rule]:
    """Every rule that comes with the package, by name; those about the user's own contract without one."""
    found = (*load_plugins(installed=()).rules.values(), *contract_pages())
    return {rule.name: rule for rule in sorted(found, key=lambda rule: rule.name)}


def sections() -> Iterator[tuple[Severity, list[str]]]:
    """The names of the rules by their severity, the worst first."""
    rules = built_in_rules().values()
    for severity in SEVERITIES:
        yield severity, [rule.name for rule in rules if rule.severity is severity]


def linter_of(rule: Rule, *, now: float | None) -> Linter:
    """All built-in rules, with the contract that the page of *rule* gives."""
    options = tomllib.loads(example_options(rule))
    plan = plan_of(options["tool"]["kochava-lint"]["plan"], Path()) if options else None
    secret = _SECRET if rule.name == "wrong-auth-token" else None
    return Linter(rules=load_plugins(installed=()).rules.values(), plan=plan, secret=secret, now=now)


def pages() -> Iterator[tuple[str, str]]:
    """The list of rules, and each one's page."""
    rules = built_in_rules()
    yield "rules/index.md", _index(rules)
    for rule in rules.values():
        yield f"rules/{rule.name}.md", _page(rule)


def _index(rules: Mapping[str, Rule]) -> str:
    others = "[plugins](../tutorials/write-a-rule.md) add others"
    text = f"# Rules\n\nThese are the {len(rules)} rules that come with kochava-lint; {others}.\n"
    for severity, names in sections():
        rows = [(f"[{name}]({name}.md)", rules[name].summary) for name in names]
        text += (
            f"\n## {severity.value.capitalize()}\n\n{SEVERITIES[severity]}\n\n{table(('rule', 'what is found'), rows)}"
        )
    return text


def _page(rule: Rule) -> str:
    actions = ", ".join(sorted(rule.actions)) if rule.actions else "every payload"
    parts = [
        f"---\ndescription: {json.dumps(rule.summary)}\n---\n\n# {rule.name}\n",
        f"{code(rule.severity.value)}{{ .severity .{rule.severity.value} }} about: {actions}\n",
        f"{_MARKED.sub('', _FENCE.sub('', rule.docs)).strip()}\n",
    ]
    if options := example_options(rule):
        parts.append(fence(options, "toml"))
    parts.append(f"## What to do\n\n{rule.help}\n")
    parts += fix_in_code(rule.name)
    parts.append("## Examples\n")
    parts += [_example(rule, example) for example in examples(rule)]
    if rule.unless:
        others = ", ".join(f"[{name}]({name}.md)" for name in sorted(rule.unless))
        parts.append(f"## When it is not reported\n\nWhere one of these finds something in the payload: {others}.\n")
    sources = "".join(f"- <{source}>\n" for source in rule.sources)
    parts.append(f"## Where it comes from\n\n{sources}")
    return "\n".join(parts)


def _example(rule: Rule, example: Example) -> str:
    language = _LANGUAGES.get(example.language, example.language)
    if not example.expected:
        return f"Nothing is found here:\n\n{fence(example.text, language)}"
    found = list(_found(rule, example))
    lines = sorted({line for _, _, line in found})
    told = "".join(f"- {code(pointer) if pointer else 'the payload'}: {message}\n" for pointer, message, _ in found)
    marked = 'hl_lines="' + " ".join(map(str, lines)) + '"'
    return f"{told}\n{fence(example.text, language, marked)}"


def _found(rule: Rule, example: Example) -> Iterator[tuple[str, str, int]]:
    """What the rule really finds in the example: the pointer, the message, and the line of its place."""
    capture = linter_of(rule, now=_NOW).capture()
    for payload in example.payloads():
        for finding in capture.lint(payload):
            if finding.rule == rule.name:
                yield render((*finding.payload.pointer, *finding.pointer)), finding.message, finding.line or 1
