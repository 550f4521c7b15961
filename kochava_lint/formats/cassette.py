"""
YAML cassettes: what vcrpy and pytest-recording, Ruby's VCR and go-vcr record.

The formats: https://vcrpy.readthedocs.io, https://relishapp.com/vcr/vcr/docs/cassettes/cassette-format and
https://github.com/dnaeon/go-vcr. Bodies are texts, binary, `base64_string`, and any of them compressed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kochava_lint.expression import expression
from kochava_lint.format import CaptureFile, Entry, Format
from kochava_lint.json_parts import whole_text
from kochava_lint.record import recorded_in
from kochava_lint.recorded import NO_PAYLOAD, Skipped
from kochava_lint.source import Span

__all__ = ["cassette"]

_TELLING: Final = expression(rb"""^(?:---[ \t]+\{?[ \t]*)?["']?(?:http_)?interactions["']?:""", re.MULTILINE)
_SECRETS_BY_NAME: Final = "http_interactions"
"""Under which Ruby's VCR records, whose filters put `<NAMES>` in the place of secrets."""


def _sniff(head: bytes) -> bool:
    # Of what is no cassette, the word alone tells sooner: every file is asked.
    return b"interactions" in head and _TELLING.search(head) is not None


def _read(capture: CaptureFile) -> Iterator[Entry]:
    from kochava_lint.yaml_comments import line_end, yaml_comments  # noqa: PLC0415 - most captures are no YAML
    from kochava_lint.yaml_parts import yaml_parts  # noqa: PLC0415 - as above

    whole = whole_text(capture)
    done = index = 0
    for key, part in yaml_parts(whole, "interactions", _SECRETS_BY_NAME):
        ends = line_end(whole.text, part.tokens[-1].end - 1) if part.tokens else done
        comments = tuple(yaml_comments(whole, Span(done, ends), part.tokens))
        done = ends
        if not key:
            yield from comments
            continue
        request = part.value.get("request") if isinstance(part.value, dict) else None
        if isinstance(request, dict):
            recording = capture.recording._replace(names_secrets=key == _SECRETS_BY_NAME, comments=comments)
            yield recorded_in(part, request, ("request",), (index,), recording)
        else:
            yield Skipped(NO_PAYLOAD, comments=comments)
        index += 1
    yield from yaml_comments(whole, Span(done, len(whole.text)), ())


cassette = Format("cassette", (".yaml", ".yml"), _sniff, _read, shared=(".yaml", ".yml"))
