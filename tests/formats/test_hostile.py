"""Captures that somebody made to do harm: nothing crashes, hangs, leaks, is hidden or written where it may not be."""

from __future__ import annotations

import gzip
import json
import lzma
import re
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any, Final

import pytest

resource = pytest.importorskip("resource", reason="no limit can be set")

URL: Final = "https://control.kochava.com/track/json"
IDFA: Final = "38400000-8CF0-11BD-B23E-10B96E40000D"
SECRET: Final = "zzTOPsecretZZ"  # noqa: S105 - it is looked for in reports
# Nothing of a few hundred kilobytes takes this long, unless its time grows with the square of it.
_SECONDS: Final = 120
"""What is not done by then goes on for hours: the cases are chosen so."""
_MEMORY: Final = 2 * 1024**3
_COUNTED: Final = re.compile(r"in ([\d,]+) payloads?|Nothing to show in ([\d,]+) payload")

PAYLOAD: Final = json.dumps(
    {
        "action": "event",
        "kochava_app_id": "kokochava-test1",
        "kochava_device_id": "KD1234567890",
        "data": {
            "event_name": "Purchase",
            "device_ids": {"idfa": IDFA},
            "usertime": "x",
            "origination_ip": "203.0.113.9",
        },
    }
)
FIXABLE: Final = json.dumps(
    {
        "action": "event",
        "kochava_app_id": "kokochava-test1",
        "kochava_device_id": "KD1",
        "data": {"event_name": "Purchase", "event_data": {"currency": "usd"}, "usertime": 1700000000},
    }
)


def check(path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """What the command says of a file, in the time and memory that it may take."""

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))

    command = [sys.executable, "-m", "kochava_lint", "check", *words, str(path)]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=_SECONDS,
        check=False,
        cwd=path.parent,
        preexec_fn=bound,
    )


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    return path


def har(*bodies: str, **request: Any) -> str:
    """A HAR of requests with these bodies."""
    requests = [{"method": "POST", "url": URL, "postData": {"text": body}, **request} for body in bodies]
    return json.dumps({"log": {"entries": [{"request": each} for each in requests]}})


def postman(raw: str, **variables: str) -> str:
    told = [{"key": key, "value": value} for key, value in variables.items()]
    item = {"request": {"method": "POST", "url": URL, "body": {"mode": "raw", "raw": raw}}}
    return json.dumps({"info": {"_postman_id": "1"}, "variable": told, "item": [item]})


def cassette(body: str, before: str = "") -> str:
    return f"{before}interactions:\n- request:\n    method: POST\n    uri: {URL}\n    body: {body}\n"


def http(body: str, *headers: str) -> str:
    head = ["POST /track/json HTTP/1.1", "Host: control.kochava.com", *headers]
    return "\r\n".join([*head, "", body])


def with_length(body: str, length: int | None = None) -> str:
    return http(body, f"Content-Length: {len(body) if length is None else length}")


def in_folders(request: str, depth: int) -> str:
    return '{"info":{"_postman_id":"1"},"item":[' + '{"item":[' * depth + request + "]}" * depth + "]}"


def with_window_of_4_gib() -> bytes:
    """An xz file whose header asks for a dictionary that no machine should be made to hold."""
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 20}]
    content = bytearray(lzma.compress(f"{PAYLOAD}\n".encode(), check=lzma.CHECK_CRC32, filters=filters))
    header = slice(12, 12 + content[12] * 4)
    content[content.index(b"\x21\x01", 12) + 2] = 40
    content[header.stop : header.stop + 4] = struct.pack("<I", zlib.crc32(content[header]))
    return bytes(content)


def appended_at_a_chunk() -> bytes:
    """Two gzip members, of which the first ends one byte before a chunk of the reader does."""
    empty = len(gzip.compress(b"", 0))
    first = gzip.compress(f"{PAYLOAD}\n".encode() + b" " * (65535 - empty - 1 - len(PAYLOAD)), 0)
    first = gzip.compress(f"{PAYLOAD}\n".encode() + b" " * (65535 - empty - 1 - len(PAYLOAD) - len(first) + 65535), 0)
    assert len(first) == 65535
    return first + gzip.compress(f"{PAYLOAD}\n".encode())


