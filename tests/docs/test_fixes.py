"""The code that a rule's page gives does away with what the rule finds."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from generate.fixes import FIXES, Snippet, snippets
from generate.rules import built_in_rules, linter_of

from kochava_lint import Linter, Payload, Request
from kochava_lint.examples import Example, examples
from kochava_lint.intake import Intake
from kochava_lint.reader import read_payloads
from kochava_lint.recorded import Recorded
from kochava_lint.source import Source

RULES = built_in_rules()
SNIPPETS = {
    language: [each for each in snippets() if each.language == language] for language in ("python", "javascript", "php")
}
NAMES = ("data", "payload", "headers", "body", "sent")
"""
What a snippet may leave in its variables, and the test looks at.

*data* and *payload* are put into the rule's first bad example, *headers* into its request. *body* takes the place of
its body, and what is *sent* is a capture.
"""
JAVASCRIPT = "".join(f"\nif (typeof {name} !== 'undefined') left.{name} = {name};" for name in NAMES)
PHP = ", ".join(f'"{name}"' for name in NAMES)


def left_by(snippet: Snippet, folder: Path) -> dict[str, Any]:
    """Run the code of *snippet*; returns what it leaves in those variables."""
    if snippet.language == "python":
        left: dict[str, Any] = {}
        exec(compile(snippet.text, f"docs/fixes/{snippet.rule}.md", "exec"), left)  # noqa: S102 - it is our own page
        return {name: left[name] for name in NAMES if name in left}
    if snippet.language == "javascript":
        program = ["node", str(folder / "fix.mjs")]
        text = f"{snippet.text}\nconst left = {{}};{JAVASCRIPT}\nprocess.stdout.write(JSON.stringify(left));\n"
    else:
        program = ["php", str(folder / "fix.php")]
        text = (
            f"<?php\n{snippet.text}\necho json_encode(array_intersect_key(get_defined_vars(), array_flip([{PHP}])));\n"
        )
    Path(program[1]).write_text(text, "utf-8")
    ran = subprocess.run(program, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr or ran.stdout
    left = json.loads(ran.stdout)
    return left


def bad_example(rule: str) -> Example:
    return next(example for example in examples(RULES[rule]) if example.expected)


def lint_fixed(linter: Linter, example: Example, left: dict[str, Any]) -> list[str]:
    """The rules that find something in the example with what the snippet left."""
    if "sent" in left:
        return [finding.rule for finding in linter.lint(left["sent"])]
    found: list[str] = []
    for payload in example.payloads():
        request = payload.request
        assert payload.source is not None
        text = left.get("body", payload.source.text)
        text = text.decode() if isinstance(text, bytes) else text
        if "body" not in left:
            root = json.loads(text)
            root.update({key: value for key, value in left.get("payload", {}).items() if key != "data"})
            root["data"].update({**left.get("payload", {}).get("data", {}), **left.get("data", {})})
            text = json.dumps(root)
        if request is None:
            found += [
                finding.rule
                for fixed in read_payloads(Source("<text>", text))
                for finding in linter.lint_payload(fixed)
            ]
            continue
        own = {name.lower() for name in left.get("headers", {})}
        kept = [header for header in request.headers or () if header[0].lower() not in own]
        sent = Request(request.method, request.url, [*kept, *left.get("headers", {}).items()], text.encode())
        for entry in Intake(all_hosts=True).read(Recorded(sent, Source("<text>", text))):
            assert isinstance(entry, Payload)
            found += [finding.rule for finding in linter.lint_payload(entry)]
    return found


def see_that_it_helps(snippet: Snippet, folder: Path) -> None:
    """The rule finds nothing any more, and where the rest of the example is kept, no other rule does."""
    linter = linter_of(RULES[snippet.rule], now=None)
    example = bad_example(snippet.rule)
    before = {rule for rule, _ in example.expected}
    left = left_by(snippet, folder)
    assert left.keys() - {"payload", "headers"} or left.get("headers"), "it leaves nothing to look at"
    after = lint_fixed(linter, example, left)
    assert snippet.rule not in after
    if not left.keys() & {"body", "sent"}:
        assert set(after) <= before
    if "body" in left:
        assert isinstance(json.loads(left["body"]), dict)
    if "sent" in left:
        assert len(left["sent"]) > 1, "several payloads show it"


@pytest.mark.parametrize("snippet", SNIPPETS["python"], ids=lambda snippet: snippet.rule)
def test_python_helps(snippet: Snippet, tmp_path: Path) -> None:
    see_that_it_helps(snippet, tmp_path)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("node") is None, reason="node is not on the path")
@pytest.mark.parametrize("snippet", SNIPPETS["javascript"], ids=lambda snippet: snippet.rule)
def test_javascript_helps(snippet: Snippet, tmp_path: Path) -> None:
    see_that_it_helps(snippet, tmp_path)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("php") is None, reason="php is not on the path")
@pytest.mark.parametrize("snippet", SNIPPETS["php"], ids=lambda snippet: snippet.rule)
def test_php_helps(snippet: Snippet, tmp_path: Path) -> None:
    see_that_it_helps(snippet, tmp_path)


@pytest.mark.parametrize("path", sorted(FIXES.glob("*.md")), ids=lambda path: path.stem)
def test_a_fragment_is_of_a_rule_and_in_all_three_languages_or_in_none(path: Path) -> None:
    assert path.stem in RULES
    text = path.read_text("utf-8")
    languages = [snippet.language for snippet in snippets() if snippet.rule == path.stem]
    assert languages in ([], ["python", "javascript", "php"])
    assert text.count("```") == 2 * len(languages), "a fence that is written wrong would be no snippet"
