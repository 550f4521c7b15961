"""Plugins: what is installed adds to what is built in, and what is broken stops the run and is named."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import Path
from types import SimpleNamespace

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
    assert len(plugins.rules) == 81
    assert {"json", "json-lines", "har", "cassette"} <= plugins.formats.keys()
    assert sorted(plugins.reporters) == ["concise", "json", "text"]
    assert list(plugins.rules) == sorted(plugins.rules)
    assert set(plugins.origins.values()) == {"kochava-lint itself"}


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
