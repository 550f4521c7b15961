"""How findings were sourced: the pages that the rules rest on, and which rest on each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import urlsplit

from generate.markdown import table
from generate.rules import built_in_rules

__all__ = ["pages"]

_HEAD = """\
# How findings were sourced

A linter without sources is an opinion. Each rule names the pages that it rests on, and a test asks for that;
`kochava-lint explain RULE` prints them, SARIF reports carry them, and each key of the
[schemas](../reference/schemas.md) says in its description where it comes from.

What counts, in this order:

1. **Kochava's own documentation.** Where copies of a page differ by age, the youngest. Where two pages differ, a
   rule errs on the side of what may cost data, and says so: see [What Kochava does
   silently](silently.md#where-kochavas-pages-contradict-each-other).
2. **What Kochava publishes as software**: the headers and the packages of its SDKs, which send the same payloads.
3. **Who sends to Kochava in production**: the open integrations of Segment and RudderStack, and what others
   document of theirs. They show which mistakes are really made, and which keys are sent that no page tells of: for
   these there is no finding.
4. **The platforms**: Apple and Google on identifiers, consent and user agents, and standards (RFC 8259, ISO 4217,
   TCF).

Severity follows the source. An *error* needs a page that says what is lost. Where a page leaves a value open, or
only a sample shows it, it is a *warning*. Of what nobody has written, no rule speaks.

Each rule is tried by the examples of its page, bad and good. [Documentation
addresses](https://www.rfc-editor.org/rfc/rfc5737) and identifiers that begin with `kochava-test-` are never a
finding, so that samples and tests need no exceptions.

## The pages

"""


def pages() -> Iterator[tuple[str, str]]:
    """The page, with a table of all sources: those of most rules first."""
    resting: dict[str, list[str]] = defaultdict(list)
    for rule in built_in_rules().values():
        for source in rule.sources:
            resting[source].append(rule.name)
    in_order = sorted(resting.items(), key=lambda entry: (-len(entry[1]), entry[0]))
    rows = [(f"[{_short(source)}]({source})", _links(names)) for source, names in in_order]
    yield "about/sources.md", _HEAD + table(("page", "rules that rest on it"), rows)


def _short(source: str) -> str:
    """The address as people read it: the host, and the end of the path."""
    parts = urlsplit(source)
    return f"{(parts.hostname or '').removeprefix('www.')} … {parts.path.rstrip('/').rpartition('/')[2]}"


def _links(names: list[str]) -> str:
    return ", ".join(f"[{name}](../rules/{name}.md)" for name in names)
