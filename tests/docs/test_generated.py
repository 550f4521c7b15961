"""Nothing of the code is left out of the pages that are made of it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from blocks import CHECKOUT
from generate.api import page_of, public_modules
from generate.rules import built_in_rules
from jsonschema import Draft202012Validator
from site_pages import PAGES

import kochava_lint
from kochava_lint import observe
from kochava_lint.examples import examples
from kochava_lint.options import SETTINGS
from kochava_lint.plugins import load_plugins

RULES = built_in_rules()
PLUGINS = load_plugins(installed=())
SCHEMAS = [path for path in PAGES if path.startswith("schemas/")]


@pytest.mark.parametrize("name", RULES)
def test_the_page_of_a_rule_says_all_of_it(name: str) -> None:
    """Its first sentence, what to do, its sources, and each of its examples with what is found there."""
    page, rule = PAGES[f"rules/{name}.md"], RULES[name]
    assert f"# {name}\n" in page
    for text in (rule.summary, rule.help, *rule.sources, *rule.unless, *(rule.actions or ("every payload",))):
        assert text in page.replace("\n", " ")
    for example in examples(rule):
        assert example.text.rstrip() in page
        for found, pointer in example.expected:
            assert found != name or f"- `{pointer}`: " in page or (not pointer and "- the payload: " in page)


def test_every_rule_is_in_the_list() -> None:
    listed = re.findall(r"^\| \[(\S+)\]\(\1\.md\) \|", PAGES["rules/index.md"], re.MULTILINE)
    assert sorted(listed) == sorted(RULES)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_every_option_is_told_of(setting: Any) -> None:
    page = PAGES["reference/configuration.md"]
    assert f"\n### {setting.key}\n" in page
    assert f"`{setting.flag}" in page
    assert setting.flag in PAGES["reference/commands.md"]


@pytest.mark.parametrize("command", ["check", "explain", "rules", "plan init", "plan coverage", "config", "completion"])
def test_every_command_is_told_of(command: str) -> None:
    assert f"## kochava-lint {command}\n" in PAGES["reference/commands.md"]


@pytest.mark.parametrize("name", [*PLUGINS.formats, *PLUGINS.reporters])
def test_every_format_is_told_of(name: str) -> None:
    assert f"| `{name}` |" in PAGES["reference/formats.md"]


@pytest.mark.parametrize("name", public_modules())
def test_every_public_module_is_told_of(name: str) -> None:
    assert f"| [`{name}`]({page_of(name)}) |" in (CHECKOUT / "docs" / "library.md").read_text("utf-8")


@pytest.mark.parametrize("name", sorted({*kochava_lint.__all__} - {"__version__"}))
def test_every_public_name_is_in_the_reference(name: str) -> None:
    assert f"::: kochava_lint.{name}\n" in PAGES["reference/api/kochava_lint.md"]


@pytest.mark.parametrize("name", observe.__all__)
def test_every_public_name_of_observing_is_in_the_reference(name: str) -> None:
    assert f"::: kochava_lint.observe.{name}\n" in PAGES["reference/api/kochava_lint.observe.md"]


def test_every_public_module_has_a_page() -> None:
    assert {page_of(name) for name in public_modules()} == {path for path in PAGES if "/api/" in path}


@pytest.mark.parametrize("mark", ["--kochava-fail-on", "kochava_hosts", "@pytest.mark.kochava_expect(*rules)"])
def test_the_plugin_is_told_of(mark: str) -> None:
    assert mark in PAGES["reference/pytest.md"]


def test_every_source_is_in_the_list_of_sources() -> None:
    page = PAGES["about/sources.md"]
    for rule in RULES.values():
        assert all(f"({source})" in page for source in rule.sources)
        assert f"[{rule.name}](../rules/{rule.name}.md)" in page


@pytest.mark.parametrize("path", SCHEMAS)
def test_a_schema_is_complete_and_stands_at_its_version(path: str) -> None:
    document = json.loads(PAGES[path])
    name, version = path.removeprefix("schemas/").removesuffix(".json").split("/")
    assert document["$id"] == f"urn:kochava-lint:schema:{name}:{version}"
    assert all(reference.startswith("#/") for reference in re.findall(r'"\$ref": "([^"]*)"', PAGES[path]))
    Draft202012Validator.check_schema(document)


def test_there_are_schemas_of_all_that_is_published() -> None:
    assert {path.split("/")[1] for path in SCHEMAS} >= {"event", "install", "update", "identity-link", "configuration"}