# Name and content of files; each is read in time and memory that a file of its size may take, and without a defect.
BOUNDED: Final[dict[str, tuple[str, str | bytes]]] = {
    # The time of regular expressions.
    "a form that ends with a quote": ("a.txt", "a=" + "&b=c" * 40 + '"\n'),
    "a query that goes on with spaces": ("a.http", f"POST {URL}\n ?{' ' * 60000}x\v\n\n{{}}"),
    "a header of spaces": ("a.http", f"POST /track/json HTTP/1.1\nA:{' ' * 60000}\rX\n\n{{}}"),
    "a file of spaces": ("a.http", f"POST {URL} HTTP/1.1\n\n< {' ' * 4000}{{\n"),
    "a name of spaces in a template": ("a.json", postman("{{" + " " * 6000 + "x")),
    "a version of spaces": ("a.json", f'{{"version":{" " * 65000}[1]}}'),
    "a mark of a cut body, many times": ("a.har", har("[" + "truncated" * 60000)),
    "a body of asterisks": ("a.har", har("*" * 120000 + " x")),
    "an app of asterisks": (
        "a.json",
        json.dumps({**json.loads(PAYLOAD), "kochava_app_id": "*" * 60000 + " x"}),
    ),
    "a quoted text of spaces": ("a.yaml", cassette(f"'a{' ' * 60000}b'")),
    # Times that grow with the square of what is in a file.
    "requests with a length": ("a.http", with_length(PAYLOAD) * 2000),
    "payloads in one value": ("a.json", json.dumps({"logs": [{"payload": json.loads(PAYLOAD)}] * 1500})),
    "requests in one value": ("a.jsonl", json.dumps({"logs": [json.loads(har(PAYLOAD))["log"]] * 1500})),
    "a body that is cut off deep inside": ("a.har", har("[" * 60000 + "1," * 60000 + "...")),
    "substitutions in a here-document": ("a.sh", "cat <<E\n" + "$(x\n" * 6000 + f"E\ncurl {URL}\n"),
    "folders in folders": (
        "a.json",
        in_folders(json.dumps(json.loads(postman(PAYLOAD * 12000))["item"][0]), 480),
    ),
    "continued queries": ("a.http", f"POST {URL}\n" + " ?\n" * 60000 + "\n{}"),
    "requests without an end": ("a.http", "GET / HTTP/1.1\n" * 4000),
    "quotes without an end": ("a.sh", 'curl -d "`' * 20000),
    "substitutions without an end": ("a.sh", 'curl "$("' * 10000),
    "flow lists without an end": ("a.yaml", f"interactions:\n- request: {'[' * 100000}\n"),
    # What stands for much more than it takes.
    "variables of variables": ("a.json", postman("{{a}}", a="{{a}}" * 8)),
    "variables of a shell": ("a.sh", "A=0123456789\n" + "A=$A$A\n" * 40 + f'curl -d "$A" {URL}\n'),
    "aliases of a long text": (
        "a.yaml",
        cassette(f"{{kochava_app_id: a, data: [{','.join(['*x'] * 50000)}]}}", f"x: &x '{'y' * 100000}'\n"),
    ),
    "aliases of an interaction": (
        "a.yaml",
        f"a: &a {{method: POST, uri: '{URL}', body: '{PAYLOAD[:-1]}, \"x\": \"{'x' * 10**6}\"}}'}}\n"
        f"interactions:\n{'- request: *a' + chr(10)}" + "- request: *a\n" * 4000,
    ),
    "a window of 4 GiB": ("a.jsonl.xz", with_window_of_4_gib()),
    "a compressed bomb": ("a.jsonl.gz", gzip.compress(b"0" * 10**8, 1)),
    "compressed twice": ("a.jsonl.gz", gzip.compress(gzip.compress(b"0"))),
    # What nobody expects.
    "a no-break space in a shell": ("a.sh", f"curl -d '{{}}' {URL}\n\u00a0curl x\n"),
    "a form feed in a shell": ("a.sh", f"curl -d '{{}}' {URL}\n\fcurl x\n"),
    "printf in printf": ("a.sh", "curl -d " + '$(printf "' * 400 + "x" + '")' * 400 + f" {URL}\n"),
    "headers that nest": (
        "a.har",
        har("{}", headers=0).replace(": 0", ":" + "[" * 990 + "]" * 990),
    ),
    "no UTF-8 in --data-urlencode": ("a.sh", b"curl --data-urlencode 'a=\xff' " + URL.encode()),
    "half a character in --data-urlencode": ("a.sh", f"curl --data-urlencode $'a=\\ud800' {URL}\n"),
}


