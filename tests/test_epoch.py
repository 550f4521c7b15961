"""Times as payloads write them."""

from __future__ import annotations

import pytest

from kochava_lint.epoch import epoch_of, in_seconds, number_of, unit_of


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("2024-03-09T16:00:00Z", 1_710_000_000),
        ("2024-03-09 16:00:00Z", 1_710_000_000),
        ("2024-03-09t16:00z", 1_710_000_000),
        ("2024-03-09T16:00:00.999Z", 1_710_000_000),
        ("2024-03-09T16:00:00,5+00:00", 1_710_000_000),
        ("2024-03-09T17:30:00+0130", 1_710_000_000),
        ("2024-03-09T10:00:00-06:00", 1_710_000_000),
        ("2024-02-29T00:00:00Z", 1_709_164_800),
        *[(text, None) for text in ("2023-02-29T00:00:00Z", "2024-13-01T00:00:00Z", "2024-03-09T16:60:00Z")],
        *[(text, None) for text in ("2024-03-09T16:00:00", "2024-03-09", "2024-03-09T16Z", "20240309T160000Z")],
        *[(text, None) for text in ("0000-01-01T00:00:00Z", "2024-03-09T16:00:00+99:00", "2024-03-09T16:00:00Z\n")],
        *[(text, None) for text in ("", "now", "1710000000", "Sat, 09 Mar 2024 16:00:00 GMT")],
    ],
)
def test_a_time_with_its_zone_is_a_point_in_time(text: str, seconds: int | None) -> None:
    assert epoch_of(text) == seconds


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_the_first_and_the_last_year_raise_nothing(text: str) -> None:
    assert epoch_of(text) is not None


@pytest.mark.parametrize(
    ("value", "number"),
    [
        *[(value, value) for value in (0, -5, 1.5, 10**300)],
        *[(text, float(text)) for text in ("0", "-0.5", "007", "9" * 300)],
        *[(value, None) for value in (True, False, None, "", ".5", "5.", "+5", "5e3", "-", "\u0665", "5\n", " 5")],
        ([], None),
        (["5"], None),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_what_is_a_number(value: object, number: float | None) -> None:
    assert number_of(value) == number
    assert type(number_of(value)) is type(number)


@pytest.mark.parametrize("digits", range(1, 25))
@pytest.mark.parametrize("form", [int, str])
def test_units_go_by_the_number_of_digits(digits: int, form: type[int | str]) -> None:
    expected = {13: "milliseconds", 16: "microseconds", 19: "nanoseconds"}.get(digits)
    assert unit_of(form("1" * digits)) == expected
    if expected:
        assert in_seconds(form("1" * digits)) == form("1111111111")


@pytest.mark.parametrize(
    "value", [-(10**12), "-" + "1" * 13, "1" * 13 + ".0", 10**12 + 0.5, True, None, [], "\u0661" * 13]
)
def test_what_is_no_whole_number_has_no_unit(value: object) -> None:
    assert unit_of(value) is None
