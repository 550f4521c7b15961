"""Events: what a builder is called with, out of its annotations or what its test names."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from inspect import Parameter, Signature
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.errors import HypothesisException
from hypothesis.strategies import SearchStrategy

from kochava_lint.plan import TrackingPlan

__all__ = [
    "ArgumentsError",
    "Event",
    "Events",
    "Planned",
    "drawn_events",
    "event_of",
    "identifier_of",
    "name_of",
    "path_of",
    "planned",
]

_CHOICES: Final = st.integers(0, 63)
_LINES: Final = 3
"""How many lines are told of an error: after the first, pydantic says which field it is, and what is wrong with it."""
_VARIADIC: Final = (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD)


class ArgumentsError(Exception):
    """It cannot be known what a builder is to be called with; it says what to do."""


class Event:
    """
    What a *builder* is called with once: its *arguments*, by name; those in *placed* have to come by their place.

    *choice* is of what breaks several rules at once, which of them it is tried for: so each is shrunk by itself.
    """

    def __init__(self, builder: Callable[..., Any], arguments: Mapping[str, Any], placed: Sequence[str]) -> None:
        self._builder = builder
        self._placed = placed
        self.arguments = dict(arguments)
        self.choice = 0

    def __repr__(self) -> str:
        """Tell the call."""
        told = ", ".join(f"{name}={value!r}" for name, value in self.arguments.items())
        return f"{name_of(self._builder)}({told})"

    def build(self) -> object:
        """Call the builder."""
        __tracebackhide__ = True
        named = dict(self.arguments)
        placed = [named.pop(name) for name in self._placed if name in named]
        return self._builder(*placed, **named)


@dataclass(frozen=True)
class Planned:
    """The events of a tracking plan, or the one called *name*; *plan* is None for that of the project."""

    name: str | None = None
    plan: TrackingPlan | None = None

    def strategies(self, plan: TrackingPlan | None) -> dict[str, SearchStrategy[Any]]:
        """
        What draws the `event_data` of each of its events, by name, where *plan* is that of the project.

        Raises: `ArgumentsError` where there is no such event.
        """
        from kochava_lint.strategies.schema_values import schema_values  # noqa: PLC0415 - few draw events of a plan

        found = self.plan or plan
        events = {} if found is None or found.events is None else found.events
        if not events:
            raise ArgumentsError("no tracking plan names an event; name some in the options, or give planned(plan=…)")
        if self.name is not None and self.name not in events:
            raise ArgumentsError(f"the tracking plan has no event {self.name!r}; it has {', '.join(sorted(events))}")
        names = events if self.name is None else (self.name,)
        return {name: schema_values(events[name]) for name in names}


Drawn = SearchStrategy[Any] | Planned
Events = Drawn | Mapping[str, Drawn]
"""What events are drawn from: arguments by parameter, or the first one."""


def planned(name: str | None = None, *, plan: TrackingPlan | None = None) -> Planned:
    """
    The events of the project's tracking plan, or of *plan*, for the *events* of `fuzz_builder`.

    With a *name* it stands for the `event_data` that the plan's schema of this event allows. Without one it stands for
    two arguments: the name of an event, and such an `event_data`.
    """
    return Planned(name, plan)


def name_of(builder: Callable[..., Any]) -> str:
    """What a *builder* is called."""
    function = inspect.unwrap(getattr(builder, "func", builder))
    return str(getattr(function, "__name__", type(function).__name__))


def path_of(builder: Callable[..., Any]) -> str:
    """Where a *builder* is found by its names: `shop.payloads.Outbox.build_level`."""
    function = inspect.unwrap(getattr(builder, "func", builder))
    named = function if hasattr(function, "__qualname__") else type(function)
    return f"{named.__module__}.{named.__qualname__}"


def identifier_of(builder: Callable[..., Any]) -> str:
    """What a *builder* is called in code; a lambda has no name there."""
    name = name_of(builder)
    return name if name.isidentifier() else "build"


def event_of(builder: Callable[..., Any], example: object) -> Event:
    """
    The event that an *example* says: arguments by name, or the first one.

    Raises: `TypeError` where the builder does not take these, or needs more.
    """
    arguments = example if isinstance(example, Mapping) else {_first_names(builder, 1)[0]: example}
    _check_names(builder, arguments)
    needed = [name for name, parameter in _signature(builder).parameters.items() if _is_needed(parameter)]
    missing = [name for name in needed if name not in arguments]
    if missing:
        whole = ", ".join(f'"{name}": {arguments[name]!r}' if name in arguments else f'"{name}": …' for name in needed)
        raise TypeError(
            f"an example of {name_of(builder)} lacks {' and '.join(missing)}: nothing is drawn for examples; "
            f"write examples=[{{{whole}}}]"
        )
    return Event(builder, arguments, _placed_names(builder))


def drawn_events(
    builder: Callable[..., Any],
    events: Events | Callable[[], Events] | None,
    plan: Callable[[], TrackingPlan | None],
) -> SearchStrategy[Event]:
    """
    What draws the events of a *builder*, from *events* and its annotations.

    It is made when it is drawn from: until then nobody knows the project's *plan*.

    Raises: `TypeError` where *events* name what the builder does not take; when drawn from, `ArgumentsError`.
    """
    if isinstance(events, Mapping):
        _check_names(builder, events)
    elif events is not None and not isinstance(events, SearchStrategy | Planned) and not callable(events):
        raise TypeError(
            f"events= takes a strategy, or a mapping of strategies by parameter, and no {type(events).__name__}"
        )

    placed = _placed_names(builder)

    def made(**arguments: object) -> Event:
        return Event(builder, arguments, placed)

    made.__name__ = made.__qualname__ = identifier_of(builder)  # an example is shown as the call that makes it

    def calls() -> SearchStrategy[Event]:
        given = events() if callable(events) and not isinstance(events, SearchStrategy) else events
        chosen = _chosen(builder, given, plan)
        return st.one_of([st.builds(made, **_with_the_others(builder, strategies)) for strategies in chosen])

    whole: SearchStrategy[Event] = st.deferred(calls)

    @st.composite
    def drawn(draw: st.DrawFn) -> Event:
        try:
            event = draw(whole)
        except (ArgumentsError, HypothesisException):
            raise
        except Exception as error:
            told = "; ".join(line.strip() for line in str(error).splitlines()[:_LINES])
            raise ArgumentsError(
                f"the arguments of {name_of(builder)} cannot be made of its annotations "
                f"({type(error).__name__}: {told}); give events= that makes valid ones, by st.builds(…)"
            ) from error
        event.choice = draw(_CHOICES)
        return event

    return drawn()


def _chosen(
    builder: Callable[..., Any],
    given: Events | None,
    plan: Callable[[], TrackingPlan | None],
) -> list[dict[str, SearchStrategy[Any]]]:
    """What draws the arguments that are *given*, by name: any one of these."""
    if given is None:
        return [{}]
    if isinstance(given, Mapping):
        return [{name: _one(strategy, plan) for name, strategy in given.items()}]
    if isinstance(given, Planned) and given.name is None:
        event_name, event_data = _first_names(builder, 2)
        planned_events = given.strategies(plan())
        return [{event_name: st.just(name), event_data: strategy} for name, strategy in planned_events.items()]
    return [{_first_names(builder, 1)[0]: _one(given, plan)}]


def _one(given: object, plan: Callable[[], TrackingPlan | None]) -> SearchStrategy[Any]:
    if isinstance(given, SearchStrategy):
        return given
    if isinstance(given, Planned) and given.name is not None:
        return given.strategies(plan())[given.name]
    raise ArgumentsError(f"events= takes strategies and planned events by name, and {given!r} is none")


def _with_the_others(
    builder: Callable[..., Any], chosen: Mapping[str, SearchStrategy[Any]]
) -> dict[str, SearchStrategy[Any]]:
    """What draws the arguments: those that are *chosen*, and the others out of their annotations."""
    strategies: dict[str, SearchStrategy[Any]] = {}
    for name, parameter in _signature(builder).parameters.items():
        has_default = parameter.default is not Parameter.empty
        if name in chosen or parameter.kind in _VARIADIC:
            strategies |= {name: chosen[name]} if name in chosen else {}
        elif _tells(parameter.annotation):
            annotated = st.from_type(parameter.annotation)
            strategies[name] = st.just(parameter.default) | annotated if has_default else annotated
        elif not has_default:
            raise ArgumentsError(
                f"nothing tells what {name} of {name_of(builder)} may be; annotate it with a type that is known when "
                f'the tests run, or give events={{"{name}": …}}'
            )
    return strategies | dict(chosen)


def _tells(annotation: object) -> bool:
    """Whether *annotation* says what may stand there: of a bare `dict`, only the empty one could be made."""
    if annotation is Parameter.empty or isinstance(annotation, str):
        return False
    return annotation not in (Any, object, dict, list, set, frozenset, tuple, Mapping, Sequence, Iterable)


def _signature(builder: Callable[..., Any]) -> Signature:
    try:
        return inspect.signature(builder, eval_str=True)
    except (NameError, TypeError, SyntaxError, AttributeError):  # types that only a type checker imports
        return inspect.signature(builder)


def _placed_names(builder: Callable[..., Any]) -> list[str]:
    parameters = _signature(builder).parameters.items()
    return [name for name, parameter in parameters if parameter.kind is Parameter.POSITIONAL_ONLY]


def _first_names(builder: Callable[..., Any], count: int) -> list[str]:
    parameters = _signature(builder).parameters.values()
    names = [parameter.name for parameter in parameters if parameter.kind not in _VARIADIC][:count]
    if len(names) < count:
        raise TypeError(f"{name_of(builder)} has {len(names)} of {count} parameters that events are for")
    return names


def _check_names(builder: Callable[..., Any], named: Iterable[str]) -> None:
    parameters = _signature(builder).parameters
    takes_any = any(parameter.kind is Parameter.VAR_KEYWORD for parameter in parameters.values())
    for name in named:
        if not takes_any and (name not in parameters or parameters[name].kind is Parameter.VAR_POSITIONAL):
            raise TypeError(f"{name_of(builder)} has no parameter {name}; it has {', '.join(parameters) or 'none'}")


def _is_needed(parameter: Parameter) -> bool:
    return parameter.default is Parameter.empty and parameter.kind not in _VARIADIC
