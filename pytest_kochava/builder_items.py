"""
Tests that try builders: how they are run, and those that are generated for builders which are marked or named.

Every run of pytest imports this module; what fuzzes is imported where there is something to fuzz.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any

import pytest

from pytest_kochava.builder_names import WANTED, builders_named, file_of, marked

if TYPE_CHECKING:
    from pytest_kochava.fuzz import Fuzz
    from pytest_kochava.trial import Trial
    from pytest_kochava.watcher import Attempt, Watcher

__all__ = ["BuilderFile", "BuilderItem", "Builders"]


class Builders:
    """The hooks of a run: `kochava_builders` names modules and functions, such as `shop.payloads:build_*`."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._wanted: list[str] = config.getini(WANTED)
        self._found: dict[Path, list[str]] = {}

    def _named(self) -> dict[Path, list[str]]:
        """
        What is named, by the file that it stands in; it is no property, as pytest looks at those of a plugin.

        Raises: `pytest.UsageError` where there is no such module.
        """
        if self._wanted and not self._found:
            for named in self._wanted:
                self._found.setdefault(file_of(named), []).append(named)
        return self._found

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """Collect the builders of a file that are named."""
        named = self._named().get(file_path)
        return None if named is None else BuilderFile.of(parent, file_path, named)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, session: pytest.Session, items: list[pytest.Item]) -> None:
        """Add those whose files lie where nobody looks for tests, as that of an application does."""
        if not _are_wanted(self._config):
            return
        seen = {item.path for item in items if isinstance(item.parent, BuilderFile)}
        for file, named in self._named().items():
            if file not in seen:
                items += _collected(BuilderFile.of(session, file, named))

    def pytest_pycollect_makeitem(
        self, collector: pytest.Module | pytest.Class, name: str, obj: object
    ) -> pytest.Item | None:
        """Make a test of a builder that is marked in a module of tests, and look at those that are written there."""
        tried = _tried(obj)
        if tried is not None:
            _check(collector, name, tried)
        function = marked(obj)
        if function is None:
            return None
        if isinstance(collector, pytest.Class):
            instance = collector.obj()
            return _item(collector, name, getattr(instance, name), instance)
        is_imported = function.__module__ != getattr(collector.module, "__name__", None)
        named = self._named().get(collector.path)
        is_named = named is not None and name in builders_named(named, self._config)
        return None if is_imported or is_named else _item(collector, name, function)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        """Run a test that tries a builder, and say why it fails; others are none of our concern."""
        tried = _tried(getattr(item, "obj", None))
        if tried is None:
            return (yield)
        __tracebackhide__ = True
        attempt = _attempt(item)
        trial = _trial(tried, attempt)
        tried.begin(trial, getattr(item, "obj", None), item.nodeid.partition("::")[2])
        failed = None
        try:
            yield
        except Exception as error:  # noqa: BLE001 - what is not ours is raised again
            failed = error
        finally:
            tried.trial = None
        told = trial.shortcoming() if failed is None else _told(tried, attempt, failed)
        if told is not None:
            pytest.fail(f"kochava-lint: {told}", pytrace=False)
        return None


def _tried(test: object) -> Fuzz | None:
    """What a *test* tries, if it is one that tries a builder."""
    module = sys.modules.get("pytest_kochava.fuzz")
    if module is None or not isinstance(test, FunctionType | MethodType):
        return None
    tried = getattr(test, module.FUZZ, None)
    return tried if isinstance(tried, module.Fuzz) else None


def _check(collector: pytest.Collector, name: str, tried: Fuzz) -> None:
    """
    See that there are the rules that the test called *name* names: which there are, is known once pytest has begun.

    Raises: `CollectError` where one is misspelt.
    """
    watcher: Watcher | None = collector.config.pluginmanager.getplugin("kochava-watcher")
    named = (*tried.builder.ignore, *tried.builder.expect)
    if watcher is None or not named:
        return
    from kochava_lint.errors import KochavaLintError  # noqa: PLC0415 - see above

    try:
        watcher.judge().check(named)
    except KochavaLintError as error:
        raise collector.CollectError(f"kochava-lint: {name}: {error}") from None


def _are_wanted(config: pytest.Config) -> bool:
    """Whether a run is of all tests, or of a folder of them, and not of files or tests that somebody has named."""
    if config.args_source is not pytest.Config.ArgsSource.ARGS:
        return True
    return any((config.invocation_params.dir / argument).is_dir() for argument in config.args)


