"""Plugins: what is installed adds to what is built in, and what is broken stops the run and is named."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import Distribution, EntryPoint
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zipfile import ZipFile

import pytest
from samples import ios, line

from kochava_lint import PluginError, hookimpl
from kochava_lint.examples import examples
from kochava_lint.plugins import load_plugins

PACKAGES = Path(__file__).parent / "plugins"
HOOKS = ("kochava_lint_rules", "kochava_lint_formats", "kochava_lint_reporters")


def entry_point(monkeypatch: pytest.MonkeyPatch, **functions: Callable[[], object]) -> EntryPoint:
    """An entry point of a plugin with *functions*, as an installed package would have it."""
    plugin = SimpleNamespace(**{name: hookimpl(function) for name, function in functions.items()})
    monkeypatch.setitem(sys.modules, "a_plugin", plugin)
    return EntryPoint("mine", "a_plugin", "kochava_lint")


def test_the_built_ins_are_one_more_plugin() -> None:
    plugins = load_plugins(installed=())
    assert len(plugins.rules) > 80
    assert {"json", "json-lines", "har", "cassette"} <= plugins.formats.keys()
    assert {"text", "json", "sarif", "html"} <= plugins.reporters.keys()
    assert list(plugins.rules) == sorted(plugins.rules)
    assert set(plugins.origins.values()) == {"kochava-lint itself"}


def test_output_formats_are_found_by_their_names_whatever_their_modules_are_called() -> None:
    reporters = load_plugins(installed=()).reporters
    for name in ("text", "html", "json", "jsonl"):
        assert name in reporters
        assert reporters[name].name == name
    assert list(reporters) == sorted(reporters)
    assert len(reporters) > 10
    for name in ("colors", "html_report", "nothing", "", "a.b", "../text"):
        assert name not in reporters


def test_each_output_format_is_the_same_alone_and_among_all() -> None:
    alone = load_plugins(installed=()).reporters
    for name, reporter in dict(load_plugins(installed=()).reporters).items():
        assert alone[name] is reporter


@pytest.mark.parametrize("hook", HOOKS)
def test_a_plugin_that_returns_something_else_is_named(monkeypatch: pytest.MonkeyPatch, hook: str) -> None:
    broken = entry_point(monkeypatch, **{hook: lambda: ["rule"]})
    with pytest.raises(PluginError, match=rf"the plugin mine \(a_plugin\) returned a str from {hook}\(\)"):
        load_plugins([broken])


@pytest.mark.parametrize("hook", HOOKS)
def test_a_plugin_that_fails_is_named(monkeypatch: pytest.MonkeyPatch, hook: str) -> None:
    def fail() -> None:
        raise OSError("no disk")

    with pytest.raises(PluginError, match=rf"mine \(a_plugin\) failed in {hook}\(\): OSError: no disk"):
        load_plugins([entry_point(monkeypatch, **{hook: fail})])


def test_a_name_given_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    built_in = load_plugins(installed=()).rules["invalid-ip"]
    again = entry_point(monkeypatch, kochava_lint_rules=lambda: [built_in])
    with pytest.raises(PluginError, match="adds a rule called invalid-ip, which kochava-lint itself has already"):
        load_plugins([again])


def test_a_hook_that_does_not_exist_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing() -> list[object]:
        return []

    with pytest.raises(PluginError, match=r"mine \(a_plugin\) does not load: .*kochava_lint_rulez"):
        load_plugins([entry_point(monkeypatch, kochava_lint_rulez=nothing)])


def test_a_plugin_that_does_not_import_is_named() -> None:
    with pytest.raises(PluginError, match=r"gone \(no_such_module\) does not load: ModuleNotFoundError"):
        load_plugins([EntryPoint("gone", "no_such_module", "kochava_lint")])


def _as_if_installed(package: str, folder: Path) -> dict[str, str]:
    """An environment in which *package* of this folder is found as an installed one is: by its metadata."""
    (source,) = [
        path for path in (PACKAGES / package).iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    ]
    metadata = folder / f"{source.stem}-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {source.stem}\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(f"[kochava_lint]\n{package} = {source.stem}\n")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(PACKAGES / package)])}


def _run(environment: dict[str, str], *words: str, input_: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kochava_lint", *words]
    return subprocess.run(command, env=environment, input=input_, capture_output=True, text=True, check=False)


PURCHASE = line(ios(event_data={}))


def _assert_that_the_good_plugin_works(environment: dict[str, str], folder: Path) -> None:
    capture = folder / "a.labelled"
    head = "label 1\thttps://control.kochava.com/track/json\t"
    capture.write_text(f"{head}{PURCHASE}\nlabel 2\thttps://shop.example/\t{PURCHASE}\n")
    column = len(head) + PURCHASE.index("{}") + 1
    checked = _run(environment, "check", str(capture), "--output-format", "terse")
    assert (checked.returncode, checked.stdout) == (1, f"1:{column} shop-event-without-basket\n1 payloads\n"), (
        checked.stderr
    )
    assert "shop-event-without-basket" in _run(environment, "rules").stdout
    assert (
        "# shop-event-without-basket (error; event)" in _run(environment, "explain", "shop-event-without-basket").stdout
    )


def _assert_that_the_broken_plugin_stops_the_run(environment: dict[str, str]) -> None:
    checked = _run(environment, "check", "-", input_=PURCHASE)
    assert checked.returncode == 2
    assert checked.stdout == ""
    assert "the plugin broken (broken_rules) does not load" in checked.stderr
    assert "a_module_that_is_not_there" in checked.stderr
    assert "Traceback" not in checked.stderr


def test_an_installed_plugin_adds_a_rule_a_format_and_a_report(tmp_path: Path) -> None:
    _assert_that_the_good_plugin_works(_as_if_installed("good", tmp_path), tmp_path)


def test_a_broken_plugin_stops_the_run(tmp_path: Path) -> None:
    _assert_that_the_broken_plugin_stops_the_run(_as_if_installed("broken", tmp_path))


ENTRY = "[console_scripts]\na = b\n[kochava_lint]\ngone = no_such_module\n"
OTHER_ENTRIES = ("", "[console_scripts]\nkochava-lint = kochava_lint.cli:program\n", "[other]\nkochava_lint = a\n")


@pytest.mark.parametrize("metadata", ["a-1.0.dist-info", "a-1.0-py3.11.egg-info", "A.DIST-INFO"])
def test_an_installed_plugin_is_found_by_the_file_that_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, metadata: str
) -> None:
    (tmp_path / metadata).mkdir()
    (tmp_path / metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: a\nVersion: 1.0\n")
    (tmp_path / metadata / "entry_points.txt").write_text(ENTRY)
    monkeypatch.setattr(sys, "path", [str(tmp_path), str(tmp_path / "nowhere"), *sys.path])
    with pytest.raises(PluginError, match=r"the plugin gone \(no_such_module\) does not load"):
        load_plugins()


def test_a_plugin_in_an_egg_or_an_archive_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    egg = tmp_path / "a-1.0.egg"
    (egg / "EGG-INFO").mkdir(parents=True)
    (egg / "EGG-INFO" / "PKG-INFO").write_text("Metadata-Version: 2.1\nName: a\nVersion: 1.0\n")
    (egg / "EGG-INFO" / "entry_points.txt").write_text(ENTRY)
    archive = tmp_path / "b.zip"
    with ZipFile(archive, "w") as file:
        file.writestr("b-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: b\nVersion: 1.0\n")
        file.writestr("b-1.0.dist-info/entry_points.txt", ENTRY)
    for path in (egg, archive):
        with monkeypatch.context() as patched:
            patched.setattr(sys, "path", [*sys.path, str(path)])
            with pytest.raises(PluginError, match="the plugin gone"):
                load_plugins()


class _Finder:
    """What finds packages in a way of its own, as frozen programs have one."""

    @staticmethod
    def find_spec(*_: object) -> None:
        return None

    @staticmethod
    def find_distributions(*_: object, **__: object) -> list[Distribution]:
        return [_Frozen()]


class _Frozen(Distribution):
    def read_text(self, filename: str) -> str | None:
        return {"METADATA": "Metadata-Version: 2.1\nName: f\nVersion: 1\n", "entry_points.txt": ENTRY}.get(filename)

    def locate_file(self, path: str | os.PathLike[str]) -> Any:
        raise NotImplementedError


def test_a_plugin_that_another_finder_knows_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, _Finder])
    with pytest.raises(PluginError, match="the plugin gone"):
        load_plugins()


def test_where_no_package_has_a_plugin_the_machinery_is_not_imported(tmp_path: Path) -> None:
    for number, entries in enumerate(OTHER_ENTRIES):
        (tmp_path / f"a{number}.dist-info").mkdir()
        (tmp_path / f"a{number}.dist-info" / "entry_points.txt").write_text(entries)
    code = (
        "import sys; before = set(sys.modules)\nfrom kochava_lint.plugins import load_plugins; load_plugins()\n"
        "print(*{'pluggy', 'importlib.metadata'} & (set(sys.modules) - before))"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


@pytest.mark.slow
@pytest.mark.parametrize("package", ["good", "broken"])
def test_plugins_that_pip_installed(tmp_path: Path, package: str) -> None:
    target = tmp_path / "site"
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--target",
        str(target),
        str(PACKAGES / package),
    ]
    subprocess.run(command, check=True)
    environment = {**os.environ, "PYTHONPATH": str(target)}
    if package == "good":
        _assert_that_the_good_plugin_works(environment, tmp_path)
    else:
        _assert_that_the_broken_plugin_stops_the_run(environment)


def test_a_rule_of_a_plugin_that_raises_is_the_plugins_defect(tmp_path: Path) -> None:
    module = tmp_path / "raising.py"
    module.write_text(
        "from kochava_lint import Severity, hookimpl, payload_rule\n"
        "@payload_rule(severity=Severity.INFO)\n"
        "def raising(payload, context):\n    'Raise.'\n    raise KeyError('oh')\n    yield\n"
        "@hookimpl\ndef kochava_lint_rules():\n    return [raising]\n"
    )
    metadata = tmp_path / "raising-1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: raising\nVersion: 1\n")
    (metadata / "entry_points.txt").write_text("[kochava_lint]\nraising = raising\n")
    checked = _run({**os.environ, "PYTHONPATH": str(tmp_path)}, "check", "-", input_=PURCHASE)
    assert checked.returncode == 2
    assert "the rule raising of the plugin raising (raising) failed: KeyError, raised here:" in checked.stderr
    assert "oh" not in checked.stderr.replace("raise KeyError('oh')", ""), "an exception may hold values of a payload"


def test_the_examples_of_a_plugin_can_be_tested_by_its_author(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(PACKAGES / "good")
    (rule,) = (
        load_plugins([EntryPoint("shop", "shop_rules", "kochava_lint")]).rules.keys() - load_plugins(()).rules.keys()
    )
    plugins = load_plugins([EntryPoint("shop", "shop_rules", "kochava_lint")])
    assert [example.expected for example in examples(plugins.rules[rule])] == [
        (("shop-event-without-basket", "/data/event_data"),),
        (),
    ]
