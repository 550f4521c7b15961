"""What the README says is so, beside its code: see `docs/test_pages.py`."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest
from blocks import CHECKOUT
from picture import PICTURE, picture
from site_pages import PAGES

from kochava_lint.plugins import load_plugins

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

README = (CHECKOUT / "README.md").read_text("utf-8")
SITE = "https://OWNER.github.io/kochava-lint/"


def rows(text: str, *heads: str) -> list[str]:
    """The rows of the table of a page that has these *heads*."""
    table = text.split(f"| {' | '.join(heads)} |\n", 1)[1].split("\n\n", 1)[0]
    return table.strip().splitlines()[1:]


@pytest.mark.parametrize("reporter", load_plugins([]).reporters)
def test_every_output_format_is_told_of(reporter: str) -> None:
    assert f"`{reporter}`" in README


def test_every_extra_is_told_of() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
    told = [row.split("`")[1] for row in rows(README, "extra", "for")]
    assert sorted(told) == sorted(project["optional-dependencies"])


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#:]+)[)#]", README))
def test_the_links_lead_somewhere(link: str) -> None:
    assert (CHECKOUT / link).exists()


@pytest.mark.parametrize("link", re.findall(rf"\]\({SITE}([^)#]*)", README))
def test_the_links_to_the_site_lead_to_its_pages(link: str) -> None:
    pages = {f"{link.rstrip('/')}.md", f"{link}index.md"}
    assert pages & PAGES.keys() or any((CHECKOUT / "docs" / page).exists() for page in pages)


def test_the_figures_are_those_of_the_benchmarks() -> None:
    measured = (CHECKOUT / "benchmarks" / "README.md").read_text("utf-8")
    figures = rows(README, "what", "ratio", "wanted", "note")
    assert figures
    for row in figures:
        assert row in measured, "write the figure anew, of benchmarks/README.md"


def test_the_picture_shows_what_the_program_shows() -> None:
    assert PICTURE.read_text("utf-8") == picture(), "python docs/picture.py draws it anew"


@pytest.mark.slow
def test_what_a_package_tells_of_itself_leads_somewhere_from_anywhere(tmp_path: Path) -> None:
    """Where it is fetched from, a link to a file beside the README would lead nowhere."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--wheel-dir",
        str(tmp_path),
        str(CHECKOUT),
    ]
    subprocess.run(command, check=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        name = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = message_from_bytes(wheel.read(name))
    assert metadata["Description-Content-Type"] == "text/markdown"
    told = metadata.get_payload(decode=True)
    assert isinstance(told, bytes)
    links = re.findall(r"\]\(([^)]+)\)", told.decode())
    assert len(links) == len(re.findall(r"\]\(([^)]+)\)", README))
    assert [link for link in links if not link.startswith("https://")] == []
    beside = f"https://github.com/OWNER/kochava-lint/blob/v{metadata['Version']}/"
    paths = [link.removeprefix(beside) for link in links if link.startswith(beside)]
    assert len(paths) > 10
    assert [path for path in paths if not (CHECKOUT / path).exists()] == []
