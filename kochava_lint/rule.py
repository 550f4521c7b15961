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
from kochava_lint.device import Certainty, Device, conflict, read_device_ver
from kochava_lint.finding import Severity
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
from kochava_lint.keys import (
    ATT_KEYS,
    CONTEXT_KEYS,
    PAYLOAD_KEYS,
    ROOT_KEYS,
    meant_identifier,
    meant_key,
    meant_link_key,
)
from kochava_lint.payload import ACTIONS, MISSING, SDK_ACTIONS, Payload, strings
from kochava_lint.personal import personal_kind, shown_key
from kochava_lint.placeholder import is_placeholder
from kochava_lint.screen import NO_PLACEHOLDER, NOTHING_PERSONAL, Quiet, check_fields
from kochava_lint.source import Pointer, Span, render
from kochava_lint.spelling import nearest
from kochava_lint.user_agent import Reading, broken_encoding, decode_user_agent, read_user_agent

__all__ = [
    "ACTIONS",
    "ATT_KEYS",
    "CONTEXT_KEYS",
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
    "Certainty",
    "Check",
    "Context",
    "Device",
    "Payload",
    "Pointer",
    "Problem",
    "Reading",
    "Rule",
    "Severity",
    "Span",
    "Violation",
    "broken_encoding",
    "conflict",
    "decode_user_agent",
    "is_address",
    "is_android_id",
    "is_hash",
    "is_placeholder",
    "is_test",
    "is_usable",
    "is_uuid",
    "is_zero",
    "meant_identifier",
    "meant_key",
    "meant_link_key",
    "nearest",
    "non_public_kind",
    "payload_rule",
    "personal_kind",
    "read_device_ver",
    "read_user_agent",
    "render",
    "shown_key",
    "strings",
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
    """What a check may know beside the payload: *now* in epoch seconds, and how its schema was violated."""

    now: float
    violations: Sequence[Violation] = ()


class Problem(NamedTuple):
    """What a rule yields: where, and what is wrong. *at* is a place in the text, where that is what is wrong."""

    pointer: Pointer
    message: str
    at: Span | None = None


Check = Callable[[Payload, Context], Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class Rule:
    """
    One defect that can be found.

    *actions* are those it speaks of, or None for every payload, whatever its action and whether it is an object.
    *unless* names the rules whose finding about the same payload silences it. Where it *explains_value*, its
    finding about a value silences every other finding at the same place, but for those of rules with *judges_key*.

    Two declarations make a rule cheap, and change nothing of what it finds. *quiet*: it surely finds nothing in a
    payload that its action's schema and these conditions accept (see `kochava_lint.screen`); the conditions should
    be such as ordinary payloads meet, since one that is not met wakes every rule. *about*: what it
    finds depends on the payload's action and these context keys alone, so that it can be remembered by their values.
    """

    name: str
    severity: Severity
    check: Check = field(repr=False)
    docs: str = field(repr=False)
    actions: frozenset[str] | None = None
    unless: frozenset[str] = frozenset()
    explains_value: bool = False
    judges_key: bool = False
    quiet: Quiet | None = field(default=None, repr=False)
    about: frozenset[str] = frozenset()

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


def payload_rule(
    *actions: str,
    severity: Severity,
    unless: Iterable[str] = (),
    explains_value: bool = False,
    judges_key: bool = False,
    quiet: Quiet | None = None,
    about: Collection[str] = (),
) -> Callable[[Check], Rule]:
    """
    Make a check into a `Rule` that is named after it, with hyphens.

    *actions* are those it speaks of; none means every payload. Of the others, see `Rule`.

    Raises: `ValueError` for an action or field that does not exist, and for a check without a docstring.
    """
    unknown = set(actions) - set(ACTIONS)
    if unknown:
        raise ValueError(f"no such action: {', '.join(sorted(unknown))}")
    check_fields(quiet or {})
    if not set(about) <= set(CONTEXT_KEYS):
        raise ValueError(f"a rule can be about context keys only: {', '.join(CONTEXT_KEYS)}")

    def make(check: Check) -> Rule:
        name = getattr(check, "__name__", "").replace("_", "-")
        docs = inspect.getdoc(check)
        if not docs:
            raise ValueError(f"{name} has no docstring: it is the page of the rule")
        return Rule(
            name,
            severity,
            check,
            docs,
            actions=frozenset(actions) or None,
            unless=frozenset(unless),
            explains_value=explains_value,
            judges_key=judges_key,
            quiet=quiet,
            about=frozenset(about),
        )

    return make
