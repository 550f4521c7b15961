"""
Plugins: finding what is built in and what is installed. The built-ins are one more plugin.

What is found is a value, and there is no registry to clean up. Most users have no plugin, and every run would wait for
what plugins need: the machinery of hooks and of packages' metadata is imported where there is one.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from importlib.machinery import PathFinder
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final, Protocol, TypeVar, cast

from kochava_lint import formats, reporters, rules
from kochava_lint.errors import PluginError
from kochava_lint.format import Format
from kochava_lint.reporter import Reporter
from kochava_lint.rule import Rule

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from pluggy import HookCaller, HookRelay, PluginManager

__all__ = ["BUILT_IN", "Plugins", "load_plugins"]

BUILT_IN = "kochava-lint itself"
"""The name of the plugin that holds what is built in."""

_PROJECT: Final = "kochava_lint"
_GROUP: Final = f"[{_PROJECT}]".encode()
"""What stands above the plugins of a package."""
_METADATA: Final = (".dist-info", "egg-info")
"""How the folders are called in which packages tell of themselves."""


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


def load_plugins(installed: Iterable[EntryPoint] | None = None, local: Iterable[tuple[Path, str]] = ()) -> Plugins:
    """
    Load what is built in, and what is *installed*: by default every entry point of the group `kochava_lint`.

    *local* plugins are modules: each by the folder in which it is looked for first, and its name, or that of its file.

    Raises: `PluginError` where a plugin does not load, offers something else than it should, or a name that is
    taken already. The message names the plugin.
    """
    added: list[tuple[str, Callable[[], object]]] = [
        (f"{entry_point.name} ({entry_point.value})", entry_point.load)
        for entry_point in sorted(_installed() if installed is None else installed)
    ]
    added += [(name, partial(_module, folder, name)) for folder, name in dict.fromkeys(local)]
    hook = _hooks(added) if added else None
    found_rules, origins = _collect(Rule, rules, hook and hook.kochava_lint_rules)
    found_formats, _ = _collect(Format, formats, hook and hook.kochava_lint_formats)
    if hook is None:
        return Plugins(found_rules, found_formats, _OnDemand(Reporter, reporters), origins)
    found_reporters, _ = _collect(Reporter, reporters, hook.kochava_lint_reporters)
    return Plugins(found_rules, found_formats, found_reporters, origins)


def _installed() -> Iterable[EntryPoint]:
    if not _may_be_installed():
        return ()
    from importlib.metadata import entry_points  # noqa: PLC0415 - see the module

    return entry_points(group=_PROJECT)


def _may_be_installed() -> bool:
    """
    Whether a package may be installed that has a plugin, by the files that say so.

    `importlib.metadata` would tell for sure: to import it, and have it read them, takes a tenth of a small run.
    """
    if any(finder is not PathFinder and hasattr(finder, "find_distributions") for finder in sys.meta_path):
        return True
    for folder in sys.path:
        try:
            packages = [path for path in Path(folder).iterdir() if path.name.lower().endswith(_METADATA)]
        except FileNotFoundError:
            continue
        except OSError:  # an archive, which holds packages too
            return True
        for package in packages:
            try:
                if _GROUP in (package / "entry_points.txt").read_bytes():
                    return True
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError:
                return True
    return False


def _hooks(added: Iterable[tuple[str, Callable[[], object]]]) -> HookRelay:
    """The hooks of the plugins that are *added*, each by its name, and what loads it."""
    import pluggy  # noqa: PLC0415 - see the module

    from kochava_lint import hookspecs  # noqa: PLC0415 - it needs that

    manager = pluggy.PluginManager(_PROJECT)
    manager.add_hookspecs(hookspecs)
    for name, load in added:
        _register(manager, name, load)
    return manager.hook


def _register(manager: PluginManager, name: str, load: Callable[[], object]) -> None:
    try:
        manager.register(load(), name)
        manager.check_pending()
    except Exception as error:
        raise PluginError(f"the plugin {name} does not load: {_told(error)}") from error


def _module(folder: Path, name: str) -> ModuleType:
    """The module called *name*, which may lie in *folder*, or the one in the file of that name there."""
    if not name.endswith(".py"):
        # It stays there: what the module imports later may lie beside it too.
        if str(folder.resolve()) not in sys.path:
            sys.path.insert(0, str(folder.resolve()))
        return importlib.import_module(name)
    from importlib.util import module_from_spec, spec_from_file_location  # noqa: PLC0415 - see the module

    path = (folder / name).resolve()
    spec = spec_from_file_location(f"kochava_lint_local_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no Python file")
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _collect(kind: type[_T], package: ModuleType, hook: HookCaller | None) -> tuple[dict[str, _T], dict[str, str]]:
    """The values of *kind* by name, those in *package* and those that plugins return from *hook*, and whose each is."""
    found: dict[str, _T] = {}
    origins: dict[str, str] = {}
    built_in = ((BUILT_IN, value) for value in _instances(kind, package))
    for plugin, value in chain(built_in, _offered(hook, kind) if hook is not None else ()):
        if value.name in found:
            raise PluginError(
                f"the plugin {plugin} adds a {kind.__name__.lower()} called {value.name}, "
                f"which {origins[value.name]} has already"
            )
        found[value.name] = value
        origins[value.name] = plugin
    return dict(sorted(found.items())), origins


def _offered(hook: HookCaller, kind: type[_T]) -> Iterator[tuple[str, _T]]:
    """What plugins return from *hook*, each with the plugin's name."""
    for implementation in hook.get_hookimpls():
        plugin = implementation.plugin_name
        for value in _returned(implementation.function, plugin, hook.name):
            if not isinstance(value, kind):
                raise PluginError(
                    f"the plugin {plugin} returned a {type(value).__name__} from {hook.name}(); "
                    f"it takes a {kind.__name__} each"
                )
            yield plugin, value


def _returned(function: Callable[..., object], plugin: str, hook: str) -> list[object]:
    try:
        return list(cast("Iterable[object]", function()))
    except Exception as error:
        raise PluginError(f"the plugin {plugin} failed in {hook}(): {_told(error)}") from error


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _instances(kind: type[_T], package: ModuleType) -> list[_T]:
    """The values of *kind* that the modules of *package* hold at their top."""
    names = [info.name for info in pkgutil.iter_modules(package.__path__)]
    return [value for name in names for value in _held(kind, package, name)]


def _held(kind: type[_T], package: ModuleType, name: str) -> list[_T]:
    module = importlib.import_module(f"{package.__name__}.{name}")
    return [value for value in vars(module).values() if isinstance(value, kind)]


class _OnDemand(Mapping[str, _T]):
    """
    The values of *kind* in *package*, by name; the modules are imported when one is asked for.

    Where it is called as its module is, that one is enough.
    """

    def __init__(self, kind: type[_T], package: ModuleType) -> None:
        self._kind = kind
        self._package = package

    def __getitem__(self, name: str) -> _T:
        if name in {info.name for info in pkgutil.iter_modules(self._package.__path__)}:
            for value in _held(self._kind, self._package, name):
                if value.name == name:
                    return value
        return self._all[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    @cached_property
    def _all(self) -> dict[str, _T]:
        found, _ = _collect(self._kind, self._package, None)
        return found
