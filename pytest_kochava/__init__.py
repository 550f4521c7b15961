"""
The pytest plugin of kochava-lint: whatever your tests send to Kochava is linted.

>>> from pytest_kochava import fuzz_builder, planned
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_kochava.fuzz import fuzz_builder, planned

__all__ = ["fuzz_builder", "planned"]


def __getattr__(name: str) -> object:
    # Every run of pytest on a machine imports this package, and few fuzz anything.
    if name == "fuzz_builder":
        from pytest_kochava.fuzz import fuzz_builder  # noqa: PLC0415 - see above

        return fuzz_builder
    if name == "planned":
        from pytest_kochava.fuzz import planned  # noqa: PLC0415 - see above

        return planned
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
