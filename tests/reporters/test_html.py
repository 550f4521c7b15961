"""The HTML report as a text: what stands in it, and what never does. Another file asks a browser how it behaves."""

from __future__ import annotations

import hashlib
import io
import re
import sys
from base64 import b64encode
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from reports import CLEAN, ERROR, INFO, WARNING, report
from samples import ADID, IDFA, android, ios, line

from kochava_lint import Finding, Severity, Source
from kochava_lint.cli import main
from kochava_lint.printable import printable
from kochava_lint.reader import read_payloads
from kochava_lint.reporter import Display, Summary
from kochava_lint.reporters.html_report import html


def written(folder: Path, *payloads: str, words: tuple[str, ...] = ()) -> lxml_html.HtmlElement:
    """The page that the command writes about *payloads*, parsed."""
    (folder / "a.jsonl").write_text("".join(f"{payload}\n" for payload in payloads), "utf-8")
    main(["check", "a.jsonl", "--output-format", "html", "--output-file", "a.html", "--min-severity", "info", *words])
    return lxml_html.fromstring((folder / "a.html").read_bytes())


def page_of(*findings: Finding) -> str:
    """The text of a page about *findings*."""
    out, summary = io.StringIO(), Summary(files=1, payloads=1)
    making = html.begin(out, Display())
    for finding in findings:
        summary.count(finding)
        making.add(finding)
    making.end(summary)
    return out.getvalue()


def finding_in(event_name: str, message: str, name: str) -> Finding:
    """A finding with this *message* about the event name of a payload that stands in the file *name*."""
    text = line(ios(event_name=event_name)).encode()
    payload = next(read_payloads(Source(name, text)))
    return Finding("some-rule", Severity.ERROR, message, ("data", "event_name"), payload, message)


def test_the_page_asks_for_nothing_beside_itself(folder: Path) -> None:
    page = written(folder, ERROR, WARNING, INFO)
    addresses = [value for element in page.iter() for key, value in element.items() if key in {"src", "href", "action"}]
    assert addresses == ["#findings"]
    style, script = page.findtext(".//style"), page.findtext(".//script")
    assert style is not None
    assert script is not None
    assert not re.search(r"https?:|//[a-z]|url\(|@import|import\(|fetch\(|XMLHttpRequest", style + script)
    assert not page.xpath("//@style | //*[starts-with(name(@*), 'on')]")


def test_only_the_style_and_the_script_of_the_page_may_run(folder: Path) -> None:
    page = written(folder, ERROR)
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")

    def digest(element: str) -> str:
        text = page.findtext(f".//{element}")
        assert text is not None
        return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    assert policy == f"default-src 'none'; style-src {digest('style')}; script-src {digest('script')}"


def test_every_element_is_closed_and_every_id_is_one(folder: Path) -> None:
    written(folder, ERROR, WARNING, INFO)
    text = (folder / "a.html").read_text("utf-8")
    # As XML it is well-formed but for what HTML writes differently: void elements, and attributes without a value.
    body = re.sub(r"<script>.*?</script>|<style>.*?</style>|<!DOCTYPE html>", "", text, flags=re.DOTALL)
    body = re.sub(r"<((?:meta|input)\b[^>]*)>", r"<\1/>", body)
    body = re.sub(r" (checked|hidden)(?=[ />])", r' \1="\1"', body)
    tree = lxml_html.etree.fromstring(body.encode())
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert set(tree.xpath("//@aria-labelledby")) <= set(ids)


HOSTILE = [
    "</script><img src=x onerror=alert(1)>",
    "<!-- <script>",
    "\"'><svg onload=alert(1)>",
    "{{ 7*7 }}{% raw %}",
    "\u202egnp.exe",
    "a\x00b",
    "&lt;b&gt;",
    "]]>",
]
TEXTS = st.one_of(st.text(max_size=40), st.sampled_from([*HOSTILE, "\ud800"]))
NAMES = st.one_of(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.sampled_from([*HOSTILE, "\udcff"]))


def skeleton(page: str) -> list[tuple[str, list[str]]]:
    """The elements of *page*, with the names of their attributes; but for help, in which backticks make code."""
    tree = lxml_html.fromstring(page.encode())
    for code in tree.xpath("//p[@class='help']/code"):
        code.drop_tag()
    return [(element.tag, sorted(element.keys())) for element in tree.iter()]


PLAIN = skeleton(page_of(finding_in("Purchase", "a message", "a.json")))


