"""
Consent strings of the IAB Europe Transparency & Consent Framework, version 2.

Source: https://github.com/InteractiveAdvertisingBureau/GDPR-Transparency-and-Consent-Framework/blob/master/TCFv2/IAB%20Tech%20Lab%20-%20Consent%20string%20and%20vendor%20list%20formats%20v2.md
(as of August 2023: version 2 of the string, which TCF 2.0, 2.1, 2.2 and 2.3 share)
"""

from __future__ import annotations

from typing import Final

from kochava_lint.expression import expression

__all__ = ["CONSENT_STRING", "consent_string_defect"]

_SEGMENT: Final = expression("[A-Za-z0-9_-]+")
# A character is six bits. The first of the core is the version: C is 2.
_VERSION_2: Final = "C"
# The first three bits of the others are their type: vendors disclosed, vendors allowed, and the publisher's.
_SEGMENT_TYPES: Final = frozenset("IJKLMNOPQRSTUVWXYZabcdef")
# Version 6, created 36, updated 36, CMP 12, its version 12, screen 6, language 12, vendor list 12, policy 6, two
# flags, special features 12, purposes 24 twice, one flag, country 12; then, for consents and for legitimate
# interests, the last vendor 16 and whether ranges follow 1; then the number of publisher restrictions 12.
_FEWEST_BITS: Final = 213 + 2 * (16 + 1) + 12
_SHORTEST_CORE: Final = -(-_FEWEST_BITS // 6)

CONSENT_STRING: Final = {"pattern": f"^{_VERSION_2}[A-Za-z0-9_-]{{{_SHORTEST_CORE - 1},}}$"}
"""The schema of texts that are such a string, of its core alone."""


def consent_string_defect(text: str) -> str | None:
    """Say why *text* is no consent string of TCF version 2; None where nothing speaks against it."""
    core, *others = text.split(".")
    if not all(map(_SEGMENT.fullmatch, (core, *others))):
        return "it is not written in base64url"
    if core[0] != _VERSION_2:
        return "it is of another version"
    if len(core) < _SHORTEST_CORE:
        return "it is too short: it was cut off"
    return (
        None if all(segment[0] in _SEGMENT_TYPES for segment in others) else "one of its segments is of no known type"
    )
