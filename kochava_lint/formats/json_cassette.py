"""
JSON cassettes: what vcrpy, Ruby's VCR and Betamax record where they are told to write JSON.

The formats: https://vcrpy.readthedocs.io/en/latest/advanced.html#register-your-own-serializer and
https://betamax.readthedocs.io/en/latest/cassettes.html
"""

from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.envelope import read_record
from kochava_lint.expression import expression
from kochava_lint.format import CaptureFile, Entry, Format
from kochava_lint.json_parts import has_array, parts_at, whole_text
from kochava_lint.payload import Payload
from kochava_lint.record import JsonPart, recorded_in

__all__ = ["json_cassette"]

_BEGINNING = expression(
    rb"""(?:\xef\xbb\xbf)?\s*\{\s*(?:"(?:version|recorded_with)"\s*:[^,{\[]+,\s*)*"(?:http_)?interactions"\s*:\s*\["""
)
_SECRETS_BY_NAME = "http_interactions"
"""Under which VCR and Betamax record, whose filters put `<NAMES>` in the place of secrets."""


def _sniff(head: bytes) -> bool:
    return _BEGINNING.match(head) is not None


def _read(capture: CaptureFile) -> Iterator[Entry]:
    whole = whole_text(capture)
    names_secrets = has_array(whole, _SECRETS_BY_NAME)
    key = _SECRETS_BY_NAME if names_secrets else "interactions"
    recording = capture.recording._replace(names_secrets=names_secrets)
    for index, part in enumerate(parts_at(whole, key)):
        if isinstance(part, Payload):
            yield part
            continue
        source, interaction = part
        request = interaction.get("request") if isinstance(interaction, dict) else None
        if isinstance(request, dict):
            yield recorded_in(JsonPart(source), request, ("request",), (index,), recording)
        else:
            yield from read_record(source, (index,), recording=recording)


json_cassette = Format("json-cassette", (), _sniff, _read)
