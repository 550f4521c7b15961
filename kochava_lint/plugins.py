"""
Plugins: finding what is built in and what is installed. The built-ins are one more plugin.

A manager is made fresh each time: what is found is a value, and there is no registry to clean up.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType
from typing import Protocol, TypeVar, cast

import pluggy

from kochava_lint import formats, hookspecs, reporters, rules
from kochava_lint.errors import PluginError
from kochava_lint.format import Format
from kochava_lint.hookspecs import PROJECT, hookimpl
from kochava_lint.reporter import Reporter
from kochava_lint.rule import Rule

__all__ = ["BUILT_IN", "Plugins", "load_plugins"]

BUILT_IN = "kochava-lint itself"
"""The name of the plugin that holds what is built in."""


class _Named(Protocol):
    @property
    def name(self) -> str: ...


_T = TypeVar("_T", bound=_Named)


@dataclass(frozen=True, slots=True)
class Plugins:
    """What the plugins offer, by name, and which plugin each *rule* is of (*origins*)."""

    rules: Mapping[str, Rule]
    formats: Mapping[str, Format]
    reporters: Mapping[str, Reporter]
    origins: Mapping[str, str]


class _BuiltIn:
    """The built-ins: every rule, format and reporter that a module of these folders holds."""

    @hookimpl
    def kochava_lint_rules(self) -> list[Rule]:
        return _instances(Rule, rules)

    @hookimpl
    def kochava_lint_formats(self) -> list[Format]:
        return _instances(Format, formats)

    @hookimpl
    def kochava_lint_reporters(self) -> list[Reporter]:
        return _instances(Reporter, reporters)


def load_plugins(installed: Iterable[EntryPoint] | None = None) -> Plugins:
    """
    Load what is built in and what is *installed*: by default every entry point of the group `kochava_lint`.

    Raises: `PluginError` where a plugin does not load, offers something else than it should, or a name that is
    taken already. The message names the plugin.
    """
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(hookspecs)
    manager.register(_BuiltIn(), BUILT_IN)
    for entry_point in sorted(entry_points(group=PROJECT) if installed is None else installed):
        _register(manager, entry_point)
    found_rules, origins = _collect(manager.hook.kochava_lint_rules, Rule)
    found_formats, _ = _collect(manager.hook.kochava_lint_formats, Format)
    found_reporters, _ = _collect(manager.hook.kochava_lint_reporters, Reporter)
    return Plugins(found_rules, found_formats, found_reporters, origins)


def _register(manager: pluggy.PluginManager, entry_point: EntryPoint) -> None:
    name = f"{entry_point.name} ({entry_point.value})"
    try:
        manager.register(entry_point.load(), name)
        manager.check_pending()
    except Exception as error:
        raise PluginError(f"the plugin {name} does not load: {_told(error)}") from error


def _collect(hook: pluggy.HookCaller, kind: type[_T]) -> tuple[dict[str, _T], dict[str, str]]:
    found: dict[str, _T] = {}
    origins: dict[str, str] = {}
    for implementation in hook.get_hookimpls():
        plugin = implementation.plugin_name
        for value in _returned(implementation.function, plugin, hook.name):
            if not isinstance(value, kind):
                raise PluginError(
                    f"the plugin {plugin} returned a {type(value).__name__} from {hook.name}(); "
                    f"it takes a {kind.__name__} each"
                )
            if value.name in found:
                raise PluginError(
                    f"the plugin {plugin} adds a {kind.__name__.lower()} called {value.name}, "
                    f"which {origins[value.name]} has already"
                )
            found[value.name] = value
            origins[value.name] = plugin
    return dict(sorted(found.items())), origins


def _returned(function: Callable[..., object], plugin: str, hook: str) -> list[object]:
    try:
        return list(cast("Iterable[object]", function()))
    except Exception as error:
        raise PluginError(f"the plugin {plugin} failed in {hook}(): {_told(error)}") from error


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _instances(kind: type[_T], package: ModuleType) -> list[_T]:
    """The values of *kind* that the modules of *package* hold at their top."""
    modules = (
        importlib.import_module(f"{package.__name__}.{info.name}") for info in pkgutil.iter_modules(package.__path__)
    )
    return [value for module in modules for value in vars(module).values() if isinstance(value, kind)]