@pytest.mark.slow
@pytest.mark.parametrize(("name", "content"), BOUNDED.values(), ids=BOUNDED)
def test_time_and_memory_are_bounded_and_nothing_is_a_defect(name: str, content: str | bytes, tmp_path: Path) -> None:
    done = check(written(tmp_path, name, content))
    assert done.returncode in {0, 1, 2, 4}, done.stderr[-500:]
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_the_path_to_payloads_is_followed_in_time(tmp_path: Path) -> None:
    events = json.dumps({"events": [json.loads(PAYLOAD)] * 1500})
    assert check(written(tmp_path, "a.jsonl", events), "--payload-path", "events.*").returncode == 1


def test_a_link_to_itself_is_no_body(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    assert check(written(tmp_path, "a.sh", f"curl -d @loop {URL}\n")).returncode == 4


# Files, and how many payloads with an error each holds.
ONE: Final = with_length(PAYLOAD)
ANSWERED: Final = (
    f"HEAD /x HTTP/1.1\r\nHost: a\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n{ONE}"
    f"HTTP/1.1 304 Not Modified\r\nContent-Length: 200\r\n\r\n{ONE}"
)
COUNTED: Final[dict[str, tuple[str, str | bytes, int]]] = {
    "a length beyond the file": ("a.http", with_length(PAYLOAD, 999999) + ONE * 4, 5),
    "a chunk beyond the file": (
        "a.http",
        http(f"ffffff\r\n{PAYLOAD}\r\n0\r\n\r\n", "Transfer-Encoding: chunked") + ONE,
        2,
    ),
    "answers without the body they tell of": (
        "a.http",
        ANSWERED,
        2,
    ),
    "logs that begin as a HAR does": (
        "a.jsonl",
        f'{{"log": {{"level": "info"}}, "request": {{"url": "{URL}", "method": "POST", "body": {PAYLOAD}}}}}\n' * 2,
        2,
    ),
    "lines of which one names Postman": ("a.jsonl", f'{{"_postman_id": "1"}}\n{PAYLOAD}\n', 2),
    "an array that looks like Charles": (
        "a.json",
        f'[{{"x": {{"protocolVersion": 1, "actualPort": 2}}}}, {PAYLOAD}]',
        2,
    ),
    "two HARs in a file": ("a.har", f"{har(PAYLOAD)}\n{har(PAYLOAD)}\n", 2),
    "entries twice": ("a.har", f'{{"log": {{"entries": [], "entries": {json.dumps([])}}}}}', 0),
    "interactions twice": (
        "a.json",
        f'{{"interactions": [], "interactions": [{{"request": {{"uri": "{URL}", "body": {json.dumps(PAYLOAD)}}}}}]}}',
        1,
    ),
    "interactions that are an alias": (
        "a.yaml",
        f"x: &x\n- request:\n    uri: {URL}\n    body: '{PAYLOAD}'\ninteractions: *x\n",
        1,
    ),
    "a request that is merged": (
        "a.yaml",
        f"b: &b\n  uri: {URL}\n  body: '{PAYLOAD}'\ninteractions:\n- request:\n    <<: *b\n",
        1,
    ),
    "-: between calls": ("a.sh", f"curl -d '{PAYLOAD}' {URL} -: -d '{PAYLOAD}' {URL}\n", 2),
    "&> between options": ("a.sh", f"curl -s &>/dev/null -d '{PAYLOAD}' {URL}\n", 1),
    "gzip appended at the end of a chunk": ("a.jsonl.gz", appended_at_a_chunk(), 2),
}


@pytest.mark.parametrize(("name", "content", "count"), COUNTED.values(), ids=COUNTED)
def test_no_payload_is_hidden(name: str, content: str | bytes, count: int, tmp_path: Path) -> None:
    done = check(written(tmp_path, name, content))
    counted = _COUNTED.search(done.stdout)
    assert int(next(filter(None, counted.groups())) if counted else 0) == count, done.stdout[-300:] + done.stderr
    assert done.returncode == (1 if count else 4)
    assert done.stdout.count("error[invalid-json]") == 0


@pytest.mark.parametrize(
    "content",
    [
        '{"log": {"version": "1.2, "entries": [{"request": {}}]}}',
        '{"log": {"entries": []}, "x" garbage',
        '{"log": {"entries": 5}}',
    ],
)
def test_a_har_that_is_broken_around_its_entries_is_told_of(content: str, tmp_path: Path) -> None:
    assert check(written(tmp_path, "a.har", content)).returncode in {1, 2}


# The parts of a payload, between which a report would show what else a command says.
FIRST: Final = PAYLOAD[: PAYLOAD.index('"x"') + 1]
LAST: Final = PAYLOAD[len(FIRST) :]
LEAKING: Final[dict[str, tuple[str, str]]] = {
    "a password between two parts of a body": (
        "a.sh",
        f"curl --json '{FIRST}' -u me:{SECRET} --json '{LAST}' {URL}\n",
    ),
    "a header between them": (
        "a.sh",
        f"curl --json '{FIRST}' -H 'Authorization: Bearer {SECRET}' --json '{LAST}' {URL}\n",
    ),
    "the value of an option of tomorrow": (
        "a.sh",
        f"curl --new-token {SECRET} -d '{{}}' https://a.example/\n",
    ),
    "a host that is an identifier": ("a.http", f"POST /x HTTP/1.1\nHost: {IDFA}\n\n{{}}\n"),
    "an alias without an anchor": ("a.yaml", f"interactions:\n- request: *{SECRET}\n"),
    "an identifier in two parts": (
        "a.sh",
        f"curl --json '{PAYLOAD.partition('8CF0')[0]}' --json '8CF0{PAYLOAD.partition('8CF0')[2]}' {URL}\n",
    ),
    "an identifier in two chunks": (
        "a.http",
        http(
            "".join(f"{len(part):x}\r\n{part}\r\n" for part in (PAYLOAD[:140], PAYLOAD[140:])) + "0\r\n\r\n",
            "Transfer-Encoding: chunked",
            f"Authorization: Bearer {SECRET}",
        ),
    ),
    "a form": ("a.txt", f"action=event&data%5Bidfa%5D={IDFA}&email=bob%40example.com&x={SECRET}\n"),
    "a variable": ("a.json", postman(PAYLOAD.replace(IDFA, "{{a}}").replace('"x"', '"{{b}}"'), a=IDFA, b=SECRET)),
}


@pytest.mark.parametrize("words", [(), ("--output-format", "json"), ("--output-format", "concise"), ("--diff",)])
@pytest.mark.parametrize(("name", "content"), LEAKING.values(), ids=LEAKING)
def test_nothing_that_identifies_or_authenticates_is_shown(
    name: str, content: str, words: tuple[str, ...], tmp_path: Path
) -> None:
    done = check(written(tmp_path, name, content), "--min-severity", "info", *words)
    said = (done.stdout + done.stderr).lower()
    assert SECRET.lower() not in said
    assert not any(part in said for part in ("38400000", "8cf0-11bd", "10b96e40000d"))


def test_auth_headers_are_never_shown(tmp_path: Path) -> None:
    for header in (f"Authorization: Bearer {SECRET}", f"Kochava-Auth-Token: my {SECRET}", f"kochava-api-key:{SECRET}"):
        path = written(tmp_path, "a.sh", f"curl --json '{FIRST}' -H '{header}' --json '{LAST}' {URL}\n")
        assert SECRET not in check(path, "--show-values").stdout


TEXTUAL: Final = FIXABLE.replace("1700000000", '"1700000000"')
UNTOUCHED: Final[dict[str, tuple[str, str]]] = {
    "the size of a chunk": (
        "a.http",
        http(f"{len(TEXTUAL):x}\r\n{TEXTUAL}\r\n0\r\n\r\n", "Transfer-Encoding: chunked"),
    ),
    "a file that names another": ("a.sh", f"D='{FIXABLE}'\ncurl -d @side.json {URL}\n"),
    "a length": ("a.http", with_length(FIXABLE)),
    "a shell": ("a.sh", f"curl -d '{FIXABLE}' {URL}\n"),
    "YAML": ("a.yaml", cassette(f"'{FIXABLE}'")),
    "a signed body": ("a.har", har(FIXABLE, headers="Kochava-Auth-Token: x")),
    "a body that is cut off": ("a.har", har(FIXABLE[:-2], bodySize=9000)),
}


@pytest.mark.parametrize(("name", "content"), UNTOUCHED.values(), ids=UNTOUCHED)
def test_what_may_not_be_fixed_stays_as_it_is(name: str, content: str, tmp_path: Path) -> None:
    side = written(tmp_path, "side.json", f"   {FIXABLE}")
    path = written(tmp_path, name, content)
    before = path.read_bytes(), side.read_bytes()
    check(path, "--fix", "--unsafe-fixes")
    assert (path.read_bytes(), side.read_bytes()) == before
