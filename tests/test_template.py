"""Names in double braces: what they stand for is put in, and each character keeps its place."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kochava_lint.source import Source, Span, Standing
from kochava_lint.template import filled, filled_text, settled
from kochava_lint.written import Piece, in_pieces

VALUES = {"ua": "Mozilla", "app": "{{env}}-ios", "env": "test", "n": "5", "loop": "{{loop}}", "a b": "x", "empty": ""}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{ua}}", "Mozilla"),
        ("x {{ ua }}/{{n}}", "x Mozilla/5"),
        ("{{app}}", "test-ios"),
        ("{{a b}}", "x"),
        ("{{empty}}", ""),
        ("{{unknown}}", "{{unknown}}"),
        ("{{UA}}", "{{UA}}"),
        ("{ua}", "{ua}"),
        ("{{}}", "{{}}"),
        ("{{ua", "{{ua"),
        ("{{{ua}}}", "{Mozilla}"),
        ('{"a":{"b":{}}}', '{"a":{"b":{}}}'),
        ('{"a":{"b":"{{n}}"}}', '{"a":{"b":"5"}}'),
        ("{{$env.KEY}}", "{{$env.KEY}}"),
        ("{{$processEnv KEY}}", "{{$processEnv KEY}}"),
    ],
)
def test_a_name_becomes_what_it_stands_for_and_stays_where_that_is_not_known(text: str, told: str) -> None:
    assert filled_text(text, settled(VALUES, {})) == told


def test_names_that_stand_for_each_other_come_to_an_end() -> None:
    assert "{{loop}}" in filled_text("{{loop}}", settled(VALUES, {}))
    circle = {"a": "{{b}}{{b}}", "b": "{{a}}{{a}}"}
    assert len(filled_text("{{a}}" * 50, settled(circle, {}))) <= 1000


def test_a_few_lines_do_not_stand_for_more_than_time_and_memory_hold() -> None:
    laughs = {"a0": "ha", **{f"a{n}": f"{{{{a{n - 1}}}}}" * 20 for n in range(1, 60)}}
    assert sum(map(len, settled(laughs, {}).values())) < 20_000_000
    assert len(filled_text("{{a4}}" * 1000, settled(laughs, {}))) < 10_000_000


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("$guid", r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"),
        ("$randomUUID", r"[0-9a-f-]{36}"),
        ("$timestamp", r"[12]\d{9}"),
        ("$isoTimestamp", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"),
        ("$randomInt", r"\d+"),
        ("$randomIP", r"203\.0\.113\.7"),
        ("$timestamp -1 d", r"[12]\d{9}"),
    ],
)
def test_what_tools_make_anew_is_such_as_they_make(name: str, pattern: str) -> None:
    assert re.fullmatch(pattern, filled_text(f"{{{{{name}}}}}", {}))
    assert filled_text(f"{{{{{name}}}}}", {name: "own"}) == "own"


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ('{"a": {{n}}}', {"a": 5}),
        ('{"a": {{unknown}}}', {"a": "{{unknown}}"}),
        ('{"a": [{{unknown}}, {{ other }}]}', {"a": ["{{unknown}}", "{{ other }}"]}),
        ('{"a":{{unknown}},"b":1}', {"a": "{{unknown}}", "b": 1}),
        ('{"a": "{{unknown}}"}', {"a": "{{unknown}}"}),
        ('{"a": "x {{unknown}}: {{n}}, y"}', {"a": "x {{unknown}}: 5, y"}),
        ('{"a": "http://h:{{port}}, x"}', {"a": "http://h:{{port}}, x"}),
        ('{"a": "b:{{unknown}},c"}', {"a": "b:{{unknown}},c"}),
    ],
)
def test_a_name_that_stands_bare_is_read_as_a_text_so_that_the_rest_is_read(text: str, data: object) -> None:
    assert json.loads(filled(Source("a", text), VALUES).text) == data


def test_a_body_that_is_one_name_is_what_it_stands_for() -> None:
    assert filled(Source("a", "{{body}}"), {"body": '{"a":1}'}).text == '{"a":1}'


def test_a_text_without_names_is_left_as_it_is() -> None:
    source = Source("a", '{"a": {"b": 1}}')
    assert filled(source, VALUES) is source


PARTS = st.lists(
    st.sampled_from(["{{ua}}", "{{ n }}", "{{unknown}}", "{{empty}}", "{", "}}"])
    | st.text(st.sampled_from("ab \n😀"), max_size=3),
    max_size=8,
)


@given(PARTS, st.booleans())
def test_each_character_stands_where_it_was_and_what_a_name_became_where_the_name_is(
    parts: list[str], is_inside: bool
) -> None:
    text = "".join(parts)
    outer = in_pieces(f"__{text}", [Piece(text, 2, 2 + len(text))]) if is_inside else None
    shift = 2 if is_inside else 0
    source = filled(Source("a", text, lambda: Standing(1, 1, outer)), VALUES)
    offset = at = 0
    names = {"{{ua}}": "Mozilla", "{{ n }}": "5", "{{empty}}": ""}
    for found in re.finditer(r"\{\{ua\}\}|\{\{ n \}\}|\{\{empty\}\}|(?s:.)", text):
        assert found.start() == at
        value = names.get(found[0], found[0])
        for index in range(len(value)):
            start, end = source.outward(Span(offset + index, offset + index + 1))
            stands = (found.start(), found.end())
            assert (start - shift, end - shift) == stands
        offset, at = offset + len(value), found.end()
    assert source.text[:offset] == source.text or "unknown" in text
