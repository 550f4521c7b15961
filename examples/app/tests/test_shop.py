"""The shop's own tests: each passes, whatever Kochava would make of what is sent."""

from __future__ import annotations

import httpx
import pytest
import responses
import respx

from shop.payloads import URL, Visitor, event
from shop.purchases import report_purchase, report_refund
from shop.queue import Outbox
from shop.views import report_view

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15"
ENCODED = "Mozilla%2F5.0%20(iPhone%3B%20CPU%20iPhone%20OS%2017_4%20like%20Mac%20OS%20X)%20AppleWebKit%2F605.1.15"


@responses.activate
def test_a_purchase_is_reported() -> None:
    responses.post(URL, json={"success": "1"})
    report_purchase(Visitor(), 149.9, "EUR")
    assert len(responses.calls) == 1


@responses.activate
def test_a_refund_is_reported() -> None:
    responses.post(URL, json={"success": "1"})
    report_refund(Visitor(), 149.9, "EUR")
    assert len(responses.calls) == 1


@pytest.mark.asyncio
@respx.mock
async def test_a_view_is_reported() -> None:
    route = respx.post(URL).mock(return_value=httpx.Response(200, json={"success": "1"}))
    await report_view(Visitor(user_agent=IPHONE), "Skis")
    assert route.called


@pytest.mark.asyncio
@respx.mock
async def test_a_view_with_an_encoded_user_agent_is_reported() -> None:
    route = respx.post(URL).mock(return_value=httpx.Response(200, json={"success": "1"}))
    await report_view(Visitor(user_agent=ENCODED), "Skis")
    assert route.called


def test_a_level_is_reported(kochava_server) -> None:  # type: ignore[no-untyped-def]
    outbox = Outbox(kochava_server.url)
    outbox.put_level(Visitor(), 3)
    outbox.close()
    assert kochava_server.count == 1


def test_what_is_queued_is_reported(kochava_server) -> None:  # type: ignore[no-untyped-def]
    outbox = Outbox(kochava_server.url)
    for level in (1, 2):
        outbox.put(event("Level Complete", Visitor(), level=level))
    outbox.close()
    assert kochava_server.count == 2


@pytest.mark.kochava_expect("att-missing")
@responses.activate
def test_a_visitor_who_was_not_asked_is_reported_as_such() -> None:
    responses.post(URL, json={"success": "1"})
    report_purchase(Visitor(allows_tracking=None), 149.9, "EUR")
    assert len(responses.calls) == 1
