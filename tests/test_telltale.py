"""What shows that JSON is meant for Kochava."""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest
from samples import DROP, android, changed, flat, install, ios, link, update

from kochava_lint import Source
from kochava_lint.examples import examples
from kochava_lint.plugins import load_plugins
from kochava_lint.reader import read_payload
from kochava_lint.request import Request
from kochava_lint.telltale import is_meant_for_kochava

CLEAN = [ios(), android(), install(), update(), flat(ios()), flat(android())]


def meant(text: str | bytes) -> bool:
    return is_meant_for_kochava(read_payload(Source("a.json", text)))


@pytest.mark.parametrize("payload", CLEAN, ids=range(len(CLEAN)))
@pytest.mark.parametrize("key", ["action", "kochava_app_id", "kochava_device_id", "data"])
def test_a_payload_is_known_without_any_one_key(payload: dict[str, Any], key: str) -> None:
    assert meant(json.dumps(payload))
    assert meant(json.dumps({name: value for name, value in payload.items() if name != key}))


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(
            changed(ios(), {"kochava_app_id": DROP, "kochava_device_id": DROP, "action": "Event"}), id="odd-action"
        ),
        pytest.param({"kochavaAppId": "kodemo-ios-4ea1"}, id="camel-case"),
        pytest.param({"Kochava-Device-ID": "KI6F2E9A"}, id="hyphens"),
        pytest.param({"action": "event", "data": {}}, id="bare"),
        pytest.param([{"name": "a"}, ios()], id="batch"),
        pytest.param(link(), id="link-which-has-one-key-of-its-own"),
    ],
)
def test_a_faulty_payload_is_known(payload: object) -> None:
    assert meant(json.dumps(payload))


@pytest.mark.parametrize(
    "text",
    [
        '{"action": "event",}',
        '{"kochava_app_id": "kodemo-ios-4ea1", "data": {',
        "{'kochavaAppId': 'kodemo-ios-4ea1'}",
        '{"action": "install"}'.encode("utf-16"),
        '{"action": "event", "data": {}}'.encode("utf-16-be"),
        '{"action": "event", "data": {}}'.encode("utf-32"),
        '{"action": "event", "action": ' * 3,
    ],
)
def test_a_payload_that_is_no_json_is_known(text: str | bytes) -> None:
    assert meant(text)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({"name": "shop", "dependencies": {"react-native-kochava-tracker": "3.1.0"}}, id="package"),
        pytest.param({"compilerOptions": {"strict": True}}, id="options"),
        pytest.param({"action": "opened", "data": {"number": 1}}, id="webhook"),
        pytest.param({"action": "event"}, id="action-alone"),
        pytest.param({"data": {"event_name": "Purchase", "currency": "EUR"}}, id="event-of-another-vendor"),
        pytest.param({"device_ua": "curl"}, id="one-key"),
        pytest.param({"device_ids": ["a", "b"], "message": "Sale"}, id="push-message"),
        pytest.param(
            {"title": "Post-install event", "properties": {"kochava_app_id": {"type": "string"}}}, id="schema"
        ),
        pytest.param([], id="nothing"),
        pytest.param("kochava_app_id", id="text"),
        pytest.param([1, None, "a"], id="list"),
    ],
)
def test_what_is_meant_for_others_is_not(value: object) -> None:
    assert not meant(json.dumps(value))


@pytest.mark.parametrize("text", ["{ // comments\n}", "{'a': 1}", '{"dependencies": {"kochava": "1"},}', "\x00"])
def test_text_that_is_no_json_is_not(text: str) -> None:
    assert not meant(text)


def test_what_a_request_brought_to_kochava_is() -> None:
    assert is_meant_for_kochava(read_payload(Source("a.har", "{}"), request=Request()))


def test_what_rules_find_bad_is_meant_for_kochava() -> None:
    """Or else the fault would hide the payload; but for what no payload is made of, as the rule says."""
    hidden = []
    for rule in load_plugins(installed=()).rules.values():
        for example in examples(rule):
            try:
                data = orjson.loads(example.text)
            except orjson.JSONDecodeError:
                data = None
            if (data is None or isinstance(data, dict)) and not meant(example.text):
                hidden.append(example.id)
    assert hidden == []
