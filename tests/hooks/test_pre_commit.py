"""The hooks, in the real pre-commit: it builds them of this repository, with the packages that they depend on."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from outcomes import Outcome, write_files
from reports import CLEAN, ERROR
from samples import ios, line

CHECKOUT = Path(__file__).parents[2]
FAULTY = line(ios(event_name=""))
URL = "https://control.kochava.com/track/json"
REQUEST = {"method": "POST", "url": URL, "headers": [], "postData": {"mimeType": "application/json", "text": FAULTY}}
CASSETTE = f"interactions:\n- request:\n    body: '{FAULTY}'\n    method: POST\n    uri: {URL}\n"
FIXABLE = line(ios(device_ua="Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X)"))
UNRELATED = {
    "package.json": '{"name": "shop", "dependencies": {"react-native-kochava-tracker": "3.1.0"}}',
    "tsconfig.json": '{ // options\n  "compilerOptions": {},\n}',
    "cassettes/compose.yml": "services:\n  web: {image: shop}\n",
}
CONFIGURATION = """
repos:
  - repo: {repository}
    rev: v1
    hooks: [{{id: {hook}}}]
"""

pytestmark = pytest.mark.slow


class Git:
    """A scratch repository, with a home of its own for what pre-commit builds."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        person = {f"GIT_{role}_{what}": "tester" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "PRE_COMMIT_HOME": str(home), **person}
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        outer = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "COVERAGE_"))}
        self._env = {**outer, **own, "PATH": path, "PRE_COMMIT_COLOR": "never"}
        folder.mkdir()
        self("git", "init", "-q", "-b", "main")

    def __call__(self, *words: str) -> Outcome:
        """Run a command in the repository."""
        done = subprocess.run(words, cwd=self.folder, env=self._env, capture_output=True, text=True, check=False)
        return Outcome(done.returncode, done.stdout, done.stderr)

    def commit(self, files: Mapping[str, str | bytes]) -> Outcome:
        """Write *files*, and commit whatever has changed."""
        write_files(self.folder, files)
        self("git", "add", "--all")
        return self("git", "commit", "-q", "-m", "a commit")

    def passes(self, files: Mapping[str, str | bytes]) -> None:
        """Expect that *files* can be committed."""
        committed = self.commit(files)
        assert committed.code == 0, committed.out + committed.err

    def is_stopped(self, files: Mapping[str, str | bytes]) -> str:
        """Expect that *files* cannot be committed; returns what is said of that."""
        committed = self.commit(files)
        assert committed.code == 1, committed.out + committed.err
        return committed.out + committed.err


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps what it has built, for all tests."""
    return tmp_path_factory.mktemp("pre-commit")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Path:
    """A repository that holds what stands in this one now, be it committed or not, as its version v1."""
    git = Git(tmp_path_factory.mktemp("published") / "kochava-lint", home)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - whichever git there is
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (CHECKOUT / name).is_file():
            (git.folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(CHECKOUT / name, git.folder / name)
    git.passes({})
    git("git", "tag", "v1")
    return git.folder


def using(hook: str, published: Path, folder: Path, home: Path) -> Git:
    """A repository of a user that has the *hook* installed."""
    git = Git(folder, home)
    git.passes({".pre-commit-config.yaml": CONFIGURATION.format(repository=published, hook=hook)})
    installed = git("pre-commit", "install")
    assert installed.code == 0, installed.out + installed.err
    return git


def test_the_manifest_is_valid_and_the_page_tells_of_each_hook(tmp_path: Path, home: Path) -> None:
    manifest = CHECKOUT / ".pre-commit-hooks.yaml"
    valid = Git(tmp_path / "shop", home)("pre-commit", "validate-manifest", str(manifest))
    assert valid.code == 0, valid.out + valid.err
    hooks = [hook["id"] for hook in yaml.safe_load(manifest.read_text())]
    page = (CHECKOUT / "docs" / "pre-commit.md").read_text()
    assert re.findall(r"^\| `(\S+)` \|", page, flags=re.MULTILINE) == hooks


def test_a_faulty_payload_stops_the_commit_and_all_else_passes(published: Path, tmp_path: Path, home: Path) -> None:
    git = using("kochava-lint", published, tmp_path / "shop", home)
    git.passes({**UNRELATED, "fixtures/a.jsonl": f"{CLEAN}\n"})
    told = git.is_stopped({"fixtures/b.json": FAULTY})
    assert "fixtures/b.json:1:" in told
    assert "empty-value" in told
    assert "package.json" not in told
    git.passes({"fixtures/b.json": CLEAN})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("a.ndjson", FAULTY, id="ndjson"),
        pytest.param("a.HAR", json.dumps({"log": {"version": "1.2", "entries": [{"request": REQUEST}]}}), id="har"),
        pytest.param("tests/cassettes/deep/a.yaml", CASSETTE, id="cassette"),
    ],
)
def test_every_kind_of_capture_is_looked_at(
    published: Path, tmp_path: Path, home: Path, name: str, content: str
) -> None:
    git = using("kochava-lint", published, tmp_path / "shop", home)
    told = git.is_stopped({name: content})
    assert f"{name}:" in told
    assert "empty-value" in told


def test_what_the_options_exclude_passes(published: Path, tmp_path: Path, home: Path) -> None:
    git = using("kochava-lint", published, tmp_path / "shop", home)
    git.passes({"kochava-lint.toml": 'exclude = ["bad/"]\n', "bad/a.json": FAULTY})
    git.is_stopped({"good/a.json": FAULTY})


def test_the_fix_repairs_what_it_can_and_the_second_commit_passes(published: Path, tmp_path: Path, home: Path) -> None:
    git = using("kochava-lint-fix", published, tmp_path / "shop", home)
    told = git.is_stopped({"a.json": FIXABLE, **UNRELATED})
    assert "files were modified by this hook" in told
    assert "Mozilla%2F5.0%20(iPhone" in (git.folder / "a.json").read_text()
    assert {name: (git.folder / name).read_text() for name in UNRELATED} == UNRELATED
    git.passes({})


def test_the_fix_reports_what_it_cannot_repair(published: Path, tmp_path: Path, home: Path) -> None:
    git = using("kochava-lint-fix", published, tmp_path / "shop", home)
    assert "empty-value" in git.is_stopped({"a.json": FAULTY})


def test_all_files_are_linted_again_where_the_options_change(published: Path, tmp_path: Path, home: Path) -> None:
    """pre-commit passes on what a commit changes: what was committed before is linted by a hook of its own."""
    git = using("kochava-lint-all", published, tmp_path / "shop", home)
    foreign = line(ios())
    git.passes({"fixtures/a.json": foreign, **UNRELATED})
    git.passes({"README.md": "no options"})
    told = git.is_stopped({"kochava-lint.toml": 'app-ids = ["kodemo-another-app"]\n'})
    assert "fixtures/a.json:1:" in told
    assert "foreign-app-id" in told
    git.passes({"kochava-lint.toml": 'app-ids = ["kodemo-ios-4ea1"]\n'})


def test_the_hooks_can_be_tried_without_being_installed(published: Path, tmp_path: Path, home: Path) -> None:
    git = Git(tmp_path / "shop", home)
    git.passes({"a.json": ERROR, **UNRELATED})
    tried = git("pre-commit", "try-repo", str(published), "kochava-lint", "--all-files")
    assert tried.code == 1, tried.out + tried.err
    assert "a.json:1:" in tried.out
