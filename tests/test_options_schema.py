"""The JSON Schema of the options: it is the one that is published, and it says of each option what the program does."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator

from kochava_lint.contract import contract_pages
from kochava_lint.errors import OptionError
from kochava_lint.options import SETTINGS
from kochava_lint.options_file import read_options
from kochava_lint.options_schema import options_schema
from kochava_lint.plugins import load_plugins
from kochava_lint.shipped import shipped_folder

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PUBLISHED: dict[str, Any] = json.loads((shipped_folder() / "configuration.json").read_text("utf-8"))
VALID = Draft202012Validator(PUBLISHED)
EVERY_KEY = """
select = ["att-missing", "a-rule-of-a-plugin"]
ignore = []
fail-on = "warning"
min-severity = "info"
assume-ios14 = true
app-ids = ["ko-1"]
secret-env = "A_SECRET"
exclude = ["sub/", "!a"]
force-exclude = false
hosts = ["proxy.example.com:8080"]
all-hosts = true
ignore-unrelated = true
payload-path = "request.body.*"
max-payload = "16MiB"
max-expanded = 5_000
plugins = ["own.py", "own.rules"]
output-format = "a-format-of-a-plugin"
output-file = "a b.json"
output = ["text=all.txt", "json=c=d.json"]
max-findings = 5
show-values = true
color = "never"
baseline = "accepted.json"

[severity]
att-missing = "warning"

[per-file-ignores]
"*.har" = ["invalid-ip", "att-missing"]

[plan]
app-ids = ["ko-1"]

[plan.events.View]
[plan.events.Purchase.schema.properties.sum]
type = "number"
"""
WRONG = [
    "fail_on = 'error'",
    "[severities]",
    "select = 'att-missing'",
    "ignore = [5]",
    "ignore = ['']",
    "severity = ['att-missing']",
    "severity.att-missing = 'fatal'",
    "severity.'' = 'error'",
    "per-file-ignores.a = 'att-missing'",
    "per-file-ignores.a = []",
    "per-file-ignores.'' = ['att-missing']",
    "fail-on = 'fatal'",
    "min-severity = 5",
    "assume-ios14 = 'true'",
    "app-ids = 'ko-1'",
    "plan = []",
    "plan.event.View = {}",
    "plan.events = ['View']",
    "plan.events.View = true",
    "plan.events.View.shema = {}",
    "plan.events.View.schema = 5",
    "plan.app-ids = 'ko-1'",
    "plan.app-ids = [1]",
    "secret-env = ''",
    "exclude = ['']",
    "force-exclude = 1",
    "hosts = 'proxy.example.com'",
    "all-hosts = []",
    "ignore-unrelated = 'yes'",
    "payload-path = ''",
    "max-payload = 0",
    "max-payload = '16 M'",
    "max-payload = true",
    "max-expanded = 1_000_000_000_000_000_000",
    "plugins = [['own.py']]",
    "output-format = ''",
    "output-file = 5",
    "output = ['json']",
    "output = ['=a.json']",
    "output = ['json=']",
    "max-findings = 0",
    "max-findings = 1_000_000_000_000_000_000",
    "show-values = 0",
    "color = 'sometimes'",
    "baseline = ''",
]


def is_read(folder: Path, content: str) -> bool:
    (folder / "kochava-lint.toml").write_text(content, "utf-8")
    try:
        read_options(folder / "kochava-lint.toml")
    except OptionError:
        return False
    return True


def test_the_published_schema_is_the_one_that_the_program_prints() -> None:
    plugins = load_plugins(installed=())
    rules = [*plugins.rules, *(rule.name for rule in contract_pages())]
    assert options_schema(rules, plugins.reporters) == PUBLISHED, (
        "run `kochava-lint config --schema > schemas/configuration.json`"
    )


def test_what_uses_every_key_is_taken_by_both(tmp_path: Path) -> None:
    said = tomllib.loads(EVERY_KEY)
    assert said.keys() == {setting.key for setting in SETTINGS}
    VALID.validate(said)
    assert is_read(tmp_path, EVERY_KEY)


@pytest.mark.parametrize("content", WRONG)
def test_what_means_nothing_is_refused_by_both(tmp_path: Path, content: str) -> None:
    assert not VALID.is_valid(tomllib.loads(content))
    assert not is_read(tmp_path, content)


def test_every_key_is_described_as_in_the_help() -> None:
    described = {key: schema["description"] for key, schema in PUBLISHED["properties"].items()}
    assert {key: text.lower() for key, text in described.items()} == {
        setting.key: f"{setting.summary}.".lower() for setting in SETTINGS
    }


WORDS = st.sampled_from(
    [
        "",
        "a",
        "!",
        "a.b",
        "a..b",
        "a=b",
        "=",
        "a=",
        "info",
        "warning",
        "error",
        "auto",
        "16M",
        "1KiB",
        "0",
        "7",
        "12B",
        "03",
        "2g",
    ]
)
SCALARS = WORDS | st.booleans() | st.integers(-1, 3) | st.integers(2**50 - 2, 2**50 + 2) | st.just(1.5)
TABLES = st.dictionaries(WORDS, SCALARS | st.lists(WORDS, max_size=2), max_size=2)
VALUES = SCALARS | st.lists(SCALARS, max_size=2) | TABLES
LOOSER = {"payload-path", "hosts", "exclude", "per-file-ignores"}
"""Options of which the schema takes more than the program does: it cannot tell which texts are hosts and patterns."""


@pytest.mark.parametrize("key", [setting.key for setting in SETTINGS if setting.key != "plan"])
@given(value=VALUES)
def test_schema_and_program_take_and_refuse_the_same(key: str, value: Any) -> None:
    """But for the plan, which is read later, where its folder is known."""
    kind = next(setting.kind for setting in SETTINGS if setting.key == key)
    try:
        kind.read(value)
    except ValueError:
        takes = False
    else:
        takes = True
    is_valid = VALID.is_valid({key: value})
    assert is_valid == takes or (is_valid and key in LOOSER)


@given(number=st.integers(1, 10**6), unit=st.sampled_from("BKMGTkmg "), tail=st.sampled_from(["", "B", "iB", "b", "i"]))
def test_the_schema_knows_the_words_of_sizes(number: int, unit: str, tail: str) -> None:
    word = f"{number}{unit}{tail}"
    is_valid = VALID.is_valid({"max-payload": word})
    kind = next(setting.kind for setting in SETTINGS if setting.key == "max-payload")
    try:
        kind.read(word)
    except ValueError as error:
        assert not is_valid or "more than any memory holds" in str(error)
    else:
        assert is_valid
