"""
What other tools find of the faulty payloads in the pages of the rules, and how long they take.

Usage: python benchmarks/alternatives.py [--payloads 2000] [--rounds 3]; it needs `pip install check-jsonschema` and
`npm install ajv-cli@5`, both on the path. All but ours are given our schemas, for the payload's action, so that what is
compared is what a schema can say with what rules can. Half a second of each run is Python's and Node's own start.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from workload import payloads

from kochava_lint.examples import Example, examples
from kochava_lint.payload import Payload
from kochava_lint.plugins import load_plugins
from kochava_lint.rule import PayloadRule
from kochava_lint.schema import SCHEMA_FILES
from kochava_lint.shipped import published_schemas


class Tool(NamedTuple):
    """A tool: the *command* that has it check files by a schema; it ends with 0 where it finds nothing."""

    name: str
    command: Callable[[Path, Sequence[str]], list[str]]


TOOLS = (
    Tool("a JSON parser", lambda _, files: [sys.executable, "-c", _PARSE, *files]),
    Tool("check-jsonschema", lambda schema, files: ["check-jsonschema", "--schemafile", str(schema), *files]),
    Tool(
        "ajv-cli",
        lambda schema, files: [
            "ajv",
            "validate",
            "--spec=draft2020",
            "--strict=false",
            "--validate-formats=false",
            "-s",
            str(schema),
            *(word for file in files for word in ("-d", file)),
        ],
    ),
    Tool(
        "kochava-lint",
        lambda _, files: [sys.executable, "-m", "kochava_lint", "check", "--fail-on", "warning", *files],
    ),
)
_PARSE = "import json, pathlib, sys\nfor name in sys.argv[1:]: json.loads(pathlib.Path(name).read_bytes())"


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description="Compare with other tools.")
    parser.add_argument("--payloads", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        schemas = _schemas(folder)
        bad, good = _examples(bad=True), _examples(bad=False)
        files = [
            str(_written(folder / "clean", f"{number}.json", text))
            for number, text in enumerate(payloads(arguments.payloads))
        ]
        print(f"{'':18} {f'found of {len(bad)}':>14} {f'wrongly of {len(good)}':>16} {f'{len(files):,} files':>14}")
        for tool in TOOLS:
            found = sum(_finds(tool, schemas, folder, example) for example in bad)
            wrongly = sum(_finds(tool, schemas, folder, example) for example in good)
            seconds = statistics.median(
                _seconds(tool.command(schemas["event"], files)) for _ in range(arguments.rounds)
            )
            print(f"{tool.name:18} {found:>14} {wrongly:>16} {seconds:>12.2f} s")


def _schemas(folder: Path) -> dict[str, Path]:
    """The schemas, by action."""
    published = published_schemas()
    return {
        action: _written(folder, f"{action}.schema.json", json.dumps(published[file.removesuffix(".json")]).encode())
        for action, file in SCHEMA_FILES.items()
        if action is not None
    }


def _written(folder: Path, name: str, text: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(text)
    return path


def _examples(*, bad: bool) -> list[Example]:
    """The examples, bad or good, of rules that speak of a payload alone, and are warnings or errors."""
    rules: Iterable[object] = load_plugins(installed=()).rules.values()
    return [
        example
        for rule in rules
        if isinstance(rule, PayloadRule) and rule.severity.value != "info"
        for example in examples(rule)
        if example.language in {"json", "text"} and bool(example.expected) is bad and len(example.text) < 100_000  # noqa: PLR2004 - the size itself is a defect there
    ]


def _finds(tool: Tool, schemas: dict[str, Path], folder: Path, example: Example) -> bool:
    first = next(example.payloads())
    schema = schemas.get(_action(first), schemas["event"])
    path = _written(folder, "example.json", example.text.encode())
    ran = subprocess.run(tool.command(schema, [str(path)]), capture_output=True, check=False)
    return ran.returncode != 0


def _action(payload: Payload) -> str:
    return payload.action or "event"


def _seconds(command: Sequence[str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
