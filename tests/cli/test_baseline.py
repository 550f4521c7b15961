"""The command with `--baseline`: what it accepts, tells of and writes."""

from __future__ import annotations

import gzip
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from plans import Write
from reports import BROKEN, CLEAN, ERROR, INFO, OTHER, WARNING, report, rules_in
from samples import DROP, IDFA, IDFV, ios, line

from kochava_lint import Capture, Finding, RuleError
from kochava_lint.cli import main

FILE = "accepted.json"
EXAMPLES = Path(__file__).parents[2] / "examples"
BASELINE = ("--baseline", FILE)
UPDATE, PRUNE = (*BASELINE, "--update-baseline"), (*BASELINE, "--prune-baseline")
LATER = line(ios(event_name="", origination_ip="203.0.113.99"))
"""The same finding as in `ERROR`, once more."""
OVER, LASTING = "2000-12-31", "9999-12-31"


def check(*words: str) -> int:
    return main(["check", *words])


def entries(path: str = FILE) -> list[dict[str, Any]]:
    """The entries of a baseline that was written."""
    told: list[dict[str, Any]] = json.loads(Path(path).read_text("utf-8"))["accepted"]
    return told


def accepted(path: str = FILE) -> list[tuple[str, str, int]]:
    """File, rule and count of each."""
    return [(entry["file"], entry["rule"], entry.get("count", 1)) for entry in entries(path)]


def edit(path: str = FILE, **changes: Any) -> None:
    """Change all entries, as people do."""
    document = json.loads(Path(path).read_text("utf-8"))
    for entry in document["accepted"]:
        entry.update(changes)
    Path(path).write_text(json.dumps(document), "utf-8")


