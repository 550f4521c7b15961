"""What the shop builds is tried with whatever visitors there may be: pytest-kochava's part of the shop's tests."""

from __future__ import annotations

import pytest

from shop.payloads import Visitor
from shop.trials import build_trial

pytest.importorskip("pytest_kochava")
pytest.importorskip("hypothesis")

from hypothesis import strategies as st

from pytest_kochava import fuzz_builder

SAFARI = "Mozilla/5.0 ({}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/{} Mobile/15E148 Safari/604.1"
PHONES = [
    ("iPhone14,5-iOS-17.4", ""),
    ("iPhone14,5-iOS-17.4", SAFARI.format("iPhone; CPU iPhone OS 17_4 like Mac OS X", "17.4")),
    ("iPhone8,1-iOS-13.7", SAFARI.format("iPhone; CPU iPhone OS 13_7 like Mac OS X", "13.1.2")),
    ("iPad13,4-iPadOS-16.6", SAFARI.format("iPad; CPU OS 16_6 like Mac OS X", "16.6")),
    ("iPad13,4-iPadOS-17.4", SAFARI.format("Macintosh; Intel Mac OS X 10_15_7", "17.4")),  # as iPads ask for pages
]


VISITORS = st.sampled_from(PHONES).flatmap(
    lambda phone: st.builds(
        Visitor,
        device=st.just(phone[0]),
        user_agent=st.just(phone[1]),
        allows_tracking=st.sampled_from([True, False, None]),
    )
)

test_trial = fuzz_builder(build_trial, events={"visitor": VISITORS}, raises=ValueError)
