"""The rules about event, time and consent, beyond their pages' examples."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from conftest import NOW, Found
from samples import ADID, android, flat, install, ios

from kochava_lint import Linter, Rule
from kochava_lint.plan import TrackingPlan

Pairs = list[tuple[str, str]]

NAME, EVENT_DATA, TIME = "/data/event_name", "/data/event_data", "/data/usertime"
CURRENCY, CURRENCY_INSIDE, CONSENT = "/data/currency", "/data/event_data/currency", "/data/gdpr_privacy_consent"
MISSPELLED, PADDED = "misspelled-standard-event", "padded-event-name"
RECOMMENDED = ("event-data-not-object", EVENT_DATA)
TOO_LONG = ("long-event-data-text", EVENT_DATA)
JULY_2008 = 1_214_870_400
DAY = 24 * 60 * 60
TCF = "COxSKBCOxSKCCBcABCENAgCMAPzAAEPAAAqIDaQBQAMgAgABqAR0A2gDaQAwAMgAgANoAAA"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        *[(name, []) for name in ("Purchase", "Add to Wish List", "_Deeplink", "Spring Sale", "Rate", "Unsubscribe")],
        *[(name, [MISSPELLED]) for name in ("purchase", "PURCHASE", "AdView", "ad view", "add_to_cart", "add-to-cart")],
        *[(name, [MISSPELLED]) for name in ("Add to Wishlist", "Add  to Cart", "Pur chase", "Deeplink", "_deeplink")],
        *[(name, [MISSPELLED]) for name in ("Purchse", "Purchases", "Pirchase", "Purchsae", "Level Completed")],
        *[
            (name, [PADDED])
            for name in (" Purchase", "Purchase ", "Purchase\n", "Purchase\u00a0", "Spring Sale\t", " ")
        ],
        (" add_to_cart", [MISSPELLED, PADDED]),
        ("viewed", []),
        ("x" * 100_000, []),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_names_of_events(found: Found, name: str, expected: list[str]) -> None:
    assert found(ios(event_name=name)) == [(rule, NAME) for rule in expected]


@pytest.mark.parametrize(
    ("name", "planned", "expected"),
    [
        pytest.param("purchase", "purchase", [], id="near-a-standard-event"),
        pytest.param(" purchase", "purchase", [PADDED, "unplanned-event"], id="padded"),
        pytest.param("purchase", "View", [MISSPELLED, "unplanned-event"], id="another"),
        pytest.param(" purchase", " purchase", [PADDED], id="planned-with-its-white-space"),
    ],
)
def test_a_name_of_the_tracking_plan_is_meant_as_it_is(
    rules: dict[str, Rule], name: str, planned: str, expected: list[str]
) -> None:
    linter = Linter(rules=rules.values(), plan=TrackingPlan({planned: None}), now=NOW)
    assert [finding.rule for finding in linter.lint(ios(event_name=name))] == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param({}, [], id="empty"),
        pytest.param({"a": "x", "b": 1.5, "c": True, "d": None}, [], id="single-values"),
        pytest.param({"a": {}}, [("nested-event-data", f"{EVENT_DATA}/a")], id="empty-object-inside"),
        pytest.param({"a": []}, [("nested-event-data", f"{EVENT_DATA}/a")], id="empty-array-inside"),
        pytest.param({"a": {"b": {"c": []}}}, [("nested-event-data", f"{EVENT_DATA}/a")], id="deep-is-told-once"),
        pytest.param(
            {"a": [1], "b": 2, "c": {"d": 3}},
            [("nested-event-data", f"{EVENT_DATA}/a"), ("nested-event-data", f"{EVENT_DATA}/c")],
            id="each-key-is-told",
        ),
        pytest.param("", [RECOMMENDED], id="empty-text"),
        pytest.param("12.5", [RECOMMENDED], id="number-as-text"),
        pytest.param("x" * 75, [RECOMMENDED], id="75-characters"),
        pytest.param("x" * 76, [TOO_LONG], id="76-characters"),
        pytest.param("\U0001f600" * 75, [RECOMMENDED], id="75-characters-of-two-utf-16-units"),
        pytest.param("\U0001f600" * 76, [TOO_LONG], id="76-characters-of-two-utf-16-units"),
        pytest.param('{"a":"' + "x" * 80 + '"}', [RECOMMENDED], id="long-json-object"),
        pytest.param("[" + "1," * 80 + "1]", [RECOMMENDED], id="long-json-array"),
        pytest.param("9" * 80, [RECOMMENDED], id="long-json-number"),
        pytest.param('{"a":"' + "x" * 80, [TOO_LONG], id="json-cut-off"),
        pytest.param("{'a': '" + "x" * 80 + "'}", [TOO_LONG], id="python-and-no-json"),
        pytest.param("a=1&b=" + "x" * 80, [TOO_LONG], id="form"),
        pytest.param('{"a":NaN,"b":"' + "x" * 80 + '"}', [TOO_LONG], id="nan-is-no-json"),
        pytest.param("[" * 100_000, [TOO_LONG], id="nested-100000-deep"),
        pytest.param('{"a":[1]}', [RECOMMENDED, ("nested-event-data", EVENT_DATA)], id="nested-in-a-text"),
        pytest.param('{"site":"x"}', [RECOMMENDED, ("reserved-event-data-key", EVENT_DATA)], id="reserved-in-a-text"),
        pytest.param('{"price":"x"}', [RECOMMENDED, ("non-numeric-amount", EVENT_DATA)], id="no-amount-in-a-text"),
        pytest.param('{"sum":5}', [RECOMMENDED, ("revenue-without-currency", EVENT_DATA)], id="revenue-in-a-text"),
        pytest.param(
            '{"sum":5,"currency":"usd"}', [RECOMMENDED, ("invalid-currency", EVENT_DATA)], id="currency-in-a-text"
        ),
        pytest.param(5, [("wrong-type", EVENT_DATA)], id="number"),
        pytest.param(None, [("wrong-type", EVENT_DATA)], id="null"),
        pytest.param([{}], [("wrong-type", EVENT_DATA)], id="array"),
    ],
)
def test_event_data(found: Found, value: object, expected: Pairs) -> None:
    assert found(ios(event_data=value)) == expected


def test_text_that_is_json_is_json_however_deep_the_caller_is(found: Found) -> None:
    def called_from(depth: int) -> Pairs:
        return called_from(depth - 1) if depth else found(ios(event_data='{"a":' * 400 + "1" + "}" * 400))

    assert called_from(600) == [RECOMMENDED, ("nested-event-data", EVENT_DATA)]


@pytest.mark.parametrize("name", ["Purchase", "_Deeplink"])
@pytest.mark.parametrize(
    "key",
    [
        *("network", "source", "fb_campaign", "campaign", "site", "creative", "attribution_type", "integration_type"),
        *("integration_version", "cracked", "jailbroken"),
    ],
)
def test_reserved_keys(found: Found, key: str, name: str) -> None:
    is_free = key == "source" and name == "_Deeplink"
    expected = [] if is_free else [("reserved-event-data-key", f"{EVENT_DATA}/{key}")]
    assert found(ios(event_name=name, event_data={key: "x"})) == expected
    assert found(ios(event_name=name, **{key: "x"})) == []
    assert found(ios(event_name=name, event_data={key.upper(): "x", f"my_{key}": "x"})) == []


@pytest.mark.parametrize("key", ["sum", "price", "quantity", "duration"])
@pytest.mark.parametrize(
    ("value", "is_found"),
    [
        *[(value, False) for value in (0, 1, 19.99, -3, 10**300, "1", "19.99", "-19.99", "007", None)],
        *[(value, True) for value in ("", " ", "19,99", "1,999.00", "1 000", "EUR 5", "5€", "1.", "1e5", " 1", "1\n")],
        *[(value, True) for value in (True, False, "NaN", "Infinity", "null", "0x10", "\u0661")],
    ],
    ids=repr,
)
def test_amounts(found: Found, key: str, value: object, is_found: bool) -> None:
    expected = [("non-numeric-amount", f"{EVENT_DATA}/{key}")] if is_found else []
    assert found(ios(event_data={key: value}, currency="EUR")) == expected


@pytest.mark.parametrize(
    ("data", "key"),
    [
        *[pytest.param({"sum": value}, "sum", id=f"sum-{value!r}") for value in (5, -5, "5", "-0.01", 0.001)],
        *[pytest.param({"sum": value}, None, id=f"sum-{value!r}") for value in (0, 0.0, -0.0, "0", "0.00", None)],
        pytest.param({"price": 5}, "price", id="price"),
        pytest.param({"sum": 5, "price": 5}, "sum", id="both-are-one-finding"),
        pytest.param({"sum": 0, "price": 5}, "price", id="price-beside-a-sum-of-zero"),
        pytest.param({"quantity": 5, "duration": 5}, None, id="no-money"),
        pytest.param({"sum": 5, "currency": "EUR"}, None, id="currency-inside"),
        pytest.param({"sum": 5, "currency": ""}, "sum", id="empty-currency-inside"),
        pytest.param({"sum": 5, "currency": None}, "sum", id="null-for-a-currency-inside"),
    ],
)
def test_whether_revenue_needs_a_currency(found: Found, data: dict[str, Any], key: str | None) -> None:
    expected = [("revenue-without-currency", f"{EVENT_DATA}/{key}")] if key else []
    assert found(ios(event_data=data)) == expected
    assert found(ios(event_data=data, currency="")) == expected
    assert found(ios(event_data=data, currency="EUR")) == []
    assert found({**ios(event_data=data), "currency": "EUR"}) == [("misplaced-key", "/currency")]


@pytest.mark.parametrize(
    ("code", "is_found"),
    [
        *[(code, False) for code in ("USD", "EUR", "XXX", "HRK", "ZWL", "VEF")],
        *[(code, True) for code in ("usd", "Usd", "hrk", "US", "USDD", " USD", "USD\n", "€", "Euro", "BTC", "840")],
        *[(code, True) for code in ("DEM", "FRF", "\uff35\uff33\uff24")],
    ],
    ids=repr,
)
def test_currencies(found: Found, code: str, is_found: bool) -> None:
    assert found(ios(currency=code)) == ([("invalid-currency", CURRENCY)] if is_found else [])
    expected = [("invalid-currency", CURRENCY_INSIDE)] if is_found else []
    assert found(ios(event_data={"sum": 5, "currency": code})) == expected


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        pytest.param("EUR", "EUR", [], id="same"),
        pytest.param("EUR", "USD", [("conflicting-currency", CURRENCY)], id="other"),
        pytest.param("USD", "usd", [("invalid-currency", CURRENCY_INSIDE)], id="other-case-only"),
        pytest.param("EUR", "", [], id="empty-inside"),
        pytest.param("", "EUR", [], id="empty-outside"),
        pytest.param("EUR", None, [], id="null-inside"),
        pytest.param("EUR", 978, [("invalid-currency", CURRENCY_INSIDE)], id="number-inside"),
        pytest.param(978, "EUR", [("wrong-type", CURRENCY)], id="number-outside"),
        pytest.param("{{c}}", "EUR", [("unresolved-placeholder", CURRENCY)], id="placeholder-outside"),
        pytest.param("EUR", "{{c}}", [("unresolved-placeholder", CURRENCY_INSIDE)], id="placeholder-inside"),
        pytest.param(True, None, [("wrong-type", CURRENCY)], id="only-a-boolean-outside"),
        pytest.param(0, None, [("wrong-type", CURRENCY)], id="only-a-zero-outside"),
        pytest.param([], None, [("wrong-type", CURRENCY)], id="only-a-list-outside"),
        pytest.param("", False, [("invalid-currency", CURRENCY_INSIDE)], id="only-a-boolean-inside"),
    ],
)
def test_two_currencies(found: Found, outer: object, inner: object, expected: Pairs) -> None:
    assert found(ios(currency=outer, event_data={"sum": 5, "currency": inner})) == expected


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        *[(value, None) for value in (1_710_000_000, "1710000000", 1_710_000_000.0)],
        *[(value, None) for value in (JULY_2008, str(JULY_2008), int(NOW), int(NOW) + DAY)],
        *[(value, "implausible-usertime") for value in (JULY_2008 - 1, str(JULY_2008 - 1), int(NOW) + DAY + 1)],
        *[
            (value, "implausible-usertime")
            for value in (0, "0", 19_791, 10**11, 10**13, 10**14, 10**17, 10**19, 10**30)
        ],
        *[
            (value, "usertime-in-milliseconds")
            for value in (10**12, 1_710_000_000_000, 10**13 - 1, 1_710_000_000_000.0)
        ],
        *[(value, "usertime-in-milliseconds") for value in (10**15, 10**16 - 1, 10**18, 10**19 - 1, "1710000000000")],
        *[(value, "usertime-in-milliseconds") for value in ("1710000000000000", "1710000000000000000")],
        *[
            (value, "usertime-not-epoch")
            for value in ("2024-03-09T16:00:00Z", "2024-03-09", "yesterday", " 1710000000")
        ],
        *[
            (value, "usertime-not-epoch")
            for value in ("1710000000\n", "1.71e9", "1,710,000,000", -1, "-1", True, False)
        ],
        *[(value, "usertime-not-epoch") for value in (-1_710_000_000_000, "-1710000000000", "\u0661" * 10)],
        ([], "wrong-type"),
        ({}, "wrong-type"),
        (1_710_000_000.5, "wrong-type"),
        pytest.param(-1.5, "usertime-not-epoch", id="negative-fraction"),
        pytest.param(10**12 + 0.5, "wrong-type", id="fraction-of-13-digits"),
    ],
    ids=repr,
)
def test_times(found: Found, value: object, rule: str | None) -> None:
    expected = [(rule, TIME)] if rule else []
    assert found(ios(usertime=value)) == expected
    assert found(install(usertime=value)) == expected
    at_the_root = sorted([("misplaced-key", "/usertime"), *([(rule, "/usertime")] if rule else [])])
    assert found({**ios(), "usertime": value}) == at_the_root


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        pytest.param(ios(event_name="purchase"), ("Purchase", False), id="standard-event"),
        pytest.param(ios(event_name=" Spring\n"), ("Spring", True), id="padding"),
        pytest.param(ios(event_name=" "), None, id="nothing-but-padding"),
        pytest.param(ios(currency="usd"), ("USD", True), id="case-of-a-currency"),
        pytest.param(ios(currency="€"), None, id="sign-for-a-currency"),
        pytest.param(ios(currency="USD "), None, id="padded-currency"),
        pytest.param(ios(event_data={"currency": "hrk"}), ("HRK", True), id="case-of-a-currency-inside"),
        pytest.param(ios(usertime=1_710_000_000_999), (1_710_000_000, True), id="milliseconds"),
        pytest.param(ios(usertime="1710000000999999"), ("1710000000", True), id="microseconds-as-text"),
        pytest.param(ios(usertime="2024-03-09T17:00:00.5+01:00"), (1_710_000_000, False), id="iso-with-a-zone"),
        pytest.param(ios(usertime="2024-03-09T16:00:00"), None, id="iso-without-a-zone"),
        pytest.param(ios(usertime="2024-02-30T16:00:00Z"), None, id="day-that-no-month-has"),
        pytest.param(ios(usertime="1969-12-31T23:59:59Z"), None, id="iso-before-1970"),
        pytest.param(ios(usertime=True), None, id="boolean"),
    ],
)
def test_what_mends_it(linter: Linter, payload: object, expected: tuple[object, bool] | None) -> None:
    (finding,) = linter.lint(payload)
    fix = finding.fix
    assert (None if fix is None else (getattr(fix.change, "value", None), fix.safe)) == expected


def test_a_currency_inside_a_text_is_not_mended(linter: Linter) -> None:
    findings = linter.lint(ios(event_data='{"currency":"usd"}'))
    assert [(finding.rule, finding.fix) for finding in findings] == [(RECOMMENDED[0], None), ("invalid-currency", None)]


BOTH = {"ad_user_data": 1, "ad_personalization": 0}


@pytest.mark.parametrize(
    ("consent", "keys"),
    [
        pytest.param({"gdpr_applies": 0}, [], id="does-not-apply"),
        pytest.param({"gdpr_applies": False}, [], id="does-not-apply-as-boolean"),
        pytest.param({"gdpr_applies": 1}, [""], id="applies-alone"),
        pytest.param({}, [""], id="empty"),
        pytest.param(BOTH, [], id="both"),
        pytest.param({"ad_user_data": True, "ad_personalization": False}, [], id="both-as-booleans"),
        pytest.param({"ad_user_data": 1.0, "ad_personalization": 0.0}, [], id="both-as-whole-fractions"),
        pytest.param({"ad_user_data": 1}, [""], id="only-user-data"),
        pytest.param({"ad_personalization": 1}, [""], id="only-personalization"),
        pytest.param({"gdpr_applies": 0, "ad_user_data": 1}, [""], id="does-not-apply-and-one-of-both"),
        pytest.param({**BOTH, "gdpr_applies": 2}, ["/gdpr_applies"], id="applies-twice"),
        pytest.param({"ad_user_data": 2, "ad_personalization": 1}, ["/ad_user_data"], id="user-data-of-2"),
        pytest.param({"ad_user_data": 1, "ad_personalization": -1}, ["/ad_personalization"], id="personalization-of-1"),
        pytest.param({"gdpr_applies": 10**30, "tc_string": TCF}, ["/gdpr_applies"], id="long-integer"),
        pytest.param({"tc_string": TCF}, [], id="string"),
        pytest.param({"tc_string": TCF, "ad_user_data": 1}, [], id="string-and-one-of-both"),
        pytest.param({"tc_string": f"{TCF}.IAAA.YAAA"}, [], id="string-of-three-segments"),
        pytest.param({"tc_string": TCF, "ad_user_data": 2}, ["/ad_user_data"], id="string-beside-a-wrong-flag"),
        pytest.param({**BOTH, "tc_string": "B" + TCF[1:]}, ["/tc_string"], id="both-beside-a-string-of-version-1"),
        pytest.param({"tc_string": ""}, ["/tc_string"], id="empty-string"),
        pytest.param({"tc_string": TCF[:43]}, ["/tc_string"], id="string-cut-off"),
        pytest.param({"tc_string": TCF + "="}, ["/tc_string"], id="string-with-padding"),
    ],
)
@pytest.mark.parametrize("payload", [ios, install], ids=["event", "install"])
def test_consent(found: Found, payload: Callable[..., object], consent: object, keys: list[str]) -> None:
    assert found(payload(gdpr_privacy_consent=consent)) == [("inconsistent-consent", CONSENT + key) for key in keys]


@pytest.mark.parametrize("flag", ["0", "yes", 0.5, [], {}], ids=repr)
def test_a_consent_flag_of_another_type_is_left_to_the_schema(found: Found, flag: object) -> None:
    assert found(ios(gdpr_privacy_consent={"gdpr_applies": flag})) == [("wrong-type", f"{CONSENT}/gdpr_applies")]


@pytest.mark.parametrize(
    ("ids", "is_found"),
    [
        *[pytest.param({key: ADID}, True, id=key) for key in ("adid", "fire_adid", "rida", "oaid")],
        *[pytest.param({key: ADID}, False, id=key) for key in ("asid", "custom", "udid", "own")],
        pytest.param({"android_id": "f2cc57380588d73"}, False, id="android-id"),
        pytest.param({"adid": "", "custom": "7"}, False, id="empty"),
        pytest.param({"adid": "kochava-test-1"}, False, id="test-data"),
    ],
)
@pytest.mark.parametrize(
    ("limited", "says_so"), [(True, True), ("true", True), (False, False), ("false", False)], ids=repr
)
def test_limited_tracking(found: Found, limited: object, says_so: bool, ids: object, is_found: bool) -> None:
    payload = android(device_limit_tracking=limited, device_ids=ids)
    expected = [("tracking-limited-with-advertising-id", "/data/device_limit_tracking")] if is_found and says_so else []
    assert found(payload) == expected


def test_flat_payloads_are_looked_into(found: Found) -> None:
    payload = ios(
        event_data={"source": "x", "a": [], "price": "y", "sum": 5, "currency": "EUR"},
        currency="USD",
        device_limit_tracking=True,
        gdpr_privacy_consent={},
    )
    assert [pair for pair in found(flat(payload)) if pair[0] != "misplaced-key"] == [
        ("conflicting-currency", "/currency"),
        ("inconsistent-consent", "/gdpr_privacy_consent"),
        ("nested-event-data", "/event_data/a"),
        ("non-numeric-amount", "/event_data/price"),
        ("reserved-event-data-key", "/event_data/source"),
        ("tracking-limited-with-advertising-id", "/device_limit_tracking"),
    ]
