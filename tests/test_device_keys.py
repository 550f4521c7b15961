"""What tells one device from others: by which identifiers, in which app."""

from __future__ import annotations

from typing import Any

import pytest
from samples import ADID, DROP, IDFA, IDFV, JSON, ZERO, changed, ios, link, update

from kochava_lint import Payload

IDS = "data/device_ids"
OWN = "kochava_device_id"


def keys(payload: JSON) -> dict[str, str]:
    return dict(Payload(payload).device_keys)


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        pytest.param(changed(ios(), {IDS: {"idfa": IDFA, "idfv": IDFV}}), {"idfa": IDFA, "idfv": IDFV}, id="event"),
        pytest.param(changed(ios(), {IDS: {"custom": "u1", "adid": ADID}}), {"adid": ADID}, id="a-users-own"),
        pytest.param(changed(ios(), {IDS: {"idfa": ZERO, "idfv": "x", "adid": None}}), {}, id="of-no-device"),
        pytest.param(changed(ios(), {IDS: {"android_id": "kochava-test-1"}}), {}, id="made-up"),
        pytest.param(changed(link(), {"device_id": {"idfa": IDFA}}), {"idfa": IDFA}, id="identity-link"),
        pytest.param(changed(update(), {"data/idfa": IDFA}), {"idfa": IDFA}, id="update"),
        pytest.param(
            changed(update(), {IDS: {"idfa": IDFV, "adid": ADID}, "data/idfa": IDFA}),
            {"idfa": IDFA, "adid": ADID},
            id="update-the-new-one",
        ),
        pytest.param(changed(update(), {IDS: {"idfa": IDFV}, "data/idfa": None}), {}, id="update-to-none"),
        pytest.param(changed(ios(), {IDS: {"idfa": IDFV}, "data/idfa": IDFA}), {"idfa": IDFV}, id="loose-in-an-event"),
    ],
)
def test_identifiers_of_a_device_have_a_key_each(payload: JSON, expected: dict[str, str]) -> None:
    told = keys(changed(payload, {OWN: ""}))
    assert told == keys(changed(ios(), {OWN: "", IDS: expected}))
    assert told.keys() == expected.keys()


@pytest.mark.parametrize(
    ("first", "second", "is_same"),
    [
        pytest.param({IDS: {"idfa": IDFA}}, {IDS: {"idfa": IDFA.lower()}}, True, id="in-either-case"),
        pytest.param({IDS: {"idfa": IDFA}}, {IDS: {"idfv": IDFA}}, False, id="of-another-name"),
        pytest.param({OWN: "Ka"}, {OWN: "Ka"}, True, id="its-own"),
        pytest.param({OWN: "Ka"}, {OWN: "KA"}, False, id="its-own-as-it-is-written"),
        pytest.param({OWN: "K"}, {OWN: "K", "kochava_app_id": "kob"}, False, id="in-another-app"),
        pytest.param({OWN: "K", "kochava_app_id": 1}, {OWN: "K", "kochava_app_id": DROP}, True, id="in-no-app"),
    ],
)
def test_two_payloads_of_a_device_share_a_key(first: dict[str, Any], second: dict[str, Any], is_same: bool) -> None:
    one, other = (set(keys(changed(ios(), {IDS: {}, OWN: "", **changes})).values()) for changes in (first, second))
    assert len(one) == len(other) == 1
    assert (one == other) is is_same
