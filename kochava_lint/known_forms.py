"""The forms of the payloads that were linted so far, and what was sound in them: a bounded memory."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from typing import Final

from kochava_lint.form import Form, learn_form
from kochava_lint.payload import Payload

__all__ = ["KnownForms"]

_LONGEST: Final = 8 * 1024
"""The longest text that is remembered, in bytes: that of an ordinary payload has less than a tenth."""
_MOST_FORMS: Final = 64
_MOST_ALIKE: Final = 8
_ROOM: Final = 32 * 1024**2
_PATIENCE: Final = 64
"""How many payloads have to be of no known form until one is learnt: that takes as long as linting as many."""
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
        self._by_keys: dict[int, list[Form]] = defaultdict(list)
        self._unknown: Counter[int] = Counter()
        self._held = 0
        self._count = 0

    def know(self, content: bytes, now: float) -> bool:
        """Whether nothing can be found in a payload with the text *content*, at *now* in epoch seconds."""
        if now != self._now:
            self._set_clock(now)
        # What `_keys` says, without a call: this is asked for every payload.
        keys = content.count(b":")
        forms = self._by_keys.get(-keys if b"\\" in content else keys)
        if forms is None or len(content) > _LONGEST:
            return False
        for form in forms:
            match = form.match(content)
            if match is not None:
                return form.knows(match, self._latest)
        return False

    def _set_clock(self, now: float) -> None:
        if now < self._now:  # what was in the past may be in the future again
            self._forget()
        self._now = now
        self._latest = b"%d" % (now + _CLOCKS_DIFFER)

    def learn(self, content: bytes, payload: Payload, now: float) -> None:
        """Take note that nothing was found in *payload*, whose text is *content*, at *now*."""
        if now != self._now:
            self._set_clock(now)
        if len(content) > _LONGEST:
            return
        keys = _keys(content)
        for form in self._by_keys.get(keys, ()):
            match = form.match(content)
            if match is not None:
                self._hold(form.remember(match))
                return
        self._unknown[keys] += 1
        if self._unknown[keys] < _PATIENCE:
            return
        self._unknown[keys] = 0
        learnt = learn_form(payload, self._together)
        # It does not match where one identifier is given twice, which rules may take for all right.
        match = learnt.match(content) if learnt else None
        if learnt and match:
            self._add(learnt, keys)
            self._hold(learnt.remember(match))

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
