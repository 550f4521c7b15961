"""
Seams: the functions of HTTP clients where a request can be seen before any mock answers it.

Each client has a module in `clients`, which is called as the client's package is. A seam is put in when the client is
imported, by whoever needs it: nothing is imported for our sake.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import nullcontext
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Final, cast

from kochava_lint.observe.exchange import Outgoing, apart, exchanging
from kochava_lint.observe.guard import check_exchange
from kochava_lint.observe.observer import observers

__all__ = ["Call", "Describe", "described", "install", "is_in_place", "is_watched", "replace", "tell", "wrap"]

_FOLDER: Final = f"{__package__}.clients"
_MARK: Final = "__kochava_seam__"
_finder: _Finder | None = None


class Call:
    """The arguments of a call, which may be looked at by name, and changed."""

    def __init__(self, args: Sequence[Any], kwargs: Mapping[str, Any], *, is_understood: bool = True) -> None:
        self.args = list(args)
        self.kwargs = dict(kwargs)
        self.is_understood = is_understood

    def get(self, index: int, name: str, default: Any = None) -> Any:  # noqa: ANN401 - as it was given
        """The argument at *index*, or else the one called *name*."""
        return self.args[index] if index < len(self.args) else self.kwargs.get(name, default)

    def put(self, index: int, name: str, value: object) -> None:
        """Give *value* in the place of that argument."""
        if index < len(self.args):
            self.args[index] = value
        elif name in self.kwargs:
            self.kwargs[name] = value


Describe = Callable[[Call], "Outgoing | None"]
"""What tells of a call which request it sends; None where that is no concern of ours."""


def is_watched() -> bool:
    """Whether anybody observes."""
    return next(observers(), None) is not None


def tell(seam: str, error: BaseException) -> None:
    """Tell those who observe that something went wrong at a *seam*; what they observe goes on."""
    for observer in observers():
        observer.diagnostics.append(f"{seam}: {type(error).__name__}")


def wrap(
    owner: Any,  # noqa: ANN401 - a module or class
    name: str,
    describe: Describe,
    *,
    prepare: Callable[[Call], Awaitable[None]] | None = None,
    is_out_of_sight: bool = False,
    is_whole: bool = False,
) -> None:
    """
    Have calls of *owner*'s function *name* seen, as *describe* tells of them.

    What it does, and what it is given, stays the same; only a body that can be read once is given as a stand-in.
    *prepare* is awaited before, where what is called is a coroutine. Where it connects *out of sight* of Python's audit
    events, the guard stops it here. Where each of its calls *is* a *whole* request, one to another place is no part of
    the exchange that it is made in, as the token is not that a request to Kochava waits for.
    """
    if is_in_place(owner, name):
        return
    original = getattr(owner, name)
    seam = f"{getattr(owner, '__name__', type(owner).__name__)}.{name}"

    def synchronous(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as it is called
        call, outgoing = described(describe, seam, args, kwargs)
        if outgoing is None:
            with apart() if is_whole and call.is_understood else nullcontext():
                return original(*args, **kwargs)
        with exchanging(outgoing):
            if is_out_of_sight:
                check_exchange()
            return original(*call.args, **call.kwargs)

    async def asynchronous(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as it is called
        if prepare is not None and is_watched():
            await prepare(Call(args, kwargs))
        call, outgoing = described(describe, seam, args, kwargs)
        if outgoing is None:
            with apart() if is_whole and call.is_understood else nullcontext():
                return await original(*args, **kwargs)
        with exchanging(outgoing):
            if is_out_of_sight:
                check_exchange()
            return await original(*call.args, **call.kwargs)

    replace(owner, name, asynchronous if inspect.iscoroutinefunction(original) else synchronous)


def replace(owner: Any, name: str, wrapper: Any) -> None:  # noqa: ANN401 - a module or class
    """Put *wrapper*, which calls it, in the place of *owner*'s function *name*, and have it look like that."""
    functools.update_wrapper(wrapper, getattr(owner, name))
    setattr(wrapper, _MARK, True)
    setattr(owner, name, wrapper)


def is_in_place(owner: Any, name: str) -> bool:  # noqa: ANN401 - a module or class
    """Whether *owner*'s function *name* is a seam already, or is not there."""
    original = inspect.getattr_static(owner, name, None)
    return original is None or getattr(original, _MARK, False)


def described(
    describe: Describe, seam: str, args: Sequence[Any], kwargs: Mapping[str, Any]
) -> tuple[Call, Outgoing | None]:
    """What a call at *seam* sends, and how it is to be called."""
    call = Call(args, kwargs)
    if not is_watched():
        return call, None
    try:
        return call, describe(call)
    except Exception as error:  # noqa: BLE001 - a client that is other than we know it must go on as without us
        tell(seam, error)
        return Call(args, kwargs, is_understood=False), None


def install() -> None:
    """Put in the seams of all clients: of those that are imported now, and of others when they are."""
    global _finder  # noqa: PLW0603 - as `sys.meta_path`, which is the process's
    if _finder is None:
        _finder = _Finder()
    if _finder not in sys.meta_path:
        sys.meta_path.insert(0, cast("Any", _finder))
    for name in _finder.clients:
        if name in sys.modules:
            _finder.patch_loaded(name)


class _Finder:
    """Is asked first for every module that is imported, and has those of clients patched once they are loaded."""

    def __init__(self) -> None:
        package = importlib.import_module(_FOLDER)
        self.clients = frozenset(info.name for info in pkgutil.iter_modules(package.__path__))
        self._asked: set[str] = set()

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec that the others find for a module of a client, with a loader that patches it."""
        client = name.partition(".")[0]
        if client not in self.clients or name in self._asked or name not in self._seams(client):
            return None
        self._asked.add(name)
        try:
            for finder in sys.meta_path:
                find = getattr(finder, "find_spec", None)
                spec = find(name, path, target) if find is not None and finder is not self else None
                if spec is not None:
                    self._hook(spec, name)
                    return cast("ModuleSpec", spec)
        finally:
            self._asked.discard(name)
        return None

    def _hook(self, spec: ModuleSpec, name: str) -> None:
        loader: Any = spec.loader
        execute = getattr(loader, "exec_module", None)
        if execute is None:
            return

        def exec_module(module: ModuleType) -> None:
            execute(module)
            if module.__name__ == name:
                self._patch(name, module)

        try:
            loader.exec_module = exec_module
        except AttributeError as error:  # a loader without a dictionary
            tell(name, error)

    def patch_loaded(self, client: str) -> None:
        """Patch the modules of *client* that are loaded."""
        for name in sorted(self._seams(client), reverse=True):  # a package takes over what its modules have
            module = sys.modules.get(name)
            # One that is being imported at this moment is patched when it is done.
            if module is not None and not getattr(getattr(module, "__spec__", None), "_initializing", False):
                self._patch(name, module)

    def _seams(self, client: str) -> Mapping[str, Callable[[Any], None]]:
        """What to do with modules of *client*, by their names."""
        seams: Mapping[str, Callable[[Any], None]] = importlib.import_module(f"{_FOLDER}.{client}").SEAMS
        return seams

    def _patch(self, name: str, module: ModuleType) -> None:
        try:
            self._seams(name.partition(".")[0])[name](module)
        except Exception as error:  # noqa: BLE001 - a client that is other than we know it must work as without us
            tell(name, error)
