"""
Tells which tests ran in none of the environments, of which each has only some clients and mocks.

`python every_cell.py REPORT…`, where the reports are those that `pytest --junit-xml` writes.
"""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterable

__all__ = ["never_run"]


def never_run(reports: Iterable[str]) -> tuple[int, list[str]]:
    """How many tests there are, and those that were skipped in all *reports*."""
    names: set[str] = set()
    ran: set[str] = set()
    for report in reports:
        for case in ET.parse(report).iter("testcase"):  # noqa: S314 - pytest wrote it
            name = f"{case.get('classname')}::{case.get('name')}"
            names.add(name)
            if case.find("skipped") is None:
                ran.add(name)
    return len(names), sorted(names - ran)


if __name__ == "__main__":
    total, missing = never_run(sys.argv[1:])
    print(f"{total} tests of clients and mocks, {len(missing)} of which ran in no environment", *missing, sep="\n")  # noqa: T201
    sys.exit(bool(missing) or not total)
