"""Where the plugin is off, or not there, or has nothing to do."""

from __future__ import annotations

import pytest
from suites import Suite, said

TESTS = """
import sys

def test_it():
    send(ATT)
    assert not [name for name in sys.modules if name.startswith(("kochava_lint", "pytest_kochava.watcher"))]

@pytest.mark.kochava(ignore=["att-missing"])
@pytest.mark.kochava_expect("att-missing")
def test_marked(kochava_server): send(ATT, url=kochava_server.url)

def test_asks(kochava): pass
"""


def test_off(suite: Suite) -> None:
    result = suite.run(TESTS, "--kochava=off", apart=True)
    result.assert_outcomes(passed=2, skipped=1)
    assert said(result) == []
    result.stdout.fnmatch_lines(
        ["SKIPPED *nothing is watched that the fixture kochava could tell of: kochava_mode is off"]
    )


def test_not_loaded(suite: Suite, monkeypatch: pytest.MonkeyPatch) -> None:
    """`-p no:kochava` removes every trace of the plugin that is installed."""
    monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    tests = """
import sys

def test_it():
    send(ATT)
    assert not [name for name in sys.modules if name.startswith(("kochava_lint", "pytest_kochava"))]
"""
    others = ("no:kochava", "no:randomly", "no:asyncio", "no:xdist", "no:django", "no:trio")
    result = suite.run(tests, apart=True, plugins=others)
    result.assert_outcomes(passed=1)
    told = suite.run("", "--help", apart=True, plugins=others).stdout.str()
    assert "kochava" not in told.lower()


def test_is_loaded_where_it_is_installed(suite: Suite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    others = ("no:randomly", "no:asyncio", "no:xdist", "no:django", "no:trio")
    suite.run("def test_it(): send(ATT)", apart=True, plugins=others).assert_outcomes(failed=1)


def test_imports_nothing_before_it_has_to(suite: Suite) -> None:
    suite.write(
        test_it="""
import sys

def loaded():
    return sorted(name for name in sys.modules if name.partition(".")[0] == "kochava_lint")

def test_nothing_to_do_with_http():
    assert loaded() == []
    assert "pytest_kochava.summary" not in sys.modules

def test_client():
    import urllib.request
    assert "kochava_lint.observe.seams" in loaded()
    assert "kochava_lint.finding" not in loaded()
    assert hasattr(urllib.request.OpenerDirector.open, "__kochava_seam__")
"""
    )
    result = suite.run("", apart=True)
    result.assert_outcomes(passed=2)


def test_knows_every_client_that_can_be_watched() -> None:
    from pkgutil import iter_modules  # noqa: PLC0415 - as the seams do it

    from kochava_lint.observe import clients  # noqa: PLC0415 - see above
    from pytest_kochava.tripwire import CLIENTS  # noqa: PLC0415 - see above

    watched = {info.name for info in iter_modules(clients.__path__)}
    # The package of pytest itself is imported anyway, and pools and queues send nothing by themselves.
    assert {name.partition(".")[0] for name in CLIENTS} == watched - {"_pytest", "concurrent", "queue"}
