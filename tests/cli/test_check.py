"""The command `check`: which files it reads, what it reports, and with which code it ends."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from samples import ADID, DROP, IDFA, IDFV, android, changed, install, ios, line, link

from kochava_lint import Linter, RuleError
from kochava_lint.cli import main
from kochava_lint.shipped import shipped_folder

CLEAN = line(ios())
ERROR = line(ios(event_name=""))
WARNING = line(ios(origination_ip="10.0.0.1"))
INFO = line(changed(ios(), {"kochava_app_id": "x"}))
BROKEN = CLEAN[:-1] + ",}"
REPORT_SCHEMA = json.loads((shipped_folder() / "report.json").read_text("utf-8"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def report(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    """Run `check` with the JSON report, and return its exit code and the report, which is valid by its schema."""
    code = main(["check", *words, "--output-format", "json"])
    told = json.loads(capsys.readouterr().out)
    Draft202012Validator(REPORT_SCHEMA).validate(told)
    return code, told


def rules_in(told: dict[str, Any]) -> list[str]:
    return [finding["rule"] for finding in told["findings"]]


@pytest.mark.parametrize("output_format", ["text", "concise", "json"])
@pytest.mark.parametrize(
    ("content", "words", "code"),
    [
        pytest.param(CLEAN, [], 0, id="clean"),
        pytest.param(ERROR, [], 1, id="error"),
        pytest.param(WARNING, [], 0, id="warning"),
        pytest.param(WARNING, ["--fail-on", "warning"], 1, id="warning-that-fails"),
        pytest.param(INFO, ["--fail-on", "warning"], 0, id="info"),
        pytest.param(INFO, ["--fail-on", "info"], 1, id="info-that-fails"),
        pytest.param(INFO, ["--fail-on", "info", "--min-severity", "error"], 1, id="hidden-and-fails"),
        pytest.param(ERROR, ["--exit-zero"], 0, id="exit-zero"),
        pytest.param(ERROR, ["--ignore", "empty-value"], 0, id="ignored"),
        pytest.param(ERROR, ["--select", "invalid-ip,att-missing"], 0, id="not-selected"),
        pytest.param(ERROR, ["--select", "invalid-ip", "--select", "empty-value"], 1, id="selected"),
        pytest.param(BROKEN, [], 1, id="broken-json"),
        pytest.param("", [], 4, id="empty"),
        pytest.param(" \n\t\n", [], 4, id="blank"),
        pytest.param("[]", [], 4, id="empty-array"),
    ],
)
def test_the_exit_code_is_the_same_for_every_format(
    folder: Path, output_format: str, content: str, words: list[str], code: int
) -> None:
    (folder / "a.json").write_text(content)
    assert main(["check", "a.json", "--output-format", output_format, *words]) == code


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["check"], "the following arguments are required: PATH"),
        (["check", "a.json", "--fail-on", "fatal"], "invalid choice: 'fatal'"),
        (
            ["check", "a.json", "--select", "att-mising"],
            "there is no rule called att-mising; att-missing is probably meant",
        ),
        (["check", "a.json", "--ignore", "zzz"], "there is no rule called zzz; `kochava-lint rules` lists them"),
        (["check", "a.json", "--output-format", "jsn"], "there is no output format called jsn; json is probably meant"),
        (["check", "a.json", "--output-format", "pdf"], "there are concise, json, text"),
        (["check", "a.json", "--max-payload", "big"], "'big' is no size"),
        (["check", "missing.json"], "there is no file or folder missing.json"),
        (["check", "*.har"], "nothing matches the pattern *.har"),
        (["explain", "att_missing"], "there is no rule called att_missing; att-missing is probably meant"),
        (["chekc"], "invalid choice: 'chekc'"),
        ([], "the following arguments are required: COMMAND"),
    ],
)
def test_wrong_words_end_with_2_and_say_what_is_right(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    (folder / "a.json").write_text(CLEAN)
    try:
        code = main(words)
    except SystemExit as left:
        code = int(left.code or 0)
    assert code == 2
    assert message in capsys.readouterr().err


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
        "severities": {"error": 2, "warning": 0, "info": 0},
        "rules": {"empty-value": 2},
        "hidden": 0,
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


def test_standard_input(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert folder.exists()
    for content, payloads in [
        (f"{CLEAN}\n{ERROR}\n", 2),
        (json.dumps([ios(), ios(event_name="")], indent=2), 2),
        (ERROR, 1),
    ]:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(content.encode()))))
        code, told = report(capsys, "-")
        assert (code, told["summary"]["payloads"], rules_in(told)) == (1, payloads, ["empty-value"])
        assert told["findings"][0]["file"] == "<stdin>"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        pytest.param(lambda path: path.write_bytes(b"\x89PNG\0\0\0"), "bad.json is binary", id="binary"),
        pytest.param(lambda path: path.write_bytes(b"\x1f\x8b\x08\0abc"), "bad.json is compressed", id="gzip"),
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
    assert told["findings"][0]["message"] == "the text is UTF-16; JSON is sent as UTF-8"


def test_a_file_without_payloads_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "empty.json").write_text("")
    (folder / "a.json").write_text(CLEAN)
    assert main(["check", "empty.json", "a.json"]) == 0
    assert "there is no payload in empty.json" in capsys.readouterr().err
    (folder / "nothing").mkdir()
    assert main(["check", "nothing"]) == 4
    assert "there was nothing to lint" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_what_is_longer_than_the_limit_is_not_decoded(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    long = line(ios(note="x" * 4000))
    (folder / name).write_text(f"{CLEAN}\n{long}\n{CLEAN}\n" if name == "a.jsonl" else f"[{CLEAN},\n{long},\n{CLEAN}]")
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


def test_severities_that_are_not_shown_are_counted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.jsonl").write_text(f"{INFO}\n{WARNING}\n{ERROR}\n")
    assert main(["check", "a.jsonl", "--output-format", "concise"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == (
        "Found 1 error and 1 warning in 3 payloads of 1 file. 1 finding below --min-severity not shown."
    )
    _, told = report(capsys, "a.jsonl", "--min-severity", "info")
    assert sorted(rules_in(told)) == ["empty-value", "malformed-app-id", "non-public-ip"]


SECRETS = (IDFA, IDFV, ADID, "KI6F2E9A", "203.0.113.7", "10.0.3.17", "ada@example.org", "+14155550123", "sub-4711")
TELLING = [
    CLEAN,
    line(ios(device_ids={"idfa": IDFA.lower(), "idfv": IDFV, "own": "sub-4711"}, origination_ip="10.0.3.17")),
    line(ios(device_ids={"idfa": IDFA, "custom": 4711}, event_data={"u": "ada@example.org", "p": "+14155550123"})),
    line(android(device_ids={"gaid": ADID, "IDFA": IDFA}, origination_ip=DROP, ip_address="203.0.113.7")),
    line(changed(android(device_ids=[ADID, "sub-4711"]), {"kochava_device_id": DROP, "kochavaDeviceId": "KI6F2E9A"})),
    line(link(device_id={"idfa": IDFA.lower()}, data={"email": "ada@example.org", "phone": ["+14155550123"]})),
    line(link(action="identity_link", data={"email": "ada@example.org", "name": "sub-4711"})),
    line(install(device_ua="App 1 ada@example.org", idfa=IDFA)),
    line({"body": ios()}),
    line({**ios(), "data": line(ios()["data"])}),
    line({**ios(), "data": [ios()["data"]]}),
    line(line(ios())),
    line(IDFA),
    line([IDFA, [ADID]]),
    line({"Data": ios()["data"], "advertising_id": IDFA, "client_ip": "203.0.113.7", "kochava_id": "KI6F2E9A"}),
    line(ios(event_data={"idfa": IDFA, "user_id": "sub-4711", "deep": [{"ip": "10.0.3.17"}]}, receipt={"x": [ADID]})),
    line(
        ios(
            event_name=IDFA,
            device_ua=f"App/1 {ADID} 203.0.113.7",
            currency="ada@example.org",
            app_version="+14155550123",
        )
    ),
    line(ios(device_ids={IDFA: None, ADID: 5, "idfa": {IDFV: "{x}"}}, origination_ip={"203.0.113.7": 1})),
    line(ios(event_data={"ada@example.org": "a@b.org", "+14155550123": None}, usertime="x")),
    line(ios(device_ids={"idfa": f"{{A{IDFA[1:]}}}", "idfv": f"<A{IDFV[1:]}>"})).replace("A" + IDFA[1:], IDFA),
    line({"y": "{{a}}", "p": "p" * 57, "e": "ada@example.org", "pad": "z" * 100}),
    line({"y": "{{a}}", "p": "p" * 70, "e": "ada%40example.org", "pad": "z" * 100}).replace("%40", "@"),
    f"[{CLEAN},{line(link(device_id={'idfa': IDFA}))}]",
    CLEAN.replace('"device_ids":', '"device_ids":{"idfa":"' + ADID + '"},"device_ids":'),
    BROKEN,
    CLEAN.replace('"data":', '"data:'),
    f"action=event&kochava_device_id=KI6F2E9A&data%5Bip%5D=203.0.113.7&idfa={IDFA}",
    f'{{"action": "event", "data": {{"device_ids": {{"idfa": "{IDFA}',
]


@pytest.mark.parametrize("output_format", ["text", "concise", "json"])
@pytest.mark.parametrize("content", TELLING, ids=range(len(TELLING)))
def test_reports_show_nothing_that_identifies_anybody(
    folder: Path, capsys: pytest.CaptureFixture[str], content: str, output_format: str
) -> None:
    (folder / "a.jsonl").write_text(content + "\n" + ERROR + "\n")
    main(["check", "a.jsonl", "--min-severity", "info", "--output-format", output_format])
    shown = capsys.readouterr().out.lower()
    for secret in SECRETS:
        assert secret.lower() not in shown
        assert secret.lower()[:-4] not in shown, "nor most of it"


def test_values_are_shown_to_whoever_asks(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.json").write_text(json.dumps(ios(origination_ip="10.0.3.17"), indent=2))
    main(["check", "a.json"])
    assert '"origination_ip": "*********",' in capsys.readouterr().out
    main(["check", "a.json", "--show-values"])
    assert '"origination_ip": "10.0.3.17",' in capsys.readouterr().out


def test_the_text_report_looks_like_this(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.json").write_text(
        json.dumps(ios(app_tracking_transparency=DROP, origination_ip="10.0.3.17"), indent=2)
    )
    (folder / "b.jsonl").write_text(line(ios(event_name="")) + "\n")
    assert main(["check", "a.json", "b.jsonl"]) == 1
    assert capsys.readouterr().out == (Path(__file__).parent / "text_report.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("value", "carets"),
    [
        pytest.param("漢字", 6, id="wide"),
        pytest.param("e\u0301", 3, id="combining"),
        pytest.param("\u202eabc", 6, id="right-to-left"),
    ],
)
def test_carets_stand_under_the_value(
    folder: Path, capsys: pytest.CaptureFixture[str], value: str, carets: int
) -> None:
    (folder / "a.json").write_text(json.dumps({**ios(), "action": value}, ensure_ascii=False))
    main(["check", "a.json"])
    excerpt, caret_line = capsys.readouterr().out.splitlines()[3:5]
    assert caret_line.count("^") == carets
    assert caret_line.index("^") == excerpt.index('"action": ') + len('"action": ')


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


def test_colour_is_for_terminals(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.json").write_text(ERROR)
    for variable in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(variable, raising=False)

    def colored(*words: str) -> bool:
        main(["check", "a.json", *words])
        return "\x1b[" in capsys.readouterr().out

    assert not colored()
    assert colored("--color", "always")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert colored()
    assert not colored("--color", "never")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not colored()
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setattr("sys.stdout.isatty", lambda: False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert colored()


def test_a_defect_of_ours_ends_with_3(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.json").write_text(ERROR)
    monkeypatch.setattr("kochava_lint.finding.Finding.span", property(lambda _: 1 / 0))
    assert main(["check", "a.json"]) == 3
    told = capsys.readouterr().err
    assert "ZeroDivisionError" in told
    assert "Please report it" in told


def test_an_interrupt_ends_with_130(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.json").write_text(ERROR)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kochava_lint.api.Linter.lint_payload", interrupt)
    assert main(["check", "a.json"]) == 130
    assert "interrupted" in capsys.readouterr().err


def test_a_reader_that_has_seen_enough_is_no_defect(folder: Path) -> None:
    (folder / "a.jsonl").write_text((ERROR + "\n") * 3000)
    command = f"{sys.executable} -m kochava_lint check a.jsonl | head -n 1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)  # noqa: S602 - a pipe is the point
    assert done.stdout.startswith("error[empty-value]")
    assert done.stderr == ""


def test_a_name_that_the_terminal_cannot_show_is_shown_all_the_same(folder: Path) -> None:
    name = os.fsdecode(b"caf\xe9\x1b[31m.json")
    (folder / name).write_text(ERROR)
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    command = [sys.executable, "-m", "kochava_lint", "check", "."]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert done.returncode == 1
    assert b"\x1b" not in done.stdout
    assert b".json:1:" in done.stdout


def test_what_many_devices_share_is_shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A report in which all is asterisks helps nobody."""
    (folder / "a.json").write_text(json.dumps(ios(currency=5, event_data={"sum": 4.99}, usertime="soon"), indent=1))
    main(["check", "a.json", "--fail-on", "info"])
    shown = capsys.readouterr().out
    assert '"currency": 5' in shown
    assert '"usertime": "soon"' in shown


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
    ("redirection", "code", "told"),
    [
        (">/dev/full", 2, "cannot write to standard output: No space left on device"),
        (">&-", 2, "standard output is closed"),
        ("2>&-", 1, ""),
        ("2>/dev/full", 1, ""),
        ("| head -n 1; exit ${PIPESTATUS[0]}", 1, ""),
    ],
)
@pytest.mark.parametrize("words", ["check a.jsonl", "check a.jsonl missing.json", "rules"])
def test_standard_streams_that_fail(folder: Path, words: str, redirection: str, code: int, told: str) -> None:
    (folder / "a.jsonl").write_text((ERROR + "\n") * 3000)
    command = f"{sys.executable} -m kochava_lint {words} {redirection}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)  # noqa: S607
    expected = 0 if words == "rules" and code == 1 else code
    broken = "missing.json" in words and "head" not in redirection
    assert done.returncode == (2 if broken else expected)
    assert "Traceback" not in done.stderr
    assert told in done.stderr