def _attempt(item: pytest.Item) -> Attempt:
    from pytest_kochava.watcher import ATTEMPT  # noqa: PLC0415 - where nothing is watched, it is not imported

    attempt = item.stash.get(ATTEMPT, None)
    if attempt is None or attempt.settings.mode == "off":
        pytest.skip("nothing is linted: kochava_mode is off")
    return attempt


def _trial(tried: Fuzz, attempt: Attempt) -> Trial:
    from kochava_lint.errors import KochavaLintError  # noqa: PLC0415 - see above
    from pytest_kochava.printed import take_printed  # noqa: PLC0415 - see above
    from pytest_kochava.trial import Bench, Trial  # noqa: PLC0415 - see above

    __tracebackhide__ = True
    try:
        trial = Trial(
            tried.builder, Bench(attempt.watcher.judge(), attempt.settings, partial(take_printed, attempt.item.config))
        )
        trial.check()
    except KochavaLintError as error:
        raise pytest.fail.Exception(f"kochava-lint: {error}", pytrace=False) from None
    attempt.watcher.has_tried_builders = True
    attempt.settings = attempt.settings._replace(expected=())  # the trial sees to these
    return trial


def _told(tried: Fuzz, attempt: Attempt, failed: Exception) -> str | None:
    """
    What the test fails with; None where it does not, because what is found is only to be reported.

    Raises: what it has *failed* with, where that is not ours.
    """
    from pytest_kochava.builder_report import (  # noqa: PLC0415 - see above
        failure_text,
        failures_in,
        found,
        is_flaky,
        show_the_builder_alone,
        unusable_events,
    )

    __tracebackhide__ = True
    unusable = unusable_events(failed)
    if unusable is not None:
        return unusable
    failures = failures_in(failed)
    if not failures:
        show_the_builder_alone(failed)
        raise failed
    text = failure_text(tried.builder, failures, flaky=is_flaky(failed))
    fails = attempt.settings.mode == "fail" or not all(failure.faults for failure in failures)
    attempt.built = {"told": None if fails else text.partition("\n")[0], "found": found(failures)}
    if fails:
        return text
    attempt.item.add_report_section("call", "Kochava builder", text)
    return None


class BuilderItem(pytest.Function):
    """A test that tries a builder."""

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        """Tell its place and its name, in which pytest would put the folders that are no packages of tests."""
        path, line, _ = super().reportinfo()
        return path, line, self.name


class BuilderFile(pytest.File):
    """A file of the application, with the builders in it that are *named*."""

    named: list[str]

    @classmethod
    def of(cls, parent: pytest.Collector, file: Path, named: list[str]) -> BuilderFile:
        """The one at the path *file*."""
        made: BuilderFile = cls.from_parent(parent, path=file)
        made.named = named
        return made

    def collect(self) -> list[pytest.Item]:
        """
        A test for each builder.

        Raises: `CollectError` where the module cannot be imported, or has none of that name.
        """
        return [_item(self, name, builder) for name, builder in builders_named(self.named, self.config).items()]


def _collected(file: BuilderFile) -> list[pytest.Item]:
    """What is in a *file* that pytest itself does not collect, which then reports no error of it either."""
    try:
        found = file.collect()
    except pytest.Collector.CollectError as error:
        raise pytest.UsageError(str(error)) from error
    # What counts the tests hears of them by this.
    file.ihook.pytest_collectreport(report=pytest.CollectReport(file.nodeid, "passed", None, list(found)))
    return found


def _item(
    parent: pytest.Collector, name: str, builder: Callable[..., Any], instance: object | None = None
) -> pytest.Item:
    """The test called *name* of a *builder*, which may be a method of the *instance* of a class of tests."""
    from kochava_lint.builder import MARK  # noqa: PLC0415 - as above
    from pytest_kochava.fuzz import FUZZ, fuzz, place_of  # noqa: PLC0415 - as above

    try:
        test = fuzz(builder, getattr(builder, MARK, {}), place_of(builder)[:2])
    except TypeError as error:
        raise parent.CollectError(f"kochava-lint: {name}: {error}") from None
    _check(parent, name, getattr(test, FUZZ))
    callobj = test if instance is None else MethodType(test, instance)  # whose `setup_method` is called as for others
    item: BuilderItem = BuilderItem.from_parent(parent, name=name, callobj=callobj)
    return item
