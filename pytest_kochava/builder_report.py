"""What is said of a builder that fails: what is found, and the smallest event that it was found for."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from math import isfinite
from operator import attrgetter
from types import TracebackType
from typing import Any, Final

from hypothesis.errors import FailedHealthCheck, Flaky, InvalidArgument, ResolutionFailed, Unsatisfiable

from pytest_kochava import builder_arguments, built
from pytest_kochava.builder_arguments import ArgumentsError
from pytest_kochava.judge import Fault, packed
from pytest_kochava.trial import Builder, BuilderFailure

__all__ = ["failure_text", "failures_in", "found", "is_flaky", "show_the_builder_alone", "unusable_events"]

_CHANCE: Final = (
    "hardly any event will do: give events= that draws what the builder takes; of a planned event, keywords such as "
    "`not` and `dependentRequired` are only checked, and met by chance"
)
_FLAKY: Final = (
    "what comes of an event has to hang on that alone: hand over as an argument, or set for the test, what else "
    "decides (the clock, random numbers, what earlier calls have left behind)"
)
_EXPLANATION: Final = "Explanation:"
_CALLERS: Final = (built.__name__, builder_arguments.__name__)
"""The modules whose functions stand above those of a builder when that is called."""
_OURS: Final = tuple(f"{os.sep}{name}{os.sep}" for name in ("kochava_lint", "pytest_kochava"))


def failures_in(error: BaseException) -> list[BuilderFailure]:
    """The failures that an *error* of a test holds, which may be a group; sorted; none where it holds anything else."""
    single = list(_members(error))
    failures = [member for member in single if isinstance(member, BuilderFailure)]
    return sorted(failures, key=attrgetter("message")) if len(failures) == len(single) else []


def _members(error: BaseException) -> Iterator[BaseException]:
    # Before Python 3.11 the type of groups is that of a library.
    members = getattr(error, "exceptions", None)
    if members is None:
        yield error
    else:
        for member in members:
            yield from _members(member)


def found(failures: Sequence[BuilderFailure]) -> list[dict[str, Any]]:
    """What the *failures* found, in what can be sent to another process: rules, and the captures that break them."""
    return [
        {"rule": failure.faults[0].finding.rule, "captures": [packed(capture) for capture in failure.captures]}
        for failure in failures
        if failure.faults
    ]


def is_flaky(error: BaseException) -> bool:
    """Whether an *error* tells that the same event has failed once, and another time not, or otherwise."""
    return isinstance(error, Flaky) or any(map(is_flaky, getattr(error, "exceptions", ())))


def unusable_events(error: BaseException) -> str | None:
    """Why there are no events to try a builder with; None where the *error* tells something else."""
    for member in _members(error):
        if isinstance(member, ArgumentsError):
            return str(member)
        if isinstance(member, ResolutionFailed | InvalidArgument):
            return f"{member}; give events= that says what to draw"
        is_filtered = isinstance(member, FailedHealthCheck) and "filter_too_much" in str(member)
        if is_filtered or isinstance(member, Unsatisfiable):
            return f"{_CHANCE}\n\n{member}"
    return None


def show_the_builder_alone(error: BaseException) -> None:
    """
    Leave of the traceback of an *error*, and of what is noted of it, what is about the builder.

    The other frames are Hypothesis's and ours: of a test that nobody has written, they show lines that are not its.
    """
    for member in _members(error):
        member.__traceback__ = _of_the_builder(member.__traceback__)
        if hasattr(member, "__notes__"):
            member.__notes__ = _notes(member)
    error.__traceback__ = next(_members(error)).__traceback__  # of a group, for want of a place that it has itself


def _of_the_builder(frames: TracebackType | None) -> TracebackType | None:
    found = frames
    while frames is not None:
        found = frames.tb_next if frames.tb_frame.f_globals.get("__name__") in _CALLERS else found
        frames = frames.tb_next
    return found


def failure_text(builder: Builder, failures: Sequence[BuilderFailure], *, flaky: bool) -> str:
    """Why the test of a *builder* fails, for each of its *failures*; a summary has room for the first line only."""
    rules = [failure.faults[0].finding.rule for failure in failures if failure.faults]
    told = [failure.message for failure in failures if not failure.faults]
    told = [*([f"{builder.name} breaks {', '.join(rules)}"] if rules else []), *told]
    lines = [f"{'flaky, for the same event not always: ' if flaky else ''}{'; '.join(told)}"]
    lines += ["", _FLAKY] if flaky else []
    for failure in failures:
        # What is flaky has its notes elsewhere, and in the words of a test that always fails.
        lines += [*failure.lines, "", *(_notes(failure) or [f"with {failure.event!r}"])]
        lines += _hint(failure)
        lines += ["", "it printed:", *map("    ".__add__, failure.printed.splitlines())] if failure.printed else []
    return "\n".join(lines)


def _hint(failure: BuilderFailure) -> list[str]:
    """What to do about a float that no payload can hold: whoever annotates one seldom means those."""
    if failure.event is None or not any(map(_is_not_finite, failure.faults)):
        return []
    values = failure.event.arguments.items()
    name = next((name for name, value in values if isinstance(value, float) and not isfinite(value)), "…")
    told = f'events={{"{name}": st.floats(allow_nan=False, allow_infinity=False)}}'
    return ["", f"a float may be nan or infinite: give {told}, or let the builder raise what raises= names"]


def _is_not_finite(fault: Fault) -> bool:
    message = fault.finding.message
    return fault.finding.rule == "invalid-json" and ("NaN" in message or "Infinity" in message)


def _notes(failure: BaseException) -> list[str]:
    """What Hypothesis notes of a *failure*: the event, and the lines of code that only such events reach, but ours."""
    lines = [line for note in getattr(failure, "__notes__", ()) for line in note.splitlines()]
    begun = lines.index(_EXPLANATION) if _EXPLANATION in lines else len(lines)
    where = [line for line in lines[begun + 2 :] if not any(folder in line for folder in _OURS)]
    is_known = any(":" in line for line in where)
    return [*lines[:begun], *(lines[begun : begun + 2] + where if is_known else [])]
