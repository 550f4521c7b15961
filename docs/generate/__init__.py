"""
The pages of the site that are made of the code, each as a path below `docs/` and its Markdown.

They are made when the site is built and never committed: what is committed has to be kept up to date, and a page that
is not there cannot be out of date. Nothing here needs MkDocs; `docs/hook.py` hands the pages to it.
"""

from __future__ import annotations

from collections.abc import Iterator

from generate import api, commands, configuration, figures, formats, plugin, rules, schemas, sources, topics

__all__ = ["generated_pages"]


def generated_pages() -> Iterator[tuple[str, str]]:
    """Every page that is made of the code: its path, and its text."""
    for module in (rules, commands, configuration, formats, topics, plugin, schemas, api, sources, figures):
        yield from module.pages()
