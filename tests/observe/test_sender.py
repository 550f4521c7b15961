"""Where a request was sent from: the user's own code, and nothing of what runs it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import kochava_lint
from kochava_lint.observe.sender import Frame, sent_from

SCRIPTS = Path(sys.executable).parent


def called_in(file: str | Path) -> list[Frame]:
    """The frames of a call that begins in *file* and ends in a file of the user."""
    names: dict[str, Callable[..., tuple[Frame, ...]]] = {"sent_from": sent_from}
    exec(compile("def send():\n    return sent_from()", "/app/events.py", "exec"), names)  # noqa: S102 - our own
    exec(compile("def run():\n    return send()", str(file), "exec"), names)  # noqa: S102 - our own
    frames = list(names["run"]())
    return frames[: next(number for number, frame in enumerate(frames) if frame.file == __file__)]


def test_the_innermost_frame_comes_first() -> None:
    assert called_in("/app/run.py") == [Frame("/app/events.py", 2, "send"), Frame("/app/run.py", 2, "run")]


@pytest.mark.parametrize(
    "file",
    [
        pytest.param(SCRIPTS / "pytest", id="script"),
        pytest.param(json.__file__, id="standard-library"),
        pytest.param(pytest.__file__, id="installed"),
        pytest.param(kochava_lint.__file__, id="ours"),
        pytest.param("<frozen runpy>", id="of-no-file"),
    ],
)
def test_what_runs_the_code_of_the_user_is_left_out(file: str | Path) -> None:
    assert called_in(file) == [Frame("/app/events.py", 2, "send")]


@pytest.mark.skipif(os.name != "posix", reason="links are made by everybody there only")
def test_an_environment_may_be_reached_by_a_link(tmp_path: Path) -> None:
    (tmp_path / "bin").symlink_to(SCRIPTS, target_is_directory=True)
    assert called_in(tmp_path / "bin" / "pytest") == [Frame("/app/events.py", 2, "send")]
