"""Spelling: which known word was meant."""

from __future__ import annotations

from collections.abc import Collection, Iterable

__all__ = ["hint", "is_one_edit_apart", "nearest", "squeezed"]


def squeezed(word: str) -> str:
    """Write *word* without what people add or leave out: case, spaces, hyphens, underscores."""
    return "".join(char for char in word.lower() if char not in " -_")


def is_one_edit_apart(word: str, other: str) -> bool:
    """Whether one letter added, dropped, replaced, or swapped with its neighbour makes one word the other."""
    if word == other or abs(len(word) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(word), len(other)) and word[start] == other[start]:
        start += 1
    rest, other_rest = word[start:], other[start:]
    return (
        rest[1:] == other_rest[1:]
        or rest[1:] == other_rest
        or rest == other_rest[1:]
        or (rest[:2] == other_rest[:2][::-1] and rest[2:] == other_rest[2:])
    )


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The word of *known* that *word* was probably meant to be, or None where none is near."""
    by_plain = {squeezed(candidate): candidate for candidate in known}
    plain = squeezed(word)
    if plain in by_plain:
        return by_plain[plain]
    # A long word is none of ours, and comparing it would take time that grows with its square.
    if len(plain) > 64:  # noqa: PLR2004
        return None
    from difflib import get_close_matches  # noqa: PLC0415 - only where something is wrong

    found = get_close_matches(plain, by_plain, n=1, cutoff=0.75)
    return by_plain[found[0]] if found else None


def hint(word: str, known: Collection[str], otherwise: str | None = None) -> str:
    """What to say of a *word* that is none of those *known*: which is near, else *otherwise*, or which there are."""
    meant = nearest(word, known)
    if meant is not None:
        return f"{meant} is probably meant"
    return f"there are {', '.join(known)}" if otherwise is None else otherwise
