"""What the contract of the project and the size of a capture have `check` say beside its report."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from plans import Write
from reports import CLEAN
from samples import ios, line, link

from kochava_lint.cli import main
from kochava_lint.plugins import load_plugins
from kochava_lint.rule import CaptureRule

SECRET = "a-secret-of-tests"  # noqa: S105 - it opens nothing
WINDOW = "duplicate-event"
Check = Callable[..., tuple[int, str, str]]


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Check:
    """Run `check` with some words; returns its exit code, and what it says on standard output and error."""

    def run(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["check", *words, "--output-format", "concise"])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


@pytest.fixture
def three_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have one rule look back over no more than three payloads."""
    plugins = load_plugins()
    rule = plugins.rules[WINDOW]
    assert isinstance(rule, CaptureRule)
    rules = {**plugins.rules, WINDOW: replace(rule, lookback=3)}
    monkeypatch.setattr("kochava_lint.cli.project.load_plugins", lambda **_: replace(plugins, rules=rules))


def events(*names: str) -> list[str]:
    return [line(ios(event_name=name)) for name in names]


@pytest.mark.parametrize(("names", "is_told"), [("abc", False), ("abca", False), ("abcde", True), ("abcdefghij", True)])
def test_how_far_back_a_rule_could_look_is_told_on_standard_error(
    check: Check, capture: Write, three_back: None, names: str, is_told: bool
) -> None:
    _, out, err = check(capture(*events(*names)))
    told = f"a.jsonl: {WINDOW} compares each of its {len(names)} payloads with the 3 before it, and with none that"
    assert (told in err) == is_told
    assert "compares" not in out
    assert bool(err) == is_told


def test_what_is_beyond_the_window_is_not_found_and_not_hushed_up(
    check: Check, capture: Write, three_back: None
) -> None:
    assert WINDOW in check(capture(*events("a", "b", "c", "a")))[1]
    _, out, err = check(capture(*events("a", "b", "c", "d", "a")))
    assert WINDOW not in out
    assert "further away" in err


