"""Where in a JSON value payloads are found, and what is no envelope around any."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import entries_in
from samples import JSON, android, install, ios, line, link, update

from kochava_lint import Payload, Source
from kochava_lint.envelope import read_record
from kochava_lint.formats.json_document import json_document
from kochava_lint.formats.json_lines import json_lines
from kochava_lint.intake import Intake
from kochava_lint.payload import MISSING
from kochava_lint.recorded import NO_BODY, NO_PAYLOAD, NOT_AT_THE_PATH, OTHER_HOST, Content, Known, Recorded, Skipped

URL = "https://control.kochava.com/track/json"
SHOP = "https://shop.example/orders"
TEXT = line(ios())
BARE = {"action": "event", "data": {"event_name": "View"}}


def read(value: object, path: Sequence[str] | None = None, **intake: Any) -> list[Any]:
    """The data of payloads in one JSON value, and why others are none."""
    parts = read_record(Source("a.jsonl", value if isinstance(value, str) else line(value)), path=path)
    taken_in = Intake(**intake)
    found = (taken_in.read(entry) if isinstance(entry, Recorded) else [entry] for entry in parts)
    return [
        told(entry) for several in found for entry in several if not isinstance(entry, Payload) or not entry.batched
    ]


def told(entry: Content | Known) -> Any:
    return entry.data if isinstance(entry, Payload) else entry


@pytest.mark.parametrize("payload", [ios(), android(), install(), update(), link(), BARE])
@pytest.mark.parametrize(
    "wrap",
    [
        pytest.param(lambda it: {"request": {"body": it}}, id="request.body"),
        pytest.param(lambda it: {"request": {"body": line(it)}}, id="request.body-text"),
        pytest.param(lambda it: {"request": {"postData": {"text": line(it)}}}, id="request.postData"),
        pytest.param(lambda it: {"payload": it}, id="payload"),
        pytest.param(lambda it: {"payload": line(it)}, id="payload-text"),
        pytest.param(lambda it: {"level": "info", "msg": "sent", "payload": it}, id="log-line"),
        pytest.param(lambda it: {"level": "info", "message": line(it)}, id="log-message"),
        pytest.param(lambda it: {"message": json.dumps(it, indent=2)}, id="log-message-over-lines"),
        pytest.param(lambda it: {"log": json.dumps({"payload": line(it)}), "stream": "stdout"}, id="text-in-text"),
        pytest.param(lambda it: {"_source": {"kochava": {"req": it}}}, id="deep"),
        pytest.param(lambda it: {"Records": [{"body": line(it)}]}, id="queue"),
        pytest.param(lambda it: {"url": URL, "method": "POST", "body": it}, id="flat-request"),
        pytest.param(lambda it: {"uri": URL, "headers": {}, "data": line(it)}, id="flat-request-data"),
        pytest.param(lambda it: {"req": {"url": URL, "method": "POST", "json": it}, "ms": 5}, id="request-by-its-keys"),
        pytest.param(lambda it: {"data": {"attributes": it}}, id="data"),
        pytest.param(lambda it: {"event": it, "meta": {"id": 5}}, id="event"),
    ],
)
def test_a_payload_is_found_wherever_it_is(payload: JSON, wrap: Any) -> None:
    assert read(wrap(payload)) == [payload]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        pytest.param({"payloads": [ios(), link()]}, [ios(), link()], id="array"),
        pytest.param({"a": ios(), "b": TEXT, "c": {"body": line(android())}}, [ios(), ios(), android()], id="in-order"),
        pytest.param([{"payload": ios()}, {"payload": android()}], [ios(), android()], id="array-of-envelopes"),
        pytest.param({"payload": [ios(), 5]}, [ios()], id="among-others"),
        pytest.param({"body": line([ios(), android()])}, [[ios(), android()]], id="batch-in-a-text"),
        pytest.param({"payload": "action=event&data[event_name]=x"}, [MISSING], id="form"),
        pytest.param({"payload": TEXT[:-1] + ",}"}, [MISSING], id="broken-text"),
        pytest.param({"outer": {"payload": ios(inner=ios())}}, [ios(inner=ios())], id="outermost"),
    ],
)
def test_all_of_them_are_found_once(value: object, found: list[Any]) -> None:
    assert read(value) == found


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({"request": {"url": SHOP, "body": {"a": 1}}}, id="url"),
        pytest.param({"request": {"url": SHOP, "body": ios()}}, id="whatever-is-in-it"),
        pytest.param({"url": SHOP, "method": "POST", "body": TEXT}, id="flat"),
        pytest.param({"scope": "https://shop.example:443", "path": "/", "method": "POST", "body": ios()}, id="nock"),
        pytest.param({"host": "shop.example", "path": "/", "method": "POST", "body": ios()}, id="host-and-path"),
    ],
)
def test_a_request_to_another_host_is_skipped_though_it_holds_a_payload(value: object) -> None:
    assert read(value) == [Skipped(OTHER_HOST, "shop.example")]
    assert len(read(value, all_hosts=True)) == 1
    assert len(read(value, hosts=frozenset(["shop.example"]))) == 1


@pytest.mark.parametrize(
    ("value", "entry"),
    [
        pytest.param({"request": {"url": URL, "method": "GET"}}, Skipped(NO_BODY, "control.kochava.com"), id="get"),
        pytest.param({"request": {"url": URL, "body": ""}}, Skipped(NO_BODY, "control.kochava.com"), id="empty"),
        pytest.param({"level": "info", "msg": "started"}, Skipped(NO_PAYLOAD), id="log-line"),
        pytest.param({"ts": 5, "message": "sending kochava_app_id"}, Skipped(NO_PAYLOAD), id="words"),
        pytest.param({"@timestamp": "x", "response": {"body": TEXT}}, Skipped(NO_PAYLOAD), id="answer"),
        pytest.param({"severity": "INFO", "message": '{"order": 5}'}, Skipped(NO_PAYLOAD), id="other-json"),
    ],
)
def test_what_holds_none_is_counted_and_not_linted(value: object, entry: Skipped) -> None:
    assert read(value) == [entry]


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({}, id="empty-object"),
        pytest.param({"action": "event"}, id="half-a-payload"),
        pytest.param({"acton": "event", "data": {"event_name": "x"}}, id="misspelled"),
        pytest.param({"Action": "event", "Data": {}}, id="in-upper-case"),
        pytest.param({"timestamp": 5, "action": "evnt", "data": {}}, id="a-log-key-in-a-payload"),
        pytest.param({"kochava_app_id": "x", "payload": ios()}, id="with-a-key-of-its-own"),
        pytest.param(5, id="number"),
        pytest.param("text", id="text"),
        pytest.param(None, id="null"),
        pytest.param([], id="empty-array"),
        pytest.param([5, "x"], id="array-of-others"),
    ],
)
def test_what_is_no_envelope_is_linted_as_the_payload_that_it_is_taken_for(value: object) -> None:
    source = Source("a.jsonl", json.dumps(value))
    assert read(source.text) == [value]


@pytest.mark.parametrize(
    ("value", "path", "found"),
    [
        pytest.param({"request": {"body": ios()}}, "request.body", [ios()], id="object"),
        pytest.param({"request": {"body": TEXT}}, "request.body", [ios()], id="text"),
        pytest.param({"events": [ios(), android()]}, "events.*", [ios(), android()], id="every-element"),
        pytest.param({"events": [ios(), android()]}, "events.1", [android()], id="one-element"),
        pytest.param({"a": {"x": ios(), "y": android()}}, "a.*", [ios(), android()], id="every-member"),
        pytest.param([{"p": ios()}, {"q": 5}, {"p": android()}], "*.p", [ios(), android()], id="those-that-have-it"),
        pytest.param({"p": {"a": 1}}, "p", [{"a": 1}], id="whatever-is-there"),
        pytest.param({"p": "words"}, "p", [MISSING], id="no-json-there"),
        pytest.param({"p": 5}, "p", [5], id="number"),
        pytest.param({"p": None}, "p", [Skipped(NOT_AT_THE_PATH)], id="null-is-none"),
        pytest.param({"q": ios()}, "p", [Skipped(NOT_AT_THE_PATH)], id="nothing-there"),
        pytest.param({"p": []}, "p.*", [Skipped(NOT_AT_THE_PATH)], id="empty-array"),
        pytest.param({"p": TEXT}, "p.data", [Skipped(NOT_AT_THE_PATH)], id="not-inside-a-text"),
        pytest.param(5, "p", [Skipped(NOT_AT_THE_PATH)], id="no-object"),
        pytest.param({"p": "x", "p ": 5, "P": ios()}, "P", [ios()], id="case-matters"),
        pytest.param("broken {", "p", [MISSING], id="broken"),
        pytest.param({"*": ios(), "b": android()}, "*", [ios()], id="a-key-that-is-a-star"),
        pytest.param({"p": {"url": SHOP, "method": "POST", "body": ios()}}, "p.body", [ios()], id="to-any-host"),
    ],
)
def test_a_path_leads_to_payloads_and_nothing_else_is_looked_for(value: object, path: str, found: list[Any]) -> None:
    assert read(value, path.split(".")) == found


def test_a_key_that_is_given_twice_is_read_as_parsers_read_it() -> None:
    text = f'{{"p": {{"old": 1}}, "p": {TEXT}}}'
    assert read(text, ["p"]) == [ios()]
    (payload,) = read_record(Source("a", text))
    assert isinstance(payload, Payload)
    assert payload.source is not None
    assert payload.source.text == TEXT


KEYS = st.sampled_from(["a", "payload", "message", "context", "é", "0", ""])


@st.composite
def envelopes(draw: st.DrawFn) -> tuple[str, Any]:
    """A JSON text with one payload in it, and that payload."""
    payload = draw(st.sampled_from([ios(), link(), ios(event_data={"k": 'é"\\ 😀'}), BARE]))
    value: Any = payload
    for kind in draw(st.lists(st.sampled_from("oatl"), min_size=1, max_size=6)):
        key = draw(KEYS)
        value = {
            "o": {"level": "info", key: value},
            "a": {"list": [value, 5]},
            "t": {key: json.dumps(value, ensure_ascii=draw(st.booleans()), indent=draw(st.sampled_from([None, 1])))},
            "l": {"x": "before", key: value, "z": {"after": None}},
        }[kind]
    return json.dumps(value), payload


@given(envelopes())
def test_however_deep_it_lies_it_is_found_with_its_place(case: tuple[str, Any]) -> None:
    text, expected = case
    (payload,) = read_record(Source("a.jsonl", text, 4))
    assert isinstance(payload, Payload)
    assert payload.data == expected
    assert payload.source is not None
    span = payload.source.span(("data",))
    assert span is not None
    assert text[payload.source.place(span.start).column - 1] == "{"
    assert payload.source.place(0).line == 4


def test_an_envelope_of_very_many_levels_is_read_without_going_all_the_way() -> None:
    deep: Any = ios()
    for _ in range(200):
        deep = {"x": deep}
    assert read(deep) == [deep]


@pytest.mark.parametrize("format_", [json_document, json_lines])
def test_of_a_log_each_line_is_told_apart(format_: Any) -> None:
    lines = [{"level": "info", "msg": "start"}, {"payload": ios()}, {"request": {"url": SHOP, "body": "x"}}, android()]
    found = [told(entry) for entry in entries_in(format_, "\n".join(map(line, lines)))]
    assert found == [Skipped(NO_PAYLOAD), ios(), Skipped(OTHER_HOST, "shop.example"), android()]


def test_a_payload_with_all_in_data_and_an_action_that_is_none_is_no_envelope() -> None:
    value = {"action": "Event", "data": {"kochava_app_id": "ko", "device_id": "x", "event_name": "P"}}
    (payload,) = read_record(Source("a.json", line(value)))
    assert isinstance(payload, Payload)
    assert payload.data == value