def test_standard_input_that_is_closed(folder: Path) -> None:
    assert folder.exists()
    command = f"{sys.executable} -m kochava_lint check - <&-"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)  # noqa: S607
    assert (done.returncode, done.stderr) == (2, "kochava-lint: error: standard input is closed\n")


@pytest.mark.parametrize(
    ("pieces", "payloads"),
    [
        pytest.param(["{", "\n", '  "action": "event"\n}'], 1, id="pretty"),
        pytest.param([CLEAN[:30], CLEAN[30:] + "\n", CLEAN + "\n"], 2, id="lines"),
        pytest.param([" ", " \n[", CLEAN + ",", CLEAN + "]"], 2, id="array"),
        pytest.param(["\ufeff", CLEAN + "\n" + CLEAN], 2, id="byte-order-mark"),
    ],
)
def test_standard_input_that_comes_in_pieces(folder: Path, pieces: list[str], payloads: int) -> None:
    assert folder.exists()
    script = "; ".join(f"printf '%s' '{piece}'; sleep 0.05" for piece in pieces)
    command = f"({script}) | {sys.executable} -m kochava_lint check - --output-format json"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)  # noqa: S607
    told = json.loads(done.stdout)
    assert told["summary"]["payloads"] == payloads
    assert "invalid-json" not in rules_in(told)


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


