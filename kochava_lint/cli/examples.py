"""`kochava-lint examples`: good and bad payloads of each rule."""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from kochava_lint.cli.project import Projects, known_rules
from kochava_lint.errors import OptionError
from kochava_lint.examples import example_options, examples
from kochava_lint.request import Request
from kochava_lint.rule import Rule
from kochava_lint.spelling import hint
from kochava_lint.synthetic.choices import SimplestChoices
from kochava_lint.synthetic.faults.catalogue import OPERATORS
from kochava_lint.synthetic.faults.fault import Fault

__all__ = ["print_examples"]

_SPOKEN: Final = {
    "json": "",
    "jsonl": ", a capture",
    "http": ", a request",
    "text": ", a text",
    "base64": ", in base64",
}


class _Shown(NamedTuple):
    """An example as it is printed; what is *expected* are pairs of a rule and a pointer, none in a good one."""

    rule: str
    label: str
    language: str
    text: str
    expected: Sequence[tuple[str, str]]
    options: str


def print_examples(
    names: Sequence[str] = (),
    *,
    kind: str | None = None,
    with_faults: bool = False,
    output_format: str = "text",
    given: Mapping[str, Any] | None = None,
    config: str | None = None,
) -> int:
    """
    Print the examples of the rules called *names*, or of all: those of their pages.

    *kind*: `good` or `bad` ones only. *with_faults*: also what each of the ways to break the rule makes of the
    simplest payload. *output_format*: `text` to read, or `json`, which is a list of objects.

    Raises: `OptionError` where there is no such rule.
    """
    known = known_rules(Projects(given, config).plugins)
    for name in names:
        if name not in known:
            raise OptionError(f"there is no rule called {name}; {hint(name, known, '`kochava-lint rules` lists them')}")
    shown = [
        each
        for rule in (known[name] for name in names or known)
        for each in (*_of_page(rule), *(_of_operators(rule) if with_faults else ()))
        if kind is None or (kind == "bad") == bool(each.expected)
    ]
    if output_format == "json":
        json.dump([_as_data(each) for each in shown], sys.stdout, indent=2)
        print()
    else:
        print("\n\n".join(map(_as_text, shown)))
    return 0


def _of_page(rule: Rule) -> Iterator[_Shown]:
    for example in examples(rule):
        yield _Shown(rule.name, "", example.language, example.text, example.expected, example_options(rule))


def _of_operators(rule: Rule) -> Iterator[_Shown]:
    for operator in OPERATORS:
        if operator.rule != rule.name:
            continue
        fault = operator.make(SimplestChoices())
        is_cut_off = fault.recording is not None and fault.recording.lost is not None
        if fault.plan is None and fault.secret is None and not is_cut_off:  # a text cannot show these
            yield _Shown(rule.name, fault.label, *_written(fault), fault.expected, "")


def _written(fault: Fault) -> tuple[str, str]:
    """The language of what has the fault, and its text."""
    payload = fault.payload
    if fault.request is not None:
        return "http", _http(fault.request)
    if isinstance(payload, bytes):
        return "base64", base64.b64encode(payload).decode()
    if isinstance(payload, str):
        return "text", payload
    if isinstance(payload, list):
        return "jsonl", "\n".join(json.dumps(each) for each in payload)
    return "json", json.dumps(payload)


def _http(request: Request) -> str:
    headers = "".join(f"{name}: {value}\n" for name, value in request.headers or ())
    return f"{request.method} {request.url} HTTP/1.1\n{headers}\n{(request.body or b'').decode()}"


def _as_data(shown: _Shown) -> dict[str, Any]:
    return {
        "rule": shown.rule,
        "kind": "bad" if shown.expected else "good",
        **({"label": shown.label} if shown.label else {}),
        "language": shown.language,
        "text": shown.text,
        "findings": [{"rule": rule, "pointer": pointer} for rule, pointer in shown.expected],
        **({"options": shown.options} if shown.options else {}),
    }


def _as_text(shown: _Shown) -> str:
    label = f" ({shown.label})" if shown.label else ""
    verdict = "bad" if shown.expected else "good"
    text = shown.text.rstrip()
    padded = f", padded with spaces to {len(shown.text):,} bytes" if len(shown.text) > len(text) else ""
    places = [
        f"{'' if rule == shown.rule else f'{rule} '}at {pointer or 'the payload'}" for rule, pointer in shown.expected
    ]
    found = f", found {', '.join(places)}" if places else ""
    options = f"with the options\n\n{shown.options}\n\n" if shown.options else ""
    return f"# {shown.rule}{label}: {verdict}{_SPOKEN[shown.language]}{padded}{found}\n\n{options}{text}"
