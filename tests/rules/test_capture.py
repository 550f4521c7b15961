"""The rules across the payloads of one capture, beyond their pages' examples."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from samples import DROP, IDFA, IDFV, JSON, ZERO, changed, flat, install, ios, line, link, update
from sequences import CHANGE, EARLY, TWICE, UNSTABLE, event, in_capture, of, read_lines

from kochava_lint import Linter
from kochava_lint.source import render

X1, X2 = IDFA, IDFV
NO_ID = {"kochava_device_id": ""}

Sequenced = Callable[[str, Sequence[JSON]], list[int]]


@pytest.fixture(scope="session")
def found_by(linter: Linter) -> Sequenced:
    """
    Which payloads of a capture the findings of a rule are about, by number from 0.

    They are the same whether the payloads come as a Python list, as JSON Lines or as the batch of one request.
    """

    def find(rule: str, payloads: Sequence[JSON]) -> list[int]:
        values = [finding for finding in linter.lint(list(payloads)) if finding.rule == rule]
        found = [int(finding.payload.pointer[0]) for finding in values]
        as_lines = in_capture(linter, read_lines(payloads), rule)
        assert [(finding.line or 0) - 1 for finding in as_lines] == found
        assert [finding.pointer for finding in as_lines] == [finding.pointer for finding in values]
        in_batch = [finding for finding in linter.lint(line(list(payloads))) if finding.rule == rule]
        assert [int(finding.payload.pointer[0]) for finding in in_batch] == found
        return found

    return find


NAMES = ["idfa", "idfv", "adid", "android_id", "rida", "udid"]
MADE_UP = ["", " ", ZERO, "0", ZERO.replace("-", ""), "{idfa}", "null", "%ADID%", "kochava-test-1"]
SAME_OR_NOT = [
    pytest.param({"kochava_device_id": "K1"}, {"kochava_device_id": "K1"}, True, id="kochava-device-id"),
    pytest.param({"kochava_device_id": "K1"}, {"kochava_device_id": "K2"}, False, id="another-kochava-device-id"),
    *[pytest.param({name: X1}, {name: X1}, True, id=name) for name in NAMES],
    *[pytest.param({name: X1}, {name: X2}, False, id=f"another-{name}") for name in NAMES],
    *[
        pytest.param({name: value}, {name: value}, False, id=f"{name}-{value}")
        for name in ("idfv", "kochava_device_id")
        for value in (*MADE_UP, None, 5)
    ],
    pytest.param({"idfv": X1}, {"adid": X1}, False, id="another-name"),
    pytest.param({"idfv": X1, "custom": "a"}, {"idfv": X1, "custom": "b"}, True, id="one-of-two"),
    pytest.param({"kochava_device_id": "K1", "idfv": X1}, {"idfv": X1}, True, id="by-what-both-tell"),
    pytest.param({"kochava_app_id": "koa", "idfv": X1}, {"kochava_app_id": "kob", "idfv": X1}, False, id="two-apps"),
    pytest.param(
        {"kochava_app_id": "koa", "kochava_device_id": "K1"},
        {"kochava_app_id": "kob", "kochava_device_id": "K1"},
        False,
        id="two-apps-with-one-id",
    ),
    pytest.param({}, {}, False, id="nothing-told"),
]


def identified(payload: JSON, told: JSON) -> JSON:
    """The payload with the identifiers *told*: keys of the root, and of `device_ids`."""
    root = {key: value for key, value in told.items() if key.startswith("kochava_")}
    ids = {key: value for key, value in told.items() if key not in root}
    return changed(payload, {**NO_ID, **root, "data/device_ids": ids})


@pytest.mark.parametrize(("first", "second", "is_same"), SAME_OR_NOT)
def test_what_is_one_device(found_by: Sequenced, first: JSON, second: JSON, is_same: bool) -> None:
    assert found_by(EARLY, [identified(ios(), first), identified(install(), second)]) == ([0] if is_same else [])


def test_identifiers_at_the_root_are_those_of_the_device(found_by: Sequenced) -> None:
    assert found_by(EARLY, [flat(of(ios(), "")), of(install(), "")]) == [0]


def test_identifiers_of_one_device_are_tied_by_what_it_sent_before(found_by: Sequenced) -> None:
    tied = of(event(), "K1", {"idfv": IDFV})
    assert found_by(EARLY, [of(install(), "K1", {}), tied, of(event(), ""), of(install(), "", {"idfv": IDFV})]) == []


@pytest.mark.parametrize(
    ("payloads", "expected"),
    [
        pytest.param([ios(), install()], [0], id="event-install"),
        pytest.param([install(), ios()], [], id="install-event"),
        pytest.param([install(), ios(), install()], [], id="installed-again"),
        pytest.param([ios(), install(), install()], [0], id="once-for-two-installs"),
        pytest.param([of(ios(), "", {"idfv": IDFV}), of(ios(), "K1"), of(install(), "K1")], [1], id="second-of-device"),
        pytest.param([of(ios(), ""), ios(usertime=1), install()], [0], id="the-earliest-event"),
        pytest.param(
            [of(ios(), "", {"idfv": IDFV}), of(ios(), "K1", {}), of(install(), "K1", {"idfv": IDFV})],
            [0],
            id="the-earliest-event-by-any-identifier",
        ),
        pytest.param([changed(ios(), {"action": DROP}), install()], [0], id="event-without-action"),
        pytest.param([changed(ios(), {"action": "Event"}), install()], [], id="unknown-action"),
        pytest.param([update(), install()], [], id="update-install"),
        pytest.param([link(), install()], [], id="link-install"),
        pytest.param([ios(), update()], [], id="no-install"),
        pytest.param(
            [
                of(event(), "K1", {"idfv": IDFV}),
                of(event(usertime=1), "", {"idfv": IDFV, "idfa": IDFA}),
                of(install(), "K2", {"idfv": IDFV, "idfa": IDFA}),
            ],
            [],
            id="of-another-installation-by-what-it-shares",
        ),
        pytest.param([], [], id="nothing"),
    ],
)
def test_events_before_the_install(found_by: Sequenced, payloads: list[JSON], expected: list[int]) -> None:
    assert found_by(EARLY, payloads) == expected


def with_id(kochava_device_id: str, **ids: str) -> JSON:
    return of(event(), kochava_device_id, dict(ids))


@pytest.mark.parametrize(
    ("payloads", "expected"),
    [
        *[pytest.param([with_id("K1", **{name: X1}), with_id("K2", **{name: X1})], [1], id=name) for name in NAMES[:3]],
        *[pytest.param([with_id("K1", **{name: X1}), with_id("K2", **{name: X1})], [], id=name) for name in NAMES[3:]],
        *[
            pytest.param([with_id("K1", idfv=value), with_id("K2", idfv=value)], [], id=f"idfv-{value}")
            for value in MADE_UP
        ],
        *[pytest.param([with_id("K1", idfv=X1), with_id(value, idfv=X1)], [], id=f"id-{value}") for value in MADE_UP],
        pytest.param([with_id("K1", idfv=X1), with_id("K1", idfv=X1)], [], id="one-id"),
        pytest.param([with_id("K1", idfv=X1), with_id("K1", idfv=X2)], [], id="one-id-with-two-idfv"),
        pytest.param([with_id("K1", idfv=X1), with_id("K2", adid=X1)], [], id="another-name"),
        pytest.param([with_id("K1", idfv=X1, idfa=X2), with_id("K2", idfv=X1, idfa=X2)], [1], id="told-once"),
        pytest.param([with_id("K1", idfv=X1), with_id("", idfv=X1), with_id("K2", idfv=X1)], [2], id="over-no-id"),
        pytest.param([with_id("K1", idfv=X1), with_id("K2", idfv=X1), with_id("K2", idfv=X1)], [1], id="new-id-stays"),
        pytest.param([ios(), of(update(), "K2")], [1], id="update"),
        pytest.param([of(install(), "K1"), of(ios(), "K2")], [1], id="install"),
        pytest.param([of(ios(), "K1", kochava_app_id="koa"), of(ios(), "K2", kochava_app_id="kob")], [], id="two-apps"),
        pytest.param([flat(of(ios(), "K1")), of(ios(), "K2")], [1], id="flat"),
    ],
)
def test_one_identifier_with_several_ids(found_by: Sequenced, payloads: list[JSON], expected: list[int]) -> None:
    assert found_by(UNSTABLE, payloads) == expected


SDK_EVENT: JSON = {**changed(ios(device_ids=DROP), {}), "sdk_version": "iOSTracker 7.6.0"}


@pytest.mark.parametrize(
    ("payloads", "expected"),
    [
        pytest.param([event(), ios()], [1], id="event-event"),
        pytest.param([install(device_ids={"idfa": ZERO}), ios()], [1], id="zeros-first"),
        pytest.param([ios(device_ids={"idfa": "{idfa}"}), ios()], [1], id="placeholder-first"),
        pytest.param([event(), ios(device_ids={"idfa": ZERO})], [], id="zeros-next"),
        pytest.param([event(), event(), ios(), ios(usertime=1)], [2], id="told-once"),
        pytest.param([ios(), event(), ios()], [], id="known-before"),
        pytest.param([event(), update(), ios()], [], id="update-between"),
        pytest.param([event(), update(idfa=DROP, device_ids={"idfa": IDFA}), ios()], [], id="update-with-device-ids"),
        pytest.param([event(), update(), of(ios(), "KI6F2E9A", {"idfa": IDFA, "idfv": IDFV})], [], id="idfv-too"),
        pytest.param(
            [ios(), with_id("KI6F2E9A", idfv=X1), of(ios(), "KI6F2E9A", {"idfa": IDFA, "idfv": X1})],
            [],
            id="known-before-with-another-idfv",
        ),
        pytest.param([event(), update(idfa=ZERO), ios()], [], id="update-that-has-a-finding-itself"),
        pytest.param(
            [of(event(), ""), of(update(idfv=IDFV), "K2"), of(ios(), "", {"idfa": IDFA, "idfv": IDFV})],
            [],
            id="update-of-the-device-by-its-idfv",
        ),
        pytest.param(
            [event(), update(), of(ios(), "", {"idfa": IDFA, "idfv": IDFV})],
            [],
            id="update-by-an-identifier-that-was-tied-to-another",
        ),
        pytest.param([event(), of(update(), "K2"), ios()], [2], id="update-of-another-device"),
        pytest.param([event(), changed(update(), {"kochava_app_id": "kob"}), ios()], [2], id="update-of-another-app"),
        pytest.param([event(), ios(), update()], [1], id="update-afterwards"),
        pytest.param([event(), update()], [], id="update-only"),
        pytest.param([event(), of(ios(), "K2")], [], id="another-device"),
        pytest.param([event(), of(ios(), "", {"idfa": IDFA, "idfv": IDFV})], [1], id="by-idfv"),
        pytest.param([of(event(), "", {"idfv": ZERO}), of(ios(), "", {"idfa": IDFA, "idfv": ZERO})], [], id="by-zeros"),
        pytest.param([event(), ios(device_ids={"idfa": "kochava-test-1"})], [], id="test-data"),
        pytest.param([ios(device_ids={"idfa": "kochava-test-1"}), ios()], [], id="test-data-first"),
        pytest.param([SDK_EVENT, ios()], [], id="sdk-tells-no-identifiers"),
    ],
)
def test_an_idfa_that_no_update_told_of(found_by: Sequenced, payloads: list[JSON], expected: list[int]) -> None:
    assert found_by(CHANGE, payloads) == expected


@pytest.mark.parametrize(
    ("payloads", "expected"),
    [
        pytest.param([ios(), ios()], [1], id="twice"),
        pytest.param([ios(), ios(), ios()], [1, 2], id="three-times"),
        pytest.param([ios(), install(), update(), ios()], [3], id="with-others-between"),
        pytest.param([ios(usertime=1), ios(usertime=2)], [], id="another-time"),
        pytest.param([ios(event_data={"a": 1}), ios(event_data={"a": 1.0})], [], id="another-number"),
        pytest.param([ios(event_data={"a": 1, "b": 2}), ios(event_data={"b": 2, "a": 1})], [], id="another-order"),
        pytest.param([ios(event_data={"a": True}), ios(event_data={"a": 1})], [], id="another-type"),
        pytest.param([install(), install()], [], id="installs"),
        pytest.param([update(), update()], [], id="updates"),
        pytest.param([link(), link()], [], id="links"),
        pytest.param([of(ios(), "kochava-test-1"), of(ios(), "kochava-test-1")], [1], id="test-data"),
        pytest.param([ios(event_name="é"), ios(event_name="é")], [1], id="not-ascii"),
    ],
)
def test_the_same_event_twice(found_by: Sequenced, payloads: list[JSON], expected: list[int]) -> None:
    assert found_by(TWICE, payloads) == expected


def test_white_space_makes_another_text(linter: Linter) -> None:
    texts = [line(ios()), line(ios()).replace('":', '": '), line(ios()).encode()]
    assert [finding.payload.pointer for finding in linter.lint(texts) if finding.rule == TWICE] == [(2,)]


def test_a_value_and_its_compact_text_are_one_event(linter: Linter) -> None:
    assert [finding.rule for finding in linter.lint([ios(), line(ios())])] == [TWICE]


def test_the_identifier_is_what_a_finding_points_at(linter: Linter) -> None:
    (finding,) = in_capture(linter, read_lines([of(ios(), "K1"), of(update(), "K2")]), UNSTABLE)
    assert render(finding.pointer) == "/data/idfa"
    (finding,) = in_capture(linter, read_lines([event(), flat(ios())]), CHANGE)
    assert render(finding.pointer) == "/device_ids/idfa"
