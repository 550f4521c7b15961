"""Which files `check` reads, and how: nothing is lost, and nothing is waited for."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reports import BROKEN, CLEAN, ERROR, OTHER, report, rules_in
from samples import ios, line

from kochava_lint.cli import main


def test_a_json_file_holds_one_payload_or_an_array_of_them(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "one.json").write_text(json.dumps(ios(event_name=""), indent=2))
    (folder / "many.json").write_text(f"[\n  {CLEAN},\n  {ERROR}\n]\n")
    code, told = report(capsys, "one.json", "many.json")
    assert code == 1
    assert [(finding["file"], finding["line"], finding["column"]) for finding in told["findings"]] == [
        ("one.json", 6, 19),
        ("many.json", 3, 3 + ERROR.index('""')),
    ]
    assert told["summary"] == {
        "files": 2,
        "payloads": 3,
        "requests": {"seen": 3, "linted": 3, "skipped": {}},
        "severities": {"error": 2, "warning": 0, "info": 0},
        "rules": {"empty-value": 2},
        "hidden": 0,
        "left_out": 0,
        "suppressed": {"baseline": 0, "comments": 0, "unmatched": 0, "unused": 0},
        "fixable": {"safe": 0, "unsafe": 0},
        "errors": [],
        "interrupted": False,
    }


def test_json_lines_have_lines_and_columns_of_the_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clean = line(ios(event_data={"größe": "😀"}))
    faulty = json.dumps(ios(event_data={"größe": "😀"}, currency=5), ensure_ascii=False)
    content = f"\ufeff{clean}\r\n\r\n  {faulty}\r\n{BROKEN}\n"
    (folder / "a.ndjson").write_bytes(content.encode())
    _, told = report(capsys, "a.ndjson")
    assert [
        (finding["rule"], finding["line"], finding["column"], finding["end_column"]) for finding in told["findings"]
    ] == [
        ("wrong-type", 3, 3 + faulty.rindex("5"), 4 + faulty.rindex("5")),
        ("invalid-json", 4, len(BROKEN), len(BROKEN)),
    ]
    assert told["summary"]["payloads"] == 3


def test_an_array_in_a_line_is_a_batch_and_in_a_file_a_capture(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a.jsonl").write_text(f"[{CLEAN}]\n")
    (folder / "b.json").write_text(f"[{CLEAN}]\n")
    _, told = report(capsys, "a.jsonl", "b.json")
    assert rules_in(told) == ["batched-payload"]


@pytest.mark.parametrize(
    ("name", "content", "payloads", "broken"),
    [
        pytest.param("a.json", f"{CLEAN}\n{CLEAN}\n", 2, 0, id="json-lines-in-a-json-file"),
        pytest.param("a.json", f"{CLEAN}\n{CLEAN[:50]}\n{CLEAN}\n", 3, 1, id="json-lines-with-a-broken-one"),
        pytest.param("a.log", f"started\n{CLEAN}\n{CLEAN}\n", 3, 1, id="a-log-that-begins-with-words"),
        pytest.param("a.jsonl", f"{CLEAN[:50]}\n{CLEAN}\n", 2, 1, id="suffix-where-the-content-does-not-tell"),
        pytest.param("a.txt", json.dumps(ios(), indent=2), 1, 0, id="another-suffix"),
        pytest.param("a.JSONL", f"{CLEAN}\n", 1, 0, id="suffix-in-upper-case"),
        pytest.param("a.json", f"[{CLEAN},\n{CLEAN[:50]},\n{CLEAN}]", 2, 1, id="truncated-inside-an-array"),
        pytest.param("a.json", f"[{CLEAN},\n{CLEAN}", 3, 1, id="array-cut-off"),
        pytest.param("a.json", f"[{CLEAN},\n{CLEAN},]", 3, 1, id="array-with-a-comma-too-many"),
        pytest.param("a.json", f"[{BROKEN}, {CLEAN}]", 2, 1, id="broken-element"),
        pytest.param("a.json", f"[{CLEAN}] [", 2, 1, id="more-after-the-array"),
        pytest.param("a.json", "action=event&data=x", 1, 1, id="form"),
    ],
)
def test_nothing_is_lost(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str, content: str, payloads: int, broken: int
) -> None:
    (folder / name).write_text(content)
    _, told = report(capsys, name)
    assert told["summary"]["payloads"] == payloads
    assert len([rule for rule in rules_in(told) if rule in {"invalid-json", "form-encoded-body"}]) == broken


def test_folders_are_walked_in_order(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("b/2.json", "b/1.jsonl", "a.ndjson", "c.txt", ".git/x.json", "node_modules/x.json", "B.JSON"):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(ERROR)
    _, told = report(capsys, ".")
    assert [finding["file"] for finding in told["findings"]] == [
        "B.JSON",
        "a.ndjson",
        str(Path("b", "1.jsonl")),
        str(Path("b", "2.json")),
    ]


def test_a_file_that_is_named_is_read_whatever_it_is_called_and_once(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / ".hidden").mkdir()
    (folder / ".hidden" / "x.txt").write_text(ERROR)
    _, told = report(capsys, ".hidden/x.txt", "./.hidden/../.hidden/x.txt", ".hid*/*.txt")
    assert [finding["file"] for finding in told["findings"]] == [".hidden/x.txt"]


def test_patterns_are_expanded(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "deep" / "er" / "a.json").write_text(ERROR)
    (folder / "deep" / "[1].json").write_text(ERROR)
    _, told = report(capsys, "**/*.json", "deep/[1].json")
    assert sorted(finding["file"] for finding in told["findings"]) == ["deep/[1].json", "deep/er/a.json"]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        pytest.param(lambda path: path.write_bytes(b"\x89PNG\0\0\0"), "bad.json is binary", id="binary"),
        pytest.param(lambda path: path.write_bytes(b"PK\x03\x04abc"), "bad.json is a ZIP archive", id="zip"),
        pytest.param(
            lambda path: path.write_bytes(b"\x1f\x8b\x08\0abc"), "bad.json to its end: it is cut off", id="gzip"
        ),
        pytest.param(lambda path: path.symlink_to("nowhere"), "cannot read bad.json: No such file", id="dangling-link"),
        pytest.param(lambda _: None, "there is no file or folder bad.json", id="missing"),
    ],
)
def test_input_that_cannot_be_read_ends_with_2_and_the_others_are_linted(
    folder: Path, capsys: pytest.CaptureFixture[str], make: Any, message: str
) -> None:
    make(folder / "bad.json")
    (folder / "good.json").write_text(ERROR)
    code = main(["check", "bad.json", "good.json", "--output-format", "concise"])
    output = capsys.readouterr()
    assert code == 2
    assert "good.json:1:" in output.out
    assert message in output.err
    assert "Traceback" not in output.err


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_utf_16_is_a_finding(folder: Path, capsys: pytest.CaptureFixture[str], name: str, encoding: str) -> None:
    (folder / name).write_bytes(f"{CLEAN}\n{CLEAN}\n".encode(encoding))
    code, told = report(capsys, name)
    assert (code, rules_in(told)) == (1, ["invalid-json"])
    assert told["findings"][0]["message"] == "not JSON: the text is UTF-16; JSON is sent as UTF-8"


def test_a_file_without_payloads_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "empty.json").write_text("")
    (folder / "a.json").write_text(CLEAN)
    assert main(["check", "empty.json", "a.json"]) == 0
    assert "there is no payload in empty.json" in capsys.readouterr().err
    (folder / "nothing").mkdir()
    assert main(["check", "nothing"]) == 4
    assert "there was nothing to lint" in capsys.readouterr().err


@pytest.mark.parametrize("blanks", [0, 5, 40, 200])
def test_blanks_in_a_long_line_make_no_more_lines_of_it(
    folder: Path, capsys: pytest.CaptureFixture[str], blanks: int
) -> None:
    (folder / "a.jsonl").write_text('{"a":' + " " * blanks + "1}" + " " * blanks + '\n{"b":2}\n')
    _, told = report(capsys, "a.jsonl", "--max-payload", "30")
    assert told["summary"]["payloads"] == 2
    assert {finding["line"] for finding in told["findings"]} == {1, 2}


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_what_is_longer_than_the_limit_is_not_decoded(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    long = line(ios(note="x" * 4000))
    (folder / name).write_text(f"{CLEAN}\n{long}\n{OTHER}\n" if name == "a.jsonl" else f"[{CLEAN},\n{long},\n{OTHER}]")
    _, told = report(capsys, name, "--max-payload", "2K")
    assert told["summary"]["payloads"] == 3
    assert [(finding["rule"], finding["line"]) for finding in told["findings"]] == [("oversized-payload", 2)]
    big = line(ios(note="x" * 3 * 1024 * 1024))
    (folder / name).write_text(f"{CLEAN}\n{big}\n{ERROR}\n" if name == "a.jsonl" else f"[{CLEAN},\n{big},\n{ERROR}]")
    _, told = report(capsys, name, "--max-payload", "2M")
    assert [(finding["rule"], finding["line"]) for finding in told["findings"]] == [
        ("oversized-payload", 2),
        ("empty-value", 3),
    ]


@given(
    content=st.text(),
    name=st.sampled_from(["a.json", "a.jsonl"]),
    output_format=st.sampled_from(["text", "concise", "json"]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_file_makes_it_fail(
    folder: Path, capsys: pytest.CaptureFixture[str], content: str, name: str, output_format: str
) -> None:
    (folder / name).write_bytes(content.encode("utf-8", "surrogatepass"))
    assert main(["check", name, "--output-format", output_format]) in {0, 1, 2, 4}
    shown = capsys.readouterr().out
    assert all(char.isprintable() or char == "\n" for char in shown)


LONG = 200_000
SLOW = {
    "zeros": ios(device_ids={"idfa": "0" * LONG + "x", "idfv": "0-" * LONG}),
    "hyphens": ios(device_ver="x-" + "b" * LONG + "--1.0"),
    "dashes": ios(device_ver="x-1" * LONG),
    "user agent": ios(device_ver="", device_ua="(Linux; Android " * LONG),
    "user agent of words": ios(device_ver="", device_ua="Linux/" * LONG),
    "ats": ios(event_data={"a": "@" * LONG, "b": "a@" * LONG, "c": "+1 " * LONG}),
    "braces": ios(event_name="{" * LONG, own="<" * LONG, other="{{" + "a" * LONG, third="%" + "A" * LONG),
    "addresses": ios(origination_ip="1." * LONG),
    "emoji and half a character": '{"a":"' + "\\ud83d\\ude00" * LONG + '\\ud800"}',
    "escapes": '{"a":"' + '\\"' * LONG + "}",
    "commas": "[" + '"é"' + "," * LONG,
    "numbers for identifiers": ios(device_ids={str(number): number for number in range(20_000)}),
    "one key many times": "{" + '"a":1,' * LONG + '"a":1}',
    "deep and wide": '{"a":' * 900 + "[" + '"n",' * 20_000 + '"n"]' + "}" * 900,
    "open brackets": '[{"batch":[' + "{}," * LONG,
}


@pytest.mark.slow
@pytest.mark.parametrize("output_format", ["text", "json"])
@pytest.mark.parametrize("name", SLOW)
def test_time_grows_no_faster_than_the_file(folder: Path, name: str, output_format: str) -> None:
    """Each of these took minutes, or would have: where it does again, the suite does not end."""
    content = SLOW[name] if isinstance(SLOW[name], str) else json.dumps(SLOW[name])
    (folder / "a.json").write_text(str(content), encoding="utf-8")
    assert main(["check", "a.json", "--output-format", output_format]) in {0, 1}


def test_pipes_and_loops_in_a_folder_are_not_waited_for(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "d").mkdir()
    os.mkfifo(folder / "d" / "pipe.json")
    (folder / "d" / "a").symlink_to(".")
    (folder / "d" / "b").symlink_to(".")
    (folder / "d" / "x.json").write_text(ERROR)
    assert main(["check", "d", "--output-format", "concise"]) == 2
    output = capsys.readouterr()
    assert "d/x.json:1" in output.out
    assert "d/pipe.json is no regular file" in output.err
    (folder / "d" / "pipe.json").unlink()
    assert main(["check", "d/**/*.json"]) == 1


@pytest.mark.parametrize(
    ("name", "content", "payloads"),
    [
        pytest.param("a.jsonl", json.dumps(ios(), indent=2), 1, id="pretty-in-json-lines"),
        pytest.param(
            "a.json",
            json.dumps(ios(), indent=2) + "\n" + json.dumps([ios(), ios()], indent=2),
            3,
            id="one-after-another",
        ),
        pytest.param("a.json", line(ios(note="x" * 70_000)) + "\n" + CLEAN + "\n", 2, id="long-first-line"),
    ],
)
def test_payloads_one_after_another_are_all_read(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str, content: str, payloads: int
) -> None:
    (folder / name).write_text(content)
    code, told = report(capsys, name)
    assert (code, told["summary"]["payloads"]) == (0, payloads)
