"""What would mend a problem: changes to single values, keys and members of a payload."""

from __future__ import annotations

from dataclasses import dataclass, field

from kochava_lint.source import Pointer

__all__ = ["Change", "Fix", "InsertMember", "MoveMember", "RenameKey", "SetValue"]


@dataclass(frozen=True, slots=True)
class SetValue:
    """Put the scalar *value* where another value stands."""

    pointer: Pointer
    value: str | int | bool = field(repr=False)


@dataclass(frozen=True, slots=True)
class RenameKey:
    """Call the member at *pointer* *key*, which its object does not have."""

    pointer: Pointer
    key: str


@dataclass(frozen=True, slots=True)
class InsertMember:
    """Add *key* with the scalar *value* to the object at *pointer*, which does not have it."""

    pointer: Pointer
    key: str
    value: str | int | bool


@dataclass(frozen=True, slots=True)
class MoveMember:
    """
    Move the member at *pointer*, with its key, into the object at *into*, which does not have it.

    Where there is nothing at *into*, the object is made: its own parent has to be there.
    """

    pointer: Pointer
    into: Pointer


Change = SetValue | RenameKey | InsertMember | MoveMember


@dataclass(frozen=True, slots=True)
class Fix:
    """
    What would mend a problem.

    *message* says what is done, and holds no value that could identify a person. A *safe* one keeps what the
    payload means; others are right in all likelihood, and are made only where the user asks for them.
    """

    message: str
    change: Change
    safe: bool = False
