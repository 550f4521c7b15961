"""Captures that real tools wrote: what was sent is read, and each character stands where it is said to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl

import pytest

from kochava_lint import Payload
from kochava_lint.captures import CaptureReader, Reading
from kochava_lint.cli import main
from kochava_lint.errors import InputError
from kochava_lint.payload import MISSING
from kochava_lint.plugins import load_plugins
from kochava_lint.recorded import Content, Known

CAPTURES: Final = Path(__file__).parents[1] / "captures"
FORMATS: Final = load_plugins(installed=()).formats
NO_FORMAT: Final = ("fetch", "powershell", "httpie", "nock-code", ".zip")
"""What tools write besides, and what no format reads."""
READ: Final = sorted(
    path.name.removesuffix(".json")
    for path in (CAPTURES / "expected").glob("*.json")
    if not any(word in path.name for word in NO_FORMAT)
)
COMPRESSED: Final = (".gz", ".zst", ".bz2", ".xz")
# What was sent is not what the tool wrote: values in the place of variables, names in the place of values.
FILLED: Final = ("postman", "ruby-vcr-filtered")


def entries_in(name: str) -> list[Content | Known]:
    path = str(CAPTURES / name)
    return [
        entry
        for entry in CaptureReader(FORMATS, Reading()).read(path)
        if not isinstance(entry, Payload) or not entry.batched
    ]


def expected_in(name: str) -> dict[str, Any]:
    expected: dict[str, Any] = json.loads((CAPTURES / "expected" / f"{name}.json").read_text("utf-8"))
    return expected


def text_of(payload: Payload) -> str:
    assert payload.source is not None
    return payload.source.text


@pytest.mark.parametrize("name", READ)
def test_every_request_is_seen(name: str) -> None:
    assert len(entries_in(name)) == expected_in(name)["requests"]


@pytest.mark.parametrize("name", READ)
def test_every_body_that_was_sent_to_kochava_is_read(name: str) -> None:
    payloads = [entry for entry in entries_in(name) if isinstance(entry, Payload)]
    sent = [body for body in expected_in(name)["payloads"] if body["body"] is not None]
    if "firefox-curl" in name:  # its command has no body where lines end as Windows ends them
        sent = [body for body in sent if "\r\n" not in body["body"]]
    assert len(payloads) == len(sent)
    for payload, told in zip(payloads, sent, strict=True):
        assert payload.request is None or payload.request.method == told["method"]
        read, body = text_of(payload), told.get("kept", told["body"])
        if told.get("lost"):
            assert payload.data is MISSING
            assert payload.recording is not None
            assert payload.recording.lost
        elif body.startswith("action="):
            assert parse_qsl(read, keep_blank_values=True) == parse_qsl(body, keep_blank_values=True)
            assert payload.defect is not None
        elif told.get("by_value"):
            assert payload.data == json.loads(body)
        elif not told.get("dynamic"):
            assert read in {body, told.get("as_run")}


@pytest.mark.parametrize("name", [name for name in READ if not name.endswith(COMPRESSED)])
def test_every_letter_stands_where_it_is_said_to(name: str) -> None:
    lines = (CAPTURES / name).read_bytes().decode("utf-8", "surrogateescape").split("\n")
    found = 0
    for payload in entries_in(name):
        source = payload.source if isinstance(payload, Payload) else None
        if source is None or source.opaque:
            continue
        for offset, char in enumerate(source.text):
            if char.isascii() and char.isalnum() and not _is_filled(name, source.text, offset):
                line, column = source.place(offset)
                # An escaped letter begins with what escapes it.
                assert lines[line - 1][column - 1 :].removeprefix("^")[:1] == char, f"{line}:{column}"
                found += 1
    assert found > 0 or all(
        entry.source is None or entry.source.opaque or not entry.source.text
        for entry in entries_in(name)
        if isinstance(entry, Payload)
    )


def _is_filled(name: str, text: str, offset: int) -> bool:
    """Whether what stands here may be the value of a variable."""
    if not name.startswith(FILLED):
        return False
    start = max(text.rfind('"', 0, offset), text.rfind(":", 0, offset))
    return (
        "kochava-test" in text[start : offset + 40] or "TEST0000" in text[start : offset + 40] or text[offset].isdigit()
    )


@pytest.mark.parametrize(
    "name", sorted(path.name for path in CAPTURES.iterdir() if any(w in path.name for w in NO_FORMAT))
)
def test_what_no_format_reads_is_never_passed_in_silence(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(CAPTURES / name)]) in {1, 2, 4}
    output = capsys.readouterr()
    assert "not JSON" in output.out or "ZIP archive" in output.err or "no payload" in output.err


def _cut_captures() -> Iterator[Any]:
    for name in READ:
        if not name.endswith((".jsonl", ".txt", *COMPRESSED)):
            yield pytest.param(name, id=name)


@pytest.mark.parametrize("name", list(_cut_captures()))
@pytest.mark.parametrize("share", [0.3, 0.7, 0.95])
def test_of_a_capture_that_is_cut_off_what_is_whole_is_read_and_the_rest_is_told(
    name: str, share: float, tmp_path: Path
) -> None:
    content = (CAPTURES / name).read_bytes()
    cut = tmp_path / name
    cut.write_bytes(content[: int(len(content) * share)])
    whole = [text_of(entry) for entry in entries_in(name) if isinstance(entry, Payload)]
    read: list[Content | Known] = []
    error = None
    try:
        for entry in CaptureReader(FORMATS, Reading()).read(str(cut)):
            read.append(entry)  # noqa: PERF402 - what comes before the error counts
    except InputError as raised:
        error = raised
    payloads = [entry for entry in read if isinstance(entry, Payload) and not entry.batched]
    # Of the last request, what is told after its body may be missing.
    told = [payload for payload in payloads if payload.request is None or payload.request.url]
    sound = [text_of(payload) for payload in told if payload.defect is None and payload.is_whole]
    if not name.startswith("postman"):  # its variables stand at the end
        assert sound == [text for text in whole if text in sound][: len(sound)]
    assert error is None or str(error).startswith((str(cut), f"cannot read {cut}"))


@pytest.mark.parametrize("words", ["(curl -d x)", "; curl https://x.example/ ;", "`curl x/y`"])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", '{\n  "note": "WORDS",\n  "action": "event", "kochava_app_id": "ko", "data": {}\n}'),
        ("a.jsonl", '  {"action": "event", "kochava_app_id": "ko", "data": {}, "note": "WORDS"}\n'),
        (
            "a.har",
            '{\n "log": {\n  "comment": "WORDS", "entries": [{"request": {"url": "/track/json", "body": {"a": 1}}}]}}',
        ),
        ("a.http", "// WORDS\nPOST https://control.kochava.com/track/json\n\n{}\n"),
    ],
)
def test_words_of_a_command_hide_nothing_of_other_captures(name: str, content: str, words: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content.replace("WORDS", words))
    found = list(CaptureReader(FORMATS, Reading()).read(str(tmp_path / name)))
    assert [type(entry) for entry in found] == [Payload]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.yaml", b"interactions: []\n? {a: b}\n: 1\n"),
        ("a.mitm", b"19:7:request;4:none;~}999999999999:x"),
        ("b.mitm", (CAPTURES / "mitmproxy-12.mitm").read_bytes().replace(b"recursion_desired", b"recursion_dssired")),
        ("c.mitm", (CAPTURES / "mitmproxy-12.mitm").read_bytes() + b"999999999999:4:type;x"),
    ],
    ids=["yaml-with-a-mapping-for-a-key", "no-flow", "damaged-flow", "flow-longer-than-memory"],
)
def test_a_damaged_capture_is_told_of_and_is_no_defect_of_ours(
    name: str, content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(content)
    assert main(["check", str(tmp_path / name)]) in {2, 4}
    assert name in capsys.readouterr().err


def test_of_flows_that_are_damaged_the_others_are_read(tmp_path: Path) -> None:
    content = (CAPTURES / "mitmproxy-12.mitm").read_bytes()
    (tmp_path / "a.mitm").write_bytes(content.replace(b"recursion_desired", b"recursion_dssired"))
    read: list[Content | Known] = []
    with pytest.raises(InputError, match=r"line 1, column 1 cannot be read.*9 flows were read"):
        read.extend(CaptureReader(FORMATS, Reading()).read(str(tmp_path / "a.mitm")))
    assert len([entry for entry in read if isinstance(entry, Payload)]) == 7
