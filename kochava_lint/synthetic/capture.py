"""Captures: what installations send in the course of time, in sending order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import Final, NamedTuple

from kochava_lint.synthetic.choices import Choices
from kochava_lint.synthetic.consent import att_block
from kochava_lint.synthetic.identifiers import identifiers
from kochava_lint.synthetic.installation import Installation, installation
from kochava_lint.synthetic.moment import FIRST_USE, LATEST
from kochava_lint.synthetic.payload import JSON, event, identity_link, install, update

__all__ = ["Sent", "capture", "journey"]

_MOST_EVENTS: Final = 5
_LONGEST_PAUSE: Final = 7 * 24 * 3600
_LONGEST: Final = 50 * _LONGEST_PAUSE
"""How long an installation sends at most: none has more events than that."""


class _Numbered:
    """*choices* whose digits begin with a *number*: no two installations of a capture have an identifier in common."""

    def __init__(self, choices: Choices, number: int) -> None:
        self._number = f"{number:02x}"
        self.choose, self.integer, self.maybe, self.text = choices.choose, choices.integer, choices.maybe, choices.text
        self._digits = choices.digits

    def digits(self, count: int) -> str:
        """See `Choices`."""
        return self._number + self._digits(count - len(self._number))


class Sent(NamedTuple):
    """A payload, and when it was sent, in epoch seconds."""

    at: int
    payload: JSON


def capture(choices: Choices, least: int, most: int) -> list[JSON]:
    """Make up what *least* to *most* installations send, each one payload at least, in the order of time."""
    sent: list[Sent] = []
    for number in range(most):
        if number >= least and not choices.maybe():
            break
        sent += journey(choices, installation(_Numbered(choices, number)), _some(choices))
    return [payload for _, payload in sorted(sent, key=lambda each: each.at)]


def journey(choices: Choices, of: Installation, events: Iterable[object]) -> Iterator[Sent]:
    """
    Make up what an installation sends, in the order of time.

    It begins with its install; an identityLink may follow, as many events as *events* has elements, and where its
    user changes their mind the update that tells so. Each event has a time of its own, so that no two are alike.
    """
    at = choices.integer(FIRST_USE, LATEST - _LONGEST)
    yield Sent(at, install(choices, of, at))
    if choices.maybe():
        yield Sent(at, identity_link(choices, of))
    for _ in events:
        if of.att is not None and not of.att["att"] and not of.ids.get("idfa") and choices.maybe():
            of = _allowing(choices, of)
            yield Sent(at, update(choices, of))
        at += choices.integer(1, _LONGEST_PAUSE)
        yield Sent(at, event(choices, of, at))


def _some(choices: Choices) -> Iterator[object]:
    """Something for each time that there is one more event."""
    return takewhile(lambda _: choices.maybe(), range(_MOST_EVENTS))


def _allowing(choices: Choices, of: Installation) -> Installation:
    """The installation from when its user has allowed tracking."""
    idfa = identifiers(choices, of.kind.platform, tracked=True)["idfa"]
    return of._replace(ids={**of.ids, "idfa": idfa}, att=att_block(choices, allowed=True, latest=FIRST_USE))
