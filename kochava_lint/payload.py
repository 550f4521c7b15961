"""What is linted: one payload."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import orjson

from kochava_lint.body import (
    fingerprint,
    fingerprint_of_value,
    has_each_key_once,
    is_compact,
    span_in_compact,
    written_size,
)
from kochava_lint.comment import Comment
from kochava_lint.device import Device, read_device
from kochava_lint.device_keys import device_keys
from kochava_lint.expression import expression
from kochava_lint.identifier import is_usable
from kochava_lint.json_tree import DuplicateKey, Span
from kochava_lint.memory import once
from kochava_lint.placeholder import is_redacted
from kochava_lint.request import Request
from kochava_lint.source import Pointer, Source, render

__all__ = [
    "ACTIONS",
    "CAPTURED",
    "MISSING",
    "SDK_ACTIONS",
    "TEXT",
    "Defect",
    "Missing",
    "Payload",
    "Recording",
    "Traits",
]

ACTIONS: Final = ("event", "install", "update", "identityLink")
"""What `action` may say in a server-to-server payload."""

SDK_ACTIONS: Final = ("session", "init", "get_attribution", "push_token_add", "push_token_remove")
"""What `action` says only where the Kochava SDK sends it."""


TEXT: Final = "<text>"
"""The name of a source that is no file: a text that was handed over."""


class Missing(enum.Enum):
    """The type of `MISSING`, so that a type checker can tell it from every value."""

    MISSING = "MISSING"

    def __repr__(self) -> str:
        """Show the name under which it is imported."""
        return "MISSING"

    def __bool__(self) -> bool:
        """Tell that an absent value is false, as None is."""
        return False


MISSING: Final = Missing.MISSING
"""The answer for a key that is absent, and for a container of another kind than the path needs."""


class Defect(NamedTuple):
    """Why a payload is no JSON value: at *offset* of its text, or at *pointer* in the Python value."""

    message: str
    pointer: Pointer = ()
    offset: int | None = None


_SHORT: Final = 4096
_NAME: Final = expression(r"<[A-Z][A-Z0-9_ -]*>")


class Recording(NamedTuple):
    """
    How a capture holds a payload.

    *lost* says, for a message, what of the body it does not hold, None where it holds all; *names_secrets* whether its
    tool puts names in angle brackets in the place of secrets, as Ruby's VCR does; *is_editable* whether its file could
    be changed in few places: one that is compressed could not. *comments* are those that speak of its request.
    """

    lost: str | None = None
    names_secrets: bool = False
    is_editable: bool = True
    comments: tuple[Comment, ...] = ()

    def hides(self, value: str, *, free_text: bool) -> bool:
        """Whether *value* is a mark that the capture put in the place of another; see `is_redacted`."""
        is_name = self.names_secrets and _NAME.fullmatch(value) is not None
        return is_name or is_redacted(value, free_text=free_text)


CAPTURED: Final = Recording()
"""A payload that a capture holds as it was sent."""


class Traits(NamedTuple):
    """What is known of a payload by its text alone: `Payload.action`, and `Payload.device_keys`."""

    action: str | None
    device_keys: Mapping[str, str]


# Neither slotted nor a dataclass: what several rules ask of a payload is worked out once and kept, and one is made
# for every line of a capture, where a frozen dataclass would set each field by a call.
class Payload:
    """
    One payload: its decoded *data*, the text it was decoded from, and where it stood.

    *data* is `MISSING` where the text is not JSON (*defect* says why) or was too long to decode.
    *source* is None where the payload came as a Python value.
    *pointer* leads to the payload where it is an element: of a list of payloads, or of an array in one request;
    in the second case it is *batched*. *root* is the payload where it is an object, else an empty one.
    Of one that *is_sound*, it is known that nothing is to be found in it by itself.
    *request* is the one that brought it, where the capture knows that. *recording* is None where the payload comes
    from no capture: then it is as it will be sent.
    """

    data: Any
    source: Source | None
    pointer: Pointer
    defect: Defect | None
    batched: bool
    request: Request | None
    recording: Recording | None
    root: dict[str, Any]
    is_sound = False  # no field of all payloads, as those are that are declared above

    def __init__(
        self,
        data: Any,  # noqa: ANN401 - any JSON value
        source: Source | None = None,
        pointer: Pointer = (),
        defect: Defect | None = None,
        *,
        batched: bool = False,
        request: Request | None = None,
        recording: Recording | None = None,
    ) -> None:
        fields = self.__dict__
        fields["data"] = data
        fields["source"] = source
        fields["pointer"] = pointer
        fields["defect"] = defect
        fields["batched"] = batched
        fields["request"] = request
        fields["recording"] = recording
        fields["root"] = data if isinstance(data, dict) else {}

    @classmethod
    def sound(cls, source: Source, recording: Recording, traits: Traits) -> Payload:
        """The one whose text is *source*, of which *traits* are known: the text is decoded when it is asked for."""
        payload = cls.__new__(cls)
        fields = payload.__dict__
        fields["source"] = source
        fields["pointer"] = ()
        fields["defect"] = None
        fields["batched"] = False
        fields["request"] = None
        fields["recording"] = recording
        fields["is_sound"] = True
        fields["action"], fields["device_keys"] = traits
        return payload

    def __getstate__(self) -> dict[str, Any]:
        """What is sent to another process: nothing of what is worked out there as fast, nor of what nests deep."""
        state = {name: getattr(self, name) for name in Payload.__annotations__ if name not in {"data", "root"}}
        if self.source is None or self.__dict__.get("data") is MISSING:
            state["data"] = self.data
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Make it of what was sent; what its text says is decoded when it is asked for."""
        self.__dict__.update(state)
        if "data" in state:
            self.__dict__["root"] = self.data if isinstance(self.data, dict) else {}

    if not TYPE_CHECKING:  # which would take any name for one of a payload

        def __getattr__(self, name: str) -> object:
            """Decode what is known by its text, or was not sent."""
            if name not in {"data", "root"} or "source" not in self.__dict__ or self.source is None:
                raise AttributeError(name)
            data = orjson.loads(self.source.content)
            self.__dict__.update(data=data, root=data if isinstance(data, dict) else {})
            return self.__dict__[name]

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse: what was found in a payload has to stay true of it."""
        raise AttributeError(f"a payload cannot be changed; {name} stays as it is")

    def __repr__(self) -> str:
        """Tell where the payload is from, and nothing of what it says: payloads are personal data."""
        name = self.source.name if self.source else "value"
        return f"<Payload {self.action or 'of no known action'} from {name}>"

    @property
    def is_editable(self) -> bool:
        """Whether its text can be changed where it stands: none that is signed, encoded, or known in part only."""
        if self.source is None or not self.source.is_editable or not isinstance(self.data, dict):
            return False
        if self.recording is not None and not (self.recording.is_editable and self.is_whole):
            return False
        return self.request is None or not self.request.is_signed

    @property
    def is_whole(self) -> bool:
        """Whether all of it is known that was sent, as far as the capture tells."""
        return self.recording is None or self.recording.lost is None

    @property
    def is_lost(self) -> bool:
        """Whether nothing of it can be read, as the capture does not hold it."""
        return not self.is_whole and self.data is MISSING

    @once
    def place(self) -> str:
        """Where the payload is in its capture, for a message: `line 12` of a text, `/3` in a Python list."""
        if self.source is None or (self.source.name == TEXT and len(self.pointer) > self.batched):
            return render(self.pointer) or "another payload"
        column = f", column {self.source.column}" if self.source.column > 1 else ""
        return f"line {self.source.line}{column}"

    def get(self, *path: str | int) -> Any:  # noqa: ANN401 - any JSON value
        """The value at *path*, or `MISSING` where a key is absent or a container is of another kind."""
        value = self.data
        for token in path:
            if isinstance(value, dict):
                value = value.get(token, MISSING)
            elif isinstance(value, list) and isinstance(token, int) and 0 <= token < len(value):
                value = value[token]
            else:
                return MISSING
        return value

    @once
    def action(self) -> str | None:
        """
        One of `ACTIONS`, or None where the payload names another, or is no object.

        Where it names none: an identityLink where the root has `device_id`, and nothing has `device_ids` or
        `event_name`; else an event.
        """
        if not isinstance(self.data, dict):
            return None
        action = self.data.get("action")
        if action is not None and action != "":
            return action if isinstance(action, str) and action in ACTIONS else None
        inside = self.data.get("data")
        keys = (*self.data, *inside) if isinstance(inside, dict) else tuple(self.data)
        is_event = "device_id" not in self.data or "device_ids" in keys or "event_name" in keys
        return "event" if is_event else "identityLink"

    @once
    def inner(self) -> dict[str, Any]:
        """
        The object `data` of the payload, or an empty one where it has none.

        Empty too in an identityLink, in whose `data` every name is the user's own.
        """
        inner = self.root.get("data")
        return inner if isinstance(inner, dict) and self.action != "identityLink" else {}

    def has(self, key: str) -> bool:
        """Whether the context key *key* is there at all, be it null."""
        return key in self.inner or key in self.root

    def context(self, key: str) -> Any:  # noqa: ANN401 - any JSON value
        """The value of the context key *key*: in `data`, else at the root. A null counts as absent."""
        value = self.inner.get(key)
        if value is None:
            value = self.root.get(key)
        return MISSING if value is None else value

    def where(self, key: str) -> Pointer:
        """Where `context` finds *key*; where it is absent, the object that should hold it."""
        if self.inner.get(key) is not None:
            return ("data", key)
        if self.root.get(key) is not None:
            return (key,)
        if key in self.inner:
            return ("data", key)
        return (key,) if key in self.root else self.holder

    @once
    def holder(self) -> Pointer:
        """The object in which an absent context key should be: `data` where that is an object, else the root."""
        return ("data",) if isinstance(self.root.get("data"), dict) else ()

    @once
    def ids_pointer(self) -> Pointer:
        """Where the identifiers are: `device_ids`, or `device_id` in an identityLink."""
        return ("device_id",) if self.action == "identityLink" else self.where("device_ids")

    @once
    def ids(self) -> Mapping[str, Any]:
        """The identifiers by name, of any type; empty where there are none."""
        ids = self.root.get("device_id") if self.action == "identityLink" else self.context("device_ids")
        return ids if isinstance(ids, dict) else {}

    def identifiers(self, *names: str) -> list[tuple[Pointer, str]]:
        """The identifiers called *names* that are text: where each stands, and its value."""
        found: list[tuple[Pointer, str]] = []
        for name in names:
            value = self.ids.get(name)
            if isinstance(value, str):
                found.append(((*self.ids_pointer, name), value))
            # An update carries the new IDFA in `data` itself, as the SDK does.
            if self.action == "update" and isinstance(self.inner.get(name), str):
                found.append((("data", name), self.inner[name]))
        return found

    @once
    def is_identified(self) -> bool:
        """Whether any identifier could identify a device; one of a wrong type is wrong in that alone."""
        return any(is_usable(value) or not isinstance(value, str | None) for value in self.ids.values())

    def has_usable(self, *names: str) -> bool:
        """Whether any of the identifiers called *names* could identify a device."""
        return any(is_usable(value) for _, value in self.identifiers(*names))

    @once
    def event_data(self) -> Mapping[str, Any]:
        """What belongs to the event: the object `event_data`, or the one that its text holds; empty otherwise."""
        value = self.read_event_data
        return value if isinstance(value, dict) else {}

    @once
    def read_event_data(self) -> Any:  # noqa: ANN401 - any JSON value
        """The value of `event_data`, or the one that its text holds; `MISSING` where the text is not JSON."""
        value = self.context("event_data")
        if not isinstance(value, str):
            return value
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            return MISSING

    def event_data_pointer(self, key: str) -> Pointer:
        """Where `event_data` holds *key*; the text itself where it stands in a text."""
        where = self.where("event_data")
        return (*where, key) if isinstance(self.context("event_data"), dict) else where

    @once
    def att_block(self) -> Mapping[str, Any]:
        """The object `app_tracking_transparency`, or an empty one where there is none."""
        block = self.context("app_tracking_transparency")
        return block if isinstance(block, dict) else {}

    def att(self, key: str = "att") -> Any:  # noqa: ANN401 - any JSON value
        """The value of the ATT key *key*: in `app_tracking_transparency`, else loose in `data`, else at the root."""
        if key in self.att_block:
            return self.att_block[key]
        value = self.inner.get(key, MISSING)
        return self.root.get(key, MISSING) if value is MISSING else value

    def att_pointer(self, key: str = "att") -> Pointer:
        """Where `att` finds *key*; where it is absent, the object that should hold it."""
        block = self.context("app_tracking_transparency")
        if key not in self.att_block:
            if key in self.inner:
                return ("data", key)
            if key in self.root:
                return (key,)
        where = self.where("app_tracking_transparency") if isinstance(block, dict) else self.holder
        return (*where, key) if key in self.att_block else where

    @once
    def device(self) -> Device:
        """The device that the payload speaks of."""
        device = read_device(self.context("device_ver"), self.context("device_ua"))
        # Identifiers tell a platform only where nothing else does, or where an iPad may pass for a Mac.
        if device.platform is None or (device.platform == "macos" and not device.sure):
            apple = self.has_usable("idfa", "idfv")
            return device.with_identifiers(apple=apple, android=self.has_usable("adid", "android_id"))
        return device

    @once
    def device_keys(self) -> Mapping[str, str]:
        """
        What tells the device that the payload speaks of from others, by the name of the identifier.

        See `kochava_lint.device_keys`.
        """
        told = self.ids
        if self.action == "update":
            told = {name: self.get(*pointer) for name, pointer in self.device_identifiers.items()}
        return device_keys(self.root.get("kochava_app_id"), told.items(), self.root.get("kochava_device_id"))

    @property
    def device_identifiers(self) -> Mapping[str, Pointer]:
        """Where the identifiers stand that tell the device, by name: in an update, some in `data` itself."""
        where: dict[str, Pointer] = {name: (*self.ids_pointer, name) for name in self.ids}
        if self.action == "update":
            where |= {name: ("data", name) for name in ("idfa", "idfv") if name in self.inner}
        return where

    @property
    def fingerprint(self) -> str | None:
        """A digest of the payload's bytes as they are sent; None where it cannot be written, or is not known whole."""
        if not self.is_whole:
            return None
        if self.source is not None:
            return fingerprint(self.source.content)
        return None if self.data is MISSING else fingerprint_of_value(self.data)

    @property
    def size(self) -> int | None:
        """The length of the body in bytes: of its text, or of what a compact writer makes of the Python value."""
        if self.source is not None:
            return self.source.size
        return None if self.data is MISSING else written_size(self.data)

    @property
    def duplicate_keys(self) -> Sequence[DuplicateKey]:
        """The keys that the text gives more than once in one object."""
        if self.source is None or self.data is MISSING or has_each_key_once(self.source.content, self.data):
            return ()
        return self.source.tree.duplicates

    def span(self, pointer: Pointer) -> Span | None:
        """Where the value at *pointer* stands in the text; None where there is no text, or none that is JSON."""
        if self.source is None or self.data is MISSING:
            return None
        if not self.source.is_read and self._is_compact:
            span = span_in_compact(self.data, pointer)
            return None if span is None else Span(*span)
        return self.source.span(pointer)

    @once
    def _is_compact(self) -> bool:
        # Of a long text much may be asked, and each answer takes as long as what stands before it.
        content = self.source.content if self.source is not None else b""
        return 0 < len(content) <= _SHORT and is_compact(content, self.data)
