"""The HTML report: one file for a browser, which needs no network."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from importlib import resources
from typing import TYPE_CHECKING, Final, NamedTuple, TextIO

from kochava_lint._version import __version__
from kochava_lint.errors import OptionError
from kochava_lint.finding import Finding, Severity
from kochava_lint.printable import printable
from kochava_lint.reporter import Display, Reporter, Summary
from kochava_lint.reporters.entry import Entry, entry_of
from kochava_lint.reporters.excerpt import Excerpt, Excerpts
from kochava_lint.reporters.statistics import counts_by_rule
from kochava_lint.reporters.summary import summed_up

if TYPE_CHECKING:
    from jinja2 import Template

__all__ = ["html"]

_NO_EVENT: Final = "no known action"
_MOST: Final = 10_000
"""How many findings are listed, so that the page opens at once; the charts and the matrix count all."""
_MOST_EVENTS: Final = 30
"""How many events have a row of their own in the matrix; the others share one."""
_SHADES: Final = 4


class _Shown(NamedTuple):
    """A finding on the page."""

    entry: Entry
    event: str
    excerpt: Excerpt | None


class _Bar(NamedTuple):
    """A bar of a chart; its *length* is in percent of the longest, where it *begins* in percent of all."""

    name: str
    severity: Severity
    number: int
    length: float
    summary: str = ""
    begins: float = 0.0


class _Cell(NamedTuple):
    """How often a rule found something in an event, and how dark that is shown: 0 is empty."""

    number: int
    shade: int


class _Row(NamedTuple):
    """A row of the matrix; *event* is None where it stands for several."""

    name: str
    event: str | None
    cells: Sequence[_Cell]


class _Html:
    def __init__(self, out: TextIO, display: Display) -> None:
        self._out = out
        self._display = display
        self._template = _template()
        self._excerpts = Excerpts(display)
        self._findings: list[_Shown] = []
        self._counts: Counter[tuple[str, str]] = Counter()

    def add(self, finding: Finding) -> None:
        entry = entry_of(finding, self._display)
        event = printable(entry.event or _NO_EVENT)
        self._counts[event, entry.rule] += 1
        if len(self._findings) >= _MOST:
            return
        safe = entry._replace(
            message=printable(entry.message),
            pointer=printable(entry.pointer),
            file=printable(entry.file or "<value>"),
            help=printable(entry.help),
        )
        self._findings.append(_Shown(safe, event, self._excerpts.of(finding)))

    def end(self, summary: Summary) -> None:
        style, script = _part("page.css"), _part("page.js")
        page = self._template.stream(
            version=__version__,
            style=style,
            script=script,
            style_hash=_digest(style),
            script_hash=_digest(script),
            summary=summary,
            sentence=summed_up(summary),
            errors=list(map(printable, summary.errors)),
            severities=_severity_bars(summary),
            rules=self._rule_bars(summary),
            # Those too whose findings are all beyond --max-findings: the bars tell of them.
            names=sorted(summary.rules),
            events=sorted({event for event, _ in self._counts}),
            matrix=_matrix(self._counts),
            unlisted=self._counts.total() - len(self._findings),
            findings=self._findings,
        )
        page.enable_buffering(64)
        for piece in page:
            self._out.write(piece)

    def _rule_bars(self, summary: Summary) -> list[_Bar]:
        counts = counts_by_rule(summary)
        most = max((number for _, _, number in counts), default=1)
        known = self._display.rules
        return [
            _Bar(rule, severity, number, 100 * number / most, known[rule].summary if rule in known else "")
            for rule, severity, number in counts
        ]


def _severity_bars(summary: Summary) -> list[_Bar]:
    counts = summary.severities
    begins, bars = 0.0, []
    for severity in reversed(Severity):
        length = 100 * counts[severity] / max(counts.total(), 1)
        bars.append(_Bar(severity.value, severity, counts[severity], length, begins=begins))
        begins += length
    return bars


def _matrix(counts: Counter[tuple[str, str]]) -> tuple[list[str], list[_Row]]:
    """The rules that found something, and for each event how often each did; the most frequent come first."""
    by_rule: Counter[str] = Counter()
    by_event: Counter[str] = Counter()
    for (event, rule), number in counts.items():
        by_rule[rule] += number
        by_event[event] += number
    rules = [rule for rule, _ in by_rule.most_common()]
    most = max(counts.values(), default=1)

    def cells(events: Sequence[str]) -> list[_Cell]:
        numbers = [sum(counts[event, rule] for event in events) for rule in rules]
        return [_Cell(number, min(_SHADES, -(-_SHADES * number // most))) for number in numbers]

    events = [event for event, _ in by_event.most_common()]
    rows = [_Row(event, event, cells([event])) for event in events[:_MOST_EVENTS]]
    others = events[_MOST_EVENTS:]
    if others:
        rows.append(_Row(f"{len(others):,} other event{'' if len(others) == 1 else 's'}", None, cells(others)))
    return rules, rows


def _template() -> Template:
    try:
        from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - only this format needs it
    except ImportError:
        raise OptionError("the HTML report needs Jinja2: pip install 'kochava-lint[html]'") from None
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_part("page.html"))


def _part(name: str) -> str:
    return (resources.files("kochava_lint") / "reporters" / "page" / name).read_text("utf-8")


def _digest(text: str) -> str:
    """What a Content-Security-Policy says of a *text*, which is the only one of its kind that may be on the page."""
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


html = Reporter("html", _Html, is_utf8=True)
