"""The HTML report in a real Chromium: all of it can be read and used, by the keyboard alone, on any screen."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from browsing import OpenView, WriteReport
from reports import CLEAN, ERROR, INFO, WARNING
from samples import ADID, IDFA, android, ios, line

from kochava_lint import Capture, Finding

pytestmark = pytest.mark.slow

PAYLOADS = [
    ERROR,
    WARNING,
    WARNING,
    INFO,
    line(ios(event_name="View", currency="eur")),
    line(android(event_name="View", device_ua="Mozilla/5.0 (a space)")),
    line(ios(event_name="Sale  Day", origination_ip="10.0.0.2")),
]
ALL = [
    "empty-value",
    "non-public-ip",
    "duplicate-event",
    "non-public-ip",
    "malformed-app-id",
    "invalid-currency",
    "user-agent-not-url-encoded",
    "non-public-ip",
]
HOSTILE = "</script><img src=x onerror=alert(1)>\"'{{ 7*7 }}\u202eabc"
OWN_RULE = f'''
from kochava_lint import Problem, Severity, hookimpl, payload_rule

@payload_rule("event", severity=Severity.WARNING)
def own_rule(payload, context):
    """Every event is one too many."""
    yield Problem((), {HOSTILE!r} + "\\0" + "x" * 10_000)

@hookimpl
def kochava_lint_rules():
    return [own_rule]
'''


@pytest.fixture
def path(html_report: WriteReport) -> Path:
    """A report of a few findings, of each severity."""
    return html_report(*PAYLOADS)


@pytest.fixture
def told(path: Path) -> dict[str, Any]:
    """The JSON report of the same run."""
    told: dict[str, Any] = json.loads(path.with_suffix(".json").read_text("utf-8"))
    return told


def test_nothing_is_asked_for_beside_the_file(path: Path, opened: OpenView) -> None:
    view = opened(path)
    view.page.wait_for_load_state("networkidle")
    assert view.requests == [path.as_uri()]


def test_totals_are_those_of_the_json_report(path: Path, told: dict[str, Any], opened: OpenView) -> None:
    totals = opened(path).page.locator(".totals > div").all()
    numbers = {total.locator("dt").inner_text(): int(total.locator("dd").inner_text()) for total in totals}
    severities = told["summary"]["severities"]
    assert numbers == {
        "errors": severities["error"],
        "warnings": severities["warning"],
        "info": severities["info"],
        "payloads": 7,
        "file": 1,
        "skipped": 0,
        "suppressed": 0,
        "fixable": 2,
    }


def test_bars_are_as_long_as_there_are_findings(path: Path, told: dict[str, Any], opened: OpenView) -> None:
    page = opened(path).page
    numbers, lengths = {}, {}
    for bar in page.locator(".bar").all():
        name = bar.locator(".name").inner_text()
        numbers[name] = int(bar.locator(".count").inner_text())
        drawn, room = bar.locator("rect").bounding_box(), bar.locator("svg").bounding_box()
        assert drawn is not None
        assert room is not None
        lengths[name] = drawn["width"] / room["width"]
    assert numbers == told["summary"]["rules"]
    most = max(numbers.values())
    assert lengths == {name: pytest.approx(number / most, abs=0.01) for name, number in numbers.items()}


def test_the_chart_of_severities_is_divided_as_they_are(path: Path, told: dict[str, Any], opened: OpenView) -> None:
    page = opened(path).page
    chart = page.locator("svg.stack")
    assert chart.get_attribute("aria-label") == "2 error, 5 warning, 1 info"
    room = chart.bounding_box()
    assert room is not None
    at = room["x"]
    for severity in ("error", "warning", "info"):
        drawn = chart.locator(f"rect.{severity}").bounding_box()
        assert drawn is not None
        assert drawn["x"] == pytest.approx(at, abs=1)
        assert drawn["width"] / room["width"] == pytest.approx(told["summary"]["severities"][severity] / 8, abs=0.01)
        at += drawn["width"]
    assert page.locator(".legend li").all_inner_texts() == ["error 2", "warning 5", "info 1"]


def test_the_matrix_tells_how_often_a_rule_found_something_in_an_event(
    path: Path, told: dict[str, Any], opened: OpenView
) -> None:
    page = opened(path).page
    cells = page.locator("td button").evaluate_all(
        "(cells) => cells.map(({dataset, textContent}) => [dataset.event, dataset.rule, Number(textContent)])"
    )
    expected = Counter((finding["event"], finding["rule"]) for finding in told["findings"])
    assert {(event, rule): number for event, rule, number in cells} == expected
    rules = page.locator(".matrix thead th").all_text_contents()
    events = page.locator(".matrix tbody th").all_text_contents()
    for event, rule, _ in cells:
        # A cell stands in the row and the column that it is about.
        at = f".matrix tbody tr:nth-child({events.index(event) + 1}) td:nth-child({rules.index(rule) + 2}) button"
        assert page.locator(at).get_attribute("data-event") == event


def test_each_finding_has_its_excerpt_help_and_fix(path: Path, told: dict[str, Any], opened: OpenView) -> None:
    page = opened(path).page
    articles = page.locator("article").all()
    for finding, article in zip(told["findings"], articles, strict=True):
        assert article.locator(".rule").inner_text() == finding["rule"]
        assert article.locator(".severity").inner_text() == finding["severity"]
        assert article.locator(".message").inner_text() == finding["message"]
        assert f"a.jsonl:{finding['line']}:{finding['column']}" in article.locator(".where").inner_text()
        assert article.locator(".help").inner_text() == finding["help"].replace("`", "")
        assert article.locator("pre mark").inner_text() != ""
        assert article.locator(".fix").count() == bool(finding["fix"])
    marked = [article.locator("mark").inner_text() for article in articles]
    assert marked[5] == '"eur"'
    assert "write the currency in upper case (--fix)" in articles[5].inner_text()


@pytest.mark.parametrize(
    ("words", "rules"),
    [
        pytest.param("currency", ["invalid-currency"], id="one-word"),
        pytest.param("CURRENCY Iso", ["invalid-currency"], id="any-case-any-order"),
        pytest.param("private 10.0", [], id="masked-values-are-not-found"),
        pytest.param("ADDRESS purchase", ["non-public-ip", "non-public-ip"], id="message-and-event"),
        pytest.param("a.jsonl:5", ["invalid-currency"], id="file-and-line"),
        pytest.param("/data/device_ua", ["user-agent-not-url-encoded"], id="pointer"),
        pytest.param(".*", [], id="no-pattern"),
        pytest.param("  ", ALL, id="blank"),
    ],
)
def test_search_shows_what_has_all_words(path: Path, opened: OpenView, words: str, rules: list[str]) -> None:
    view = opened(path)
    view.press("/")
    view.type(words)
    assert view.shown == rules
    assert view.status == f"{len(rules)} of 8 findings"
    assert view.page.locator("#none").is_visible() is not bool(rules)


def test_where_nothing_is_found_all_can_be_shown_again(path: Path, opened: OpenView) -> None:
    view = opened(path)
    view.press("/")
    view.type("nothing like this")
    assert view.shown == []
    view.tab_to("#again")
    view.press("Enter")
    assert view.shown == ALL
    assert view.page.locator("#search").input_value() == ""


def test_severities_are_chosen_with_space(path: Path, opened: OpenView) -> None:
    view = opened(path)
    view.tab_to("input[value=warning]")
    view.press("Space")
    assert view.shown == ["empty-value", "malformed-app-id", "user-agent-not-url-encoded"]
    view.tab_to("input[value=info]")
    view.press("Space")
    assert view.shown == ["empty-value", "user-agent-not-url-encoded"]
    view.tab_to("#reset")
    view.press("Enter")
    assert view.shown == ALL


@pytest.mark.parametrize(
    ("choice", "typed", "rules"),
    [
        pytest.param("#rule", "non", ["non-public-ip"] * 3, id="rule"),
        pytest.param("#event", "event V", ["invalid-currency", "user-agent-not-url-encoded"], id="event"),
        pytest.param("#event", "event S", ["non-public-ip"], id="event-with-two-spaces"),
    ],
)
def test_a_rule_and_an_event_are_chosen_by_their_first_letters(
    path: Path, opened: OpenView, choice: str, typed: str, rules: list[str]
) -> None:
    view = opened(path)
    view.tab_to(choice)
    view.type(typed)
    assert view.shown == rules


@pytest.mark.parametrize(
    ("pressed", "rules"),
    [
        pytest.param(".bar[data-rule=non-public-ip]", ["non-public-ip"] * 3, id="bar"),
        pytest.param(
            ".cell[data-rule=non-public-ip][data-event='event Purchase']",
            ["non-public-ip"] * 2,
            id="cell-of-the-matrix",
        ),
        pytest.param(".cell[data-event='event Sale  Day']", ["non-public-ip"], id="cell-with-two-spaces"),
    ],
)
def test_charts_are_filters_that_a_second_press_lets_go(
    path: Path, opened: OpenView, pressed: str, rules: list[str]
) -> None:
    view = opened(path)
    view.tab_to(pressed)
    view.press("Enter")
    assert view.shown == rules
    assert view.page.locator(pressed).get_attribute("aria-pressed") == "true"
    assert view.page.locator("#findings").is_visible()
    view.press("Space")
    assert view.shown == ALL
    assert view.page.locator(pressed).get_attribute("aria-pressed") == "false"


def test_j_and_k_go_through_what_is_shown(path: Path, opened: OpenView) -> None:
    view = opened(path)
    view.tab_to("input[value=warning]")
    view.press("Space", "j")
    assert view.focused == "a.jsonl:1:106"
    view.press("j")
    assert view.focused.startswith("a.jsonl:4:")
    view.press("j", "j", "j")
    assert view.focused.startswith("a.jsonl:6:")
    view.press("k", "k", "k")
    assert view.focused == "a.jsonl:1:106"


def test_letters_in_the_search_box_are_letters(path: Path, opened: OpenView) -> None:
    view = opened(path)
    view.press("/")
    view.type("jk/")
    assert (view.focused, view.page.locator("#search").input_value()) == ("search", "jk/")


def test_enter_leads_from_the_search_to_the_first_finding(path: Path, opened: OpenView) -> None:
    view = opened(path)
    view.press("/")
    view.type("event view")
    view.press("Enter")
    assert view.focused.startswith("a.jsonl:5:")
    view.press("j")
    assert view.focused.startswith("a.jsonl:6:")


def test_escape_shows_all_again(path: Path, opened: OpenView) -> None:
    view = opened(path)
    view.tab_to(".bar[data-rule=empty-value]")
    view.press("Enter", "/")
    view.type("empty")
    assert view.shown == ["empty-value"]
    view.press("Escape")
    assert view.shown == ALL
    assert view.page.url == path.as_uri()


def test_the_address_keeps_the_view(path: Path, opened: OpenView) -> None:
    view = opened(path)
    view.tab_to("input[value=info]")
    view.press("Space")
    view.tab_to("#event")
    view.type("event P")
    view.press("/")
    view.type("private address")
    shown, hash_ = view.shown, view.evaluate("location.hash")
    assert shown == ["non-public-ip"] * 2
    again = opened(path, hash_)
    assert (again.shown, again.status) == (shown, "2 of 8 findings")
    assert not again.page.locator("input[value=info]").is_checked()
    assert again.page.locator("#search").input_value() == "private address"


@pytest.mark.parametrize(
    "view", ["#rule=no-such-rule", "#event=no", "#severity=fatal", "#%E0%A4%A", "#x=1&&=", "#search="]
)
def test_an_address_that_names_nothing_breaks_nothing(path: Path, opened: OpenView, view: str) -> None:
    there = opened(path, view)
    assert there.shown in (ALL, [])
    there.press("Escape")
    assert there.shown == ALL


def test_the_link_past_the_charts_keeps_the_view(path: Path, opened: OpenView) -> None:
    view = opened(path, "#rule=non-public-ip")
    view.tab_to(".skip a")
    view.press("Enter")
    view.wait_for("location.hash !== '#findings'")
    assert view.shown == ["non-public-ip"] * 3
    assert view.evaluate("document.getElementById('findings').getBoundingClientRect().top < innerHeight")


TEXTS = [
    "#sentence",
    ".totals dt",
    ".totals dd",
    ".bar .name",
    ".bar .count",
    ".legend li",
    ".matrix th",
    ".matrix td button",
    "form label",
    "legend",
    ".keys",
    "kbd",
    "select",
    "input[type=search]",
    "#reset",
    "#shown",
    ".severity",
    ".message",
    ".where",
    ".where code",
    ".where span",
    "pre",
    ".line",
    "mark",
    ".help",
    ".fix",
    "footer p",
    ".skip a",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out(path: Path, opened: OpenView, scheme: str) -> None:
    """With the contrast of at least 4.5 that WCAG 2.2 asks for at level AA."""
    view = opened(path, color_scheme=scheme)
    assert {selector: ratio for selector in TEXTS if (ratio := view.contrast(selector)) < 4.5} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_numbers_stand_out_on_every_shade(html_report: WriteReport, opened: OpenView, scheme: str) -> None:
    payloads = [
        line(ios(event_name=f"Level {level}", currency="eur", usertime=1_718_000_000 + index))
        for level, number in enumerate([4, 3, 2, 1])
        for index in range(number)
    ]
    view = opened(html_report(*payloads), color_scheme=scheme)
    assert {shade: view.page.locator(f".shade-{shade}").count() for shade in range(1, 5)} == dict.fromkeys(
        range(1, 5), 1
    )
    assert view.contrast(".matrix td button") >= 4.5


def test_dark_is_dark_and_light_is_light(path: Path, opened: OpenView) -> None:
    script = "getComputedStyle(document.body).backgroundColor"
    backs = [opened(path, color_scheme=scheme).evaluate(script) for scheme in ("light", "dark")]
    light, dark = [sum(map(int, back.strip("rgb()").split(","))) for back in backs]
    assert light > 700
    assert dark < 100


def test_a_phone_needs_no_scrolling_sideways(path: Path, opened: OpenView) -> None:
    view = opened(path, width=360)
    assert view.width == 360
    outside = """() => [...document.querySelectorAll("body *")].filter((each) =>
        !each.closest(".scroll > *") && each.getBoundingClientRect().right > 360.5).map((each) => each.outerHTML)"""
    assert view.evaluate(outside) == []


def test_on_a_phone_the_matrix_scrolls_in_its_own_box(html_report: WriteReport, opened: OpenView) -> None:
    examples = Path(__file__).parents[2] / "examples"
    view = opened(html_report(*(examples / "faulty.jsonl").read_text("utf-8").splitlines()), width=360)
    assert view.width == 360
    box = view.page.locator(".scroll")
    assert box.evaluate("(box) => box.scrollWidth > box.clientWidth")
    view.tab_to(".scroll")
    view.press("ArrowRight")
    view.wait_for("document.querySelector('.scroll').scrollLeft > 0")


@pytest.mark.parametrize("width", [360, 1280])
def test_whatever_is_pressed_is_high_enough(path: Path, opened: OpenView, width: int) -> None:
    """24 pixels, as WCAG 2.2 asks for at level AA."""
    view = opened(path, width=width)
    for control in view.page.locator("button:visible, select:visible, input[type=search], label.check, .skip a").all():
        box = control.bounding_box()
        assert box is not None
        assert min(box["height"], box["width"]) >= 24, control.evaluate("(it) => it.outerHTML")


def test_every_control_has_a_name_and_every_heading_its_place(path: Path, opened: OpenView) -> None:
    view = opened(path)
    for role in ("button", "checkbox", "combobox", "searchbox", "link", "region", "img", "table"):
        for control in view.page.get_by_role(role).all():
            name = control.aria_snapshot().splitlines()[0]
            assert role == "table" or '"' in name, name
    levels = view.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map((each) => Number(each.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert view.evaluate("document.documentElement.lang") == "en"


@pytest.mark.parametrize("control", ["#search", "#rule", "#reset", ".bar", ".cell", ".scroll", "input[name=severity]"])
def test_the_focus_can_be_seen(path: Path, opened: OpenView, control: str) -> None:
    view = opened(path)
    view.tab_to(control)
    outline = view.evaluate(
        "(({outlineStyle, outlineWidth}) => [outlineStyle, outlineWidth])(getComputedStyle(document.activeElement))"
    )
    assert outline == ["solid", "2px"]


@pytest.mark.parametrize("width", [360, 1280])
def test_hostile_content_is_shown_as_text(folder: Path, html_report: WriteReport, opened: OpenView, width: int) -> None:
    """Event, file and message hold markup, templates, marks of direction and very long words: none of it is obeyed."""
    (folder / "own.py").write_text(OWN_RULE, "utf-8")
    payloads = [line(ios(event_name=name)) for name in (HOSTILE, "a\0b", "x" * 10_000, "y" * 99)]
    path = html_report(*payloads, words=("--plugin", "own.py"), name=f"{HOSTILE}.jsonl")
    view = opened(path, width=width)
    view.page.wait_for_load_state("networkidle")
    assert view.requests == [path.as_uri()]
    assert view.page.locator("img, article script").count() == 0
    safe = HOSTILE.replace("\u202e", "\ufffd")
    article = view.page.locator("article").first
    assert safe in article.locator(".message").inner_text()
    assert safe in article.locator(".where").inner_text()
    assert "49" not in article.locator(".message").inner_text()
    assert view.width == width
    view.page.locator(".cell").first.click()
    assert set(view.shown) == {"own-rule"}


def test_masked_values_cannot_be_found(html_report: WriteReport, opened: OpenView) -> None:
    payloads = [line(ios(device_ids={"idfa": IDFA.lower()})), line(android(device_ids={"IDFA": ADID}))]
    hidden = opened(html_report(*payloads)).page.content()
    assert IDFA.lower() not in hidden
    assert ADID not in hidden
    view = opened(html_report(*payloads, words=("--show-values",)))
    assert IDFA.lower() in view.page.content()
    view.press("/")
    view.type(IDFA)
    assert view.shown == ["lowercase-idfa"]


def test_a_clean_report_is_short_and_works(html_report: WriteReport, opened: OpenView) -> None:
    view = opened(html_report(CLEAN))
    assert "Nothing found in 1 payload of 1 file." in view.page.locator("header").inner_text()
    assert view.page.locator("main").inner_text() == "There is no finding to show."
    view.press("/", "j", "Escape")
    assert view.shown == []


def test_a_report_with_nothing_but_an_info_has_one_severity(html_report: WriteReport, opened: OpenView) -> None:
    view = opened(html_report(INFO))
    assert view.shown == ["malformed-app-id"]
    assert view.status == "1 of 1 finding"
    assert view.page.locator("input[name=severity]").count() == 1
    assert view.page.locator(".stack rect").evaluate("(rect) => rect.getBBox().width") == pytest.approx(100)


def test_an_interrupted_report_says_so_and_works(
    html_report: WriteReport, opened: OpenView, monkeypatch: pytest.MonkeyPatch
) -> None:
    lint = Capture.lint

    def interrupted(self: Capture, payload: Any) -> list[Finding]:
        if payload.source.line == 5:
            raise KeyboardInterrupt
        return lint(self, payload)

    monkeypatch.setattr("kochava_lint.api.Capture.lint", interrupted)
    view = opened(html_report(*PAYLOADS))
    assert view.page.locator("#sentence").inner_text().startswith("Interrupted. Found 1 error")
    assert view.shown == ALL[:5]


def test_what_is_left_out_is_told_of(html_report: WriteReport, opened: OpenView) -> None:
    view = opened(html_report(*PAYLOADS, words=("--max-findings", "2")))
    assert view.shown == ALL[:2]
    assert "6 more are beyond --max-findings, and not on this page." in view.page.locator("main").inner_text()
    view.tab_to(".bar[data-rule=invalid-currency]")
    view.press("Enter")
    assert (view.shown, view.status) == ([], "0 of 2 findings")


def test_on_paper_there_is_all_that_is_shown_and_no_form(html_report: WriteReport, opened: OpenView) -> None:
    payloads = [line(ios(event_name=f"Level {index}", currency="eur")) for index in range(120)]
    view = opened(html_report(*payloads))
    view.page.emulate_media(media="print")
    assert not view.page.locator("form").is_visible()
    assert len(view.shown) == 120
    rendered = (
        "[...document.querySelectorAll('article')].every((each) => each.checkVisibility({contentVisibilityAuto: true}))"
    )
    assert view.evaluate(rendered)
    assert view.page.locator(".scroll").evaluate("(box) => getComputedStyle(box).overflowX") == "visible"


def test_without_scripts_everything_can_be_read(path: Path, opened: OpenView) -> None:
    page = opened(path, java_script_enabled=False).page
    assert page.locator("article:visible").count() == len(ALL)
    assert page.locator("svg.stack, .bar, .matrix").first.is_visible()
    assert not page.locator("form").is_visible()
    assert not page.locator("#none").is_visible()


def test_ten_thousand_findings_open_and_are_searched_at_once(html_report: WriteReport, opened: OpenView) -> None:
    """The promise is two seconds; the benchmark says how far below they are."""
    payloads = [line(ios(event_name=f"Level {index % 60}", currency="eur", usertime=index)) for index in range(5_000)]
    path = html_report(*payloads)
    # The best of three: the machine may be busy with other things.
    views = [opened(path) for _ in range(3)]
    load = min(view.evaluate("performance.getEntriesByType('navigation')[0].loadEventStart") for view in views)
    view = views[-1]
    count = view.page.locator("article").count()
    assert count >= 10_000
    assert load < 2_000
    view.press("/")
    view.type("level 59 currency")
    assert 0 < len(view.shown) < count
    view.press("Escape", "Enter")
    assert len(view.shown) == count
    assert view.focused.startswith("a.jsonl:1:")
