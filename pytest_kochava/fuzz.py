"""
Fuzzing what builds payloads: it is called with events that Hypothesis draws, and whatever it makes of them is linted.

>>> from pytest_kochava import fuzz_builder
>>> def build_level(level: int) -> dict[str, object]:
...     return {"action": "event", "data": {"event_data": {"level": level}}}
>>> test_level = fuzz_builder(build_level)
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

try:
    import hypothesis
except ModuleNotFoundError as error:
    if error.name != "hypothesis":
        raise
    raise ModuleNotFoundError(
        "fuzz_builder needs Hypothesis: pip install 'kochava-lint[pytest,hypothesis]'", name="hypothesis"
    ) from None

from kochava_lint.builder import exception_types
from kochava_lint.plan import TrackingPlan
from pytest_kochava.builder_arguments import (
    Event,
    Events,
    drawn_events,
    event_of,
    identifier_of,
    name_of,
    path_of,
    planned,
)
from pytest_kochava.built import Place
from pytest_kochava.trial import Builder, Trial

__all__ = ["FUZZ", "Fuzz", "fuzz", "fuzz_builder", "place_of", "planned"]

FUZZ: Final = "kochava_fuzz"
"""The attribute of a test that holds what it tries."""


@dataclass
class Fuzz:
    """What a test tries: the *builder*, and the *trial* that is under way, which the plugin begins and ends."""

    builder: Builder
    trial: Trial | None = None

    def begin(self, trial: Trial, test: Any, name: str) -> None:  # noqa: ANN401 - what `hypothesis.given` makes
        """Begin a *trial*, for the *test* called *name*, whose failures are saved as those of this name and builder."""
        self.trial = trial
        inner = test.hypothesis.inner_test
        inner.__annotations__["event"] = Annotated[Event, f"{path_of(self.builder.function)} {name}"]

    def run(self, event: Event) -> None:
        """
        Try one *event*.

        Raises: `RuntimeError` where the plugin is not there.
        """
        __tracebackhide__ = True
        self._under_way().run(event)

    def plan(self) -> TrackingPlan | None:
        """The project's tracking plan."""
        return self._under_way().plan

    def _under_way(self) -> Trial:
        __tracebackhide__ = True
        if self.trial is None:
            raise RuntimeError(
                "fuzz_builder needs pytest and the plugin of kochava-lint: run pytest without -p no:kochava, or where "
                "plugins are not loaded by themselves, with -p pytest_kochava.plugin"
            )
        return self.trial


def fuzz_builder(
    builder: Callable[..., Any],
    *,
    events: Events | Callable[[], Events] | None = None,
    examples: Iterable[Any] = (),
    raises: type[Exception] | tuple[type[Exception], ...] = (),
    ignore: str | Iterable[str] = (),
    expect: str | Iterable[str] = (),
    settings: hypothesis.settings | None = None,
) -> Callable[..., None]:
    """
    A test that calls *builder* with events, and lints what it builds, or what it sends.

    The *builder* returns a payload (a dict), the body of a request (text or bytes), a request of an HTTP client, or a
    list of these; it may be asynchronous. Where it sends to Kochava itself, what it sends is linted too, and nothing
    leaves the machine: a request that no mock answers ends the call. As of all that is sent in tests, the project's
    options and the test's markers say what fails. The smallest event that breaks a rule is told of, for each rule.

    *events* is a strategy of Hypothesis for the first parameter, or a mapping of strategies by parameter, or `planned`
    events; or a function that returns one of these. The other parameters are drawn as their annotations say. *examples*
    are tried first, each a mapping of arguments by parameter, or the first argument. For events that the builder
    refuses it may raise *raises*. The rules in *ignore* are not held against it, and those in *expect* are broken by
    some event, or the test fails. *settings* are those of Hypothesis, by default of its profile; no deadline holds.

    Raises: `TypeError` where *events* or *examples* name what the builder does not take, or *raises* no exceptions.
    """
    caller = sys._getframe(1)  # noqa: SLF001 - the test stands where it is made
    wanted = {"events": events, "examples": examples, "raises": raises, "ignore": ignore, "expect": expect}
    return fuzz(builder, wanted, (caller.f_code.co_filename, caller.f_lineno), settings)


def fuzz(
    builder: Callable[..., Any],
    wanted: Mapping[str, Any],
    place: tuple[str, int],
    settings: hypothesis.settings | None = None,
) -> Callable[..., None]:
    """
    A test of *builder*, with what is *wanted* by the keywords of `fuzz_builder`; it stands at *place*, a file and line.

    Raises: as `fuzz_builder`.
    """
    if not callable(builder):
        raise TypeError(f"a function that builds payloads is fuzzed, and no {type(builder).__name__}")
    tried = Fuzz(
        Builder(
            builder,
            place_of(builder),
            exception_types(wanted.get("raises", ())),
            _names(wanted.get("ignore", ())),
            _names(wanted.get("expect", ())),
        )
    )

    def test(*_: object, event: Event) -> None:  # a class of tests passes itself
        __tracebackhide__ = True
        tried.run(event)

    test.__name__ = test.__qualname__ = f"test_{identifier_of(builder)}"
    given = hypothesis.given(event=drawn_events(builder, wanted.get("events"), tried.plan))(test)
    # Its place is told of the outer function alone. Of the inner one, Hypothesis tells by its source what it has saved:
    # that may not be another whenever the builder is mended, and `Fuzz.begin` tells builders apart.
    given.__code__ = given.__code__.replace(co_filename=place[0], co_firstlineno=place[1])
    for example in wanted.get("examples", ()):
        given = hypothesis.example(event=event_of(builder, example))(given)
    setattr(given, FUZZ, tried)
    # How fast a builder is, is no concern of ours, and one that sends is slow at first.
    return hypothesis.settings(settings, deadline=None)(given)


def _names(rules: str | Iterable[str]) -> tuple[str, ...]:
    return (rules,) if isinstance(rules, str) else tuple(rules)


def place_of(builder: Callable[..., Any]) -> Place:
    """Where a *builder* stands: of what is no function, its type does."""
    function: Any = inspect.unwrap(getattr(builder, "func", builder))
    code = getattr(function, "__code__", None)
    if code is not None:
        return code.co_filename, code.co_firstlineno, name_of(builder)
    try:
        return inspect.getsourcefile(type(function)) or "", inspect.getsourcelines(type(function))[1], name_of(builder)
    except (OSError, TypeError):
        return "", 1, name_of(builder)
