"""Reading captures in tests, as the command reads them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from kochava_lint import CaptureFile, Format, Payload
from kochava_lint.intake import Intake
from kochava_lint.recorded import Content, Known, Recorded

__all__ = ["entries_in", "payloads_in"]


def entries_in(
    format_: Format, content: str | bytes, *, name: str = "a.json", folder: Path | None = None, **intake: Any
) -> list[Content]:
    """What *format_* finds in a capture of this *content*, requests being taken in as *intake* says."""
    encoded = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    taken_in = Intake(**{"max_payload": 1 << 20, **intake})
    capture = CaptureFile(io.BytesIO(encoded), name, folder, taken_in.max_payload)
    entries: list[Content] = []
    for entry in format_.read(capture):
        assert not isinstance(entry, Known), "nothing was said to be known"
        entries += taken_in.read(entry) if isinstance(entry, Recorded) else [entry]
    return entries


def payloads_in(format_: Format, content: str | bytes, **options: Any) -> list[Payload]:
    """The payloads among them."""
    return [entry for entry in entries_in(format_, content, **options) if isinstance(entry, Payload)]
