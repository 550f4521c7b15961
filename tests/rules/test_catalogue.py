"""The catalogue: which rules there are, how bad what they find is, and of which payloads they speak."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kochava_lint import Rule

BEYOND = ("incomplete-body",)
"""What the catalogue does not name: it is about captures, and came with their formats."""
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
misspelled-standard-event    warning  e
padded-event-name            warning  e
nested-event-data            warning  e
event-data-not-object        info     e
reserved-event-data-key      error    e
long-event-data-text         warning  e
non-numeric-amount           warning  e
revenue-without-currency     warning  e
invalid-currency             warning  e
conflicting-currency         warning  e
usertime-in-milliseconds     warning  ei
usertime-not-epoch           error    ei
implausible-usertime         warning  ei
inconsistent-consent         warning  ei
tracking-limited-with-advertising-id  warning  ei
legacy-iad-attribution       info     i
install-with-event-name      warning  i
update-without-idfa          error    u
update-without-device-id     error    u
update-without-consent       error    u
update-on-other-platform     warning  u
insecure-endpoint            warning  *
wrong-endpoint               error    *
wrong-method                 error    *
wrong-content-type           warning  *
user-agent-header-not-unknown  warning  ei
incomplete-auth-headers      error    *
wrong-auth-token             error    *
event-before-install         warning  ei
unstable-device-id           warning  eiu
idfa-change-without-update   warning  eiu
duplicate-event              warning  e
unplanned-event              error    e
event-data-off-plan          error    e
foreign-app-id               error    *
"""
ROWS = [tuple(row.split()) for row in CATALOGUE.strip().splitlines()]


@pytest.mark.parametrize(("name", "severity", "letters"), ROWS, ids=[row[0] for row in ROWS])
def test_the_catalogue_holds_the_rule(all_rules: dict[str, Rule], name: str, severity: str, letters: str) -> None:
    actions = None if letters == "*" else frozenset(LETTERS[letter] for letter in letters)
    assert (all_rules[name].severity.value, all_rules[name].actions) == (severity, actions)


def test_there_is_no_rule_outside_the_catalogue(all_rules: dict[str, Rule]) -> None:
    assert sorted(all_rules) == sorted([*(row[0] for row in ROWS), *BEYOND])


def test_the_table_agrees_with_the_shared_catalogue(shared: Path) -> None:
    text = (shared / "rules.md").read_text("utf-8")
    rows = re.findall(r"^\| ([a-z-]+) \| (error|warning|info) \| (?:([eiul* ]+) \|)?", text, flags=re.MULTILINE)
    assert len(rows) > len(ROWS) - 1, "every rule of the catalogue is in the table"
    # The catalogue does not name the actions of rules about requests, captures and contracts.
    ours = {name: (severity, letters) for name, severity, letters in ROWS}
    assert [name for name, _, _ in rows] == list(ours)
    for name, severity, letters in rows:
        assert ours[name][0] == severity, name
        assert not letters or ours[name][1] == letters.replace(" ", ""), name