def test_rules_that_look_back_equally_far_are_told_of_together(
    check: Check, capture: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugins = load_plugins()
    rules = {
        name: replace(rule, lookback=2 if name == "event-before-install" else 3)
        for name, rule in plugins.rules.items()
        if isinstance(rule, CaptureRule)
    }
    monkeypatch.setattr("kochava_lint.cli.project.load_plugins", lambda **_: replace(plugins, rules=rules))
    both = [line.partition(": a.jsonl: ")[2] for line in check(capture(*events(*"abcdef")))[2].splitlines()]
    end = "before it, and with none that is further away"
    assert both == [
        f"event-before-install compares each of its 6 payloads with the 2 {end}",
        "duplicate-event, idfa-change-without-update and unstable-device-id compare each of its 6 payloads with the 3 "
        + end,
    ]


def test_each_file_is_a_capture_of_its_own(check: Check, capture: Write, three_back: None) -> None:
    capture(*events("a", "b", "c"), name="a.jsonl")
    capture(*events("a", "b", "c", "d", "e"), name="b.jsonl")
    _, out, err = check("a.jsonl", "b.jsonl")
    assert WINDOW not in out
    assert "a.jsonl" not in err
    assert "b.jsonl: duplicate-event compares" in err


def test_a_rule_that_is_not_reported_is_not_spoken_of(check: Check, capture: Write, three_back: None) -> None:
    assert check(capture(*events(*"abcdef")), "--ignore", WINDOW)[2] == ""


def test_the_window_of_standard_input_is_called_so(
    folder: Path, check: Check, pipe: Callable[[str], None], three_back: None
) -> None:
    assert folder.exists()
    pipe("\n".join(events(*"abcde")))
    assert "<stdin>: duplicate-event compares" in check("-")[2]


def signed(secret: str) -> str:
    """A record of a request that was signed with *secret*."""
    body = line(link())
    digest = hashlib.sha1(body.encode(), usedforsecurity=False).hexdigest()
    token = hmac.new(b"key", (secret + digest).encode(), hashlib.sha256).hexdigest()
    return line({"request": {"headers": {"Kochava-Api-Key": "key", "Kochava-Auth-Token": token}, "body": body}})


@pytest.mark.parametrize(
    ("option", "words"),
    [
        pytest.param("", ("--secret-env", "KOCHAVA_SECRET"), id="command-line"),
        pytest.param('secret-env = "KOCHAVA_SECRET"', (), id="project"),
        pytest.param('secret-env = "OTHER"', ("--secret-env", "KOCHAVA_SECRET"), id="command-line-before-project"),
    ],
)
@pytest.mark.parametrize("value", [SECRET, "another", "", None])
def test_the_secret_stands_in_the_variable_that_is_named(
    folder: Path,
    check: Check,
    capture: Write,
    monkeypatch: pytest.MonkeyPatch,
    option: str,
    words: tuple[str, ...],
    value: str | None,
) -> None:
    monkeypatch.setenv("OTHER", "none-of-it")
    monkeypatch.delenv("KOCHAVA_SECRET", raising=False)
    if value is not None:
        monkeypatch.setenv("KOCHAVA_SECRET", value)
    (folder / "kochava-lint.toml").write_text(option, "utf-8")
    _, out, err = check(capture(signed(SECRET)), *words)
    assert ("wrong-auth-token" in out) == (value == "another")
    assert ("KOCHAVA_SECRET is not set, so wrong-auth-token is not checked" in err) == (not value)
    assert SECRET not in out + err


def test_without_a_secret_nothing_is_said_of_it(check: Check, capture: Write) -> None:
    code, out, err = check(capture(signed("any")), "--ignore", "user-agent-header-not-unknown")
    assert ("wrong-auth-token" in out + err, err) == (False, "")
    assert code == 0


@pytest.mark.parametrize(
    ("rule", "needed"),
    [
        ("wrong-auth-token", "secret-env"),
        ("unplanned-event", "a tracking plan"),
        ("event-data-off-plan", "a tracking plan"),
        ("foreign-app-id", "a tracking plan"),
    ],
)
def test_a_rule_that_is_asked_for_and_cannot_run_says_what_it_needs(
    check: Check, capture: Write, rule: str, needed: str
) -> None:
    code, _, err = check(capture(CLEAN), "--select", rule)
    assert (code, f"{rule} finds nothing without {needed}" in err) == (0, True)


def test_the_plan_of_the_project_above_the_file_counts(folder: Path, check: Check, capture: Write) -> None:
    (folder / "pyproject.toml").write_text("[tool.kochava-lint.plan.events.View]\n", "utf-8")
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "a" / "pyproject.toml").write_text("[tool.ruff]\n", "utf-8")
    capture(CLEAN, name="a/b/a.jsonl")
    assert "unplanned-event" in check("a/b/a.jsonl")[1]
    (folder / "a" / "kochava-lint.toml").write_text("", "utf-8")
    assert "unplanned-event" not in check("a/b/a.jsonl")[1]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(None, "there is no file plan.toml", id="no-file"),
        pytest.param("[plan.event.X]", "events is probably meant", id="misspelled"),
        pytest.param("[plan", "is no TOML", id="broken"),
        pytest.param("plan.events.X.schema = 'none.json'", "none.json: No such file", id="no-schema"),
    ],
)
def test_options_that_mean_nothing_stop_the_run(
    folder: Path, check: Check, capture: Write, content: str | None, said: str
) -> None:
    if content is not None:
        (folder / "plan.toml").write_text(content, "utf-8")
    code, out, err = check(capture(CLEAN), "--config", "plan.toml")
    assert (code, out) == (2, "")
    assert err.startswith("kochava-lint: error: ")
    assert said in err
