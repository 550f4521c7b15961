"""Records of requests in the text report: excerpts, and what they never show."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from samples import ADID, IDFA, JSON, ios, line, link

from kochava_lint.cli import main

KEY, TOKEN, PASSWORD = "t0psecretkey", "5ecre77oken", "pa55word"
URL = f"http://user:{PASSWORD}@control.kochava.com/v1/cpi/identityLink.php?token={TOKEN}"
HEADERS = {
    "Kochava-Api-Key": KEY,
    "Kochava-Auth-Token": TOKEN,
    "User-Agent": "ada@example.org",
    "Content-Type": "text/x",
}
SECRETS = (KEY, TOKEN, PASSWORD)
PERSONAL = (IDFA, ADID, "KI6F2E9A", "10.0.3.17", "ada@example.org", "+14155550123")
FAULTY = ios(
    origination_ip="10.0.3.17", event_data={"mail": "ada@example.org", "to": "+14155550123"}, device_ids={"idfa": ADID}
)
Show = Callable[..., str]


@pytest.fixture
def show(folder: Path, capsys: pytest.CaptureFixture[str]) -> Show:
    """The text report of a capture with this content."""

    def report(content: str, *words: str, name: str = "a.jsonl") -> str:
        (folder / name).write_text(content, "utf-8")
        main(["check", name, "--min-severity", "info", *words])
        return capsys.readouterr().out

    return report


def record(body: object, **changes: object) -> JSON:
    return {"request": {"method": "GET", "url": URL, "headers": HEADERS, "body": body, **changes}}


RECORDS = [
    pytest.param(line(record(line(FAULTY))), id="text"),
    pytest.param(line(record(FAULTY)), id="object"),
    pytest.param(line(record([FAULTY, FAULTY])), id="array"),
    pytest.param(line(record(json.dumps(FAULTY, indent=1))), id="text-over-lines"),
    pytest.param(line(record(line(link(device_id={"idfa": ADID}, data={"mail": "ada@example.org"})))), id="link"),
    pytest.param(line(record(line(FAULTY)[:-1])), id="broken-body"),
    pytest.param(line(record("mail=ada@example.org&idfa=" + IDFA)), id="form"),
    pytest.param(line(record(line(FAULTY).replace("@", "\\u0040"))), id="escaped-address"),
]
BROKEN_RECORDS = [
    pytest.param(line(record(FAULTY))[:-2], id="cut-off"),
    pytest.param(line(record(FAULTY)).replace('"request":', '"request:'), id="broken"),
    pytest.param(line({"req": record(FAULTY)["request"]}), id="of-another-name"),
]


@pytest.mark.parametrize("output_format", ["text", "concise", "json"])
@pytest.mark.parametrize("content", [*RECORDS, *BROKEN_RECORDS])
def test_reports_on_records_show_nothing_that_identifies_anybody(show: Show, content: str, output_format: str) -> None:
    shown = show(content, "--output-format", output_format)
    assert len(shown.splitlines()) > 1
    for secret in (*PERSONAL, *SECRETS):
        assert secret not in shown
        assert secret[:-3] not in shown, "nor most of it"


@pytest.mark.parametrize("content", RECORDS)
def test_headers_are_masked_even_for_whoever_asks_for_values(show: Show, content: str) -> None:
    shown = show(content, "--show-values")
    assert any(told in shown for told in PERSONAL)
    assert not any(secret in shown for secret in SECRETS)


@pytest.mark.parametrize("content", BROKEN_RECORDS)
def test_headers_of_broken_records_are_masked_even_for_whoever_asks_for_values(show: Show, content: str) -> None:
    shown = show(content, "--show-values")
    assert len(shown.splitlines()) > 1
    assert not any(secret in shown for secret in SECRETS)


@pytest.mark.parametrize("of_record", [False, True])
@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        pytest.param("+14155550123 ", "\\u002B14155550123 ", id="phone-number"),
        pytest.param(f"{IDFA} ", f"{IDFA[:7]}\\u00{ord(IDFA[7]):02x}{IDFA[8:]} ", id="uuid"),
        pytest.param("203.0.113.7 ", "203\\u002e0.113.7 ", id="ip"),
    ],
)
def test_an_identifier_is_hidden_however_it_is_escaped(show: Show, name: str, spelled: str, of_record: bool) -> None:
    body = line(ios(event_name=name)).replace(name, spelled)
    shown = show(line(record(body)) if of_record else body, "--select", "padded-event-name")
    assert "padded-event-name" in shown
    assert not any(piece in shown for piece in ("4155550", "4B5A-9D5F", "113.7"))


@pytest.mark.parametrize(
    ("body", "marked"),
    [
        pytest.param(ios(currency="euros"), '"euros"', id="object"),
        pytest.param(line(ios(currency="euros")), '\\"euros\\"', id="text"),
        pytest.param(json.dumps(ios(currency="euros"), indent=2), '\\"euros\\"', id="text-over-lines"),
        pytest.param(line(ios(currency="e\u00fcros")), '\\"e\\\\u00fcros\\"', id="escaped"),
        pytest.param(line(ios(event_data={"a": '\u65e5"\\'}, currency="euros")), '\\"euros\\"', id="after-escapes"),
        pytest.param(line([ios(currency="euros")]), '\\"euros\\"', id="array-in-a-text"),
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_carets_stand_under_the_value(show: Show, body: object, marked: str, indent: int | None) -> None:
    content = json.dumps(record(body), indent=indent)
    shown = show(content, "--select", "invalid-currency", name="a.json").splitlines()
    excerpt, carets = shown[3], shown[4]
    start, end = carets.index("^"), carets.rindex("^") + 1
    assert excerpt[start:end] == marked
    place = content[: content.index(marked)]
    assert f"a.json:{place.count(chr(10)) + 1}:{len(place) - place.rfind(chr(10))}" in shown[1]


def test_carets_count_the_cells_of_wide_characters(show: Show) -> None:
    body = json.dumps(ios(event_data={"k": "日本"}, currency="漢字"), ensure_ascii=False)
    shown = show(json.dumps(record(body), ensure_ascii=False), "--select", "invalid-currency").splitlines()
    excerpt, carets = shown[3], shown[4]
    assert carets.count("^") == len('\\""\\') + 4
    assert carets.index("^") == excerpt.index('\\"漢字') + excerpt[: excerpt.index('\\"漢字')].count("日") * 2
