"""`plan coverage`: what of the tracking plan captures exercise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from plans import PLAN, Run, Write
from reports import CLEAN
from samples import IDFA, JSON, install, ios

from kochava_lint.cli import main


@pytest.mark.parametrize(
    ("payloads", "lines"),
    [
        pytest.param(
            [install()],
            [
                "Purchase  never",
                "View      never",
                "Level Up  never",
                "0 of 3 events, 0 of 3 keys (0.0 %); never: `Purchase`, `View`, `Level Up`",
            ],
            id="none",
        ),
        pytest.param(
            [ios(event_data={"sum": 5}), ios(event_name="View"), ios(event_name="View")],
            [
                "Purchase  1 time; `currency` never",
                "View      2 times",
                "Level Up  never",
                "2 of 3 events, 1 of 3 keys (50.0 %); never: `Level Up`, `currency` of Purchase",
            ],
            id="some",
        ),
        pytest.param(
            [
                ios(event_data={"sum": 5, "currency": "EUR"}),
                ios(event_name="View"),
                ios(event_name="Level Up", event_data={"level": 1}),
                ios(event_name="Sale"),
            ],
            [
                "Purchase  1 time",
                "View      1 time",
                "Level Up  1 time",
                "Sale      1 time, and the plan does not name it",
                "3 of 3 events, 3 of 3 keys (100.0 %)",
            ],
            id="all-and-more",
        ),
    ],
)
def test_coverage_for_people(folder: Path, run: Run, capture: Write, payloads: list[JSON], lines: list[str]) -> None:
    (folder / "pyproject.toml").write_text(PLAN, "utf-8")
    assert run("coverage", capture(*payloads)) == (0, "".join(f"{each}\n" for each in lines), "")


def test_coverage_for_programs(folder: Path, run: Run, capture: Write) -> None:
    (folder / "pyproject.toml").write_text(PLAN, "utf-8")
    code, out, err = run(
        "coverage", capture(ios(event_data={"sum": 5}), ios(event_name="Sale")), "--output-format", "json"
    )
    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "version": 1,
        "events": [
            {"name": "Purchase", "payloads": 1, "keys": {"sum": 1, "currency": 0}},
            {"name": "View", "payloads": 0, "keys": {}},
            {"name": "Level Up", "payloads": 0, "keys": {"level": 0}},
        ],
        "unplanned": {"Sale": 1},
        "summary": {"events": {"covered": 1, "planned": 3}, "keys": {"covered": 1, "planned": 3}, "percent": 33.3},
    }


@pytest.mark.parametrize("output_format", ["text", "json"])
@pytest.mark.parametrize("name", ["ada@example.org", "+14155550123", "203.0.113.7", IDFA])
def test_coverage_tells_no_name_that_looks_like_an_identifier(
    folder: Path, run: Run, capture: Write, name: str, output_format: str
) -> None:
    (folder / "pyproject.toml").write_text(PLAN, "utf-8")
    code, out, err = run("coverage", capture(ios(event_name=name)), "--output-format", output_format)
    assert code == 0
    assert name not in out + err


def test_names_of_events_do_not_command_the_terminal(folder: Path, run: Run, capture: Write) -> None:
    (folder / "pyproject.toml").write_text(PLAN, "utf-8")
    out = run("coverage", capture(ios(event_name="\x1b[31m\nx\u202e")))[1]
    assert "\ufffd[31m\ufffdx\ufffd" in out


@pytest.mark.parametrize(
    ("threshold", "code"),
    [("0", 0), ("33.3", 0), ("33.34", 1), ("34", 1), ("100", 1)],
)
@pytest.mark.parametrize("output_format", ["text", "json"])
def test_coverage_under_the_threshold_ends_with_1(
    folder: Path, run: Run, capture: Write, threshold: str, code: int, output_format: str
) -> None:
    (folder / "pyproject.toml").write_text(PLAN, "utf-8")
    words = (capture(ios(event_data={"sum": 5})), "--fail-under", threshold, "--output-format", output_format)
    ended, out, err = run("coverage", *words)
    assert (ended, bool(out)) == (code, True)
    assert (f"33.3 % of the plan is exercised, which is under {threshold} %" in err) == (code == 1)


@pytest.mark.parametrize("words", [("--fail-under", "100"), ("--output-format", "json", "--fail-under", "100")])
def test_all_of_the_plan_is_not_under_100(folder: Path, run: Run, capture: Write, words: tuple[str, ...]) -> None:
    (folder / "pyproject.toml").write_text("[tool.kochava-lint.plan.events.Purchase]\n", "utf-8")
    assert run("coverage", capture(CLEAN), *words)[0] == 0


def test_what_is_not_all_is_not_called_100_percent(folder: Path, run: Run, capture: Write) -> None:
    names = [f"e{number}" for number in range(2500)]
    (folder / "kochava-lint.toml").write_text("".join(f"[plan.events.{name}]\n" for name in names), "utf-8")
    capture(*(ios(event_name=name) for name in names[1:]))
    _, out, err = run("coverage", "a.jsonl", "--fail-under", "100")
    assert "2,499 of 2,500 events" in out
    assert "100.0 %" not in out + err


@pytest.mark.parametrize(
    ("content", "fail_under", "code"),
    [
        pytest.param("", "50", 1, id="under-comes-before-nothing"),
        pytest.param("", "0", 4, id="nothing"),
        pytest.param(None, "50", 2, id="unreadable-comes-before-under"),
    ],
)
def test_exit_codes_come_in_their_order(
    folder: Path, run: Run, content: str | None, fail_under: str, code: int
) -> None:
    (folder / "pyproject.toml").write_text(PLAN, "utf-8")
    if content is not None:
        (folder / "a.jsonl").write_text(content, "utf-8")
    assert run("coverage", "a.jsonl", "--fail-under", fail_under)[0] == code


@pytest.mark.parametrize("percentage", ["nan", "inf", "-1", "-inf", "100.1", "50%", "half", ""])
def test_what_is_no_percentage_is_refused(run: Run, percentage: str) -> None:
    code, out, err = run("coverage", "a.jsonl", f"--fail-under={percentage}")
    assert (code, out) == (2, "")
    assert "is no percentage; write a number from 0 to 100" in err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(None, "there are no options here", id="no-file"),
        pytest.param("[tool.kochava-lint]\n", "pyproject.toml names no events", id="no-plan"),
        pytest.param("[tool.kochava-lint.plan]\napp-ids = ['x']\n", "pyproject.toml names no events", id="apps-alone"),
        pytest.param("[tool.kochava-lint.plan.event.X]\n", "events is probably meant", id="misspelled"),
    ],
)
def test_coverage_needs_a_plan(folder: Path, run: Run, content: str | None, said: str) -> None:
    if content is not None:
        (folder / "pyproject.toml").write_text(content, "utf-8")
    code, out, err = run("coverage", "a.jsonl")
    assert (code, out) == (2, "")
    assert said in err


def test_the_plan_may_stand_in_a_file_that_is_named(folder: Path, run: Run, capture: Write) -> None:
    (folder / "pyproject.toml").write_text(PLAN, "utf-8")
    (folder / "ci.toml").write_text("[plan.events.Purchase]\n", "utf-8")
    assert run("coverage", capture(CLEAN), "--config", "ci.toml")[1].endswith("1 of 1 events (100.0 %)\n")


@pytest.mark.parametrize("config", ["none.toml", "."])
def test_a_file_of_options_that_is_none_is_told_of(run: Run, config: str) -> None:
    code, _, err = run("coverage", "a.jsonl", "--config", config)
    assert (code, f"there is no file {config}" in err) == (2, True)


def test_a_project_that_is_named_and_says_nothing_is_told_of(folder: Path, run: Run, capture: Write) -> None:
    (folder / "pyproject.toml").write_text("[tool.ruff]\n", "utf-8")
    capture(CLEAN)
    assert main(["check", "a.jsonl", "--config", "pyproject.toml"]) == 2