@settings(max_examples=50)
@given(event_name=TEXTS, message=TEXTS, name=NAMES)
def test_what_is_told_is_text_and_never_markup(event_name: str, message: str, name: str) -> None:
    """However hostile, it leaves the elements of the page as they are, and is read back as it was."""
    text = page_of(finding_in(event_name, message, name))
    assert skeleton(text) == PLAIN
    article = lxml_html.fromstring(text.encode()).find(".//article")
    assert article.findtext("p[@class='message']") == printable(message)
    assert article.findtext("p[@class='where']/code").startswith(printable(name))
    assert article.find("p[@class='help']").text_content() == printable(message).replace("`", "")


@pytest.mark.parametrize("words", [pytest.param((), id="masked"), pytest.param(("--show-values",), id="shown")])
def test_who_it_is_about_is_told_only_if_asked_for(folder: Path, words: tuple[str, ...]) -> None:
    own = [line(ios(device_ids={"idfa": IDFA.lower()})), line(android(device_ids={"IDFA": ADID}))]
    written(folder, *own, line(ios(origination_ip="10.0.3.17", event_name="ada@example.org")), words=words)
    text = (folder / "a.html").read_text("utf-8")
    for secret in (IDFA.lower(), ADID, "10.0.3.17"):
        assert (secret in text) is bool(words)


def test_the_matrix_counts_as_the_json_report_does(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    payloads = [line(ios(event_name=f"Level {index}", currency="eur")) for index in range(35)]
    payloads += [line(ios(event_name="Level 3", origination_ip="10.0.0.1"))] * 4
    page = written(folder, *payloads)
    _, told = report(capsys, "a.jsonl", "--min-severity", "info")
    rules = page.xpath("//table//thead//th/span/text()")
    rows = page.xpath("//table//tbody/tr")
    assert len(rows) == 31
    assert rows[0].findtext("th") == "event Level 3"
    assert rows[-1].findtext("th") == "5 other events"
    for index, rule in enumerate(rules):
        column = [int(row.findall("td")[index].text_content().strip() or 0) for row in rows]
        assert sum(column) == sum(finding["rule"] == rule for finding in told["findings"])
    assert sorted(rules) == sorted({finding["rule"] for finding in told["findings"]})
    assert len(page.xpath("//article")) == len(told["findings"])
    assert not rows[-1].xpath(".//button")


def test_events_are_told_apart_by_their_spaces(folder: Path) -> None:
    """A browser collapses the spaces of an option that has no value, and nothing would be of that event."""
    page = written(folder, line(ios(event_name="A  B", currency="eur")), line(ios(event_name="A B", currency="eur")))
    assert page.xpath("//select[@id='event']/option/@value") == ["", "event A  B", "event A B"]
    assert page.xpath("//article/@data-event") == ["event A  B", "event A B"]


def test_rules_whose_findings_are_all_left_out_can_be_chosen(folder: Path) -> None:
    """Their bar is there, so choosing it must not show everything."""
    page = written(folder, ERROR, WARNING, INFO, words=("--max-findings", "1"))
    assert len(page.xpath("//article")) == 1
    assert "2 more are beyond --max-findings" in page.text_content()
    bars = page.xpath("//button[contains(@class, 'bar')]/@data-rule")
    assert sorted(bars) == page.xpath("//select[@id='rule']/option/@value")[1:]
    assert len(bars) == 3


@pytest.mark.parametrize(
    ("payloads", "words", "told"),
    [
        pytest.param([CLEAN], (), "Nothing found in 1 payload of 1 file.", id="clean"),
        pytest.param([ERROR], ("--ignore", "empty-value"), "Nothing found", id="ignored"),
        pytest.param([WARNING], ("--min-severity", "error"), "1 finding below --min-severity not shown", id="hidden"),
        pytest.param([" "], (), "No payload was linted.", id="nothing-linted"),
    ],
)
def test_a_page_without_findings_says_so_and_has_no_charts(
    folder: Path, payloads: list[str], words: tuple[str, ...], told: str
) -> None:
    page = written(folder, *payloads, words=words)
    assert told in page.findtext(".//p[@id='sentence']")
    assert page.findtext(".//p[@class='clean']") == "There is no finding to show."
    assert not page.xpath("//svg | //table | //form | //article")


def test_without_jinja_the_command_says_how_to_get_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a.jsonl").write_text(ERROR)
    monkeypatch.setitem(sys.modules, "jinja2", None)
    assert main(["check", "a.jsonl", "--output-format", "html"]) == 2
    assert "pip install 'kochava-lint[html]'" in capsys.readouterr().err
