"""Consent strings of the Transparency & Consent Framework."""

from __future__ import annotations

import re

import pytest

from kochava_lint.consent_string import CONSENT_STRING, consent_string_defect

SHORTEST = "C" + "A" * 43
BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@pytest.mark.parametrize("text", [SHORTEST, SHORTEST + "-_09azAZ", f"{SHORTEST}.IA", f"{SHORTEST}.QA.YA.IA"])
def test_nothing_speaks_against_a_string_of_version_2(text: str) -> None:
    assert consent_string_defect(text) is None


@pytest.mark.parametrize(
    ("text", "defect"),
    [
        *[(SHORTEST + char, "it is not written in base64url") for char in ("=", "+", "/", " ", "\n", "é", ".", "..IA")],
        *[(text, "it is not written in base64url") for text in ("", ".", " " + SHORTEST, "." + SHORTEST)],
        *[(version + SHORTEST[1:], "it is of another version") for version in BASE64URL if version != "C"],
        *[(SHORTEST[:length], "it is too short: it was cut off") for length in (1, 2, 43)],
        (SHORTEST[:43] + ".IA", "it is too short: it was cut off"),
    ],
)
def test_what_is_none_is_told(text: str, defect: str) -> None:
    assert consent_string_defect(text) == defect


@pytest.mark.parametrize("value", range(64))
def test_the_first_three_bits_of_a_segment_are_its_type(value: int) -> None:
    is_known = value >> 3 in {1, 2, 3}
    assert (consent_string_defect(f"{SHORTEST}.{BASE64URL[value]}A") is None) is is_known


@pytest.mark.parametrize("text", [SHORTEST, SHORTEST[:43], "B" + SHORTEST[1:], SHORTEST + "=", "", f"{SHORTEST}.gA"])
def test_its_schema_accepts_nothing_that_is_none(text: str) -> None:
    if re.search(CONSENT_STRING["pattern"], text):
        assert consent_string_defect(text) is None
    else:
        assert text != SHORTEST
