"""What keeps a rule quiet keeps it from nothing that it would find: values at the edge of each condition."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import jsonschema_rs
import pytest
from conftest import NOW
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import ADID, DROP, ZERO, ios

from kochava_lint import Context, Payload
from kochava_lint.address import SURELY_PUBLIC, is_address, non_public_kind
from kochava_lint.linter import Engine
from kochava_lint.plugins import load_plugins
from kochava_lint.rule import PayloadRule
from kochava_lint.shipped import shipped_schemas

PATTERNS = [each["pattern"].strip("^$") for each in SURELY_PUBLIC["anyOf"]]
SURELY = jsonschema_rs.validator_for(SURELY_PUBLIC)
RULES = load_plugins(installed=()).rules
WHITE = [chr(code) for code in range(0x3001) if chr(code).isspace()]
FIRSTS = [
    *(0, 1, 9, 10, 11, 99, 100, 101, 126, 127, 128, 168, 169, 170, 171, 172, 173, 191, 192, 193, 199, 203, 223, 224),
    *(239, 240, 255, 256),
]
ADDRESSES = [
    *(f"{first}.{second}.7.9" for first in FIRSTS for second in (0, 15, 16, 31, 32, 63, 64, 127, 128, 167, 168, 255)),
    *("1.2.3", "1.2.3.4.5", "01.2.3.4", "192.0.2.256", "1.2.3.4 ", "1.2.3.4\n", "1.2.3.4, 5.6.7.8", "1.2.3.4:80"),
    *(
        f"{first:x}{rest}"
        for first in (0x1FFF, 0x2000, 0x3FFF, 0x4000, 0xFC00, 0xFE80, 0xFF02, 0)
        for rest in ("::", "::1")
    ),
    *("2001:db8" + ":1" * count for count in range(8)),
    *("2001:db8::" + ":".join("1" * count) for count in range(8)),
    *("2001:db8:1:2::" + ":".join("1" * count) for count in range(6)),
    *(
        "2001:db8::12345",
        "2001:db8::g",
        "2001::db8::1",
        "2001:db8:::1",
        "200:db8::1",
        "2001:db8::1%eth0",
        "2001:db8::1.2.3.4",
    ),
]
EMPTY: list[object] = [{}, None, [], "x"]
IDENTIFIERS = [
    ADID,
    ZERO,
    "",
    "a***",
    "f***f",
    "***",
    "0",
    "00-0",
    "a",
    "A1",
    "null",
    "{adid}",
    "xxxxxx",
    "own",
    " a",
    7,
    None,
]
FLAGS = [DROP, None, 0, 1, False, True, 2, 0.0, "0"]
TC = "COxSKBCOxSKCCBcABCENAgCMAPzAAEPAAAqIDaQBQAMgAgABqAR0A2gDaQAwAMgAgANoAAA"
INSIDE = [
    DROP,
    None,
    [],
    3,
    {},
    {"currency": "USD"},
    {"currency": "eur"},
    '{"currency": "USD"}',
    r'{"c\u0075rrency": "USD"}',
    '{"sum": 1}',
    "currency",
]


def _consents() -> Iterator[dict[str, Any]]:
    keys = ("gdpr_applies", "ad_user_data", "ad_personalization", "tc_string")
    for values in product(FLAGS, FLAGS, (DROP, 0, 1), (DROP, None, TC, "x")):
        yield {key: value for key, value in zip(keys, values, strict=True) if value is not DROP}


VALUES: dict[str, list[dict[str, Any]]] = {
    "origination_ip": [{"origination_ip": address} for address in ADDRESSES],
    "event_name": [
        {"event_name": name}
        for edge in [*WHITE, *"\u200b\u2060\ufeff\u00a1\x7f\x00購é\u3001\U0010ffff"]
        for name in (f"{edge}Buy", f"Buy{edge}", f"Bu{edge}y", edge, f"購{edge}入", f"Buy\n{edge}")
    ],
    "device_ids": [{"device_ids": each} for each in EMPTY]
    + [{"device_ids": {name: value}} for name in ("adid", "UDID", "custom", "own") for value in IDENTIFIERS]
    + [{"device_ids": {"adid": first, "idfa": second}} for first, second in product(IDENTIFIERS, repeat=2)],
    "gdpr_privacy_consent": [{"gdpr_privacy_consent": consent} for consent in _consents()],
    "currency": [
        {"currency": outer, "event_data": inner} for outer, inner in product((DROP, None, "EUR", "usd", "", 7), INSIDE)
    ],
    "app_tracking_transparency": [
        {"app_tracking_transparency": {"att": True, "att_duration": duration}}
        for duration in (
            0,
            -1,
            1.5,
            86_400,
            86_401,
            True,
            "0",
            "-1",
            "9999",
            "9999.99",
            "99999",
            "1.",
            ".1",
            "1e9",
            "",
            "x",
        )
    ],
}


QUIET = [rule for rule in RULES.values() if isinstance(rule, PayloadRule) and rule.quiet is not None]


@pytest.mark.parametrize("rule", QUIET, ids=lambda rule: rule.name)
def test_a_rule_finds_nothing_where_it_is_spared(rule: PayloadRule) -> None:
    sparing, plain = (Engine([rule], shipped_schemas(), plain=is_plain) for is_plain in (False, True))
    fields = {field.partition("/")[0] for field in rule.quiet or ()}
    for group, variants in VALUES.items():
        for changes in variants if fields & {group, ""} else ():
            payload = ios()
            payload["data"].update({key: value for key, value in changes.items() if value is not DROP})
            for own in ("K1", "") if group == "device_ids" else ("K1",):
                read = Payload({**payload, "kochava_device_id": own})
                assert _told(sparing, read) == _told(plain, read), payload


def _told(engine: Engine, payload: Payload) -> list[tuple[str, object, str]]:
    return [(finding.rule, finding.pointer, finding.message) for finding in engine.findings(payload, Context(NOW))]


@given(st.ip_addresses().map(str) | st.ip_addresses(network="2000::/3").map(str) | st.ip_addresses(v=4).map(str))
@settings(max_examples=1000)
def test_what_is_surely_public_is_an_address_that_a_device_may_have(address: str) -> None:
    if SURELY.is_valid(address):
        assert is_address(address)
        assert non_public_kind(address) is None


@given(st.from_regex(f"^({'|'.join(PATTERNS)})$", fullmatch=True))
def test_and_so_is_all_that_its_patterns_match(address: str) -> None:
    assert is_address(address)
    assert non_public_kind(address) is None
