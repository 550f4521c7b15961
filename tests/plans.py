"""A tracking plan, and what it takes to run the commands about plans."""

from __future__ import annotations

from collections.abc import Callable

Run = Callable[..., tuple[int, str, str]]
"""Runs `plan` with some words; returns its exit code, and what it says on standard output and on standard error."""

Write = Callable[..., str]
"""Writes payloads as the lines of a file in the current folder, by default `a.jsonl`; returns its name."""

OF_PLAN = ("--select", "unplanned-event,event-data-off-plan,foreign-app-id")
"""What makes `check` report the rules of the plan alone."""

PLAN = """
[tool.kochava-lint.plan.events.Purchase.schema]
required = ["sum"]
properties = { sum = { type = "number" }, currency = { enum = ["EUR", "USD"] } }

[tool.kochava-lint.plan.events.View]
[tool.kochava-lint.plan.events."Level Up".schema.properties.level]
type = "integer"
"""
