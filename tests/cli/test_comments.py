"""Comments in captures, as the command takes them: what they accept, and what it says of those that accept nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from outcomes import Command
from reports import report, rules_in
from samples import JSON, changed, install, ios, line

URL = "https://control.kochava.com/track/json"
FAULTY = ios(event_name="", origination_ip="10.0.0.1")
"""With an error, `empty-value`, and a warning, `non-public-ip`."""
OTHER_FAULTY = ios(event_name="", origination_ip="10.0.0.2")


def ours(*rules: str) -> str:
    return f"# kochava-lint: ignore[{', '.join(rules)}] known\n"


def sent(payload: JSON, host: str = URL) -> str:
    return f"POST {host}\nContent-Type: application/json\nUser-Agent: Unknown\n\n{line(payload)}\n\n###\n"


@pytest.fixture
def http(folder: Path) -> Callable[..., str]:
    """Write a capture of some requests and comments; returns its name."""

    def write(*parts: str, name: str = "a.http") -> str:
        (folder / name).write_text("".join(parts), "utf-8")
        return name

    return write


Http = Callable[..., str]
Capsys = pytest.CaptureFixture[str]


def suppressed(told: dict[str, Any]) -> dict[str, int]:
    counts: dict[str, int] = told["summary"]["suppressed"]
    return {name: count for name, count in counts.items() if count}


def test_what_a_comment_accepts_is_counted_and_does_not_fail_the_check(http: Http, command: Command) -> None:
    name = http(ours("empty-value", "non-public-ip"), sent(FAULTY))
    done = command("check", name)
    assert (done.code, done.err) == (0, "")
    assert done.out == "Nothing to show in 1 payload of 1 file. Suppressed: 2 in comments.\n"


def test_what_it_does_not_name_is_found_and_so_is_what_another_request_has(http: Http, capsys: Capsys) -> None:
    name = http(ours("empty-value"), sent(FAULTY), sent(OTHER_FAULTY))
    code, told = report(capsys, name)
    assert code == 1
    assert [(finding["rule"], finding["line"]) for finding in told["findings"]] == [
        ("non-public-ip", 6),
        ("empty-value", 13),
        ("non-public-ip", 13),
    ]
    assert suppressed(told) == {"comments": 1}


@pytest.mark.parametrize(
    ("comment", "note", "count"),
    [
        (ours("att-missing"), "ignore[att-missing] suppresses nothing here", 1),
        (ours("empty-value", "att-missing"), "ignore[att-missing] suppresses nothing here", 1),
        (ours("emptyvalue"), "there is no rule called emptyvalue; empty-value is probably meant", 1),
        (ours("zzz"), "there is no rule called zzz; `kochava-lint rules` lists them", 1),
        ("# kochava-lint: ignore\n", "this comment names no rule: write `kochava-lint: ignore[RULE]`", 1),
        (ours("\x1b[31mred"), "there is no rule called \ufffd[31mred", 1),
        (ours("att-missing", "zzz"), "there is no rule called zzz", 2),
    ],
)
def test_a_comment_that_suppresses_nothing_is_told_of_with_its_place(
    http: Http, command: Command, capsys: Capsys, comment: str, note: str, count: int
) -> None:
    name = http(sent(ios()), comment, sent(FAULTY))
    done = command("check", name)
    assert f"kochava-lint: note: a.http:8: {note}" in done.err
    assert "\x1b" not in done.err
    _, told = report(capsys, name)
    assert told["summary"]["suppressed"]["unused"] == count


def test_that_fails_no_check(http: Http, command: Command) -> None:
    done = command("check", http(ours("att-missing"), sent(ios())))
    assert done.code == 0
    assert done.err == "kochava-lint: note: a.http:1: ignore[att-missing] suppresses nothing here\n"


def test_of_two_that_accept_the_same_one_is_not_needed(http: Http, command: Command) -> None:
    done = command("check", http(ours("empty-value", "non-public-ip"), ours("empty-value"), sent(FAULTY)))
    assert (done.code, done.err) == (0, "kochava-lint: note: a.http:2: ignore[empty-value] suppresses nothing here\n")


def test_what_speaks_of_no_request_or_of_one_that_is_skipped_is_told_of(http: Http, command: Command) -> None:
    name = http(ours("empty-value"), sent(FAULTY, "https://shop.example/"), sent(ios()), ours("non-public-ip"))
    done = command("check", name)
    assert done.code == 0
    assert done.err.splitlines() == [
        "kochava-lint: note: a.http:1: ignore[empty-value] suppresses nothing here",
        "kochava-lint: note: a.http:16: ignore[non-public-ip] suppresses nothing here",
    ]
    done = command("check", name, "--host", "shop.example")
    assert done.code == 0, "its one error is accepted where it is linted"
    assert "empty-value" not in done.out + done.err


@pytest.mark.parametrize(
    ("words", "options"),
    [
        (["--select", "empty-value"], ""),
        (["--ignore", "non-public-ip", "--ignore", "att-missing"], ""),
        ([], '[per-file-ignores]\n"*.http" = ["non-public-ip", "att-missing"]\n'),
        ([], 'ignore = ["non-public-ip", "att-missing"]\n'),
    ],
    ids=["select", "ignore", "per-file-ignores", "ignore-of-the-project"],
)
def test_a_comment_on_a_rule_that_is_not_reported_may_be_of_use_another_time(
    http: Http, folder: Path, command: Command, capsys: Capsys, words: list[str], options: str
) -> None:
    (folder / "kochava-lint.toml").write_text(options)
    name = http(ours("empty-value", "non-public-ip", "att-missing"), sent(FAULTY))
    done = command("check", name, *words)
    assert (done.code, done.err) == (0, "")
    _, told = report(capsys, name, *words)
    assert suppressed(told) == {"comments": 1}


def test_a_name_that_no_rule_has_is_told_of_whatever_is_selected(http: Http, command: Command) -> None:
    done = command("check", http(ours("emptyvalue"), sent(ios())), "--select", "non-public-ip")
    assert "a.http:1: there is no rule called emptyvalue" in done.err


def test_what_a_comment_accepts_is_not_fixed(http: Http, folder: Path, command: Command) -> None:
    mendable = ios(usertime=1_700_000_000_000, device_ids={"idfa": ios()["data"]["device_ids"]["idfa"].lower()})
    name = http(ours("lowercase-idfa"), sent(mendable), sent(changed(mendable, {"data/event_name": "Level"})))
    before = (folder / name).read_text()
    assert "lowercase-idfa" in command("check", name, "--select", "lowercase-idfa").out
    done = command("check", name, "--fix", "--unsafe-fixes")
    after = (folder / name).read_text()
    lower, upper = mendable["data"]["device_ids"]["idfa"], mendable["data"]["device_ids"]["idfa"].upper()
    assert before.count(lower) == 2
    assert [after.count(lower), after.count(upper)] == [1, 1]
    assert after.index(lower) < after.index(upper)
    assert after.count("1700000000000") == 0, "what it does not name is fixed beside it"
    assert "suppresses nothing" not in done.err


def test_a_comment_goes_before_the_baseline(http: Http, folder: Path, command: Command, capsys: Capsys) -> None:
    """Its finding is not taken into the baseline, whose entry for it then matches nothing."""
    name = http(sent(FAULTY))
    command("check", name, "--baseline", "known.json", "--update-baseline")
    assert command("check", name, "--baseline", "known.json").code == 0
    http(ours("empty-value"), sent(FAULTY))
    code, told = report(capsys, name, "--baseline", "known.json")
    assert code == 0
    assert suppressed(told) == {"baseline": 1, "comments": 1, "unmatched": 1}
    done = command("check", name, "--baseline", "known.json")
    assert "Suppressed: 1 in the baseline, 1 in comments." in done.out
    command("check", name, "--baseline", "known.json", "--update-baseline")
    assert "empty-value" not in (folder / "known.json").read_text()
    assert "non-public-ip" in (folder / "known.json").read_text()
    _, told = report(capsys, name, "--baseline", "known.json")
    assert suppressed(told) == {"baseline": 1, "comments": 1}


def test_a_comment_on_what_is_not_shown_is_of_use(http: Http, command: Command, capsys: Capsys) -> None:
    name = http(ours("non-public-ip"), sent(ios(origination_ip="10.0.0.1")))
    words = ["--min-severity", "error"]
    done = command("check", name, *words)
    assert (done.code, done.err) == (0, "")
    _, told = report(capsys, name, *words)
    assert suppressed(told) == {"comments": 1}
    assert told["summary"]["hidden"] == 0


def test_of_a_rule_that_looks_back_the_comment_counts_on_the_payload_that_it_finds(http: Http, capsys: Capsys) -> None:
    """An event before its install is found when the install comes, and is told of at the event."""
    event, later = ios(usertime=1_700_000_000), install(usertime=1_700_000_900)
    rule = "event-before-install"
    _, told = report(capsys, http(sent(event), sent(later)), "--select", rule)
    assert rules_in(told) == [rule]
    assert told["findings"][0]["line"] == 5
    code, told = report(capsys, http(ours(rule), sent(event), sent(later)), "--select", rule)
    assert (code, suppressed(told)) == (0, {"comments": 1})
    code, told = report(capsys, http(sent(event), ours(rule), sent(later)), "--select", rule)
    assert (len(rules_in(told)), suppressed(told)) == (1, {"unused": 1})


def test_a_comment_speaks_of_each_payload_that_its_request_brings(http: Http, capsys: Capsys) -> None:
    request = sent(ios()).replace(line(ios()), json.dumps([FAULTY, OTHER_FAULTY]))
    code, told = report(capsys, http(ours("empty-value", "non-public-ip", "batched-payload"), request))
    assert (code, suppressed(told)) == (0, {"comments": 5})


@pytest.mark.parametrize(("count", "more"), [(10, None), (11, "1 more comments"), (1500, "1,490 more comments")])
def test_after_ten_the_rest_is_summed_up(
    http: Http, command: Command, capsys: Capsys, count: int, more: str | None
) -> None:
    name = http(*[ours(f"zzz-{number}") for number in range(count)], sent(ios()))
    notes = command("check", name).err.splitlines()
    assert [note for note in notes if "there is no rule called" in note] == notes[:10]
    assert notes[10:] == ([f"kochava-lint: note: a.http: {more} suppress nothing"] if more else [])
    _, told = report(capsys, name)
    assert told["summary"]["suppressed"]["unused"] == count


def test_each_file_has_its_own(http: Http, command: Command) -> None:
    names = (
        http(ours("empty-value", "non-public-ip"), sent(FAULTY)),
        http(ours("empty-value"), sent(ios()), name="b.http"),
    )
    done = command("check", *names)
    assert (done.code, done.err) == (0, "kochava-lint: note: b.http:1: ignore[empty-value] suppresses nothing here\n")
    http(sent(FAULTY), name="b.http")
    assert command("check", *names).code == 1


def test_comments_on_standard_input_count(pipe: Callable[[str], None], command: Command) -> None:
    pipe(ours("empty-value") + sent(FAULTY) + ours("att-missing") + sent(ios(event_name="Level")))
    done = command("check", "-", "--select", "empty-value", "--select", "att-missing")
    assert done.code == 0
    assert "Suppressed: 1 in comments." in done.out
    assert done.err == "kochava-lint: note: <stdin>:9: ignore[att-missing] suppresses nothing here\n"


def test_they_are_told_of_where_the_check_never_fails(http: Http, command: Command) -> None:
    done = command("check", http(ours("empty-value", "zzz"), sent(FAULTY)), "--exit-zero")
    assert done.code == 0
    assert "Suppressed: 1 in comments." in done.out
    assert "a.http:1: there is no rule called zzz" in done.err


CAPTURES = {
    "a.yaml": f"interactions:\nCOMMENT- request:\n    uri: {URL}\n    body: 'BODY'\n",
    "a.sh": f"COMMENTcurl {URL} -d 'BODY'\n",
    "a.http": f"COMMENTPOST {URL}\n\nBODY\n",
}


@pytest.mark.parametrize("name", CAPTURES)
def test_in_each_format_that_has_comments_they_accept_what_they_name(http: Http, capsys: Capsys, name: str) -> None:
    content = CAPTURES[name].replace("BODY", line(FAULTY))
    _, told = report(capsys, http(content.replace("COMMENT", ""), name=name))
    assert {"empty-value", "non-public-ip"} <= set(rules_in(told))
    left = sorted({*rules_in(told)} - {"empty-value"})
    _, told = report(capsys, http(content.replace("COMMENT", ours("empty-value")), name=name))
    assert (sorted({*rules_in(told)}), suppressed(told)) == (left, {"comments": 1})


def test_text_in_a_payload_accepts_nothing(http: Http, capsys: Capsys) -> None:
    said = ours("empty-value").strip()
    for name, content in CAPTURES.items():
        text = content.replace("BODY", line(ios(event_name="", event_data={"note": said}))).replace("COMMENT", "")
        code, told = report(capsys, http(text, name=name))
        assert code == 1
        assert "empty-value" in rules_in(told)
        assert suppressed(told) == {}
