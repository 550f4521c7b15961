"""Commands of curl: what each sends, as bash and Windows quote it."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import entries_in, payloads_in
from samples import ios, line

from kochava_lint import Payload
from kochava_lint.formats.curl import curl
from kochava_lint.payload import MISSING
from kochava_lint.recorded import BODY_ELSEWHERE, BODY_PIPED, NO_BODY, NO_REQUEST, OTHER_HOST, Skipped

URL = "https://control.kochava.com/track/json"
HOST = "control.kochava.com"
BODY = line(ios())
QUOTED = f"'{BODY}'"
DOUBLE = '"' + BODY.replace('"', '\\"') + '"'
PRETTY = json.dumps(ios(), indent=2)


def read(text: str, folder: Path | None = None, **intake: Any) -> list[Any]:
    entries = entries_in(curl, text, name="a.sh", folder=folder, **intake)
    return [entry.data if isinstance(entry, Payload) else entry for entry in entries]


@pytest.mark.parametrize(
    "command",
    [
        f"curl -X POST {URL} -d {QUOTED}",
        f"curl -d {QUOTED} {URL}",
        f"curl --data {DOUBLE} '{URL}'",
        f"curl --data-raw {QUOTED} {URL}",
        f"curl --data-binary {QUOTED} --url {URL}",
        f"curl --data-ascii {QUOTED} {URL}",
        f"curl --json {QUOTED} {URL}",
        f"curl -sSd{QUOTED} {URL}",
        f"curl -XPOST -H'Content-Type: application/json' -d {QUOTED} {URL}",
        f"curl {URL} \\\n  -H 'A: b' \\\n  -d {QUOTED}\n",
        f"curl {URL} \\\r\n  -d {QUOTED}\r\n",
        f"curl {URL} -d '{PRETTY}'",
        f'curl {URL} -d "{json.dumps(ios()).replace(chr(34), chr(92) + chr(34))}"',
        "curl " + URL + " -d $'" + BODY.replace("P", "\\x50") + "'",
        f"curl {URL} -d @- <<'EOF'\n{PRETTY}\nEOF\n",
        f"curl {URL} --data-binary @- <<< {QUOTED}",
        f"curl {URL} -T - <<EOF\n{BODY}\nEOF",
        f'URL={URL}\nBODY={QUOTED}\ncurl "$URL" -d "$BODY"',
        f"$ curl {URL} -d {QUOTED}",
        f"/usr/bin/curl {URL} -d {QUOTED}",
        f"time sudo curl -v {URL} -d {QUOTED} > /dev/null 2>&1",
        f"for i in 1 2; do curl {URL} -d {QUOTED}; done",
        f"curl --proxy http://p:1 -o out -w '%{{http_code}}' --max-time 5 {URL} -d {QUOTED}",
        f"if curl -fs {URL} -d {QUOTED}; then echo; fi",
        f"out=$(curl -s {URL} -d {QUOTED})",
        f'CODE="$(curl -s -o /dev/null -w "%{{http_code}}" {URL} -d {QUOTED})"',
    ],
)
def test_the_body_is_what_curl_sends(command: str) -> None:
    assert read(command) == [ios()]


@pytest.mark.parametrize(
    ("options", "headers"),
    [
        ("-d x", {"user-agent": "curl", "content-type": "application/x-www-form-urlencoded"}),
        ("--json {}", {"content-type": "application/json"}),
        ("--json {} -H 'Content-Type: text/plain'", {"content-type": "text/plain"}),
        (
            "-d x -H 'Content-Type: application/json' -A Unknown",
            {"content-type": "application/json", "user-agent": "Unknown"},
        ),
        ("-d x -H 'User-Agent: a: b'", {"user-agent": "a: b"}),
        ("-d x -H 'user-agent:'", {"user-agent": None}),
        ("-d x -H 'Content-Type:'", {"content-type": None}),
        ("-d x --header=no", {}),
        ("-d x -H 'X: 1' -H 'X: 2'", {"x": "1"}),
        ("-F a=b", {"content-type": "multipart/form-data"}),
    ],
)
def test_headers_are_those_that_are_named_and_those_of_curl(options: str, headers: dict[str, str | None]) -> None:
    (payload, *_) = payloads_in(curl, f"curl {URL} {options}")
    assert payload.request is not None
    assert {name: payload.request.header(name) for name in headers} == headers


@pytest.mark.parametrize(
    ("command", "method"),
    [
        (f"curl {URL} -d x", "POST"),
        (f"curl -X put {URL} -d x", "PUT"),
        (f"curl -T - {URL} <<< x", "PUT"),
        (f"curl --request=x {URL} -d x", "POST"),
    ],
)
def test_the_method_follows_from_what_is_sent(command: str, method: str) -> None:
    (payload, *_) = payloads_in(curl, command)
    assert payload.request is not None
    assert payload.request.method == method


@pytest.mark.parametrize(
    ("command", "found"),
    [
        (f"curl {URL} -d a=b -d c", [MISSING]),
        (f"curl {URL} --data-urlencode 'a=b c' -d c", [MISSING]),
        (f"curl {URL} -F a=b", [MISSING]),
        (f"curl {URL}", [Skipped(NO_BODY, HOST)]),
        (f"curl {URL} -d ''", [Skipped(NO_BODY, HOST)]),
        (f"curl -G {URL} -d {QUOTED}", [Skipped(NO_BODY, HOST)]),
        (f"curl -I {URL}", [Skipped(NO_BODY, HOST)]),
        (f"curl https://shop.example -d {QUOTED}", [Skipped(OTHER_HOST, "shop.example")]),
        (f"curl {URL} {URL} -d {QUOTED}", [ios(), ios()]),
        (f"curl {URL} -d {QUOTED} --next {URL} -d {QUOTED}", [ios(), ios()]),
        (f"curl {URL} -d {QUOTED}; curl {URL} -d {QUOTED} && curl {URL}", [ios(), ios(), Skipped(NO_BODY, HOST)]),
        (f"curl {URL} -d {QUOTED}\n# curl {URL} -d x\necho curl\ncurl {URL} -d {QUOTED}\n", [ios(), ios()]),
        (f"curl {URL} --json '{BODY[:40]}' --json '{BODY[40:]}'", [ios()]),
        (f"curl {URL} -d @missing.json", [Skipped(BODY_ELSEWHERE, HOST)]),
        (f"echo {QUOTED} | curl {URL} -d @-", [Skipped(BODY_PIPED, HOST)]),
        (f"curl {URL} -d @-", [Skipped(BODY_PIPED, HOST)]),
        (f'curl {URL} -d "$1"', [Skipped(BODY_PIPED, HOST)]),
        (f'curl {URL} -d "$BODY"', [Skipped(BODY_PIPED, HOST)]),
        (f'curl {URL} -d "$(cat x.json)"', [Skipped(BODY_PIPED, HOST)]),
        (f"curl {URL} -d `jq . x.json`", [Skipped(BODY_PIPED, HOST)]),
        (f"curl $KOCHAVA -d {QUOTED}", [ios()]),
        ("curl", []),
        ("curl --help", []),
    ],
)
def test_each_request_is_told_of(command: str, found: list[Any]) -> None:
    assert read(command) == found


def test_a_body_in_a_file_is_read_where_it_is_beside_and_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "secret.json").write_text(BODY)
    (tmp_path / "in" / "a.json").write_text("\ufeff" + PRETTY)
    (tmp_path / "in" / "deep" / "b.json").write_text(BODY)
    (tmp_path / "in" / "link.json").symlink_to(tmp_path / "secret.json")
    elsewhere = [Skipped(BODY_ELSEWHERE, HOST)]
    folder = tmp_path / "in"
    assert read(f"curl {URL} -d @a.json", folder) == [ios()]
    assert read(f"curl {URL} -T ./deep/b.json", folder) == [ios()]
    for name in ("../secret.json", str(tmp_path / "secret.json"), "link.json", "deep", "a\0b", "x" * 5000):
        assert read(f"curl {URL} -d '@{name}'", folder) == elsewhere
    assert read(f"curl {URL} -d @a.json") == elsewhere
    (payload,) = payloads_in(curl, f"curl {URL} -d @a.json", folder=folder)
    assert payload.source is not None
    assert (payload.source.name, payload.source.line) == (str(folder / "a.json"), 1)
    assert read(f"curl {URL} --data-raw @a.json", folder) == [MISSING]


WINDOWS = '^"' + BODY.replace('"', '^\\^"') + '^"'


@pytest.mark.parametrize(
    "command",
    [
        f'curl ^"{URL}^" ^\r\n  -H ^"A: b^" ^\r\n  --data-raw {WINDOWS}',
        f"curl.exe {URL} ^\n -d {WINDOWS}\n",
        f"curl {URL} ^\r\n -d {DOUBLE}\r\n",
    ],
)
def test_commands_for_windows_are_read_as_it_reads_them(command: str) -> None:
    assert read(command) == [ios()]


@pytest.mark.parametrize(
    ("head", "is_curl"),
    [
        (b"curl https://x", True),
        (b"#!/bin/bash\nset -e\n\n  curl -s \\\n", True),
        (b"A=1 curl x.example/", True),
        (b"> curl.exe x.example/", True),
        (b'{"a": "curl x"}', False),
        (b"we use curl to send", False),
        (b"curly x", False),
        (b"", False),
        (b"    if curl -fs x; then", True),
        (b"out=$(curl -s x)", True),
        (b"cat x | curl -d @- x", True),
    ],
)
def test_its_content_tells_it(head: bytes, is_curl: bool) -> None:
    assert curl.sniff(head) is is_curl


@given(st.text(st.sampled_from("ab'\"\\$`é😀 \n{}:,"), max_size=10), st.booleans())
def test_each_character_stands_where_it_is(text: str, is_json: bool) -> None:
    body = line(ios(event_data={"k": text}))
    command = f"curl {URL} {'--json' if is_json else '-d'} {shlex.quote(body)}\n"
    (payload,) = payloads_in(curl, command)
    assert isinstance(payload, Payload)
    assert payload.data == json.loads(body)
    source = payload.source
    assert source is not None
    lines = command.split("\n")
    for offset, char in enumerate(source.text):
        if char.isalnum():
            place = source.place(offset)
            assert lines[place.line - 1][place.column - 1] == char


@pytest.mark.parametrize(
    ("quote", "before"), [("'", "echo don't\n"), ('"', 'echo "a\n'), ("$'", "echo $'a\n"), ("'", f"curl -H 'a {URL}\n")]
)
def test_payloads_that_a_quote_swallows_are_told_of(quote: str, before: str) -> None:
    body = BODY.replace('"', "'" if quote == '"' else '"')
    rest = f"curl {URL} -d {body}\n" * 2
    assert Skipped(NO_REQUEST) in read(f"{before}{rest}")
    assert Skipped(NO_REQUEST) not in read(f"{before.rstrip()}{quote[-1]}\n{rest}")


def test_a_body_that_is_cut_off_is_one_payload_and_hides_none() -> None:
    assert Skipped(NO_REQUEST) not in read(f"curl {URL} -d '{BODY[:-9]}")
