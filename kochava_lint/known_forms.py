"""The forms of the payloads that were linted so far, and what was sound in them: a bounded memory."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection
from typing import Final

from kochava_lint.form import Form, learn_form
from kochava_lint.payload import TEXT, Payload, Traits
from kochava_lint.source import Source

__all__ = ["KnownForms"]

_LONGEST: Final = 8 * 1024
"""The longest text that is remembered, in bytes: that of an ordinary payload has less than a tenth."""
_MOST_FORMS: Final = 64
_MOST_ALIKE: Final = 8
_ROOM: Final = 32 * 1024**2
_PATIENCE: Final = 64
"""
How many payloads have to be of no known form until one is learnt: that takes as long as linting as many.

It is as many times more as there are forms that were learnt in vain, as all are where hardly two payloads are alike.
"""
_FEW_HITS: Final = 8
_CLOCKS_DIFFER: Final = 60


class KnownForms:
    """
    The forms of payloads in which nothing was found, for rules that read the fields in each of *together* at a time.

    Its memory is bounded, whatever it is shown: when there is no more room, it forgets all.
    """

    def __init__(self, together: Collection[frozenset[str]]) -> None:
        self._together = together
        self._latest = b""
        self._now = 0.0
        self._forget()

    def _forget(self) -> None:
        self._patience = _PATIENCE
        self._by_keys: dict[int, list[Form]] = defaultdict(list)
        self._unknown: Counter[int] = Counter()
        self._held = 0
        self._count = 0

    def know(self, content: bytes, now: float) -> bool:
        """Whether nothing can be found in a payload with the text *content*, at *now* in epoch seconds."""
        return self._known(content, now) is not None

    def traits(self, content: bytes, now: float) -> Traits | None:
        """What such a payload tells of its device; None where something might be found in it."""
        known = self._known(content, now)
        return None if known is None else known[0].traits(known[1])

    def _known(self, content: bytes, now: float) -> tuple[Form, re.Match[bytes]] | None:
        """The form of such a payload, and how its text matches that."""
        if now != self._now:
            self._set_clock(now)
        # What `_keys` says, without a call: this is asked for every payload.
        keys = content.count(b":")
        forms = self._by_keys.get(-keys if b"\\" in content else keys)
        if forms is None or len(content) > _LONGEST:
            return None
        for form in forms:
            match = form.match(content)
            if match is not None:
                return (form, match) if form.knows(match, self._latest) else None
        return None

    def _set_clock(self, now: float) -> None:
        if now < self._now:  # what was in the past may be in the future again
            self._forget()
        self._now = now
        self._latest = b"%d" % (now + _CLOCKS_DIFFER)

    def learn(self, content: bytes, payload: Payload, now: float) -> None:
        """Take note that nothing was found in *payload*, whose text is *content*, or would be, at *now*."""
        if now != self._now:
            self._set_clock(now)
        if len(content) > _LONGEST or not isinstance(payload.data, dict):
            return
        keys = _keys(content)
        for form in self._by_keys.get(keys, ()):
            match = form.match(content)
            if match is not None:
                self._hold(form.remember(match))
                return
        self._unknown[keys] += 1
        if self._unknown[keys] < self._patience:
            return
        self._unknown[keys] = 0
        in_vain = sum(form.hits < _FEW_HITS for forms in self._by_keys.values() for form in forms)
        self._patience = _PATIENCE * (1 + in_vain)
        if payload.source is None:
            payload = Payload(payload.data, Source(TEXT, content))
        learnt = learn_form(payload, self._together)
        # It does not match where one identifier is given twice, which rules may take for all right.
        match = learnt.match(content) if learnt else None
        if learnt and match:
            self._add(learnt, keys)
            self._hold(learnt.remember(match))
        else:
            self._unknown[keys] = -_PATIENCE * _MOST_FORMS  # it would be no use for long

    def _add(self, form: Form, keys: int) -> None:
        if self._count >= _MOST_FORMS:
            self._forget()
        alike = self._by_keys[keys]
        if len(alike) >= _MOST_ALIKE:
            alike.remove(min(alike, key=lambda known: known.hits))
            self._count -= 1
        alike.append(form)
        self._count += 1

    def _hold(self, size: int) -> None:
        self._held += size
        if self._held > _ROOM:
            self._forget()


def _keys(content: bytes) -> int:
    """About how many keys there are in *content*, which tells most forms apart; negative where there is a backslash."""
    keys = content.count(b":")
    return -keys if b"\\" in content else keys
