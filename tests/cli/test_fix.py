"""The command with `--fix`, `--diff` and `--show-fixes`: what becomes of files, what is said, and how it ends."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from reports import BROKEN, CLEAN, ERROR, OTHER, report, rules_in
from samples import DROP, IDFA, JSON, android, changed, flat, ios, line

from kochava_lint.cli import main

SAFE, FIXED = line(ios(usertime=1710000000000)), line(ios(usertime=1710000000))
UNSAFE, FIXED_UNSAFE = line(ios(event_name="purchase")), CLEAN
ERROR_THAT_IS_FIXED = line(ios(app_tracking_transparency={"att": "true"}))


def record(body: object, **headers: Any) -> str:
    return json.dumps({"request": {"method": "POST", "headers": headers, "body": body}})


FILES: dict[str, tuple[bytes, bytes]] = {
    "one.json": (SAFE.encode(), FIXED.encode()),
    "pretty.json": (json.dumps(json.loads(SAFE), indent=2).encode(), json.dumps(json.loads(FIXED), indent=2).encode()),
    "lines.jsonl": (f"{CLEAN}\n{SAFE}\n\n{OTHER}\n".encode(), f"{CLEAN}\n{FIXED}\n\n{OTHER}\n".encode()),
    "no-end.jsonl": (f"{OTHER}\n{SAFE}".encode(), f"{OTHER}\n{FIXED}".encode()),
    "crlf.jsonl": (f"{SAFE}\r\n{OTHER}\r\n".encode(), f"{FIXED}\r\n{OTHER}\r\n".encode()),
    "bom.jsonl": (f"\ufeff{SAFE}\n{OTHER}\n".encode(), f"\ufeff{FIXED}\n{OTHER}\n".encode()),
    "bom-alone.json": (f"\ufeff{SAFE}".encode(), f"\ufeff{FIXED}".encode()),
    "not-utf-8.jsonl": (
        b'{"x": "\xff\xed\xa0\x80"}\n' + SAFE.encode(),
        b'{"x": "\xff\xed\xa0\x80"}\n' + FIXED.encode(),
    ),
    "beyond-ascii.jsonl": (f'{{"é": "😀"}}\n\t {SAFE} \t\n'.encode(), f'{{"é": "😀"}}\n\t {FIXED} \t\n'.encode()),
    "one-line.json": (f"[{SAFE},{OTHER}, {SAFE}]".encode(), f"[{FIXED},{OTHER}, {FIXED}]".encode()),
    "after-wide-text.json": (f'["é😀",{SAFE}]'.encode(), f'["é😀",{FIXED}]'.encode()),
    "array.json": (
        json.dumps([json.loads(SAFE), 1, json.loads(SAFE)], indent="\t").replace("\n", "\r\n").encode(),
        json.dumps([json.loads(FIXED), 1, json.loads(FIXED)], indent="\t").replace("\n", "\r\n").encode(),
    ),
    "several.json": (f"{SAFE} {SAFE}\n{BROKEN}".encode(), f"{FIXED} {FIXED}\n{BROKEN}".encode()),
    "records.jsonl": (
        f"{record(SAFE)}\n{record(json.loads(SAFE))}\n{record(f'[{SAFE}, {SAFE}]')}\n".encode(),
        f"{record(FIXED)}\n{record(json.loads(FIXED))}\n{record(f'[{FIXED}, {FIXED}]')}\n".encode(),
    ),
    "records.json": (f"[{record(SAFE)},\n {record(OTHER)}]".encode(), f"[{record(FIXED)},\n {record(OTHER)}]".encode()),
    "clean.jsonl": (f"{CLEAN}\n{OTHER}".encode(), f"{CLEAN}\n{OTHER}".encode()),
    "broken.jsonl": (f"{BROKEN}\n{SAFE[:-1]}\n".encode(), f"{BROKEN}\n{SAFE[:-1]}\n".encode()),
}


@pytest.mark.parametrize(("name", "before", "after"), [(name, *pair) for name, pair in FILES.items()], ids=FILES)
def test_files_are_fixed_in_place_and_once(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str, before: bytes, after: bytes
) -> None:
    (folder / name).write_bytes(before)
    main(["check", "--fix", name])
    assert (folder / name).read_bytes() == after
    capsys.readouterr()
    _, told = report(capsys, name)
    assert told["summary"]["fixable"]["safe"] == 0
    main(["check", "--fix", name])
    assert (folder / name).read_bytes() == after
    assert "fixed nothing" in capsys.readouterr().err


@pytest.mark.parametrize("words", [[], ["--diff"], ["--show-fixes"], ["--diff", "--fix"]])
@pytest.mark.parametrize("name", FILES)
def test_without_fix_and_with_diff_no_file_is_touched(folder: Path, name: str, words: list[str]) -> None:
    (folder / name).write_bytes(FILES[name][0])
    before = (folder / name).stat()
    main(["check", *words, name])
    after = (folder / name).stat()
    assert (folder / name).read_bytes() == FILES[name][0]
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert [path.name for path in folder.iterdir()] == [name]


@pytest.mark.parametrize(
    ("content", "words", "code"),
    [
        pytest.param(ERROR_THAT_IS_FIXED, ["--fix"], 0, id="nothing-left"),
        pytest.param(ERROR_THAT_IS_FIXED, ["--diff"], 1, id="diff-of-an-error"),
        pytest.param(SAFE, ["--diff"], 1, id="diff-of-a-warning"),
        pytest.param(SAFE, ["--diff", "--exit-zero"], 0, id="diff-exit-zero"),
        pytest.param(CLEAN, ["--diff"], 0, id="no-diff"),
        pytest.param(ERROR, ["--diff"], 1, id="no-diff-and-an-error"),
        pytest.param(ERROR, ["--fix"], 1, id="an-error-is-left"),
        pytest.param(ERROR, ["--fix", "--exit-zero"], 0, id="left-and-exit-zero"),
        pytest.param(UNSAFE, ["--fix", "--fail-on", "warning"], 1, id="unsafe-is-left"),
        pytest.param(UNSAFE, ["--fix", "--unsafe-fixes", "--fail-on", "warning"], 0, id="unsafe-is-made"),
        pytest.param(UNSAFE, ["--diff"], 0, id="unsafe-is-no-diff"),
        pytest.param(UNSAFE, ["--diff", "--unsafe-fixes"], 1, id="unsafe-diff"),
        pytest.param(SAFE, ["--show-fixes", "--fail-on", "warning"], 1, id="list"),
        pytest.param(SAFE, ["--diff", "--ignore", "usertime-in-milliseconds"], 0, id="diff-ignored"),
        pytest.param(line(ios(app_tracking_transparency={"att": "false"})), ["--fix"], 1, id="uncovered-error"),
        pytest.param("", ["--fix"], 4, id="nothing"),
        pytest.param("", ["--diff"], 4, id="no-diff-of-nothing"),
    ],
)
def test_the_exit_code_tells_what_is_left(folder: Path, content: str, words: list[str], code: int) -> None:
    (folder / "a.jsonl").write_text(content)
    assert main(["check", *words, "a.jsonl"]) == code


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--fix"], ios(usertime=1710000000, event_name="purchase", currency="USD")),
        (["--fix", "--select", "invalid-currency"], ios(usertime=1710000000000, event_name="purchase", currency="USD")),
        (["--fix", "--ignore", "invalid-currency"], ios(usertime=1710000000, event_name="purchase", currency="usd")),
        (["--fix", "--unsafe-fixes"], ios(usertime=1710000000, event_name="Purchase", currency="USD")),
        (["--fix", "--unsafe-fixes", "--select", "misspelled-standard-event"],
        ios(usertime=1710000000000, event_name="Purchase", currency="usd")),
        (["--fix", "--min-severity", "error"], ios(usertime=1710000000, event_name="purchase", currency="USD")),
    ],
)  # fmt: skip
def test_only_what_is_selected_is_fixed(folder: Path, words: list[str], expected: JSON) -> None:
    before = ios(usertime=1710000000000, event_name="purchase", currency="usd")
    (folder / "a.jsonl").write_text(line(before))
    main(["check", *words, "a.jsonl"])
    assert json.loads((folder / "a.jsonl").read_text()) == expected


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--unsafe-fixes", "a.jsonl"], "--unsafe-fixes says which fixes are made; it needs --fix, --diff or"),
        (["--fix", "-"], "standard input cannot be fixed; name a file"),
        (["--diff", "a.jsonl", "-"], "standard input cannot be fixed; name a file"),
        (["--show-fixes", "-"], "standard input cannot be fixed; name a file"),
        (["--fix", "missing.jsonl"], "there is no file or folder missing.jsonl"),
    ],
)
def test_what_cannot_be_fixed_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    (folder / "a.jsonl").write_text(SAFE)
    assert main(["check", *words]) == 2
    assert message in capsys.readouterr().err
    assert (folder / "a.jsonl").read_text() == SAFE


def said(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [row.removeprefix("kochava-lint: ") for row in capsys.readouterr().err.splitlines()]


SIGNED = record(SAFE, **{"kochava-auth-token": "x", "Kochava-Api-Key": "y"})
SAID = {
    "fix": (SAFE, ["--fix"], ["fixed 1 problem in 1 file"]),
    "several": (f"{SAFE}\n{line(ios(usertime=1710000000000, currency='usd'))}", ["--fix"],
        ["fixed 3 problems in 1 file"]),
    "nothing": (CLEAN, ["--fix"], ["fixed nothing"]),
    "diff": (SAFE, ["--diff"], ["would fix 1 problem in 1 file"]),
    "diff-nothing": (UNSAFE, ["--diff"], ["would fix nothing"]),
    "list": (SAFE, ["--show-fixes"],
        ["would fix a.jsonl:1:311 usertime-in-milliseconds: cut usertime down to seconds",
         "would fix 1 problem in 1 file"]),
    "fix-and-list": (SAFE, ["--fix", "--show-fixes"],
        ["fixed a.jsonl:1:311 usertime-in-milliseconds: cut usertime down to seconds", "fixed 1 problem in 1 file"]),
    "uncovered": (line(ios(app_tracking_transparency={"att": "false"})), ["--fix"],
                  ["note: a.jsonl:1:219 idfa-without-consent was hidden by what is fixed",
        "fixed 1 problem in 1 file"]),
    "moved": (line(changed(ios(), {"data/origination_ip": DROP, "origination_ip": "10.0.0.1"})),
        ["--fix", "--unsafe-fixes"],
              ["fixed 1 problem in 1 file"]),
    "signed": (SIGNED, ["--fix"], ["warning: a.jsonl:1: 1 not fixed: the body is signed (Kochava-Auth-Token)",
        "fixed nothing"]),
    "signed-and-clean": (record(CLEAN, **{"Kochava-Auth-Token": "x"}), ["--fix"], ["fixed nothing"]),
}  # fmt: skip


@pytest.mark.parametrize(("content", "words", "expected"), SAID.values(), ids=SAID)
def test_what_was_done_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str], content: str, words: list[str], expected: list[str]
) -> None:
    (folder / "a.jsonl").write_text(content)
    main(["check", *words, "a.jsonl"])
    assert said(capsys) == expected
    assert IDFA not in "".join(expected)


def test_a_signed_body_stays_byte_by_byte(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.jsonl").write_text(f"{SIGNED}\n{record(SAFE)}\n")
    main(["check", "--fix", "a.jsonl"])
    assert (folder / "a.jsonl").read_text() == f"{SIGNED}\n{record(FIXED)}\n"
    capsys.readouterr()
    _, told = report(capsys, "a.jsonl", "--select", "usertime-in-milliseconds")
    assert rules_in(told) == ["usertime-in-milliseconds"]
    assert told["summary"]["fixable"] == {"safe": 0, "unsafe": 0}


def test_the_report_tells_of_fixes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.jsonl").write_text(f"{SAFE}\n{UNSAFE}\n{ERROR}\n")
    _, told = report(capsys, "a.jsonl")
    assert {finding["rule"]: finding["fix"] for finding in told["findings"]} == {
        "usertime-in-milliseconds": {"message": "cut usertime down to seconds", "safe": True},
        "misspelled-standard-event": {"message": "call the event Purchase", "safe": False},
        "empty-value": None,
    }
    assert told["summary"]["fixable"] == {"safe": 1, "unsafe": 1}
    main(["check", "a.jsonl"])
    assert "1 can be fixed with --fix, 1 more with --unsafe-fixes." in capsys.readouterr().out


def test_the_mode_and_the_link_stay(folder: Path) -> None:
    (folder / "deep").mkdir()
    (folder / "deep" / "a.jsonl").write_text(SAFE)
    (folder / "deep" / "a.jsonl").chmod(0o604)
    (folder / "link.jsonl").symlink_to("deep/a.jsonl")
    assert main(["check", "--fix", "link.jsonl"]) == 0
    assert (folder / "link.jsonl").is_symlink()
    assert (folder / "deep" / "a.jsonl").read_text() == FIXED
    assert stat.S_IMODE((folder / "deep" / "a.jsonl").stat().st_mode) == 0o604


@pytest.mark.parametrize(("error", "code"), [(OSError(28, "No space left on device"), 2), (KeyboardInterrupt(), 130)])
def test_a_file_that_cannot_be_written_is_whole_and_nothing_is_said_to_be_fixed(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int
) -> None:
    def fail(_: int) -> None:
        raise error

    (folder / "a.jsonl").write_text(SAFE)
    monkeypatch.setattr(os, "fsync", fail)
    assert main(["check", "--fix", "--show-fixes", "a.jsonl"]) == code
    assert (folder / "a.jsonl").read_text() == SAFE
    assert [path.name for path in folder.iterdir()] == ["a.jsonl"]
    assert not [row for row in said(capsys) if row.startswith("fixed") and row != "fixed nothing"]


def test_of_several_files_one_that_fails_hinders_none(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "abc":
        (folder / f"{name}.jsonl").write_text(SAFE)
    replace = Path.replace

    def fail(self: Path, target: Path) -> Path:
        if target.name == "b.jsonl":
            raise PermissionError(13, "Permission denied")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail)
    assert main(["check", "--fix", "."]) == 2
    assert [(folder / f"{name}.jsonl").read_text() for name in "abc"] == [FIXED, SAFE, FIXED]
    assert "error: cannot write b.jsonl: Permission denied" in said(capsys)


def test_the_diff_is_all_that_is_written_and_shows_no_identifier(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a.json").write_text(json.dumps([json.loads(SAFE), flat(android())], indent=1))
    main(["check", "--diff", "a.json"])
    told = capsys.readouterr().out.splitlines()
    assert told[:2] == ["--- a.json", "+++ a.json"]
    assert [row for row in told if row[0] in "+-"][2:] == [
        '-   "usertime": 1710000000000',
        '+   "usertime": 1710000000',
    ]
    (folder / "a.json").write_text(line(ios(device_ids={"idfa": IDFA.lower()})))
    main(["check", "--diff", "a.json"])
    shown = capsys.readouterr().out
    assert IDFA.lower() not in shown.lower()
    assert "KI6F2E9A" not in shown


def test_the_masked_diff_of_a_file_without_a_last_line_end_has_its_mark_in_a_line(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a.json").write_text(SAFE)
    main(["check", "--diff", "a.json"])
    assert capsys.readouterr().out.splitlines().count("\\ No newline at end of file") == 2


def test_a_masked_diff_gives_the_terminal_nothing_to_obey(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = json.dumps(ios(event_name=" \x9b31m\u202e\x7f"), ensure_ascii=False)
    (folder / "a\x1b[31m.jsonl").write_text(f"\x1b[31m\x07\n{text}\n\x1b]0;x\n", encoding="utf-8")
    main(["check", "--diff", "."])
    told = capsys.readouterr()
    assert all(char.isprintable() or char == "\n" for char in told.out + told.err)


def test_a_diff_with_its_values_is_of_the_very_bytes(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    (folder / "a.jsonl").write_bytes(b'"\xff"\n' + SAFE.encode() + b"\n")
    main(["check", "--diff", "--show-values", "a.jsonl"])
    assert b' "\xff"\n' in capfdbinary.readouterr().out


def test_what_cannot_be_read_is_told_of_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.jsonl").write_bytes(b"\x00\x01\x02bin")
    assert main(["check", "a.jsonl", "--fix"]) == 2
    assert capsys.readouterr().err.count("a.jsonl is binary") == 1
    assert (folder / "a.jsonl").read_bytes() == b"\x00\x01\x02bin"
