"""Changing JSON text: what is changed is what the change says, and all around it stays byte for byte."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from json_texts import Layout, Written, documents, edited, written

from kochava_lint.fix import Change, InsertMember, MoveMember, RenameKey, SetValue
from kochava_lint.json_edit import Revision, Revisions, revision
from kochava_lint.json_string import json_string
from kochava_lint.json_text import read
from kochava_lint.source import Edit, Pointer, Source


def after(text: str, change: Change) -> str | None:
    """The text with the change made; None where it cannot be made."""
    revised = revision(change, text, read(text))
    return None if revised is None else edited(Source("x", text), revised.edits).text


TABLE = {
    "value": ('{"a":1,"b":2}', SetValue(("a",), 3), '{"a":3,"b":2}'),
    "value-becomes-text": ('{ "a" : [ 1 , 2.50 ] }', SetValue(("a", 1), "x"), '{ "a" : [ 1 , "x" ] }'),
    "value-is-an-object": ('{"a":{"b":[1]}}', SetValue(("a",), False), '{"a":false}'),
    "value-is-all": (" 1\n", SetValue((), True), " true\n"),
    "value-with-quotes": ('{"a":""}', SetValue(("a",), '"\\\n'), '{"a":"\\"\\\\\\n"}'),
    "value-ascii": ('{"a":"x"}', SetValue(("a",), "é"), '{"a":"\\u00e9"}'),
    "value-not-ascii": ('{"a":"ü"}', SetValue(("a",), "é"), '{"a":"é"}'),
    "value-twice": ('{"a":1,"a":2}', SetValue(("a",), 3), None),
    "value-numbers-stay": ("[1E400e, 1]".replace("E400e", "e+07"), SetValue((1,), 2), "[1e+07, 2]"),
    "value-missing": ('{"a":1}', SetValue(("b",), 3), None),
    "value-beyond-the-array": ("[1]", SetValue((1,), 3), None),
    "key": ('{"a":1,"b":2}', RenameKey(("a",), "c"), '{"c":1,"b":2}'),
    "key-space-before-colon": ('{"a"\r\n\t: 1}', RenameKey(("a",), "c"), '{"c"\r\n\t: 1}'),
    "key-with-quotes": (r'{"x\"y\\":1,"\\\"":2}', RenameKey(('\\"',), "c"), r'{"x\"y\\":1,"c":2}'),
    "key-of-backslashes": (r'{"\\\\":1}', RenameKey(("\\\\",), "c"), r'{"c":1}'),
    "key-empty": ('{"":1}', RenameKey(("",), "c"), '{"c":1}'),
    "key-like-a-value": ('{"x":"a","a":"a"}', RenameKey(("a",), "c"), '{"x":"a","c":"a"}'),
    "key-spelled-by-escapes": (r'{"\u0061":1}', RenameKey(("a",), "c"), '{"c":1}'),
    "key-deep": ('{"a":[{"b":{"c":[]}}]}', RenameKey(("a", 0, "b", "c"), "d"), '{"a":[{"b":{"d":[]}}]}'),
    "key-new-with-quotes": ('{"a":1}', RenameKey(("a",), '"'), r'{"\"":1}'),
    "key-there-already": ('{"a":1,"b":2}', RenameKey(("a",), "b"), None),
    "key-missing": ('{"a":1}', RenameKey(("x",), "b"), None),
    "key-twice": ('{"a":1,"a":2}', RenameKey(("a",), "b"), None),
    "key-of-an-element": ('{"a":["x:y",1]}', RenameKey(("a", 1), "b"), None),
    "key-of-all": ("{}", RenameKey((), "b"), None),
    "insert-compact": ('{"a":1}', InsertMember((), "b", ""), '{"a":1,"b":""}'),
    "insert-spaced": ('{"a": 1}', InsertMember((), "b", ""), '{"a": 1, "b": ""}'),
    "insert-wide": ('{ "a" : 1 , "c" : 2 }', InsertMember((), "b", 5), '{ "a" : 1 , "c" : 2, "b" : 5 }'),
    "insert-pretty": ('{\n  "a": 1\n}', InsertMember((), "b", ""), '{\n  "a": 1,\n  "b": ""\n}'),
    "insert-tabs": ('{\n\t"a": {\n\t\t"x": 1\n\t}\n}', InsertMember(("a",), "b", True),
                    '{\n\t"a": {\n\t\t"x": 1,\n\t\t"b": true\n\t}\n}'),
    "insert-crlf": ('{\r\n  "a": 1\r\n}', InsertMember((), "b", ""), '{\r\n  "a": 1,\r\n  "b": ""\r\n}'),
    "insert-comma-first": ('{ "a": 1\n, "c": 2\n}', InsertMember((), "b", ""), '{ "a": 1\n, "c": 2, "b": ""\n}'),
    "insert-empty": ("{}", InsertMember((), "b", ""), '{"b": ""}'),
    "insert-empty-in-compact": ('{"a":{}}', InsertMember(("a",), "b", ""), '{"a":{"b":""}}'),
    "insert-empty-with-space": ('{"a": { }}', InsertMember(("a",), "b", ""), '{"a": {"b": ""}}'),
    "insert-after-an-object": ('{"a":{"x": 1}}', InsertMember((), "b", ""), '{"a":{"x": 1},"b":""}'),
    "insert-into-an-element": ('[{"a":1}]', InsertMember((0,), "b", ""), '[{"a":1,"b":""}]'),
    "insert-there-already": ('{"b":1}', InsertMember((), "b", ""), None),
    "insert-into-no-object": ('{"a":[]}', InsertMember(("a",), "b", ""), None),
    "insert-into-nothing": ("{}", InsertMember(("a",), "b", ""), None),
    "move-first": ('{"a":1,"d":{"x":1}}', MoveMember(("a",), ("d",)), '{"d":{"x":1,"a":1}}'),
    "move-middle": ('{"b":0, "a": 1, "d":{"x":1}}', MoveMember(("a",), ("d",)), '{"b":0, "d":{"x":1,"a": 1}}'),
    "move-last": ('{"d":{"x":1} , "a":1 }', MoveMember(("a",), ("d",)), '{"d":{"x":1,"a":1}  }'),
    "move-only": ('{"d":{ "a":1 },"b":2}', MoveMember(("d", "a"), ()), '{"d":{},"b":2,"a":1}'),
    "move-into-empty": ('{"a":"\\u0041","d":{}}', MoveMember(("a",), ("d",)), '{"d":{"a":"\\u0041"}}'),
    "move-pretty": ('{\n  "a": 1,\n  "d": {\n    "x": 1\n  }\n}', MoveMember(("a",), ("d",)),
                    '{\n  "d": {\n    "x": 1,\n    "a": 1\n  }\n}'),
    "move-last-pretty": ('{\r\n  "d": {\r\n    "x": 1\r\n  },\r\n  "a": 1\r\n}', MoveMember(("a",), ("d",)),
                         '{\r\n  "d": {\r\n    "x": 1,\r\n    "a": 1\r\n  }\r\n}'),
    "move-keeps-spelling": ('{"\\u0061" :  1.50e0,"d":{"x":1}}', MoveMember(("a",), ("d",)),
                            '{"d":{"x":1,"\\u0061" :  1.50e0}}'),
    "move-into-a-new-one-beside": ('{"a":1,"b":2}', MoveMember(("a",), ("d",)), '{"d":{"a":1},"b":2}'),
    "move-into-a-new-one-elsewhere": ('{"a":1,"d":{"x":1}}', MoveMember(("a",), ("d", "n")),
                                      '{"d":{"x":1,"n":{"a":1}}}'),
    "move-there-already": ('{"a":1,"d":{"a":2}}', MoveMember(("a",), ("d",)), None),
    "move-into-a-text": ('{"a":1,"d":"x"}', MoveMember(("a",), ("d",)), None),
    "move-into-nowhere": ('{"a":1}', MoveMember(("a",), ("d", "n")), None),
    "move-nothing": ('{"d":{}}', MoveMember(("a",), ("d",)), None),
    "move-twice": ('{"a":1,"a":2,"d":{}}', MoveMember(("a",), ("d",)), None),
    "move-into-itself": ('{"a":{"x":1}}', MoveMember(("a",), ("a",)), None),
    "move-an-element": ('{"a":["x:y",1],"d":{}}', MoveMember(("a", 1), ("d",)), None),
}  # fmt: skip


@pytest.mark.parametrize(("text", "change", "expected"), TABLE.values(), ids=TABLE)
def test_a_change_of_a_text(text: str, change: Change, expected: str | None) -> None:
    assert after(text, change) == expected


def meant(value: Any, change: Change) -> Any:
    """What *change* says, done to the decoded value."""
    value = copy.deepcopy(value)
    if isinstance(change, SetValue):
        if not change.pointer:
            return change.value
        holder_of(value, change.pointer)[change.pointer[-1]] = change.value
    elif isinstance(change, RenameKey):
        holder = holder_of(value, change.pointer)
        members = {change.key if key == change.pointer[-1] else key: member for key, member in holder.items()}
        holder.clear()
        holder.update(members)
    elif isinstance(change, InsertMember):
        holder_of(value, (*change.pointer, change.key))[change.key] = change.value
    else:
        moved = holder_of(value, change.pointer).pop(change.pointer[-1])
        beside = holder_of(value, change.into)
        if change.into and isinstance(beside, dict):
            beside.setdefault(change.into[-1], {})
        holder_of(value, (*change.into, change.pointer[-1]))[change.pointer[-1]] = moved
    return value


def holder_of(value: Any, pointer: Pointer) -> Any:
    for token in pointer[:-1]:
        value = value[token]
    return value


def scalars(document: Written) -> list[tuple[Pointer, str]]:
    """Where the values stand that hold no others, and how each is written."""
    tree = read(document.text)
    spans = [(place, tree.span(place)) for place in places(document.value)]
    return [(place, document.text[slice(*span)]) for place, span in spans if span and not is_open(document, span.start)]


def is_open(document: Written, at: int) -> bool:
    return document.text[at] in "{["


def places(value: Any, pointer: Pointer = ()) -> list[Pointer]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [pointer, *(place for key, member in members for place in places(member, (*pointer, key)))]


def is_key(pointer: Pointer) -> bool:
    return bool(pointer) and isinstance(pointer[-1], str)


@st.composite
def changes(draw: st.DrawFn, value: Any) -> Change:
    """A change of *value* that may or may not be possible; of members and not of elements."""
    all_places = places(value)
    keys = [place for place in all_places if is_key(place)]
    new = draw(st.text(st.sampled_from('ab"\\:é/'), max_size=2))
    scalar = draw(st.text(st.sampled_from('x"\\é{,:'), max_size=3) | st.integers(-9, 9) | st.booleans())
    kind = draw(st.integers(0, 3))
    if kind == 0 or not keys:
        return SetValue(draw(st.sampled_from(all_places)), scalar)
    if kind == 1:
        return RenameKey(draw(st.sampled_from(keys)), new)
    if kind == 2:
        return InsertMember(draw(st.sampled_from(all_places)), new, scalar)
    moved, into = draw(st.sampled_from(keys)), draw(st.sampled_from(all_places))
    into = (*into, new) if draw(st.booleans()) else into
    assume(into[: len(moved)] != moved)
    return MoveMember(moved, into)


@given(documents(), st.data())
def test_after_a_change_the_text_says_what_the_change_says(document: Written, data: st.DataObject) -> None:
    change = data.draw(changes(document.value))
    text = after(document.text, change)
    if text is not None:
        assert json.loads(text) == meant(document.value, change)
        read(text)


@given(documents(), st.data())
def test_values_that_a_change_does_not_speak_of_are_written_as_they_were(
    document: Written, data: st.DataObject
) -> None:
    change = data.draw(changes(document.value))
    text = after(document.text, change)
    assume(text is not None)
    assert text is not None
    said = change.pointer if isinstance(change, SetValue) else None
    added = (*change.pointer, change.key) if isinstance(change, InsertMember) else said
    before = [spelled for place, spelled in scalars(document) if said is None or place[: len(said)] != said]
    now = [spelled for place, spelled in scalars(Written(text, json.loads(text))) if place != added]
    assert sorted(before) == sorted(now)


@given(documents(), st.data())
def test_a_value_or_key_that_is_changed_is_the_only_stretch_that_is(document: Written, data: st.DataObject) -> None:
    change = data.draw(changes(document.value))
    revised = revision(change, document.text, read(document.text))
    assume(revised is not None and not isinstance(change, MoveMember))
    assert revised is not None
    (edit,) = revised.edits
    gone, span = document.text[edit.start : edit.end], read(document.text).span(change.pointer)
    assert span is not None
    if isinstance(change, SetValue):
        assert edit[:2] == span
    elif isinstance(change, RenameKey):
        assert json.loads(gone) == change.pointer[-1]
        assert document.text[edit.end : span.start].strip(" \t\r\n") == ":"
    else:
        assert not gone.strip("{} \t\r\n")
        assert span.start <= edit.start <= edit.end <= span.end


@given(documents(), st.data())
def test_the_order_of_keys_stays(document: Written, data: st.DataObject) -> None:
    change = data.draw(changes(document.value))
    text = after(document.text, change)
    assume(text is not None and not isinstance(change, MoveMember))
    assert text is not None
    assert json.dumps(json.loads(text)) == json.dumps(meant(document.value, change))


@given(documents(), st.data())
def test_it_can_be_made_wherever_it_has_a_meaning(document: Written, data: st.DataObject) -> None:
    change = data.draw(changes(document.value))
    try:
        possible = meant(document.value, change)
    except (KeyError, IndexError, TypeError, AttributeError):
        return
    if after(document.text, change) is None:
        added = {RenameKey: 0, InsertMember: 1, MoveMember: 0, SetValue: 0}[type(change)]
        assert len(places(possible)) < len(places(document.value)) + added or possible == document.value


@given(documents(), st.data())
def test_inside_a_string_it_is_the_same(document: Written, data: st.DataObject) -> None:
    change = data.draw(changes(document.value))
    raw = json.dumps(document.text, ensure_ascii=data.draw(st.booleans()))[1:-1]
    revised = revision(change, document.text, read(document.text))
    assume(revised is not None)
    assert revised is not None
    source = edited(Source("x", document.text, written=json_string(raw)), revised.edits)
    assert source.text == json.loads(f'"{source.raw}"') == after(document.text, change)


def together(text: str, proposed: Sequence[Change]) -> tuple[str, list[Change]]:
    """The text with those changes made at once that can be, and which those are."""
    taken, revisions, tree = [], Revisions(), read(text)
    for change in proposed:
        revised = revision(change, text, tree)
        if revised is not None and revisions.add(revised):
            taken.append(change)
    return edited(Source("x", text), revisions.edits).text, taken


@given(documents(), st.data())
def test_changes_that_are_made_at_once_come_to_the_same_as_one_after_the_other(
    document: Written, data: st.DataObject
) -> None:
    text, taken = together(document.text, data.draw(st.lists(changes(document.value), min_size=2, max_size=5)))
    value = document.value
    for change in taken:
        value = meant(value, change)
    assert json.loads(text) == value


PAIRS: dict[str, tuple[str, Change, Change]] = {
    "two-members-added": ('{"a":1}', InsertMember((), "b", 1), InsertMember((), "c", 2)),
    "two-members-added-to-nothing": ("{}", InsertMember((), "b", 1), InsertMember((), "c", 2)),
    "one-member-twice": ('{"a":1}', InsertMember((), "b", 1), InsertMember((), "b", 2)),
    "set-and-add-after-it": ('{"a":1}', SetValue(("a",), 2), InsertMember((), "b", 1)),
    "set-and-add-inside": ('{"a":{"x":1}}', SetValue(("a",), 2), InsertMember(("a",), "b", 1)),
    "set-twice": ('{"a":1}', SetValue(("a",), 2), SetValue(("a",), 3)),
    "set-and-rename": ('{"a":1}', SetValue(("a",), 2), RenameKey(("a",), "b")),
    "rename-to-one": ('{"a":1,"b":2}', RenameKey(("a",), "c"), RenameKey(("b",), "c")),
    "rename-and-add": ('{"a":1}', RenameKey(("a",), "c"), InsertMember((), "c", 1)),
    "rename-above": ('{"a":{"x":1}}', RenameKey(("a",), "c"), SetValue(("a", "x"), 2)),
    "move-neighbours": ('{"a":1,"b":2,"d":{}}', MoveMember(("a",), ("d",)), MoveMember(("b",), ("d",))),
    "move-last-two": ('{"d":{"x":1},"a":1,"b":2}', MoveMember(("a",), ("d",)), MoveMember(("b",), ("d",))),
    "move-out-and-in": ('{"a":1,"d":{"b":2}}', MoveMember(("a",), ("d",)), MoveMember(("d", "b"), ())),
    "move-one-to-two-places": ('{"a":1,"d":{},"e":{}}', MoveMember(("a",), ("d",)), MoveMember(("a",), ("e",))),
    "move-the-last-and-add-after-it": ('{"d":{},"a":1}', MoveMember(("a",), ("d",)), InsertMember((), "b", 1)),
    "wrap-two": ('{"a":1,"b":2}', MoveMember(("a",), ("d",)), MoveMember(("b",), ("d",))),
    "wrap-the-last-and-add-after-it": ('{"a":1}', MoveMember(("a",), ("d",)), InsertMember((), "b", 1)),
}


@pytest.mark.parametrize("is_turned", [False, True], ids=["", "turned"])
@pytest.mark.parametrize(("text", "first", "second"), PAIRS.values(), ids=PAIRS)
def test_two_changes_at_once(text: str, first: Change, second: Change, is_turned: bool) -> None:
    together_text, taken = together(text, [second, first] if is_turned else [first, second])
    value = json.loads(text)
    for change in taken:
        value = meant(value, change)
    assert json.loads(together_text) == value


@pytest.mark.parametrize(
    ("first", "second", "fits"),
    [
        pytest.param(Edit(0, 2, ""), Edit(2, 3, ""), True, id="side-by-side"),
        pytest.param(Edit(0, 3, ""), Edit(2, 4, ""), False, id="overlapping"),
        pytest.param(Edit(0, 9, ""), Edit(2, 4, ""), False, id="inside"),
        pytest.param(Edit(2, 2, "x"), Edit(2, 2, "y"), True, id="added-at-one-place"),
        pytest.param(Edit(2, 2, "x"), Edit(0, 2, ""), False, id="added-where-another-ends"),
        pytest.param(Edit(2, 2, "x"), Edit(2, 4, ""), False, id="added-where-another-begins"),
        pytest.param(Edit(2, 2, "x"), Edit(3, 4, ""), True, id="added-before"),
    ],
)
@pytest.mark.parametrize("is_turned", [False, True])
def test_edits_that_are_in_each_others_way_are_not_made_at_once(
    first: Edit, second: Edit, fits: bool, is_turned: bool
) -> None:
    revisions = Revisions()
    one, other = (second, first) if is_turned else (first, second)
    assert revisions.add(Revision((one,), (("a",),)))
    assert revisions.add(Revision((other,), (("b",),))) == fits
    assert list(revisions.edits) == (sorted([one, other], key=lambda edit: edit.start) if fits else [one])


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3)), max_size=8))
def test_edits_that_are_taken_never_overlap(spans: list[tuple[int, int]]) -> None:
    revisions = Revisions()
    for index, (start, length) in enumerate(spans):
        revisions.add(Revision((Edit(start, start + length, ""),), ((str(index),),)))
    for index, edit in enumerate(revisions.edits):
        for other in revisions.edits[index + 1 :]:
            assert edit.end <= other.start
            assert edit == other or edit.end < other.start or (edit.start < edit.end and other.start < other.end)


def test_a_revision_of_several_edits_is_taken_whole_or_not_at_all() -> None:
    revisions = Revisions()
    assert revisions.add(Revision((Edit(5, 7, ""),), (("a",),)))
    assert not revisions.add(Revision((Edit(0, 1, ""), Edit(6, 8, "")), (("b",),)))
    assert list(revisions.edits) == [Edit(5, 7, "")]
    assert revisions.add(Revision((Edit(0, 1, ""),), (("b",),)))


def test_a_layout_writes_what_it_was_given() -> None:
    value = {"a": [1, {}], "é": {"x": "y"}}
    for layout in (Layout(), Layout(indent="\t", newline="\r\n"), Layout(colon=" : ", comma=" , ")):
        assert json.loads(written(value, layout)) == value
