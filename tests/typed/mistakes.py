"""What a type checker has to refuse in a user's program: an ignored error that is none is an error to both checkers."""

from __future__ import annotations

from kochava_lint import Finding, Linter, Payload, SetValue, Severity, lint, payload_rule


def wrong() -> None:
    """Make one mistake a line."""
    lint({}).rule  # type: ignore[attr-defined]
    lint()  # type: ignore[call-arg]
    Linter(rule=[])  # type: ignore[call-arg]
    Linter(now="today")  # type: ignore[arg-type]
    Linter().fix(b"{}")  # type: ignore[arg-type]
    SetValue(("a",), [1])  # type: ignore[arg-type]
    payload_rule("event", severity="error")  # type: ignore[arg-type]


def frozen(finding: Finding, payload: Payload) -> None:
    """Change what cannot be changed."""
    finding.severity = Severity.INFO  # type: ignore[misc]
    payload.nothing  # type: ignore[attr-defined]
