"""Purchases, which are sent with requests."""

from __future__ import annotations

import requests

from shop.payloads import URL, Visitor, event

HEADERS = {"User-Agent": "Unknown"}


def report_purchase(visitor: Visitor, amount: float, currency: str) -> None:
    """Report a purchase."""
    payload = event("Purchase", visitor, sum=amount, currency=currency)
    requests.post(URL, json=payload, headers=HEADERS, timeout=10)


def report_refund(visitor: Visitor, amount: float, currency: str) -> None:
    """Report a refund; the answer to the tracking prompt is forgotten."""
    payload = event("Refund", visitor, sum=-amount, currency=currency)
    del payload["data"]["app_tracking_transparency"]
    requests.post(URL, json=payload, headers=HEADERS, timeout=10)
