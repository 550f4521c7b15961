"""The command over captures: which requests are read, what is said of the others, and how it ends."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from backports import zstd
from reports import CLEAN, ERROR, OTHER, report, rules_in
from samples import ios, line

from kochava_lint.cli import main

URL = "https://control.kochava.com/track/json"
SHOP = "https://shop.example/orders"
JSON_TYPE = [{"name": "Content-Type", "value": "application/json"}, {"name": "User-Agent", "value": "Unknown"}]
CAPTURES = Path(__file__).parents[1] / "captures"


def har(*requests: tuple[str, str | None]) -> str:
    entries = [
        {
            "request": {
                "method": "POST" if body else "GET",
                "url": url,
                "headers": JSON_TYPE,
                **({"postData": {"mimeType": "application/json", "text": body}} if body else {}),
            }
        }
        for url, body in requests
    ]
    return json.dumps({"log": {"version": "1.2", "entries": entries}}, indent=1)


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["check", *words])
    output = capsys.readouterr()
    return code, output.out, output.err


MIXED = har(
    (URL, CLEAN), (SHOP, ERROR), (URL, None), ("https://support.kochava.com/a", ERROR), (SHOP, None), (URL, OTHER)
)


def test_the_summary_tells_how_many_were_seen_linted_and_skipped_and_why(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a.har").write_text(MIXED)
    code, out, err = said(capsys, "a.har")
    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == (
        "Nothing found in 2 payloads of 1 file. 4 of 6 requests were skipped: "
        "2 to another host, 1 without a body, 1 to an address that takes no payloads."
    )
    _, told = report(capsys, "a.har")
    assert told["summary"]["requests"] == {
        "seen": 6,
        "linted": 2,
        "skipped": {"to another host": 2, "without a body": 1, "to an address that takes no payloads": 1},
    }


@pytest.mark.parametrize(
    ("words", "linted"),
    [
        ([], 2),
        (["--host", "shop.example"], 3),
        (["--host", "https://SHOP.example/x"], 3),
        (["--host", "shop.example:8080"], 2),
        (["--host", "a.example", "--host", "shop.example"], 3),
        (["--all-hosts"], 4),
    ],
)
def test_other_hosts_are_read_where_that_is_asked(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], linted: int
) -> None:
    (folder / "a.har").write_text(MIXED)
    code, told = report(capsys, "a.har", *words)
    assert told["summary"]["requests"]["linted"] == linted
    assert code == (0 if linted == 2 else 1)


def test_hosts_and_the_path_may_be_named_in_the_project(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.har").write_text(MIXED)
    (folder / "b.jsonl").write_text(line({"x": {"y": ERROR}}) + "\n" + line({"x": 5}) + "\n")
    (folder / "kochava-lint.toml").write_text('hosts = ["shop.example"]\npayload-path = "x.y"\n')
    _, told = report(capsys, "a.har", "b.jsonl")
    assert told["summary"]["requests"]["skipped"]["with nothing where --payload-path leads"] == 1
    assert [finding["file"] for finding in told["findings"] if finding["rule"] == "empty-value"] == ["a.har", "b.jsonl"]
    _, told = report(capsys, "b.jsonl", "--payload-path", "x")
    assert told["summary"]["payloads"] == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--host", ""], "has to be hosts, such as"),
        (["--host", "http://"], "--host: has to be hosts"),
        (["--host", "[x]"], "this is '[x]'"),
        (["--payload-path", ""], "--payload-path: has to be a path"),
        (["--payload-path", "a..b"], "this is 'a..b'"),
        (["--max-expanded", "0"], "has to be a size: bytes, or such as"),
        (["--max-expanded", "much"], "this is 'much'"),
    ],
)
def test_words_that_mean_nothing_are_told(capsys: pytest.CaptureFixture[str], words: list[str], message: str) -> None:
    with pytest.raises(SystemExit) as exited:
        main(["check", "a.json", *words])
    assert exited.value.code == 2
    assert message in capsys.readouterr().err


def test_where_all_went_elsewhere_the_hosts_are_named_and_what_to_do(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a.har").write_text(har(("https://b.example/x", ERROR), (SHOP, ERROR)))
    code, out, err = said(capsys, "a.har")
    assert code == 4
    assert "No payload was linted. 2 of 2 requests were skipped: 2 to another host." in out
    assert "requests went to b.example, shop.example; --host HOST has those to a host linted" in err
    assert "there is no payload in a.har: 2 requests skipped" in err


def test_findings_in_a_har_have_their_place_in_the_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = har((URL, json.dumps(ios(event_name=""), indent=1)))
    (folder / "a.har").write_text(content)
    _, told = report(capsys, "a.har")
    (finding,) = told["findings"]
    at = content.index('\\"event_name\\": ') + len('\\"event_name\\": ')
    assert (finding["line"], finding["column"]) == (content.count("\n", 0, at) + 1, at - content.rfind("\n", 0, at))


COMPRESS: list[Any] = [
    pytest.param(gzip.compress, ".gz", id="gzip"),
    pytest.param(zstd.compress, ".zst", id="zstd"),
    pytest.param(bz2.compress, ".bz2", id="bzip2"),
    pytest.param(lzma.compress, ".xz", id="xz"),
]


@pytest.mark.parametrize(("compress", "suffix"), COMPRESS)
@pytest.mark.parametrize(
    ("name", "content"),
    [("a.har", har((URL, ERROR))), ("a.jsonl", ERROR), ("a.json", ERROR), ("a.http", f"POST {URL}\n\n{ERROR}\n")],
)
def test_any_capture_may_be_compressed(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    compress: Callable[[bytes], bytes],
    suffix: str,
    name: str,
    content: str,
) -> None:
    (folder / f"{name}{suffix}").write_bytes(compress(content.encode()))
    (folder / "no-suffix").write_bytes(compress(content.encode()))
    for path in (".", f"{name}{suffix}", "no-suffix"):
        code, told = report(capsys, path, "--select", "empty-value")
        assert (code, rules_in(told), told["summary"]["files"]) == (1, ["empty-value"], 1)


@pytest.mark.parametrize(("compress", "suffix"), COMPRESS)
def test_of_what_is_compressed_and_breaks_off_what_is_there_is_linted(
    folder: Path, capsys: pytest.CaptureFixture[str], compress: Callable[[bytes], bytes], suffix: str
) -> None:
    lines = "".join(f"{line(ios(event_data={'n': number}))}\n" for number in range(20_000))
    written = compress(lines.encode())
    (folder / f"a.jsonl{suffix}").write_bytes(written[: len(written) // 2])
    code, out, err = said(capsys, f"a.jsonl{suffix}")
    assert code == 2
    assert int(out.split(" payloads")[0].rpartition(" ")[2].replace(",", "")) > 100
    assert f"cannot read a.jsonl{suffix} to its end: it is cut off after " in err


def test_what_expands_beyond_the_bound_is_read_up_to_it_and_the_bound_can_be_raised(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a.jsonl.gz").write_bytes(gzip.compress(f"{CLEAN}\n{OTHER}\n{ERROR}\n".encode()))
    code, out, err = said(capsys, "a.jsonl.gz", "--max-expanded", str(len(CLEAN) + 1))
    assert code == 2
    assert "Nothing found in 1 payload of 1 file." in out
    assert "--max-expanded raises that" in err
    code, told = report(capsys, "a.jsonl.gz", "--max-expanded", "1M")
    assert (code, told["summary"]["payloads"]) == (1, 3)


@pytest.mark.parametrize("compress", [gzip.compress, zstd.compress])
def test_standard_input_may_be_compressed(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    compress: Callable[[bytes], bytes],
) -> None:
    content = compress(f"{CLEAN}\n{ERROR}\n".encode())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(content))))
    code, told = report(capsys, "-")
    assert (code, told["summary"]["payloads"], told["findings"][0]["file"]) == (1, 2, "<stdin>")


def test_in_folders_the_content_tells_which_yaml_and_shell_files_are_captures(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "d").mkdir()
    for name, content in {
        "a.yaml": (CAPTURES / "vcrpy-requests.yaml").read_text(),
        "compose.yml": "services:\n  web: {image: x}\n",
        "a.sh": f"curl {URL} -A Unknown -H 'Content-Type: application/json' -d '{ERROR}'\n",
        "install.sh": "#!/bin/sh\necho curl-free\n",
        "notes.txt": ERROR,
        "b.har": har((URL, ERROR)),
    }.items():
        (folder / "d" / name).write_text(content)
    _, told = report(capsys, "d")
    assert {finding["file"] for finding in told["findings"]} >= {"d/a.sh", "d/b.har"}
    assert told["summary"]["files"] == 3
    _, _, err = said(capsys, "d")
    assert "note: 2 files in folders hold no capture by their content: d/compose.yml, d/install.sh" in err


def test_a_capture_that_is_cut_off_is_linted_as_far_as_it_goes(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = har((URL, ERROR), (URL, line(ios(currency=5))), (URL, CLEAN))
    (folder / "a.har").write_text(content[: content.rindex("postData")])
    code, told = report(capsys, "a.har")
    assert code == 1
    assert rules_in(told)[:2] == ["empty-value", "wrong-type"]
    assert "invalid-json" in rules_in(told)


@pytest.mark.parametrize("name", ["a.mitm", "flows"])
def test_flows_without_mitmproxy_say_what_to_install(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (folder / name).write_bytes((CAPTURES / "mitmproxy-12.mitm").read_bytes())
    (folder / "b.json").write_text(ERROR)
    for module in ("mitmproxy", "mitmproxy.exceptions", "mitmproxy.http", "mitmproxy.io"):
        monkeypatch.setitem(sys.modules, module, None)
    code, out, err = said(capsys, name, "b.json", "--output-format", "concise")
    assert code == 2
    assert "b.json:1:" in out
    assert f"{name} holds flows of mitmproxy, which reads them: pip install 'kochava-lint[mitmproxy]'" in err


def test_no_yaml_tag_is_executed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.yaml").write_text(
        "interactions:\n- request:\n    body: !!python/object/apply:os.system ['touch executed']\n"
        f"    headers: !!python/object/new:dict {{}}\n    method: POST\n    uri: {URL}\n"
        f"- request:\n    body: '{ERROR}'\n    method: POST\n    uri: {URL}\n"
    )
    code, out, _ = said(capsys, "a.yaml", "--output-format", "concise")
    assert code == 1
    assert "empty-value" in out
    assert not (folder / "executed").exists()


def test_the_command_itself_reads_from_a_pipe(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kochava_lint", "check", "-", "--output-format", "concise"],
        input=gzip.compress(har((URL, ERROR)).encode()),
        capture_output=True,
        check=False,
        cwd=folder,
    )
    assert done.returncode == 1
    assert b"<stdin>:" in done.stdout
    assert done.stderr == b""
