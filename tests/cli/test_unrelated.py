"""`--ignore-unrelated`: what is not meant for Kochava is left alone, in files that are named too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from outcomes import Command, write_files
from reports import CLEAN, ERROR
from samples import ios, line

CAPTURES = Path(__file__).parents[1] / "captures"
PACKAGE = json.dumps({"name": "shop", "dependencies": {"react-native-kochava-tracker": "3.1.0"}})
UNRELATED = {
    "package.json": PACKAGE,
    "tsconfig.json": '{ // options\n  "compilerOptions": {},\n}',
    "empty.json": "",
    "list.json": "[]",
    "log.jsonl": '{"level": "info"}\n{"level": "warn"}\n',
    "cassettes/compose.yml": "services:\n  web: {image: shop}\n",
    "notes.txt": "kochava_app_id",
}


def test_a_file_that_holds_no_payload_passes_and_nothing_is_said_of_it(command: Command, folder: Path) -> None:
    write_files(folder, UNRELATED)
    told = command("check", "--ignore-unrelated", *UNRELATED)
    assert (told.code, told.err) == (0, "")
    assert "Nothing found" not in told.out


def test_without_it_each_of_them_would_be_linted(command: Command, folder: Path) -> None:
    write_files(folder, UNRELATED)
    assert command("check", *UNRELATED).code == 1


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        pytest.param("a.json", ERROR, "empty-value", id="json"),
        pytest.param("a.jsonl", f"{CLEAN}\n{PACKAGE}\n{ERROR}\n", "empty-value", id="a-line-of-many"),
        pytest.param("a.json", f"{ERROR[:-1]},}}", "invalid-json", id="broken"),
        pytest.param("a.json", ERROR.encode("utf-16"), "invalid-json", id="utf-16"),
        pytest.param("a.json", line({"kochavaAppId": "kodemo-ios-4ea1"}), "misspelled-key", id="misspelt"),
        pytest.param("a.json", line([{"a": 1}, ios(event_name="")]), "empty-value", id="list"),
        pytest.param("cassettes/a.yml", (CAPTURES / "vcrpy-requests.yaml").read_bytes(), "", id="cassette"),
    ],
)
def test_what_is_wrong_with_a_payload_is_found(
    command: Command, folder: Path, name: str, content: str | bytes, rule: str
) -> None:
    write_files(folder, {**UNRELATED, name: content})
    for paths in (["."], [name, *UNRELATED]):
        told = command("check", "--ignore-unrelated", *paths, "--output-format", "json", "--min-severity", "info")
        found = json.loads(told.out)
        assert {finding["file"] for finding in found["findings"]} == {name}, told.err
        assert not rule or (told.code == 1 and rule in {finding["rule"] for finding in found["findings"]})


def test_nothing_is_fixed_in_what_is_unrelated(command: Command, folder: Path) -> None:
    fixable = line({"action": "event", "note": "not ours", "device_ua": "a b"})
    write_files(folder, {"a.json": fixable})
    assert command("check", "--ignore-unrelated", "--fix", "a.json").code == 0
    assert (folder / "a.json").read_text() == fixable
    assert command("check", "--fix", "a.json").code == 1
    assert (folder / "a.json").read_text() != fixable


def test_a_file_that_cannot_be_read_is_told_of_all_the_same(command: Command, folder: Path) -> None:
    write_files(folder, {"a.json": b"\x00\x01\xff\xfe\x00"})
    assert command("check", "--ignore-unrelated", "a.json", "b.json").code == 2
