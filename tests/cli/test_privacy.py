"""Reports show nothing that identifies anybody."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from reports import BROKEN, CLEAN, ERROR
from samples import ADID, DROP, IDFA, IDFV, android, changed, install, ios, line, link

from kochava_lint import lint
from kochava_lint.cli import main

SECRETS = (
    IDFA,
    IDFV,
    ADID,
    "KI6F2E9A",
    "203.0.113.7",
    "10.0.3.17",
    "ada@example.org",
    "+14155550123",
    "sub-4711",
    "Jane Doe",
)
TELLING = [
    CLEAN,
    line(ios(device_ids={"idfa": IDFA.lower(), "idfv": IDFV, "own": "sub-4711"}, origination_ip="10.0.3.17")),
    line(ios(device_ids={"idfa": IDFA, "custom": 4711}, event_data={"u": "ada@example.org", "p": "+14155550123"})),
    line(android(device_ids={"gaid": ADID, "IDFA": IDFA}, origination_ip=DROP, ip_address="203.0.113.7")),
    line(changed(android(device_ids=[ADID, "sub-4711"]), {"kochava_device_id": DROP, "kochavaDeviceId": "KI6F2E9A"})),
    line(link(device_id={"idfa": IDFA.lower()}, data={"email": "ada@example.org", "phone": ["+14155550123"]})),
    line(link(action="identity_link", data={"email": "ada@example.org", "name": "sub-4711"})),
    line(install(device_ua="App 1 ada@example.org", idfa=IDFA)),
    line({"body": ios()}),
    line({**ios(), "data": line(ios()["data"])}),
    line({**ios(), "data": [ios()["data"]]}),
    line(line(ios())),
    line(IDFA),
    line({"action": "evnt", "event_name": {"customer": "Jane Doe"}, "score": "Jane Doe", "currency": ["Jane Doe"]}),
    line(ios(device_ids={"Jane Doe 1971": 5, "idfa": IDFA})),
    line([IDFA, [ADID]]),
    line({"Data": ios()["data"], "advertising_id": IDFA, "client_ip": "203.0.113.7", "kochava_id": "KI6F2E9A"}),
    line(ios(event_data={"idfa": IDFA, "user_id": "sub-4711", "deep": [{"ip": "10.0.3.17"}]}, receipt={"x": [ADID]})),
    line(
        ios(
            event_name=IDFA,
            device_ua=f"App/1 {ADID} 203.0.113.7",
            currency="ada@example.org",
            app_version="+14155550123",
        )
    ),
    line(ios(device_ids={IDFA: None, ADID: 5, "idfa": {IDFV: "{x}"}}, origination_ip={"203.0.113.7": 1})),
    line(ios(event_data={"ada@example.org": "a@b.org", "+14155550123": None}, usertime="x")),
    line(ios(device_ids={"idfa": f"{{A{IDFA[1:]}}}", "idfv": f"<A{IDFV[1:]}>"})).replace("A" + IDFA[1:], IDFA),
    line({"y": "{{a}}", "p": "p" * 57, "e": "ada@example.org", "pad": "z" * 100}),
    line({"y": "{{a}}", "p": "p" * 70, "e": "ada%40example.org", "pad": "z" * 100}).replace("%40", "@"),
    f"[{CLEAN},{line(link(device_id={'idfa': IDFA}))}]",
    CLEAN.replace('"device_ids":', '"device_ids":{"idfa":"' + ADID + '"},"device_ids":'),
    BROKEN,
    CLEAN.replace('"data":', '"data:'),
    f"action=event&kochava_device_id=KI6F2E9A&data%5Bip%5D=203.0.113.7&idfa={IDFA}",
    f'{{"action": "event", "data": {{"device_ids": {{"idfa": "{IDFA}',
]


@pytest.mark.parametrize("output_format", ["text", "concise", "json"])
@pytest.mark.parametrize("content", TELLING, ids=range(len(TELLING)))
def test_reports_show_nothing_that_identifies_anybody(
    folder: Path, capsys: pytest.CaptureFixture[str], content: str, output_format: str
) -> None:
    (folder / "a.jsonl").write_text(content + "\n" + ERROR + "\n")
    main(["check", "a.jsonl", "--min-severity", "info", "--output-format", output_format])
    shown = capsys.readouterr().out.lower()
    for secret in SECRETS:
        assert secret.lower() not in shown
        assert secret.lower()[:-4] not in shown, "nor most of it"


def test_an_address_that_the_excerpt_cuts_in_two_is_hidden_whole(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Under a key whose values are shown, wherever the excerpt begins."""
    payloads = [{"device_ua": "p" * 120 + " ada@example.org", "k" * length: "{{y}}"} for length in range(1, 50)]
    payloads += [{"x": "{{y}}", "device_ua": "p" * length + " ada@example.org" + "p" * 90} for length in range(30, 80)]
    (folder / "a.jsonl").write_text("\n".join(map(line, payloads)))
    main(["check", "a.jsonl", "--select", "unresolved-placeholder"])
    shown = capsys.readouterr().out
    assert shown.count("unresolved-placeholder") == len(payloads)
    assert not re.search("ada|@|example|mple|[.]org|[.]or", shown)


def test_values_are_shown_to_whoever_asks(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.json").write_text(json.dumps(ios(origination_ip="10.0.3.17"), indent=2))
    main(["check", "a.json"])
    assert '"origination_ip": "*********",' in capsys.readouterr().out
    main(["check", "a.json", "--show-values"])
    assert '"origination_ip": "10.0.3.17",' in capsys.readouterr().out


def test_what_many_devices_share_is_shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A report in which all is asterisks helps nobody."""
    (folder / "a.json").write_text(json.dumps(ios(currency=5, event_data={"sum": 4.99}, usertime="soon"), indent=1))
    main(["check", "a.json", "--fail-on", "info"])
    shown = capsys.readouterr().out
    assert '"currency": 5' in shown
    assert '"usertime": "soon"' in shown


def test_a_finding_that_is_printed_shows_no_key_that_is_an_address() -> None:
    (finding,) = [
        found for found in lint(ios(device_ids={"idfa": IDFA, "ada@example.org": 5})) if found.rule == "wrong-type"
    ]
    assert "ada@example.org" not in repr(finding)
    assert "wrong-type" in repr(finding)
