"""The reference of the configuration, made of the declarations of options."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from generate.markdown import code, paragraph, table
from generate.topics import topic
from kochava_lint.options import SETTINGS
from kochava_lint.setting import Setting

__all__ = ["pages"]


def pages() -> Iterator[tuple[str, str]]:
    """The page of `explain configuration`, with all keys below it."""
    text = topic("configuration")
    for group, settings in groupby(SETTINGS, key=lambda setting: setting.group):
        text += f"\n## {group[0].upper()}{group[1:]}\n"
        text += "".join(_section(setting) for setting in settings)
    yield "reference/configuration.md", text


def _section(setting: Setting) -> str:
    rows = [("on the command line", code(_flag(setting)))]
    if setting.default not in {None, False, ()}:
        rows.append(("by default", code(str(setting.kind.written(setting.default)))))
    rows.append(("said in both places", "added up" if setting.adds else "the command line holds"))
    rows.append(("concerns", "the whole run" if setting.whole else "each file"))
    return f"\n### {setting.key}\n\n{paragraph(setting.summary)}\n\n{table(('', ''), rows)}"


def _flag(setting: Setting) -> str:
    value = "|".join(setting.kind.choices) or setting.kind.metavar or ""
    return f"{setting.flag} {value}".strip()
