"""What each output format writes for three captures, as it was looked at: see the files in `snapshots`."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from kochava_lint import __version__
from kochava_lint.cli import main
from kochava_lint.plugins import load_plugins

HERE = Path(__file__).parent
CAPTURES = ("mixed.jsonl", "app.har", "recorded.yaml")
FORMATS = tuple(load_plugins([]).reporters)
UPDATE = bool(os.environ.get("UPDATE_SNAPSHOTS"))


def stable(report: str) -> str:
    """The *report* without what changes with each release, and with the style and script of a page."""
    report = report.replace(f'"version": "{__version__}"', '"version": "VERSION"')
    report = report.replace(f"kochava-lint {__version__}", "kochava-lint VERSION")
    report = re.sub(r"sha256-[\w+/=]+", "sha256-…", report)
    return re.sub(r"<(style|script)>.*?</\1>", r"<\1>…</\1>", report, flags=re.DOTALL)


@pytest.mark.parametrize("capture", CAPTURES)
@pytest.mark.parametrize("output_format", FORMATS)
def test_the_report_looks_like_this(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, output_format: str, capture: str
) -> None:
    monkeypatch.chdir(HERE / "captures")
    main(["check", capture, "--output-format", output_format, "--min-severity", "info"])
    report = stable(capsys.readouterr().out)
    snapshot = HERE / "snapshots" / f"{capture.replace('.', '-')}.{output_format}"
    if UPDATE:
        snapshot.write_text(report, "utf-8", newline="\n")
    assert report == snapshot.read_text("utf-8"), (
        "if it looks better now, write the snapshots anew: UPDATE_SNAPSHOTS=1 python -m pytest tests/reporters"
    )


def test_no_snapshot_is_left_over() -> None:
    wanted = {f"{capture.replace('.', '-')}.{name}" for capture in CAPTURES for name in FORMATS}
    assert {file.name for file in (HERE / "snapshots").iterdir()} == wanted