def notes(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What the program said about baselines."""
    told = (row.removeprefix("kochava-lint: ") for row in capsys.readouterr().err.splitlines())
    return [row for row in told if FILE in row]


def look(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    """The exit code and the JSON report of a check, whatever was said before."""
    capsys.readouterr()
    return report(capsys, *words)


def suppressed(told: dict[str, Any]) -> tuple[int, int]:
    counts = told["summary"]["suppressed"]
    return counts["baseline"], counts["unmatched"]


GONE = f"note: {FILE}: empty-value in a.jsonl /data/event_name matches nothing any more"
ADVICE = f"note: {FILE}: --prune-baseline removes what matches nothing"


def test_what_an_update_accepts_is_clean_and_counted(capture: Write, capsys: pytest.CaptureFixture[str]) -> None:
    capture(ERROR, CLEAN, WARNING)
    assert check("a.jsonl", *UPDATE) == 0
    assert notes(capsys) == [f"{FILE} accepts 2 findings (+2)"]
    assert check("a.jsonl", *BASELINE, "--fail-on", "warning") == 0
    told = capsys.readouterr()
    assert told.out == "Nothing to show in 3 payloads of 1 file. Suppressed: 2 in the baseline.\n"
    assert told.err == ""


@pytest.mark.parametrize("name", ["faulty.jsonl", "app.har", "requests.http", "batch.json", "send.sh", "all-of-them"])
@pytest.mark.parametrize("is_compressed", [False, True], ids=["plain", "gzip"])
def test_in_every_format_an_update_leaves_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str, is_compressed: bool
) -> None:
    (folder / "captures").mkdir()
    for file in EXAMPLES.rglob("*.*") if name == "all-of-them" else [EXAMPLES / name]:
        if file.is_file() and file.suffix not in {".md", ".toml"}:
            content = file.read_bytes()
            target = folder / "captures" / (file.name + ".gz" * is_compressed)
            target.write_bytes(gzip.compress(content) if is_compressed else content)
    words = ("captures", *BASELINE, "--fail-on", "info")
    found = len(rules_in(look(capsys, "captures", "--fail-on", "info")[1]))
    assert found
    assert check(*words, "--update-baseline") == 0
    written = (folder / FILE).read_bytes()
    capsys.readouterr()
    code, told = look(capsys, *words)
    assert (code, rules_in(told), suppressed(told)) == (0, [], (found, 0))
    check(*words, "--update-baseline")
    check(*words, "--prune-baseline")
    assert (folder / FILE).read_bytes() == written


def test_one_more_of_the_kind_is_reported_and_fails(capture: Write, capsys: pytest.CaptureFixture[str]) -> None:
    capture(ERROR)
    check("a.jsonl", *UPDATE)
    capture(ERROR, CLEAN, LATER)
    code, told = look(capsys, "a.jsonl", *BASELINE, "--select", "empty-value")
    assert (code, rules_in(told), suppressed(told)) == (1, ["empty-value"], (1, 0))
    assert told["findings"][0]["line"] == 3


@pytest.mark.parametrize(
    ("content", "is_known"),
    [
        pytest.param([CLEAN, "", OTHER, ERROR], True, id="moved"),
        pytest.param([json.dumps(json.loads(ERROR), indent=None)], True, id="spaced"),
        pytest.param([line(ios(event_name="", device_ids={"idfa": IDFV}, usertime=1700000000))], True, id="again"),
        pytest.param([line(ios(event_name=None))], False, id="another-rule"),
        pytest.param([line(ios(device_ua=DROP))], False, id="another-place"),
    ],
)  # fmt: skip
def test_findings_are_met_again_where_the_file_is_written_anew(
    capture: Write, capsys: pytest.CaptureFixture[str], content: list[str], is_known: bool
) -> None:
    capture(ERROR)
    check("a.jsonl", *UPDATE)
    capture(*content)
    _, told = look(capsys, "a.jsonl", *BASELINE)
    assert (suppressed(told) == (1, 0)) is is_known
    assert bool(told["findings"]) is not is_known


def test_a_finding_that_is_gone_is_told_of_and_fails_nothing(
    capture: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    capture(ERROR)
    check("a.jsonl", *UPDATE)
    edit(reason="the  “office”")
    capture(CLEAN)
    capsys.readouterr()
    before = Path(FILE).read_bytes()
    assert check("a.jsonl", *BASELINE) == 0
    assert notes(capsys) == [f"{GONE} (the  “office”)", ADVICE]
    assert suppressed(look(capsys, "a.jsonl", *BASELINE)[1]) == (0, 1)
    assert Path(FILE).read_bytes() == before


def test_an_entry_for_more_than_there_is_says_so(capture: Write, capsys: pytest.CaptureFixture[str]) -> None:
    capture(ERROR, LATER)
    check("a.jsonl", *UPDATE)
    assert accepted() == [("a.jsonl", "empty-value", 2)]
    capture(ERROR)
    capsys.readouterr()
    assert check("a.jsonl", *BASELINE) == 0
    place = f"note: {FILE}: empty-value in a.jsonl /data/event_name"
    assert notes(capsys) == [f"{place} accepts more than there is", ADVICE]
    capture(CLEAN)
    check("a.jsonl", *BASELINE)
    assert notes(capsys) == [f"{place} matches nothing any more: 2 findings", ADVICE]


def test_many_that_are_gone_take_few_lines(capture: Write, capsys: pytest.CaptureFixture[str]) -> None:
    capture(*(ios(event_name=f"Level {number}", origination_ip="10.0.0.1") for number in range(30)))
    for name in range(15):
        capture(ERROR, name=f"{name:02}.jsonl")
    check(".", *UPDATE)
    capture(CLEAN)
    for name in range(15):
        Path(f"{name:02}.jsonl").unlink()
    capsys.readouterr()
    check(".", *BASELINE)
    told = notes(capsys)
    assert len(told) == 12
    assert told[-2] == f"note: {FILE}: the same of 6 more"
    capture(ERROR, name="00.jsonl")
    check("00.jsonl", "a.jsonl", *PRUNE)
    assert notes(capsys) == [f"{FILE} accepts 1 finding (-44)"]


def test_prune_removes_what_is_gone_and_takes_nothing_in(capture: Write, capsys: pytest.CaptureFixture[str]) -> None:
    capture(ERROR, LATER, WARNING)
    check("a.jsonl", *UPDATE)
    capture(ERROR, line(ios(currency="usd")))
    capsys.readouterr()
    code, told = look(capsys, "a.jsonl", *PRUNE, "--fail-on", "warning")
    assert (code, rules_in(told), suppressed(told)) == (1, ["invalid-currency"], (1, 0))
    assert accepted() == [("a.jsonl", "empty-value", 1)]


def test_reason_and_day_stay_through_updates_and_prunes(capture: Write) -> None:
    capture(ERROR)
    check("a.jsonl", *UPDATE)
    edit(reason="the office", expires=LASTING)
    capture(ERROR, LATER)
    check("a.jsonl", *UPDATE)
    capture(ERROR)
    check("a.jsonl", *PRUNE)
    assert [(entry["reason"], entry["expires"], "count" in entry) for entry in entries()] == [
        ("the office", LASTING, False)
    ]


@pytest.mark.parametrize("words", [BASELINE, UPDATE, PRUNE], ids=["check", "update", "prune"])
def test_what_has_expired_fails_again_and_is_told_of(
    capture: Write, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    capture(ERROR)
    check("a.jsonl", *UPDATE)
    edit(expires=OVER, reason="until the release")
    capsys.readouterr()
    assert check("a.jsonl", *words) == 1
    told = capsys.readouterr()
    assert "Found 1 error in 1 payload of 1 file." in told.out
    assert f"note: {FILE}: empty-value in a.jsonl /data/event_name has expired (until the release)" in told.err
    assert [entry["expires"] for entry in entries()] == [OVER]


def test_what_has_expired_and_is_gone_is_told_of_and_pruned(capture: Write, capsys: pytest.CaptureFixture[str]) -> None:
    capture(ERROR)
    check("a.jsonl", *UPDATE)
    edit(expires=OVER)
    capture(CLEAN)
    capsys.readouterr()
    assert check("a.jsonl", *BASELINE) == 0
    assert notes(capsys) == [GONE, ADVICE]
    check("a.jsonl", *PRUNE)
    assert entries() == []


def run_in(folder: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.chdir(folder)
    return check(*words)


@pytest.mark.parametrize(
    ("where", "words"),
    [
        pytest.param(".", ["captures/a.jsonl", "--baseline", "captures/accepted.json"], id="from-above"),
        pytest.param("captures", ["a.jsonl", "--baseline", "accepted.json"], id="beside"),
        pytest.param("captures/deep", ["../a.jsonl", "--baseline", "../accepted.json"], id="from-below"),
        pytest.param("other", ["{root}/captures/a.jsonl", "--baseline", "../captures/accepted.json"], id="absolute"),
        pytest.param("other", ["../captures", "--baseline", "{root}/captures/accepted.json"], id="absolute-baseline"),
        pytest.param(".", ["./captures/deep/..//a.jsonl", "--baseline", "captures/./accepted.json"], id="roundabout"),
        pytest.param(".", ["captures/*.jsonl", "--baseline", "captures/accepted.json"], id="pattern"),
        pytest.param(".", ["link/a.jsonl", "--baseline", "captures/accepted.json"], id="link-to-the-folder"),
        pytest.param(".", ["captures/a.jsonl", "--baseline", "link/accepted.json"], id="baseline-behind-a-link"),
        pytest.param("link", ["a.jsonl", "--baseline", "accepted.json"], id="working-behind-a-link"),
    ],
)
def test_the_same_entries_are_met_wherever_the_program_runs(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    where: str,
    words: list[str],
) -> None:
    for name in ("captures/deep", "other"):
        (folder / name).mkdir(parents=True)
    (folder / "link").symlink_to("captures")
    (folder / "captures" / "a.jsonl").write_text(ERROR)
    check("captures/a.jsonl", "--baseline", "captures/accepted.json", "--update-baseline")
    written = (folder / "captures" / FILE).read_bytes()
    capsys.readouterr()
    given = [word.format(root=folder) for word in words]
    assert run_in(folder / where, monkeypatch, *given) == 0
    assert "1 in the baseline" in capsys.readouterr().out
    assert check(*given, "--update-baseline") == 0
    assert (folder / "captures" / FILE).read_bytes() == written


@pytest.mark.parametrize(
    "baseline", ["accepted.json", "../accepted.json", "lint/accepted.json", "../beside/accepted.json"]
)
def test_files_are_named_from_the_folder_of_the_baseline_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch, baseline: str
) -> None:
    for name in ("work/lint", "beside"):
        (folder / name).mkdir(parents=True)
    (folder / "work" / "a.jsonl").write_text(ERROR)
    words = ("a.jsonl", "--baseline", baseline)
    assert run_in(folder / "work", monkeypatch, *words, "--update-baseline") == 0
    assert entries(baseline)[0]["file"] == Path(os.path.relpath("a.jsonl", Path(baseline).parent)).as_posix()
    assert check(*words) == 0
    Path("b.jsonl").write_text(CLEAN)
    assert check("b.jsonl", "--baseline", baseline, "--prune-baseline") == 0
    assert len(entries(baseline)) == 1
    Path("a.jsonl").unlink()
    assert check("b.jsonl", "--baseline", baseline, "--prune-baseline") == 0
    assert entries(baseline) == []


def test_a_file_on_another_drive_is_named_in_full(capture: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str, start: str) -> str:
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    capture(ERROR)
    monkeypatch.setattr(os.path, "relpath", refuse)
    assert check("a.jsonl", *UPDATE) == 0
    assert entries()[0]["file"] == Path("a.jsonl").resolve().as_posix()
    assert check("a.jsonl", *BASELINE) == 0


@pytest.mark.parametrize(
    "name",
    [
        "with space.jsonl",
        "été 😀.jsonl",
        os.fsdecode(b"caf\xe9.jsonl"),
        "a\nb.jsonl",
        'quote".jsonl',
        "back\\slash.jsonl",
        "./-.jsonl",
        "./-",
        "[a].jsonl",
        "..a.jsonl",
        "C:a.jsonl",
    ],
    ids=ascii,
)
def test_odd_names_are_met_again(folder: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    (folder / name).write_text(ERROR)
    assert check(name, *UPDATE) == 0
    written = (folder / FILE).read_bytes()
    assert check(name, *BASELINE) == 0
    check(name, *UPDATE)
    assert (folder / FILE).read_bytes() == written
    (folder / name).unlink()
    (folder / "b.jsonl").write_text(CLEAN)
    check("b.jsonl", *PRUNE)
    assert bool(entries()) is (name == "./-")  # what is called as standard input may be that
    assert capsys.readouterr().err.count("Traceback") == 0


def test_the_baseline_may_be_a_link_and_stays_one(capture: Write, folder: Path) -> None:
    (folder / "away").mkdir()
    (folder / FILE).symlink_to("away/real.json")
    capture(ERROR)
    assert check("a.jsonl", *UPDATE) == 0
    assert (folder / FILE).is_symlink()
    assert accepted("away/real.json") == [("a.jsonl", "empty-value", 1)]
    assert check("a.jsonl", *BASELINE) == 0


def test_a_file_that_is_gone_has_its_entries_told_and_pruned(
    capture: Write, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capture(ERROR)
    capture(ERROR, name="b.jsonl")
    check(".", *UPDATE)
    (folder / "a.jsonl").unlink()
    capsys.readouterr()
    assert check("b.jsonl", *BASELINE, "--select", "att-missing") == 0
    assert notes(capsys) == [GONE, ADVICE]
    check("b.jsonl", *PRUNE)
    assert accepted() == [("b.jsonl", "empty-value", 1)]


@pytest.mark.parametrize("words", [UPDATE, PRUNE], ids=["update", "prune"])
@pytest.mark.parametrize(
    ("paths", "options"),
    [
        pytest.param(["b.jsonl"], [], id="another-file"),
        pytest.param(["."], ["--exclude", "a.jsonl"], id="excluded"),
        pytest.param(["a.jsonl"], ["--select", "att-missing"], id="rule-not-selected"),
        pytest.param(["a.jsonl"], ["--ignore", "empty-value"], id="rule-ignored"),
        pytest.param(["a.jsonl"], ["--per-file-ignores", "a.jsonl:empty-value"], id="ignored-in-the-file"),
    ],
)
def test_what_the_run_does_not_judge_stays_and_is_not_told_of(
    capture: Write,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    paths: list[str],
    options: list[str],
) -> None:
    capture(ERROR)
    check("a.jsonl", *UPDATE)
    capture(CLEAN)
    capture(OTHER, name="b.jsonl")
    capsys.readouterr()
    assert check(*paths, *BASELINE, *options) == 0
    assert notes(capsys) == []
    check(*paths, *words, *options)
    assert accepted() == [("a.jsonl", "empty-value", 1)]


def test_what_is_not_shown_is_not_taken_in_and_not_pruned(capture: Write, capsys: pytest.CaptureFixture[str]) -> None:
    capture(ERROR, WARNING, INFO)
    check("a.jsonl", *UPDATE)
    assert [rule for _, rule, _ in accepted()] == ["empty-value", "non-public-ip"]
    capsys.readouterr()
    for words in (BASELINE, PRUNE, UPDATE):
        _, told = look(capsys, "a.jsonl", *words, "--min-severity", "error")
        assert (rules_in(told), told["summary"]["hidden"], suppressed(told)) == ([], 1, (2, 0))
    assert len(accepted()) == 2
    capture(ERROR, WARNING, line(ios(origination_ip="10.0.0.2", currency="EUR")))
    check("a.jsonl", *UPDATE, "--min-severity", "error")
    assert accepted() == [("a.jsonl", "empty-value", 1), ("a.jsonl", "non-public-ip", 1)]
    check("a.jsonl", *UPDATE, "--min-severity", "info")
    assert accepted() == [("a.jsonl", "empty-value", 1), ("a.jsonl", "non-public-ip", 2)]


def test_what_is_accepted_takes_no_room_of_those_that_are_shown(
    capture: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    capture(ERROR)
    check("a.jsonl", *UPDATE)
    capture(ERROR, LATER, line(ios(currency="usd")))
    capsys.readouterr()
    code, told = look(capsys, "a.jsonl", *BASELINE, "--max-findings", "1")
    assert (code, rules_in(told), told["summary"]["left_out"], suppressed(told)) == (1, ["empty-value"], 1, (1, 0))
    check("a.jsonl", *UPDATE, "--max-findings", "1")
    assert sum(count for _, _, count in accepted()) == 3


def test_what_was_fixed_is_gone_from_the_baseline(capture: Write, capsys: pytest.CaptureFixture[str]) -> None:
    capture(ERROR, line(ios(currency="usd")))
    check("a.jsonl", *UPDATE)
    capsys.readouterr()
    assert check("a.jsonl", *BASELINE, "--fix") == 0
    told = notes(capsys)
    assert told == [GONE.replace("empty-value", "invalid-currency").replace("event_name", "currency"), ADVICE]
    check("a.jsonl", *UPDATE, "--fix")
    assert accepted() == [("a.jsonl", "empty-value", 1)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param([ERROR], 0, id="accepted"),
        pytest.param([ERROR, LATER], 1, id="new"),
    ],
)
def test_with_a_diff_only_what_is_new_fails(
    capture: Write, capsys: pytest.CaptureFixture[str], content: list[str], code: int
) -> None:
    capture(ERROR)
    check("a.jsonl", *UPDATE)
    before = Path(FILE).read_bytes()
    capture(*content)
    capsys.readouterr()
    assert check("a.jsonl", *BASELINE, "--diff") == code
    assert capsys.readouterr().out == ""
    assert Path(FILE).read_bytes() == before


def test_standard_input_has_entries_of_its_own(
    folder: Path, capsys: pytest.CaptureFixture[str], pipe: Callable[[str], None]
) -> None:
    (folder / "b.jsonl").write_text(OTHER)
    pipe(ERROR)
    assert check("-", *UPDATE) == 0
    assert accepted() == [("-", "empty-value", 1)]
    pipe(f"{ERROR}\n{LATER}")
    code, told = look(capsys, "-", *BASELINE)
    assert (code, rules_in(told), suppressed(told)) == (1, ["empty-value"], (1, 0))
    check("b.jsonl", *PRUNE)
    assert accepted() == [("-", "empty-value", 1)]
    pipe(CLEAN)
    check("-", *PRUNE)
    assert entries() == []
    (folder / "deep").mkdir()
    pipe(ERROR)
    check("-", "--baseline", f"deep/{FILE}", "--update-baseline")
    assert accepted(f"deep/{FILE}") == [("-", "empty-value", 1)]


def broken_off(content: bytes) -> bytes:
    return gzip.compress(content)[:-9]


UNREADABLE: dict[str, Callable[[Path], object]] = {
    "binary": lambda path: path.write_bytes(b"\x00\x01\x02bin"),
    "broken-off": lambda path: path.write_bytes(broken_off(f"{ERROR}\n{CLEAN}\n".encode())),
    "circle": lambda path: path.symlink_to(path.name),
    "link-to-nothing": lambda path: path.symlink_to("nothing"),
}


@pytest.mark.parametrize("words", [BASELINE, UPDATE, PRUNE], ids=["check", "update", "prune"])
@pytest.mark.parametrize("spoil", UNREADABLE.values(), ids=UNREADABLE)
def test_a_file_that_cannot_be_read_keeps_its_entries(
    capture: Write,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    spoil: Callable[[Path], object],
    words: tuple[str, ...],
) -> None:
    capture(ERROR, LATER, WARNING)
    check("a.jsonl", *UPDATE)
    (folder / "a.jsonl").unlink()
    spoil(folder / "a.jsonl")
    capture(OTHER, name="b.jsonl")
    capsys.readouterr()
    assert check("a.jsonl", "b.jsonl", *words) == 2
    assert not [row for row in notes(capsys) if "note:" in row]
    assert check("b.jsonl", *words) == 0
    assert accepted() == [("a.jsonl", "empty-value", 2), ("a.jsonl", "non-public-ip", 1)]


def test_a_file_that_cannot_be_looked_for_keeps_its_entries(
    capture: Write, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "deep").mkdir()
    capture(ERROR, name="deep/a.jsonl")
    capture(OTHER, name="b.jsonl")
    check(".", *UPDATE)
    lstat, stat = Path.lstat, Path.stat

    def forbidden(self: Path) -> os.stat_result:
        if self.name == "a.jsonl":
            raise PermissionError(13, "Permission denied")
        return lstat(self)

    def forbidden_stat(self: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        return forbidden(self) if self.name == "a.jsonl" else stat(self, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(Path, "lstat", forbidden)
    monkeypatch.setattr(Path, "stat", forbidden_stat)
    assert check("b.jsonl", *PRUNE) == 0
    assert accepted() == [("deep/a.jsonl", "empty-value", 1)]


def test_an_entry_with_a_name_too_long_ends_nothing(capture: Write) -> None:
    capture(ERROR)
    check("a.jsonl", *UPDATE)
    edit(file="a" * 5000)
    capture(CLEAN)
    assert check("a.jsonl", *PRUNE) == 0


@pytest.mark.parametrize("words", [UPDATE, PRUNE], ids=["update", "prune"])
@pytest.mark.parametrize(
    ("error", "code"), [(KeyboardInterrupt(), 130), (RuleError("empty-value"), 3)], ids=["interrupt", "defect"]
)
def test_a_run_that_does_not_come_to_its_end_writes_nothing(
    capture: Write,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    error: BaseException,
    code: int,
) -> None:
    capture(ERROR)
    check("a.jsonl", *UPDATE)
    before = Path(FILE).stat()
    capture(WARNING, CLEAN)
    lint = Capture.lint

    def failing(self: Capture, payload: Any) -> list[Finding]:
        if payload.source.line == 2:
            raise error from KeyError("oh")
        return lint(self, payload)

    monkeypatch.setattr("kochava_lint.api.Capture.lint", failing)
    assert check("a.jsonl", *words) == code
    after = Path(FILE).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert sorted(path.name for path in Path().iterdir()) == ["a.jsonl", FILE]


def test_a_check_writes_nothing(capture: Write) -> None:
    capture(ERROR)
    check("a.jsonl", *UPDATE)
    before = Path(FILE).stat()
    capture(WARNING)
    check("a.jsonl", *BASELINE)
    after = Path(FILE).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(BASELINE, f"there is no baseline {FILE}; --update-baseline makes it", id="missing"),
        pytest.param(PRUNE, f"there is no baseline {FILE}; --update-baseline makes it", id="missing-to-prune"),
        pytest.param(["--baseline", "."], "cannot read the baseline .: Is a directory", id="folder"),
        pytest.param(["--baseline", "a.jsonl"], "the baseline a.jsonl is no JSON: ", id="capture"),
        pytest.param(["--baseline", "a.jsonl", "--update-baseline"], "a.jsonl is no JSON: ", id="capture-to-update"),
        pytest.param(["--baseline", "a" * 300, "--update-baseline"], "aaa: File name too long", id="name-too-long"),
        pytest.param(["--baseline", "a.jsonl/b", "--update-baseline"], "a.jsonl/b: Not a directory", id="below-a-file"),
        pytest.param(["--update-baseline"], "--update-baseline needs to know the", id="no-name"),
        pytest.param(["--prune-baseline"], "--prune-baseline needs to know", id="no-name-to-prune"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_ends_with_2_and_is_named(
    capture: Write, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    capture(ERROR, CLEAN)
    before = Path("a.jsonl").read_bytes()
    assert check("a.jsonl", *words) == 2
    assert message in capsys.readouterr().err
    assert [path.name for path in Path().iterdir()] == ["a.jsonl"]
    assert Path("a.jsonl").read_bytes() == before


@pytest.mark.parametrize(
    "words", [["--output-file", f"./{FILE}"], ["--output", "json=link.json"]], ids=["file", "link"]
)
def test_no_report_is_written_over_it(
    capture: Write, capsys: pytest.CaptureFixture[str], folder: Path, words: list[str]
) -> None:
    capture(ERROR)
    check("a.jsonl", *UPDATE)
    (folder / "link.json").symlink_to(FILE)
    before = (folder / FILE).read_bytes()
    assert check("a.jsonl", *BASELINE, *words) == 2
    assert f"a report cannot be written into the baseline {FILE}" in capsys.readouterr().err
    assert (folder / FILE).read_bytes() == before


@pytest.mark.parametrize("words", [UPDATE, PRUNE], ids=["update", "prune"])
def test_one_that_cannot_be_written_ends_with_2_after_the_report(
    capture: Write, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    capture(ERROR)
    check("a.jsonl", *UPDATE)
    before = Path(FILE).read_bytes()
    capture(WARNING)
    capsys.readouterr()
    monkeypatch.setattr(os, "fsync", full)
    assert check("a.jsonl", *words) == 2
    told = capsys.readouterr()
    assert "in 1 payload of 1 file." in told.out
    assert f"cannot write the baseline {FILE}: No space left on device" in told.err
    assert Path(FILE).read_bytes() == before


@pytest.mark.parametrize(
    ("where", "words"),
    [
        pytest.param("project", ["a.jsonl"], id="here"),
        pytest.param("project/deep", ["../a.jsonl"], id="below"),
        pytest.param(".", ["project/a.jsonl", "--config", "project/kochava-lint.toml"], id="named"),
    ],
)
def test_in_options_it_is_named_from_their_folder_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch, where: str, words: list[str]
) -> None:
    (folder / "project" / "deep").mkdir(parents=True)
    (folder / "project" / "kochava-lint.toml").write_text('baseline = "lint/accepted.json"\n')
    (folder / "project" / "lint").mkdir()
    (folder / "project" / "a.jsonl").write_text(ERROR)
    assert run_in(folder / where, monkeypatch, *words, "--update-baseline") == 0
    assert accepted(str(folder / "project" / "lint" / FILE)) == [("../a.jsonl", "empty-value", 1)]
    assert check(*words) == 0


def test_the_command_line_names_another_from_the_current_folder_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "deep").mkdir()
    (folder / "kochava-lint.toml").write_text('baseline = "none.json"\n')
    (folder / "deep" / "a.jsonl").write_text(ERROR)
    assert run_in(folder / "deep", monkeypatch, "a.jsonl", *UPDATE) == 0
    assert accepted(str(folder / "deep" / FILE)) == [("a.jsonl", "empty-value", 1)]
    assert not (folder / "none.json").exists()


@pytest.mark.parametrize("paths", [["."], ["a.jsonl", FILE], ["*.json*"]], ids=["folder", "named", "pattern"])
@pytest.mark.parametrize("words", [[], BASELINE], ids=["without", "with"])
def test_a_baseline_among_captures_is_not_linted(
    capture: Write, capsys: pytest.CaptureFixture[str], paths: list[str], words: list[str]
) -> None:
    capture(ERROR)
    check(".", *UPDATE)
    shutil.copy(FILE, "of-others.json")
    capsys.readouterr()
    code = check(*paths, *words)
    told = capsys.readouterr()
    assert code == (0 if words else 1)
    assert "1 payload of 1 file" in told.out
    assert told.err == ""


def test_a_baseline_alone_is_nothing_to_lint(capture: Write, capsys: pytest.CaptureFixture[str]) -> None:
    capture(ERROR)
    check(".", *UPDATE)
    capsys.readouterr()
    assert check(FILE) == 4
    assert "there was nothing to lint" in capsys.readouterr().err


def test_broken_payloads_are_accepted_too(capture: Write) -> None:
    capture(BROKEN)
    check("a.jsonl", *UPDATE)
    capture(CLEAN, BROKEN.replace(IDFA, IDFV))
    assert check("a.jsonl", *BASELINE) == 0
    capture(BROKEN + "}")
    assert check("a.jsonl", *BASELINE) == 1


def test_nothing_that_identifies_anybody_goes_into_it(capture: Write) -> None:
    device = line(
        ios(event_name="", device_ids={"idfa": IDFA.lower()}, **{"ann@a.example": None}, origination_ip="10.0.0.1")
    )
    capture(device, BROKEN, ios(device_ids={"idfa": "12345"}))
    check("a.jsonl", *UPDATE, "--min-severity", "info")
    written = Path(FILE).read_text("utf-8")
    assert len(entries()) > 4
    for secret in (IDFA, IDFA.lower(), "ann@", "10.0.0.1", "203.0.113.7", "KI6F2E9A", "12345"):
        assert secret not in written


def test_the_fingerprint_is_that_of_the_report(capture: Write, capsys: pytest.CaptureFixture[str]) -> None:
    """So an entry can be written by hand."""
    capture(ERROR)
    _, told = look(capsys, "a.jsonl")
    found = told["findings"][0]
    entry = {key: found[key] for key in ("file", "rule", "fingerprint")}
    Path(FILE).write_text(json.dumps({"version": 1, "accepted": [entry]}), "utf-8")
    assert check("a.jsonl", *BASELINE) == 0


def test_a_large_baseline_costs_a_look_a_file(capture: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    capture(ERROR)
    check("a.jsonl", *UPDATE)
    one = entries()[0]
    many = [{**one, "file": "gone.jsonl", "fingerprint": f"{number:016x}"} for number in range(1000)]
    Path(FILE).write_text(json.dumps({"version": 1, "accepted": [one, *many]}), "utf-8")
    lstat = Path.lstat
    looks: list[Path] = []

    def noted(self: Path) -> os.stat_result:
        looks.append(self)
        return lstat(self)

    monkeypatch.setattr(Path, "lstat", noted)
    assert check("a.jsonl", *PRUNE) == 0
    assert [path.name for path in looks].count("gone.jsonl") == 1
    assert accepted() == [("a.jsonl", "empty-value", 1)]


def test_an_entry_of_a_rule_that_there_is_not_is_told_of_and_pruned(
    capture: Write, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    capture(ERROR)
    check("a.jsonl", *UPDATE)
    content = (folder / FILE).read_text()
    (folder / FILE).write_text(content.replace("empty-value", "empty-valeu"))
    check("a.jsonl", *BASELINE)
    assert "empty-valeu in a.jsonl /data/event_name matches nothing any more" in capsys.readouterr().err
    check("a.jsonl", *PRUNE)
    assert "empty-valeu" not in (folder / FILE).read_text()


def test_the_folder_of_one_that_is_new_is_made(capture: Write, folder: Path) -> None:
    capture(ERROR)
    assert check("a.jsonl", "--baseline", "new/folder/b.json", "--update-baseline") == 0
    assert check("a.jsonl", "--baseline", "new/folder/b.json") == 0


@pytest.mark.parametrize("word", ["--update-baseline", "--prune-baseline"])
def test_a_diff_changes_no_baseline(
    capture: Write, capsys: pytest.CaptureFixture[str], folder: Path, word: str
) -> None:
    capture(ERROR)
    check("a.jsonl", *UPDATE)
    before = (folder / FILE).read_bytes()
    capture(WARNING)
    assert check("a.jsonl", *BASELINE, "--diff", word) == 2
    assert "--diff changes nothing" in capsys.readouterr().err
    assert (folder / FILE).read_bytes() == before
