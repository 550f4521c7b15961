"""
YAML cassettes: what vcrpy and pytest-recording, Ruby's VCR and go-vcr record.

The formats: https://vcrpy.readthedocs.io, https://relishapp.com/vcr/vcr/docs/cassettes/cassette-format and
https://github.com/dnaeon/go-vcr. Bodies are texts, binary, `base64_string`, and any of them compressed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kochava_lint.format import CaptureFile, Entry, Format
from kochava_lint.json_parts import whole_text
from kochava_lint.record import recorded_in
from kochava_lint.yaml_parts import yaml_parts

__all__ = ["cassette"]

_TELLING: Final = re.compile(rb"""^(?:---[ \t]+\{?[ \t]*)?["']?(?:http_)?interactions["']?:""", re.MULTILINE)
_SECRETS_BY_NAME: Final = "http_interactions"
"""Under which Ruby's VCR records, whose filters put `<NAMES>` in the place of secrets."""


def _sniff(head: bytes) -> bool:
    return _TELLING.search(head) is not None


def _read(capture: CaptureFile) -> Iterator[Entry]:
    whole = whole_text(capture)
    for index, (key, part) in enumerate(yaml_parts(whole, "interactions", _SECRETS_BY_NAME)):
        request = part.value.get("request") if isinstance(part.value, dict) else None
        if isinstance(request, dict):
            recording = capture.recording._replace(names_secrets=key == _SECRETS_BY_NAME)
            yield recorded_in(part, request, ("request",), (index,), recording)


cassette = Format("cassette", (".yaml", ".yml"), _sniff, _read, shared=(".yaml", ".yml"))
