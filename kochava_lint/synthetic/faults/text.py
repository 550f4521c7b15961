"""Faults of the text: what is no JSON, no object, or not one payload."""

from __future__ import annotations

import json
from typing import Final
from urllib.parse import urlencode

from kochava_lint.payload import CAPTURED, MISSING
from kochava_lint.synthetic.choices import Choices
from kochava_lint.synthetic.faults.fault import Fault
from kochava_lint.synthetic.faults.operator import EVENT, UPDATE, WITH_DEVICE, Base, Operator, writes

__all__ = ["IN_BODIES", "IN_LINES", "OPERATORS"]

_TIMED: Final = WITH_DEVICE.having(usertime=1_720_000_000)
_NUMBER: Final = '"usertime": 1720000000'
_TOO_LARGE: Final = 2 * 1024**2


def _with_usertime(written: str) -> Operator:
    return writes(
        "invalid-json",
        written.strip("-").lower(),
        _TIMED,
        lambda text: text.replace(_NUMBER, f'"usertime": {written}'),
        before="data/usertime",
    )


def _as_form(text: str) -> str:
    payload = json.loads(text)
    return urlencode({**payload, "data": json.dumps(payload["data"])})


def _redacted(choices: Choices) -> Fault:
    made = EVENT.make(choices)
    before, after = made["data"]["origination_ip"], choices.choose(("[REDACTED]", "***", "xxxxxxxx"))
    made["data"]["origination_ip"] = after
    where = ("data", "origination_ip")
    return Fault("incomplete-body", "redacted", where, before, after, made, recording=CAPTURED)


def _cut_off(choices: Choices) -> Fault:
    made = EVENT.make(choices)
    lost = CAPTURED._replace(lost="the capture cut the body off")
    return Fault("incomplete-body", "cut-off", (), MISSING, MISSING, made, recording=lost)


_SECOND_BOM: Final = writes("invalid-json", "second-bom", WITH_DEVICE, lambda text: f"\ufeff\ufeff{text}")
_TWO: Final = writes("invalid-json", "two", UPDATE, lambda text: f"{text}\n{text}")
_WRITABLE: Final = (
    _with_usertime("NaN"),
    _with_usertime("-Infinity"),
    _with_usertime("1" * 400),
    writes("invalid-json", "truncated", WITH_DEVICE, lambda text: text[: len(text) // 2]),
    writes("invalid-json", "trailing-comma", WITH_DEVICE, lambda text: text[:-1] + ",}"),
    writes("invalid-json", "python", WITH_DEVICE, lambda text: text.replace('"action"', "'action'")),
    writes(
        "invalid-json", "half-a-character", EVENT.having(event_name="A"), lambda text: text.replace('"A"', '"\\ud83c"')
    ),
    writes(
        "duplicate-key",
        "twice",
        EVENT,
        lambda text: text.replace('"data": {', '"data": {"event_name": "View", ', 1),
        at="data/event_name",
        before="data/event_name",
    ),
    writes("not-an-object", "text", WITH_DEVICE, json.dumps),
    writes("not-an-object", "null", WITH_DEVICE, lambda _: "null"),
    writes("not-an-object", "empty-list", WITH_DEVICE, lambda _: "[]"),
    writes("form-encoded-body", "form", WITH_DEVICE, _as_form),
    writes("batched-payload", "one", UPDATE, lambda text: f"[{text}]"),
)

IN_LINES: Final[tuple[Operator, ...]] = (*_WRITABLE, _SECOND_BOM)
"""Those whose text can be a line of JSON Lines."""
IN_BODIES: Final[tuple[Operator, ...]] = (*_WRITABLE, _TWO)
"""Those whose text can be a body in HAR: what wrote that has read it, and so has a byte order mark of none."""
OPERATORS: Final[tuple[Operator, ...]] = (
    *_WRITABLE,
    writes("invalid-json", "latin-1", EVENT.having(event_name="Größe"), lambda text: text.encode("latin-1", "replace")),
    writes("invalid-json", "utf-16", WITH_DEVICE, lambda text: text.encode("utf-16")),
    _SECOND_BOM,
    _TWO,
    writes("oversized-payload", "padded", Base(("identityLink",)), lambda text: text.ljust(_TOO_LARGE)),
    Operator("incomplete-body", "redacted", _redacted),
    Operator("incomplete-body", "cut-off", _cut_off),
)
