"""Views, which are sent with httpx, asynchronously."""

from __future__ import annotations

import httpx

from shop.payloads import URL, Visitor, event


async def report_view(visitor: Visitor, product: str) -> None:
    """Report that a product was looked at; the user agent is passed on as it came."""
    async with httpx.AsyncClient() as client:
        await client.post(URL, json=event("View", visitor, name=product))
