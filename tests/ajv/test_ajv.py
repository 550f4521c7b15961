"""A published validator of another language agrees with ours. `.ci/run` installs it and sets AJV_FOLDER."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import orjson
import pytest
from test_api import CLEAN
from test_schema import DOCUMENTS, EXAMPLES, SCHEMAS, TABLE

from kochava_lint.reader import read_values
from kochava_lint.schema import SCHEMA_FILES
from kochava_lint.shipped import shipped_folder

CHECKOUT = Path(__file__).parents[2]


def _payloads() -> list[dict[str, Any]]:
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
    return [payload for payload in found if isinstance(payload, dict)]


@pytest.mark.slow
def test_ajv_in_its_strict_mode_agrees_on_every_payload() -> None:
    folder = os.environ.get("AJV_FOLDER")
    if folder is None:
        pytest.skip("AJV_FOLDER names no folder where ajv is installed")
    payloads = _payloads()
    reads = [next(read_values([payload])) for payload in payloads]
    pairs = [
        [DOCUMENTS[SCHEMA_FILES[read.action]]["$id"], payload] for read, payload in zip(reads, payloads, strict=True)
    ]
    script = CHECKOUT / "tests" / "ajv" / "verdicts.mjs"
    done = subprocess.run(
        ["node", str(script), str(shipped_folder())],  # noqa: S607 - whichever node there is
        input=json.dumps(pairs),
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    verdicts = json.loads(done.stdout)
    ours = [SCHEMAS.accepts(read) for read in reads]
    assert len(verdicts) > 150
    assert {True, False} == set(verdicts)
    assert [payload for payload, theirs, own in zip(payloads, verdicts, ours, strict=True) if theirs != own] == []
