"""Child processes: Python ones are observed and guarded as the test's own process is."""

from __future__ import annotations

import pytest

SENDER = """
    import json, sys, urllib.request

    def send(payload, url="https://control.kochava.com/track/json"):
        request = urllib.request.Request(url, json.dumps(payload).encode(), {"Content-Type": "application/json"})
        try:
            urllib.request.urlopen(request).close()
        except RuntimeError as error:
            print(type(error).__name__)

    if __name__ == "__main__":
        send({"action": "update", "data": {}}, *sys.argv[1:])
"""
TESTS = """
    import multiprocessing, subprocess, sys
    import pytest
    import sender

    PAYLOAD = {"action": "update", "data": {}}

    def test_child(kochava, kochava_subprocess):
        out = subprocess.run([sys.executable, "sender.py"], capture_output=True, text=True, env=kochava_subprocess)
        assert out.stdout == "KochavaRequestBlocked\\n", out
        assert [request.method for request in kochava.requests] == ["POST"]

    def test_child_of_a_child(kochava_subprocess):
        subprocess.run([sys.executable, "-c", "import subprocess, sys; subprocess.run([sys.executable, 'sender.py'])"])

    @pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
    def test_multiprocessing(kochava, kochava_server, kochava_subprocess, method):
        process = multiprocessing.get_context(method).Process(target=sender.send, args=(PAYLOAD, kochava_server.url))
        process.start()
        process.join()
        assert kochava_server.count == len(kochava.requests) == 1

    def test_without_the_fixture(kochava, kochava_server):
        subprocess.run([sys.executable, "sender.py", kochava_server.url], check=True)
        assert kochava.requests == []

    @pytest.mark.kochava_expect("missing-required-key", "update-without-idfa")
    def test_it_is_expected(kochava_subprocess, kochava_server):
        subprocess.run([sys.executable, "sender.py", kochava_server.url], check=True)
"""


def test_what_children_send_is_held_against_the_test_that_began_them(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(sender=SENDER, test_children=TESTS)
    result = pytester.runpytest_subprocess("-q", "-p", "no:randomly", "-p", "no:rerunfailures")
    out = result.stdout.str()
    assert "1 of 1 request" not in out
    for name in (
        "test_child",
        "test_child_of_a_child",
        "test_multiprocessing[[]fork[]]",
        "test_multiprocessing[[]spawn[]]",
    ):
        result.stdout.fnmatch_lines(f"FAILED test_children.py::{name} - Failed: *")
    assert "sent from sender.py:6 in send" in out
    assert "FAILED test_children.py::test_without" not in out
    assert "FAILED test_children.py::test_it_is_expected" not in out


def test_another_sitecustomize_is_imported_as_it_would_have_been(pytester: pytest.Pytester) -> None:
    (pytester.mkdir("site") / "sitecustomize.py").write_text("import builtins\nbuiltins.from_the_other = 1\n")
    pytester.makepyfile(
        test_site="""
        import subprocess, sys

        def test_site(kochava_subprocess):
            subprocess.run([sys.executable, "-c", "print(from_the_other)"], check=True)
        """
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(pytester.path / "site"))
        result = pytester.runpytest_subprocess("-q")
    result.assert_outcomes(passed=1)


def test_a_child_that_sends_nothing_imports_nothing_of_ours_but_what_waits(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_light="""
        import subprocess, sys

        def test_light(kochava_subprocess):
            words = "import sys; print([name for name in sys.modules if name.startswith('kochava_lint')])"
            assert subprocess.run([sys.executable, "-c", words], capture_output=True, text=True).stdout == "[]\\n"
        """
    )
    pytester.runpytest_subprocess("-q").assert_outcomes(passed=1)


def test_hosts_of_the_project_are_observed_in_children_too(pytester: pytest.Pytester) -> None:
    (pytester.path / "pyproject.toml").write_text('[tool.kochava-lint]\nhosts = ["proxy.example"]\n', "utf-8")
    pytester.makepyfile(
        sender=SENDER,
        test_hosts="""
        import subprocess, sys

        def test_hosts(kochava, kochava_subprocess):
            words = [sys.executable, "sender.py", "http://proxy.example/track/json"]
            assert subprocess.run(words, capture_output=True, text=True).stdout == "KochavaRequestBlocked\\n"
            assert [request.url for request in kochava.requests] == ["http://proxy.example/track/json"]
        """,
    )
    result = pytester.runpytest_subprocess("-q")
    result.stdout.fnmatch_lines(["*1  error    blocked-request *"])
