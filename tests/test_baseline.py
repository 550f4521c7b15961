"""Baselines: what they accept, what of them is out of date, and how they are read and written."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from kochava_lint.baseline import Accepted, Baseline, Key, read_baseline, write_baseline
from kochava_lint.errors import OptionError
from kochava_lint.own_document import is_own_document
from kochava_lint.shipped import shipped_folder

TODAY = dt.date(2027, 1, 31)
YESTERDAY, TOMORROW = TODAY - dt.timedelta(1), TODAY + dt.timedelta(1)
KEY = Key("a.jsonl", "empty-value", "0123456789abcdef")
OTHER = Key("b.jsonl", "empty-value", "0123456789abcdef")
VALIDATOR = Draft202012Validator(json.loads((shipped_folder() / "baseline.json").read_text("utf-8")))


def everything(_: Key) -> bool:
    return True


def nothing(_: Key) -> bool:
    return False


def met(entries: Iterable[Accepted], findings: Iterable[Key], **how: Any) -> Baseline:
    """A baseline of *entries* that has met *findings*."""
    baseline = Baseline(entries, TODAY, **how)
    for key in findings:
        baseline.accepts(key, "/data")
    return baseline


@pytest.mark.parametrize(
    ("entries", "verdicts"),
    [
        pytest.param([], [False], id="no-entry"),
        pytest.param([Accepted(KEY)], [True, False, False], id="one-more-than-one"),
        pytest.param([Accepted(KEY, 2)], [True, True, False], id="one-more-than-two"),
        pytest.param([Accepted(OTHER, 9)], [False], id="another-file"),
        pytest.param([Accepted(KEY._replace(rule="att-missing"), 9)], [False], id="another-rule"),
        pytest.param([Accepted(KEY._replace(fingerprint="f" * 16), 9)], [False], id="another-fingerprint"),
        pytest.param([Accepted(KEY, pointer="/elsewhere")], [True, False], id="the-pointer-decides-nothing"),
        pytest.param([Accepted(KEY, expires=TOMORROW)], [True, False], id="before-its-last-day"),
        pytest.param([Accepted(KEY, expires=TODAY)], [True, False], id="on-its-last-day"),
        pytest.param([Accepted(KEY, expires=YESTERDAY)], [False], id="after-its-last-day"),
    ],
)
def test_as_many_are_accepted_as_there_are_entries_for(entries: list[Accepted], verdicts: list[bool]) -> None:
    baseline = Baseline(entries, TODAY)
    assert [baseline.accepts(KEY, "/data") for _ in verdicts] == verdicts


@pytest.mark.parametrize(
    ("entries", "is_shown", "is_accepted"),
    [
        pytest.param([], True, True, id="new"),
        pytest.param([], False, False, id="new-and-hidden"),
        pytest.param([Accepted(KEY)], False, True, id="known-and-hidden"),
        pytest.param([Accepted(KEY, expires=YESTERDAY)], True, False, id="expired"),
    ],
)
def test_one_that_is_growing_accepts_what_is_shown_and_has_not_expired(
    entries: list[Accepted], is_shown: bool, is_accepted: bool
) -> None:
    baseline = Baseline(entries, TODAY, growing=True)
    assert baseline.accepts(KEY, "/data", is_shown=is_shown) is is_accepted


UPDATES: dict[str, tuple[list[Accepted], list[Key], list[Accepted]]] = {
    "new": ([], [KEY, KEY, OTHER], [Accepted(KEY, 2, "/data"), Accepted(OTHER, 1, "/data")]),
    "fewer": ([Accepted(KEY, 3)], [KEY], [Accepted(KEY, 1)]),
    "more": ([Accepted(KEY, 1)], [KEY, KEY], [Accepted(KEY, 2)]),
    "gone": ([Accepted(KEY), Accepted(OTHER)], [OTHER], [Accepted(OTHER)]),
    "keeps-what-people-wrote": (
        [Accepted(KEY, 3, "/a", "the office", TODAY)], [KEY], [Accepted(KEY, 1, "/a", "the office", TODAY)]),
    "expired-stays-so": (
        [Accepted(KEY, 2, expires=YESTERDAY)], [KEY, KEY, KEY], [Accepted(KEY, 2, expires=YESTERDAY)]),
    "expired-and-gone": ([Accepted(KEY, expires=YESTERDAY)], [], []),
}  # fmt: skip


@pytest.mark.parametrize(("entries", "findings", "expected"), UPDATES.values(), ids=UPDATES)
def test_an_update_accepts_what_was_met_and_no_more(
    entries: list[Accepted], findings: list[Key], expected: list[Accepted]
) -> None:
    assert met(entries, findings, growing=True).updated(everything) == expected


def test_an_update_takes_nothing_in_that_is_hidden() -> None:
    baseline = Baseline([Accepted(KEY)], TODAY, growing=True)
    for key in (KEY, KEY, OTHER):
        baseline.accepts(key, "/data", is_shown=False)
    assert baseline.updated(everything) == [Accepted(KEY)]


PRUNES: dict[str, tuple[list[Accepted], list[Key], list[Accepted], list[Accepted]]] = {
    "all-there": ([Accepted(KEY, 2)], [KEY, KEY], [], [Accepted(KEY, 2)]),
    "more-there": ([Accepted(KEY)], [KEY, KEY], [], [Accepted(KEY)]),
    "gone": ([Accepted(KEY, 2, reason="x")], [], [Accepted(KEY, 2, reason="x")], []),
    "fewer": ([Accepted(KEY, 3, reason="x")], [KEY], [Accepted(KEY, 2, reason="x")], [Accepted(KEY, 1, reason="x")]),
    "new-ones-are-not-taken-in": ([], [KEY], [], []),
    "expired-and-gone": ([Accepted(KEY, expires=YESTERDAY)], [], [Accepted(KEY, expires=YESTERDAY)], []),
    "expired-and-there": ([Accepted(KEY, expires=YESTERDAY)], [KEY], [], [Accepted(KEY, expires=YESTERDAY)]),
}  # fmt: skip


@pytest.mark.parametrize(("entries", "findings", "unmatched", "pruned"), PRUNES.values(), ids=PRUNES)
def test_what_matches_nothing_is_told_and_pruned(
    entries: list[Accepted], findings: list[Key], unmatched: list[Accepted], pruned: list[Accepted]
) -> None:
    baseline = met(entries, findings)
    assert baseline.unmatched(everything) == unmatched
    assert baseline.pruned(everything) == pruned


def test_what_a_run_does_not_judge_loses_nothing() -> None:
    """Of a file that breaks off in the middle some findings are met, and others may be behind."""
    entries = [Accepted(KEY, 3), Accepted(OTHER)]
    baseline = met(entries, [KEY], growing=True)
    assert baseline.unmatched(nothing) == []
    assert baseline.pruned(nothing) == entries
    assert baseline.updated(nothing) == entries
    assert met(entries, [KEY] * 4, growing=True).updated(nothing) == [Accepted(KEY, 4), Accepted(OTHER)]


def test_those_that_expired_are_told_as_long_as_their_findings_are_there() -> None:
    over = Accepted(KEY, expires=YESTERDAY)
    entries = [over, Accepted(OTHER, expires=TODAY)]
    assert met(entries, [KEY, OTHER]).expired() == [over]
    assert met(entries, [OTHER]).expired() == []


KEYS = st.builds(
    Key,
    file=st.sampled_from(["a.jsonl", "b c/é.har", "../x.json", "-"]),
    rule=st.sampled_from(["empty-value", "att-missing"]),
    fingerprint=st.sampled_from(["0" * 16, "0123456789abcdef"]),
)
TEXTS = st.text(st.sampled_from('ab"\\\n\r é😀\u2028\x00\udcff'), max_size=6)
ENTRIES = st.lists(
    st.builds(
        Accepted,
        key=KEYS,
        count=st.integers(1, 3),
        pointer=TEXTS,
        reason=TEXTS,
        expires=st.none() | st.dates(dt.date(2027, 1, 1), dt.date(2027, 3, 1)),
    ),
    unique_by=lambda entry: entry.key,
)
FINDINGS = st.lists(KEYS, max_size=12)


def lasting(entries: list[Accepted]) -> list[Accepted]:
    return [replace(entry, expires=None) for entry in entries]


@given(ENTRIES, FINDINGS)
def test_after_an_update_nothing_is_new_and_nothing_too_much(entries: list[Accepted], findings: list[Key]) -> None:
    updated = met(lasting(entries), findings, growing=True).updated(everything)
    again = Baseline(updated, TODAY)
    assert all(again.accepts(key, "") for key in findings)
    assert again.unmatched(everything) == []


@given(ENTRIES, FINDINGS, st.sampled_from([everything, nothing, lambda key: key.file == "a.jsonl"]))
def test_to_update_twice_is_to_update_once(
    entries: list[Accepted], findings: list[Key], judged: Callable[[Key], bool]
) -> None:
    once = met(entries, findings, growing=True).updated(judged)
    twice = met(once, findings, growing=True).updated(judged)
    assert sorted(once, key=lambda entry: entry.key) == sorted(twice, key=lambda entry: entry.key)


@given(ENTRIES, FINDINGS, st.sampled_from([everything, nothing, lambda key: key.file == "a.jsonl"]))
def test_to_prune_takes_nothing_away_that_matches(
    entries: list[Accepted], findings: list[Key], judged: Callable[[Key], bool]
) -> None:
    before = Baseline(entries, TODAY)
    verdicts = [before.accepts(key, "") for key in findings]
    pruned = before.pruned(judged)
    after = Baseline(pruned, TODAY)
    assert [after.accepts(key, "") for key in findings] == verdicts
    assert after.unmatched(judged) == []
    counts = Counter(findings)
    assert {entry.key: entry.count for entry in pruned} == {
        entry.key: min(entry.count, counts[entry.key]) if judged(entry.key) else entry.count
        for entry in entries
        if counts[entry.key] or not judged(entry.key)
    }


def document(**entry: Any) -> str:
    """A baseline of one entry, with changes to it; a value of `...` takes a key away."""
    described = {"rule": "empty-value", "file": "a.jsonl", "fingerprint": "0123456789abcdef", **entry}
    kept = {name: value for name, value in described.items() if value is not ...}
    return json.dumps({"version": 1, "accepted": [kept]})


def refusal(path: Path) -> str:
    with pytest.raises(OptionError) as told:
        read_baseline(path)
    return str(told.value)


BAD: dict[str, tuple[str, str]] = {
    "empty": ("", "is no JSON: Expecting value: line 1"),
    "conflict": ('{"version": 1,\n<<<<<<< HEAD\n', "is no JSON: Expecting property name enclosed in double"),
    "nested-deep": ("[" * 100_000, "is no JSON: "),
    "array": ("[]", "is no baseline of version 1"),
    "text": ('"version"', "is no baseline of version 1"),
    "null": ("null", "is no baseline of version 1"),
    "no-version": ('{"accepted": []}', "is no baseline of version 1"),
    "other-version": ('{"version": 2, "accepted": []}', "is no baseline of version 1"),
    "version-true": ('{"version": true, "accepted": []}', "is no baseline of version 1"),
    "version-text": ('{"version": "1", "accepted": []}', "is no baseline of version 1"),
    "no-entries": ('{"version": 1}', "`accepted` has to be a list"),
    "entries-object": ('{"version": 1, "accepted": {}}', "`accepted` has to be a list"),
    "other-part": ('{"version": 1, "accepted": [], "x": 1}', "has no use for x; there are $schema, version, accepted"),
    "schema-number": ('{"$schema": 1, "version": 1, "accepted": []}', "$schema has to be a text"),
    "entry-text": ('{"version": 1, "accepted": [{}, "x"]}', "entry 1 has no rule"),
    "entry-array": ('{"version": 1, "accepted": [[]]}', "entry 1 has to be an object"),
    "no-rule": (document(rule=...), "entry 1 has no rule"),
    "no-file": (document(file=...), "entry 1 has no file"),
    "no-fingerprint": (document(fingerprint=...), "entry 1 has no fingerprint"),
    "rule-number": (document(rule=1), "entry 1: rule has to be a text"),
    "empty-rule": (document(rule=""), "entry 1: rule is empty"),
    "empty-file": (document(file=""), "entry 1: file is empty"),
    "file-null": (document(file=None), "entry 1: file has to be a text"),
    "short-fingerprint": (document(fingerprint="0123"), "entry 1: fingerprint has to be 16 digits and letters"),
    "capital-fingerprint": (document(fingerprint="A" * 16), "entry 1: fingerprint has to be 16 digits and letters"),
    "pointer-array": (document(pointer=[]), "entry 1: pointer has to be a text"),
    "reason-null": (document(reason=None), "entry 1: reason has to be a text"),
    "count-0": (document(count=0), "entry 1: count has to be 1 or more"),
    "count-negative": (document(count=-1), "entry 1: count has to be 1 or more"),
    "count-true": (document(count=True), "entry 1: count has to be a number"),
    "count-text": (document(count="1"), "entry 1: count has to be a number"),
    "count-half": (document(count=1.5), "entry 1: count has to be a number"),
    "expires-no-day": (document(expires="soon"), "entry 1: expires has to be a day, such as 2027-01-31"),
    "expires-compact": (document(expires="20270131"), "entry 1: expires has to be a day, such as 2027-01-31"),
    "expires-week": (document(expires="2027-W05-7"), "entry 1: expires has to be a day, such as 2027-01-31"),
    "expires-empty": (document(expires=""), "entry 1: expires has to be a day, such as 2027-01-31"),
    "misspelt-key": (document(reasn="x"), "entry 1 has no use for reasn; there are rule, file, fingerprint, pointer"),
    "line": (document(line=3), "entry 1 has no use for line"),
    "twice": (
        json.dumps({"version": 1, "accepted": json.loads(document())["accepted"] * 2}),
        "two entries are about empty-value in a.jsonl (0123456789abcdef)",
    ),
}  # fmt: skip
BEYOND_THE_SCHEMA = {
    "expires-no-such-day": (document(expires="2027-02-30"), "entry 1: expires has to be a day, such as 2027-01-31"),
    "two-reasons-for-one": (
        json.dumps({"version": 1, "accepted": [json.loads(document(reason=why))["accepted"][0] for why in "ab"]}),
        "two entries are about empty-value in a.jsonl (0123456789abcdef)",
    ),
}


@pytest.mark.parametrize(
    ("content", "message"), [*BAD.values(), *BEYOND_THE_SCHEMA.values()], ids=[*BAD, *BEYOND_THE_SCHEMA]
)
def test_what_is_no_baseline_is_refused_with_file_and_entry(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "accepted.json"
    path.write_text(content, "utf-8")
    assert str(path) in refusal(path)
    assert message in refusal(path)


def test_it_is_the_number_of_the_entry_that_is_told(tmp_path: Path) -> None:
    good, bad = (json.loads(document(count=count))["accepted"][0] for count in (1, 0))
    (tmp_path / "accepted.json").write_text(json.dumps({"version": 1, "accepted": [good, bad]}))
    assert "entry 2: count" in refusal(tmp_path / "accepted.json")


@pytest.mark.parametrize(
    "content", [content for content, _ in BAD.values() if content[:1] == "{" and "HEAD" not in content]
)
def test_the_schema_refuses_it_too(content: str) -> None:
    assert not VALIDATOR.is_valid(json.loads(content))


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        pytest.param(str, "there is no baseline {path}; --update-baseline makes it", id="missing"),
        pytest.param(Path.mkdir, "cannot read the baseline {path}: Is a directory", id="folder"),
        pytest.param(lambda path: path.symlink_to(path), "cannot read the baseline {path}: Too many", id="circle"),
        pytest.param(lambda path: path.write_bytes(b'"\xff"'), "{path} is no JSON: 'utf-8' codec", id="latin-1"),
        pytest.param(lambda path: path.write_text(document(), "utf-16"), "the baseline {path} is no JSON", id="utf-16"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told(tmp_path: Path, prepare: Callable[[Path], object], message: str) -> None:
    path = tmp_path / "accepted.json"
    prepare(path)
    assert message.format(path=path) in refusal(path)


def test_only_what_is_missing_may_be(tmp_path: Path) -> None:
    assert read_baseline(tmp_path / "accepted.json", may_be_missing=True) == []
    for path in (tmp_path, tmp_path / ("a" * 300)):
        with pytest.raises(OptionError, match="cannot read the baseline"):
            read_baseline(path, may_be_missing=True)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(b"\xef\xbb\xbf", b"", id="mark-at-its-beginning"),
        pytest.param(b"", b"\r\n\r\n", id="windows-line-ends"),
    ],
)
def test_editors_may_have_written_it(tmp_path: Path, before: bytes, after: bytes) -> None:
    written = json.dumps(json.loads(document(count=2, reason="naïve")), indent=1, ensure_ascii=False)
    (tmp_path / "accepted.json").write_bytes(before + written.replace("\n", "\r\n").encode() + after)
    assert read_baseline(tmp_path / "accepted.json") == [Accepted(KEY, 2, reason="naïve")]


def test_it_is_written_one_entry_a_line_in_the_order_of_files_and_rules(tmp_path: Path) -> None:
    path = tmp_path / "accepted.json"
    entries = [
        Accepted(OTHER),
        Accepted(KEY, 2, "/data/naïve", "the “office”\n", TODAY),
        Accepted(KEY._replace(rule="a")),
    ]
    write_baseline(path, entries)
    assert path.read_text("utf-8") == (
        '{\n  "$schema": "urn:kochava-lint:schema:baseline:1",\n  "version": 1,\n  "accepted": [\n'
        '    {"file": "a.jsonl", "rule": "a", "pointer": "", "fingerprint": "0123456789abcdef"},\n'
        '    {"file": "a.jsonl", "rule": "empty-value", "pointer": "/data/naïve", "fingerprint": "0123456789abcdef", '
        '"count": 2, "reason": "the “office”\\n", "expires": "2027-01-31"},\n'
        '    {"file": "b.jsonl", "rule": "empty-value", "pointer": "", "fingerprint": "0123456789abcdef"}\n'
        "  ]\n}\n"
    )
    write_baseline(path, [])
    assert path.read_text("utf-8").endswith('  "accepted": []\n}\n')


@given(entries=ENTRIES)
def test_what_is_written_is_read_and_written_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, entries: list[Accepted]
) -> None:
    path = tmp_path_factory.getbasetemp() / "accepted.json"
    write_baseline(path, entries)
    first = path.read_bytes()
    again = read_baseline(path)
    write_baseline(path, reversed(again))
    assert path.read_bytes() == first
    assert again == sorted(entries, key=lambda entry: entry.key)
    VALIDATOR.validate(json.loads(first))
    assert is_own_document(first)


VALUES = st.none() | st.booleans() | st.integers(-1, 2) | st.sampled_from(["", "x", "0" * 16, "2027-01-31", 1.5, "\n"])
NAMES = st.sampled_from(["rule", "file", "fingerprint", "pointer", "count", "reason", "expires", "line"])
DOCUMENTS = st.fixed_dictionaries(
    {
        "version": st.just(1) | VALUES,
        "accepted": st.lists(st.dictionaries(NAMES, VALUES) | VALUES, max_size=2) | VALUES,
    },
    optional={"$schema": VALUES, "x": VALUES},
)
NEARLY = st.builds(lambda name, value: json.loads(document(**{name: value})), NAMES, VALUES)


@given(content=NEARLY | DOCUMENTS)
def test_what_the_schema_refuses_is_refused(tmp_path_factory: pytest.TempPathFactory, content: Any) -> None:
    path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_text(json.dumps(content))
    try:
        read_baseline(path)
    except OptionError:
        return
    assert VALIDATOR.is_valid(content)


def test_a_name_that_is_not_utf_8_is_written_so_that_it_can_be_read(tmp_path: Path) -> None:
    entry = Accepted(KEY._replace(file=os.fsdecode(b"caf\xe9.jsonl")))
    write_baseline(tmp_path / "accepted.json", [entry])
    (tmp_path / "accepted.json").read_text("utf-8")
    assert read_baseline(tmp_path / "accepted.json") == [entry]


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=["full", "interrupt"]
)
@pytest.mark.parametrize("place", ["os.fsync", "pathlib.Path.replace"])
def test_where_it_cannot_be_written_the_old_one_stays_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, error: BaseException
) -> None:
    def fail(*_: object) -> None:
        raise error

    path = tmp_path / "accepted.json"
    path.write_text("old")
    monkeypatch.setattr(place, fail)
    expected = OptionError if isinstance(error, OSError) else KeyboardInterrupt
    with pytest.raises(
        expected, match=re.escape(f"cannot write the baseline {path}: No space") if expected is OptionError else None
    ):
        write_baseline(path, [Accepted(KEY)])
    assert path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["accepted.json"]


@pytest.mark.parametrize(
    ("content", "is_one"),
    [
        pytest.param(b'{"$schema": "urn:kochava-lint:schema:baseline:1", "version": 1', True, id="this-version"),
        pytest.param(b'{"$schema": "urn:kochava-lint:schema:baseline:2"', True, id="a-later-version"),
        pytest.param(b'\xef\xbb\xbf{\r\n\t"$schema" :\r\n"urn:kochava-lint:schema:baseline:1"', True, id="laid-out"),
        pytest.param(b'{"$schema": "urn:kochava-lint:schema:event:1"', False, id="another-schema"),
        pytest.param(b'{"action": "event", "x": "urn:kochava-lint:schema:baseline:1"', False, id="names-it"),
        pytest.param(b"", False, id="empty"),
    ],
)  # fmt: skip
def test_a_baseline_is_told_by_its_beginning(content: bytes, is_one: bool) -> None:
    assert is_own_document(content) is is_one
