"""SARIF: places, rules, fingerprints and fixes, as code scanning and editors take them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from samples import IDFA, ios, line

from kochava_lint import Linter
from kochava_lint.cli import main
from kochava_lint.plugins import load_plugins


def log_of(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    main(["check", *words, "--output-format", "sarif", "--min-severity", "info"])
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    return run


def applied(text: str, fix: Any) -> str:
    """The *text* with what a fix changes of it, from its end on, as an editor does."""
    (change,) = fix["artifactChanges"]
    starts = [0]
    for written in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(written))

    def offset(region: dict[str, int], which: str) -> int:
        return starts[region[f"{which}Line"] - 1] + region[f"{which}Column"] - 1

    for replacement in reversed(change["replacements"]):
        region = replacement["deletedRegion"]
        new = replacement["insertedContent"]["text"]
        text = text[: offset(region, "start")] + new + text[offset(region, "end") :]
    return text


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("before", ["", f"{line(ios(event_name='é𝄞'))},\n"], ids=["alone", "behind-another"])
@pytest.mark.parametrize(
    ("rule", "payload"),
    [
        pytest.param("invalid-currency", ios(currency="eur", event_name="Ça 𝄞"), id="value"),
        pytest.param("null-value", ios(device_ua=None), id="null"),
        pytest.param("att-not-boolean", ios(app_tracking_transparency={"att": "true"}), id="boolean"),
        pytest.param("usertime-in-milliseconds", ios(usertime=1710000000000), id="number"),
    ],
)
def test_an_editor_that_applies_a_fix_writes_what_fix_writes(
    folder: Path, capsys: pytest.CaptureFixture[str], rule: str, payload: Any, before: str, ending: str
) -> None:
    payload_text = json.dumps(payload, indent=2, ensure_ascii=False).replace("\n", ending)
    content = f"[{before}{payload_text}]" if before else payload_text
    (folder / "a.json").write_bytes(content.encode())
    run = log_of(capsys, "a.json", "--select", rule)
    (fix,) = run["results"][0]["fixes"]
    fixed = Linter().fix(payload_text)
    assert fixed != payload_text
    assert applied(content, fix) == content.replace(payload_text, fixed)
    assert fix["properties"] == {"safe": True}


def test_a_fix_inside_a_string_is_written_in_its_manner(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = {"request": {"method": "POST", "url": "https://control.kochava.com/track/json"}}
    record["request"]["body"] = line(ios(currency="eur", device_ua=None))
    content = json.dumps(record)
    (folder / "a.json").write_text(content)
    results = log_of(capsys, "a.json", "--select", "invalid-currency")["results"]
    assert applied(content, results[0]["fixes"][0]) == content.replace(r"\"eur\"", r"\"EUR\"")


@pytest.mark.parametrize(("words", "has_fix"), [((), False), (("--show-values",), True)], ids=["masked", "shown"])
def test_a_fix_that_would_tell_an_identifier_is_left_out(
    folder: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], *, has_fix: bool
) -> None:
    (folder / "a.json").write_text(line(ios(device_ids={"idfa": IDFA.lower()})))
    (result,) = log_of(capsys, "a.json", *words)["results"]
    assert result["ruleId"] == "lowercase-idfa"
    assert ("fixes" in result) is has_fix
    assert (IDFA in json.dumps(result)) is has_fix


def test_the_rules_that_found_something_are_told_of_with_their_pages(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    payload = ios(currency="eur", origination_ip="10.0.0.1", event_name="")
    (folder / "a.json").write_text(line(payload))
    run = log_of(capsys, "a.json")
    rules = run["tool"]["driver"]["rules"]
    assert {rule["id"] for rule in rules} == {"invalid-currency", "non-public-ip", "empty-value"}
    known = load_plugins([]).rules
    for rule in rules:
        assert rule["help"]["markdown"] == known[rule["id"]].docs
        assert rule["helpUri"] == known[rule["id"]].sources[0]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_places_are_those_of_the_finding_and_the_file_is_below_the_root(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a b").mkdir()
    path = folder / "a b" / "ü%.jsonl"
    path.write_text(f"{line(ios())}\n{line(ios(currency='eur'))}\n")
    (result,) = log_of(capsys, str(path))["results"]
    (location,) = result["locations"]
    physical = location["physicalLocation"]
    assert physical["artifactLocation"] == {"uri": "a%20b/%C3%BC%25.jsonl", "uriBaseId": "%SRCROOT%"}
    text = path.read_text().splitlines()[1]
    region = physical["region"]
    assert (region["startLine"], region["endLine"]) == (2, 2)
    assert text[region["startColumn"] - 1 : region["endColumn"] - 1] == '"eur"' == region["snippet"]["text"]
    assert location["logicalLocations"] == [{"fullyQualifiedName": "/data/currency"}]
    assert result["properties"] == {"event": "event Purchase"}


def test_a_file_outside_the_current_folder_has_a_whole_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path / "in")
    (tmp_path / "a.json").write_text(line(ios(currency="eur")))
    (result,) = log_of(capsys, "../a.json")["results"]
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": (tmp_path / "a.json").as_uri()}


def test_findings_that_are_alike_are_told_apart_and_found_again_on_other_lines(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    faulty = line(ios(currency="eur"))
    (folder / "a.jsonl").write_text(f"{faulty}\n{faulty}\n")

    def alerts() -> list[str]:
        results = log_of(capsys, "a.jsonl", "--select", "invalid-currency")["results"]
        return [result["partialFingerprints"]["primaryLocationLineHash"] for result in results]

    first = alerts()
    (folder / "a.jsonl").write_text(f"{line(ios())}\n\n{faulty}\n{faulty}\n")
    assert len(set(first)) == 2
    assert alerts() == first


@pytest.mark.parametrize(
    ("severity", "level"),
    [("warning", "warning"), ("error", "error"), ("info", "note")],
)
def test_the_level_is_the_severity(folder: Path, capsys: pytest.CaptureFixture[str], severity: str, level: str) -> None:
    (folder / "a.json").write_text(line(ios(currency="eur")))
    (result,) = log_of(capsys, "a.json", "--severity", f"invalid-currency={severity}")["results"]
    assert result["level"] == level