def test_a_rule_of_ours_that_fails_ends_with_3_and_the_others_go_on(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.jsonl").write_text(f"{ERROR}\n{CLEAN}\n")

    def lint_payload(self: object, payload: Any) -> list[Any]:
        if payload.source.line == 1:
            raise RuleError("invalid-ip") from KeyError("oh")
        return []

    monkeypatch.setattr("kochava_lint.api.Linter.lint_payload", lint_payload)
    code, told = report(capsys, "a.jsonl")
    assert (code, told["summary"]["payloads"]) == (3, 2)


def test_a_report_that_is_interrupted_is_json_all_the_same(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.jsonl").write_text(f"{ERROR}\n{CLEAN}\n")
    lint_payload = Linter.lint_payload

    def interrupted(self: Linter, payload: Any) -> list[Any]:
        if payload.source.line == 2:
            raise KeyboardInterrupt
        return lint_payload(self, payload)

    monkeypatch.setattr("kochava_lint.api.Linter.lint_payload", interrupted)
    code, told = report(capsys, "a.jsonl")
    assert (code, rules_in(told)) == (130, ["empty-value"])


def test_names_of_files_do_not_command_the_terminal(folder: Path) -> None:
    name = os.fsdecode(b"a\x1b[31m\xff\n.json")
    (folder / name).write_bytes(b"\0\1\2binary")
    (folder / f"{name}.json").write_text("")
    for output_format in ("text", "json"):
        command = [sys.executable, "-m", "kochava_lint", "check", ".", "--output-format", output_format]
        done = subprocess.run(command, capture_output=True, check=False)
        assert done.returncode == 2
        assert b"\x1b" not in done.stderr + done.stdout
        assert b"is binary" in done.stderr
