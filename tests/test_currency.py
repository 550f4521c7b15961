"""Currencies by their ISO 4217 codes."""

from __future__ import annotations

import re

import pytest

from kochava_lint.currency import CURRENCIES, WITHDRAWN_CURRENCIES


def test_every_code_is_three_capital_letters() -> None:
    assert [code for code in CURRENCIES | WITHDRAWN_CURRENCIES if not re.fullmatch("[A-Z]{3}", code)] == []


def test_no_code_is_both_in_use_and_withdrawn() -> None:
    assert CURRENCIES.isdisjoint(WITHDRAWN_CURRENCIES)


@pytest.mark.parametrize("code", ["USD", "EUR", "GBP", "JPY", "CNY", "INR", "BRL", "KRW", "SLE", "VED", "XCG", "ZWG"])
def test_a_code_that_payloads_carry_is_known(code: str) -> None:
    assert code in CURRENCIES


@pytest.mark.parametrize("code", ["DEM", "FRF", "ITL", "ESP", "SIT", "TRL", "BTC", "EURO"])
def test_a_code_withdrawn_before_2008_or_never_given_is_not(code: str) -> None:
    assert code not in CURRENCIES | WITHDRAWN_CURRENCIES
