"""The catalogue: which rules there are, how bad what they find is, and of which payloads they speak."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kochava_lint import Rule

LETTERS = {"e": "event", "i": "install", "u": "update", "l": "identityLink"}
# Rule, severity, and the actions it speaks of, by first letter (identityLink is l; * is every payload).
CATALOGUE = """
invalid-json                 error    *
duplicate-key                error    *
not-an-object                error    *
form-encoded-body            error    *
batched-payload              warning  *
oversized-payload            error    *
missing-required-key         error    eiul
unknown-action               error    *
sdk-payload                  info     *
wrong-type                   error    *
invalid-value                error    *
empty-value                  error    eiul
null-value                   warning  *
misplaced-key                warning  eiu
misspelled-key               warning  *
unresolved-placeholder       error    *
malformed-app-id             info     *
personal-data                warning  eiul
no-device-identifier         error    ei
empty-device-ids             warning  ei
zero-advertising-id          warning  *
malformed-identifier         warning  *
lowercase-idfa               warning  *
wrong-platform-identifier    error    ei
hashed-identifier            warning  eiu
copied-identifier            warning  *
missing-platform-identifier  warning  ei
hardware-identifier          info     *
invalid-ip                   error    ei
non-public-ip                warning  ei
user-agent-not-url-encoded   error    ei
user-agent-double-encoded    error    ei
user-agent-broken-encoding   error    ei
server-user-agent            error    ei
unparseable-os-version       error    ei
malformed-device-ver         warning  ei
conflicting-os               warning  ei
ambiguous-apple-user-agent   warning  ei
reduced-user-agent           info     ei
att-missing                  error    ei
att-undetermined             warning  ei
att-not-boolean              error    *
att-contradicts-detail       error    *
unknown-att-detail           warning  *
idfa-without-consent         error    ei
zero-idfa-with-consent       warning  eiu
implausible-att-time         warning  *
implausible-att-duration     warning  *
att-on-other-platform        info     ei
"""
ROWS = [tuple(row.split()) for row in CATALOGUE.strip().splitlines()]
GROUPS = ("text and the envelope", "Identifiers", "Network, user agent, OS version", "App Tracking Transparency")


@pytest.mark.parametrize(("name", "severity", "letters"), ROWS, ids=[row[0] for row in ROWS])
def test_the_catalogue_holds_the_rule(rules: dict[str, Rule], name: str, severity: str, letters: str) -> None:
    actions = None if letters == "*" else frozenset(LETTERS[letter] for letter in letters)
    assert (rules[name].severity.value, rules[name].actions) == (severity, actions)


def test_there_is_no_rule_outside_the_catalogue(rules: dict[str, Rule]) -> None:
    assert sorted(rules) == sorted(row[0] for row in ROWS)


def test_the_table_agrees_with_the_shared_catalogue(shared: Path) -> None:
    sections = re.split(r"^## ", (shared / "rules.md").read_text("utf-8"), flags=re.MULTILINE)
    of_the_groups = [section for section in sections if section.splitlines()[0].endswith(GROUPS)]
    rows = re.findall(
        r"^\| ([a-z-]+) \| (error|warning|info) \| ([eiul* ]+) \|", "\n".join(of_the_groups), flags=re.MULTILINE
    )
    assert len(of_the_groups) == len(GROUPS)
    assert [(name, severity, letters.replace(" ", "")) for name, severity, letters in rows] == ROWS
