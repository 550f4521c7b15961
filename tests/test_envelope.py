"""Records of requests: what is read of them, and where in the file their findings stand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import cycle
from typing import Any

import pytest
from conftest import NOW
from hypothesis import example, given
from hypothesis import strategies as st
from reading import payloads_in
from samples import JSON, ios, line

from kochava_lint import Linter, Payload, Source
from kochava_lint.envelope import read_record
from kochava_lint.formats.json_document import json_document
from kochava_lint.formats.json_lines import json_lines
from kochava_lint.intake import Intake
from kochava_lint.payload import MISSING
from kochava_lint.recorded import Recorded
from kochava_lint.rules.non_public_ip import non_public_ip

URL = "https://control.kochava.com/track/json"
TYPE, AGENT = ("Content-Type", "application/json"), ("User-Agent", "Unknown")
ADDRESS = "10.0.3.17"
FAULTY = ios(origination_ip=ADDRESS)
ALL = Linter(now=NOW)
ADDRESSES = Linter(rules=[non_public_ip], now=NOW)


def record(body: object, **changes: Any) -> JSON:
    return {"at": 5, "request": {"method": "POST", "url": URL, "headers": dict([TYPE, AGENT]), "body": body, **changes}}


def read(value: object) -> list[Payload]:
    """The payloads in one JSON value, wherever its requests went."""
    entries = read_record(Source("a.json", value if isinstance(value, str) else line(value)))
    taken_in = Intake(all_hosts=True)
    found = (taken_in.read(entry) if isinstance(entry, Recorded) else [entry] for entry in entries)
    return [entry for several in found for entry in several if isinstance(entry, Payload)]


@pytest.mark.parametrize("indent", [None, 2])
def test_a_body_that_is_text_is_what_was_sent_byte_for_byte(indent: int | None) -> None:
    body = json.dumps(ios(event_data={"größe": "😀"}), ensure_ascii=False, indent=indent)
    (payload,) = read(record(body))
    assert payload.data == json.loads(body)
    assert payload.request is not None
    assert payload.request.body == body.encode()
    assert (payload.request.method, payload.request.url) == ("POST", URL)
    assert payload.size == len(body.encode())


def test_the_bytes_of_a_body_that_is_an_object_are_not_known() -> None:
    (payload,) = read(record(ios()))
    assert payload.data == ios()
    assert payload.request is not None
    assert (payload.request.body, payload.request.url) == (None, URL)


@pytest.mark.parametrize("body", [[ios(), ios(event_name="View")], line([ios(), ios(event_name="View")])])
def test_a_body_that_is_an_array_is_a_batch(body: object) -> None:
    whole, *elements = read(record(body))
    assert isinstance(whole.data, list)
    assert [payload.data["data"]["event_name"] for payload in elements] == ["Purchase", "View"]
    assert [payload.batched for payload in (whole, *elements)] == [False, True, True]
    assert all(payload.request is not None and payload.request.url == URL for payload in elements)


@pytest.mark.parametrize(
    ("headers", "known"),
    [
        pytest.param(dict([TYPE, AGENT]), [TYPE, AGENT], id="object"),
        pytest.param({"A": ["1", "2"], "B": "3"}, [("A", "1"), ("A", "2"), ("B", "3")], id="object-of-lists"),
        pytest.param([list(TYPE), list(AGENT)], [TYPE, AGENT], id="pairs"),
        pytest.param(
            [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}], [("A", "1"), ("A", "2")], id="name-value"
        ),
        pytest.param([{"name": "A", "value": "1", "x": 5}], [("A", "1")], id="name-value-and-more"),
        pytest.param({}, [], id="none-sent"),
        pytest.param([], [], id="none-sent-either"),
        pytest.param(None, None, id="null"),
        pytest.param("A: 1\r\nB: 2", [("A", "1"), ("B", "2")], id="text"),
        pytest.param(5, None, id="number"),
        pytest.param({"A": None, "B": 5, "C": {"D": 1}, "E": "1"}, [("B", "5"), ("E", "1")], id="values-that-are-none"),
        pytest.param(
            [["A"], ["A", "1", "2"], [5, "1"], ["B", 5], [], None, "C", ["D", "1"]],
            [("5", "1"), ("B", "5"), ("D", "1")],
            id="odd-pairs",
        ),
        pytest.param([{"name": "A"}, {"value": "1"}, {"name": 5, "value": "1"}, {}], [("5", "1")], id="odd-objects"),
        pytest.param(["A: 1", "B: 2:3"], [("A", "1"), ("B", "2:3")], id="lines-of-text"),
    ],
)
def test_headers_may_be_written_in_several_ways(headers: object, known: list[tuple[str, str]] | None) -> None:
    (payload,) = read(record(line(ios()), headers=headers))
    assert payload.request is not None
    assert payload.request.headers == known


@pytest.mark.parametrize("key", ["method", "url", "headers"])
@pytest.mark.parametrize("value", [None, 5, True, ["x", "y", "z"], {"x": 5}, ""])
def test_a_request_that_is_told_of_in_odd_ways_brings_its_payload_all_the_same(key: str, value: object) -> None:
    (payload,) = read(record(line(ios()), **{key: value}))
    assert payload.data == ios()
    assert payload.request is not None
    assert repr(payload.request)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(" ", id="blank"),
        pytest.param("action=event", id="form"),
        pytest.param('{"a":', id="cut-off"),
        pytest.param("\\", id="backslash"),
        pytest.param('"', id="quote"),
        pytest.param("[" * 5000, id="deep"),
    ],
)
def test_a_body_that_is_not_json_is_a_payload_with_a_defect(body: str) -> None:
    (payload,) = read(record(body))
    assert payload.data is MISSING
    assert payload.defect is not None
    assert payload.request is not None
    assert payload.request.body == body.encode()


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(ios(), id="payload"),
        pytest.param(ios(request={"body": "{}"}), id="deeper"),
        pytest.param({**ios(), "request": "body"}, id="text"),
        pytest.param({**ios(), "request": ["body"]}, id="list"),
        pytest.param({**ios(), "request": {"id": 5}}, id="without-a-body"),
        pytest.param({**ios(), "request": {"body": 5}}, id="number-for-a-body"),
    ],
)
def test_what_is_no_record_is_a_payload(value: object) -> None:
    (payload,) = read(value)
    assert (payload.data, payload.request) == (value, None)


@pytest.mark.parametrize("request_", [{"method": "GET"}, {"url": URL, "body": None}, {"headers": {}, "body": ""}, {}])
def test_a_request_without_a_body_is_not_blamed_for_keys_that_it_cannot_have(request_: JSON) -> None:
    findings = [finding for payload in read({"request": request_}) for finding in ALL.lint_payload(payload)]
    assert "missing-required-key" not in {finding.rule for finding in findings}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(line(record(FAULTY)) + "\n" + line(record(line(FAULTY))), id="lines"),
        pytest.param(line([record(FAULTY), record(line(FAULTY))]), id="array"),
        pytest.param(json.dumps([record(FAULTY), record(line(FAULTY))], indent=2), id="array-over-lines"),
        pytest.param(json.dumps(record([FAULTY, FAULTY]), indent=2), id="one-over-lines"),
        pytest.param(line(FAULTY) + "\n" + line(record(FAULTY)), id="mixed"),
        pytest.param("\ufeff" + line(record(FAULTY)) + "\r\n\r\n" + line(record(FAULTY)), id="windows"),
    ],
)
def test_records_stand_wherever_payloads_do(content: str) -> None:
    for format_ in (json_document, json_lines):
        if format_ is json_lines and content.startswith(("[", "{\n")):
            continue
        payloads = payloads_in(format_, content)
        assert len([finding for payload in payloads for finding in ADDRESSES.lint_payload(payload)]) == 2


def test_an_array_of_records_in_a_line_is_one_of_records() -> None:
    payloads = payloads_in(json_lines, line([record(FAULTY), record(FAULTY)]))
    assert len([finding for payload in payloads for finding in ADDRESSES.lint_payload(payload)]) == 2


SHORT = {'"': '\\"', "\\": "\\\\", "/": "\\/", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
WAYS = st.lists(st.integers(0, 3), min_size=1, max_size=7)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5) | st.sampled_from(
    ['"', "\\", "\\u0041", "/", "😀", "\x7f"]
)


def in_escapes(char: str, *, upper: bool) -> str:
    units = char.encode("utf-16-be")
    codes = [int.from_bytes(units[at : at + 2], "big") for at in range(0, len(units), 2)]
    return "".join(f"\\u{code:04X}" if upper else f"\\u{code:04x}" for code in codes)


def spelled(text: str, ways: Sequence[int]) -> list[str]:
    """Each character of *text* as a JSON string may write it, in turn in each of the *ways*."""
    written = []
    for char, way in zip(text, cycle(ways), strict=False):
        plain = SHORT[char] if char in '"\\' else in_escapes(char, upper=False) if char < " " else char
        written.append(
            [plain, SHORT.get(char, plain), in_escapes(char, upper=False), in_escapes(char, upper=True)][way]
        )
    return written


@given(TEXTS, WAYS, WAYS, st.sampled_from([None, 0, 2]), st.booleans(), st.booleans(), st.booleans(), TEXTS)
@example("", [2], [2], None, True, False, False, "")
@example("😀", [0], [3], 2, False, True, True, "😀")
def test_a_finding_leads_to_the_very_characters_of_the_file(
    filler: str,
    inner_ways: list[int],
    outer_ways: list[int],
    indent: int | None,
    is_text: bool,
    ascii_only: bool,
    over_lines: bool,
    before: str,
) -> None:
    value = '"' + "".join(spelled(ADDRESS, inner_ways)) + '"'
    payload = ios(origination_ip="@value@", event_data={"k": filler})
    inner = json.dumps(payload, indent=indent if is_text else None, ensure_ascii=ascii_only)
    start = inner.index('"@value@"')
    inner = inner.replace('"@value@"', value)
    body = spelled(inner, outer_ways) if is_text else list(inner)
    quote, space = '"' if is_text else "", "\n  " if over_lines else " "
    head = f'{{"note":{space}{json.dumps(before, ensure_ascii=False)},{space}"request":{space}{{"body":{space}{quote}'
    content = (
        f"[{head}{''.join(body)}{quote}}}}}]" if over_lines else f"{line(ios())}\n{head}{''.join(body)}{quote}}}}}\n"
    )
    at = content.index(head) + len(head) + sum(map(len, body[:start]))
    end = at + sum(map(len, body[start : start + len(value)]))
    format_ = json_document if over_lines else json_lines
    (finding,) = [finding for payload in payloads_in(format_, content) for finding in ADDRESSES.lint_payload(payload)]
    assert (finding.start, finding.end) == (place(content, at), place(content, end))
    source = finding.payload.source
    assert source is not None
    assert finding.span is not None
    assert source.raw[slice(*source.outward(finding.span))] == content[at:end]


def place(content: str, offset: int) -> tuple[int, int]:
    return content.count("\n", 0, offset) + 1, offset - content.rfind("\n", 0, offset)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4) | st.just(line(ios())),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(
            st.sampled_from(["request", "body", "headers", "url", "name", "value", "data"]), inside, max_size=4
        )
    ),
    max_leaves=8,
)


REQUESTS = st.fixed_dictionaries({}, optional=dict.fromkeys(("method", "url", "headers", "body"), JSON_VALUES))


@given(JSON_VALUES | st.fixed_dictionaries({"request": REQUESTS}))
def test_an_odd_record_is_read_whatever_it_is(value: object) -> None:
    payloads = read(json.dumps(value))
    capture = ALL.capture()
    for payload in payloads:
        for finding in capture.lint(payload):
            assert finding.start is not None
            assert finding.end is not None
