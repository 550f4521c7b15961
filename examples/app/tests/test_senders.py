"""What the shop sends, with whatever it is called: where no mock answers, a request ends the call, and goes nowhere."""

from __future__ import annotations

import pytest

from shop.payloads import Visitor
from shop.purchases import report_purchase

pytest.importorskip("pytest_kochava")
pytest.importorskip("hypothesis")

from hypothesis import strategies as st

from pytest_kochava import fuzz_builder

# Purchases come from the shop's app, which tells no user agent and has asked at the first start.
CUSTOMERS = st.builds(
    Visitor,
    device=st.sampled_from(["iPhone14,5-iOS-17.4", "iPhone8,1-iOS-13.7", "iPad13,4-iPadOS-16.6"]),
    allows_tracking=st.just(True),  # noqa: FBT003 - as the field of a visitor says
)

test_purchase = fuzz_builder(
    report_purchase,
    events={
        "visitor": CUSTOMERS,
        "amount": st.floats(0.01, 10_000).map(lambda amount: round(amount, 2)),
        "currency": st.sampled_from(["EUR", "USD", "JPY"]),
    },
)
