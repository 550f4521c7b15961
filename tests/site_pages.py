"""The pages of the site that are made of the code, made once."""

from __future__ import annotations

from generate import generated_pages

__all__ = ["PAGES"]

PAGES = dict(generated_pages())
"""Their Markdown, or what else is in them, by path."""
