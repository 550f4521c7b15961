"""
What a rule is, and all that a rule needs: rules import from here, so that any of them could be a plugin's.

A rule is a decorated generator in a file of its own. It yields where and what; name, severity, help and place are
added outside. Its docstring is its page: a first sentence that names the defect, why it matters, a `Help:` line
that says what to do, a `Source:` line for each page it rests on, and fenced examples.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kochava_lint.address import SURELY_PUBLIC, is_address, non_public_kind
from kochava_lint.consent_string import CONSENT_STRING, consent_string_defect
from kochava_lint.currency import CURRENCIES, WITHDRAWN_CURRENCIES
from kochava_lint.device import Certainty, Device, conflict, read_device_ver
from kochava_lint.epoch import FIRST_USERTIME, epoch_of, in_seconds, number_of, unit_of
from kochava_lint.expression import expression
from kochava_lint.finding import Severity
from kochava_lint.fix import Fix, InsertMember, MoveMember, RenameKey, SetValue
from kochava_lint.identifier import (
    IDENTIFIER_KEYS,
    NO_ZEROS,
    SURELY_USABLE,
    UUID_KEYS,
    UUID_OR_NOTHING,
    is_android_id,
    is_hash,
    is_test,
    is_usable,
    is_uuid,
    is_zero,
)
from kochava_lint.kept import Kept
from kochava_lint.keys import (
    ATT_FIELDS,
    ATT_KEYS,
    CONTEXT_KEYS,
    DEVICE_FIELDS,
    PAYLOAD_KEYS,
    ROOT_KEYS,
    meant_identifier,
    meant_key,
    meant_link_key,
)
from kochava_lint.memory import remembered
from kochava_lint.payload import ACTIONS, MISSING, SDK_ACTIONS, Payload
from kochava_lint.personal import is_shareable, personal_kind, shown_key
from kochava_lint.placeholder import is_placeholder, is_redacted
from kochava_lint.request import Request
from kochava_lint.screen import NO_PLACEHOLDER, NOTHING_PERSONAL, Quiet, check_fields
from kochava_lint.source import Pointer, Span, render
from kochava_lint.spelling import nearest, squeezed
from kochava_lint.standard_event import meant_event
from kochava_lint.texts import is_free_text, strings
from kochava_lint.user_agent import Reading, broken_encoding, decode_user_agent, read_user_agent
from kochava_lint.window import Window, short

__all__ = [
    "ACTIONS",
    "ATT_FIELDS",
    "ATT_KEYS",
    "CONSENT_STRING",
    "CONTEXT_KEYS",
    "CURRENCIES",
    "DEVICE_FIELDS",
    "FIRST_USERTIME",
    "IDENTIFIER_KEYS",
    "MISSING",
    "NOTHING_PERSONAL",
    "NO_PLACEHOLDER",
    "NO_ZEROS",
    "PAYLOAD_KEYS",
    "ROOT_KEYS",
    "SDK_ACTIONS",
    "SURELY_PUBLIC",
    "SURELY_USABLE",
    "UUID_KEYS",
    "UUID_OR_NOTHING",
    "WITHDRAWN_CURRENCIES",
    "CaptureCheck",
    "CaptureRule",
    "Certainty",
    "Context",
    "Device",
    "Fix",
    "InsertMember",
    "Kept",
    "MoveMember",
    "Payload",
    "PayloadCheck",
    "PayloadRule",
    "Pointer",
    "Problem",
    "Reading",
    "RenameKey",
    "Request",
    "RequestCheck",
    "RequestRule",
    "Rule",
    "SetValue",
    "Severity",
    "Span",
    "Violation",
    "Window",
    "broken_encoding",
    "capture_rule",
    "conflict",
    "consent_string_defect",
    "decode_user_agent",
    "epoch_of",
    "expression",
    "in_seconds",
    "is_address",
    "is_android_id",
    "is_free_text",
    "is_hash",
    "is_placeholder",
    "is_redacted",
    "is_shareable",
    "is_test",
    "is_usable",
    "is_uuid",
    "is_zero",
    "meant_event",
    "meant_identifier",
    "meant_key",
    "meant_link_key",
    "nearest",
    "non_public_kind",
    "number_of",
    "payload_rule",
    "personal_kind",
    "read_device_ver",
    "read_user_agent",
    "remembered",
    "render",
    "request_rule",
    "short",
    "shown_key",
    "squeezed",
    "strings",
    "unit_of",
]


class Violation(NamedTuple):
    """
    What the schema of the payload's action refuses, and no rule speaks of by itself.

    *keyword* is the one of JSON Schema that refused the value at *pointer*, *expected* what the keyword says.
    For `required`, *pointer* leads to the object that lacks a key and *expected* is a tuple of keys, one of
    which would do.
    """

    keyword: str
    pointer: Pointer
    expected: object

    @property
    def subject(self) -> str:
        """What is wrong, for a message: the key of the value."""
        return shown_key(str(self.pointer[-1])) if self.pointer else "the payload"


class Context(NamedTuple):
    """
    What a check may know beside the payload.

    *now* in epoch seconds; how the payload's schema was violated; the names of the events in the user's tracking
    plan, which are right as they are; and whether to *assume_ios14* where an Apple device does not tell its version.
    """

    now: float
    violations: Sequence[Violation] = ()
    planned: frozenset[str] = frozenset()
    assume_ios14: bool = False


class Problem(NamedTuple):
    """
    What a rule yields: where, and what is wrong.

    *at* is a place in the text, where that is what is wrong. *fix* says what would mend it, where that is plain.
    *payload* is an earlier one of the capture, where the problem is there. *part* is what of the request is wrong:
    `method`, `url`, or the name of a header in lower case.
    """

    pointer: Pointer
    message: str
    at: Span | None = None
    fix: Fix | None = None
    payload: Payload | None = None
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """
    One defect that can be found: what all kinds of rules have in common.

    *actions* are those it speaks of, or None for every payload, whatever its action and whether it is an object.
    *unless* names the rules whose finding about the same payload silences it. Where it *explains_value*, its
    finding about a value silences every other finding at the same place, but for those of rules with *judges_key*.
    """

    name: str
    severity: Severity
    docs: str = field(repr=False)
    actions: frozenset[str] | None = None
    unless: frozenset[str] = frozenset()
    explains_value: bool = False
    judges_key: bool = False

    @property
    def summary(self) -> str:
        """The first sentence of its page, which names the defect."""
        return self.docs.split("\n\n", 1)[0].replace("\n", " ")

    @property
    def help(self) -> str:
        """What to do about it: the `Help:` line of its page."""
        return " ".join(self._marked("Help:"))

    @property
    def sources(self) -> tuple[str, ...]:
        """The addresses of the pages that it rests on."""
        return tuple(self._marked("Source:"))

    def _marked(self, mark: str) -> Iterator[str]:
        lines = self.docs.splitlines()
        return (line.removeprefix(mark).strip() for line in lines if line.startswith(mark))

    def speaks_of(self, action: str | None) -> bool:
        """Whether it is about payloads of *action*."""
        return self.actions is None or action in self.actions


PayloadCheck = Callable[[Payload, Context], Iterator[Problem]]
RequestCheck = Callable[[Payload, Request, Context], Iterator[Problem]]
CaptureCheck = Callable[[Payload, Window, Context], Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class PayloadRule(Rule):
    """
    A rule about what a payload says.

    Two declarations make it cheap, and change nothing of what it finds. *quiet*: it surely finds nothing in a
    payload that its action's schema and these conditions accept (see `kochava_lint.screen`); the conditions should
    be such as ordinary payloads meet, since one that is not met wakes every rule. *together*: whether it finds
    anything depends on which keys there are, on each value by itself, and beside that on the values of these fields
    together; and values of a kind are alike for it (see `kochava_lint.kind`). A field is a key of the payload or of
    its `data`, or `event_data/sum` for one of what stands there. A rule that reads none together says `()`. Where
    all rules say so, what was found sound once need not be looked at again.
    """

    check: PayloadCheck = field(repr=False, kw_only=True)
    quiet: Quiet | None = field(default=None, repr=False, kw_only=True)
    together: frozenset[str] | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True)
class RequestRule(Rule):
    """A rule about the request that brought a payload; it runs only where the capture knows that."""

    check: RequestCheck = field(repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class CaptureRule(Rule):
    """
    A rule across the payloads of one capture, which come in sending order.

    Its check is called with each of them, and with what it has noted of the *lookback* payloads before: a `Window`,
    which is all the memory that it has.

    *per_device*: it compares the payloads of one device. Then it may find nothing in one that is alone, and may note
    things under keys that payloads of no other device have. It need not be shown a payload that shares none of its
    `Payload.device_keys` with another within *lookback*, and is shown the first of two when the second comes. It may
    be shown others at once: long ones, those with a request, and those that tell no device.
    """

    check: CaptureCheck = field(repr=False, kw_only=True)
    lookback: int = field(kw_only=True)
    per_device: bool = field(default=False, kw_only=True)


def payload_rule(
    *actions: str,
    severity: Severity,
    unless: Iterable[str] = (),
    explains_value: bool = False,
    judges_key: bool = False,
    quiet: Quiet | None = None,
    together: Collection[str] | None = None,
) -> Callable[[PayloadCheck], PayloadRule]:
    """
    Make a check into a `PayloadRule` that is named after it, with hyphens.

    *actions* are those it speaks of; none means every payload. Of the others, see `Rule` and `PayloadRule`.

    Raises: `ValueError` for an action or field that does not exist, and for a check without a docstring.
    """
    spoken_of = _known(actions)
    check_fields(quiet or {})

    def make(check: PayloadCheck) -> PayloadRule:
        return PayloadRule(
            _name(check),
            severity,
            _page(check),
            actions=spoken_of,
            unless=frozenset(unless),
            explains_value=explains_value,
            judges_key=judges_key,
            check=check,
            quiet=quiet,
            together=None if together is None else frozenset(together),
        )

    return make


def request_rule(
    *actions: str, severity: Severity, unless: Iterable[str] = ()
) -> Callable[[RequestCheck], RequestRule]:
    """
    Make a check of a payload and its request into a `RequestRule` that is named after it, with hyphens.

    Raises: `ValueError` as `payload_rule` does.
    """
    spoken_of = _known(actions)

    def make(check: RequestCheck) -> RequestRule:
        return RequestRule(
            _name(check), severity, _page(check), actions=spoken_of, unless=frozenset(unless), check=check
        )

    return make


def capture_rule(
    *actions: str, severity: Severity, lookback: int, per_device: bool = False
) -> Callable[[CaptureCheck], CaptureRule]:
    """
    Make a check of one payload after the other into a `CaptureRule` that is named after it, with hyphens.

    *lookback* is how many of the payloads before it is to remember; of *per_device*, see `CaptureRule`.

    Raises: `ValueError` as `payload_rule` does.
    """
    spoken_of = _known(actions)
    if lookback < 1:
        raise ValueError("a rule across payloads has to look back")

    def make(check: CaptureCheck) -> CaptureRule:
        return CaptureRule(
            _name(check),
            severity,
            _page(check),
            actions=spoken_of,
            check=check,
            lookback=lookback,
            per_device=per_device,
        )

    return make


def _known(actions: Collection[str]) -> frozenset[str] | None:
    unknown = set(actions) - set(ACTIONS)
    if unknown:
        raise ValueError(f"no such action: {', '.join(sorted(unknown))}")
    return frozenset(actions) or None


def _name(check: Callable[..., object]) -> str:
    return getattr(check, "__name__", "").replace("_", "-")


def _page(check: Callable[..., object]) -> str:
    docs = inspect.getdoc(check)
    if not docs:
        raise ValueError(f"{_name(check)} has no docstring: it is the page of the rule")
    return docs
