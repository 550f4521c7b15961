"""What the project says in `[tool.kochava-lint]`: which file says it, and what is said of one that means nothing."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest

from kochava_lint.errors import OptionError
from kochava_lint.options import Options
from kochava_lint.options_file import find_options, read_options

OWN, PROJECT = "kochava-lint.toml", "pyproject.toml"
DRAFT_07 = "http://json-schema.org/draft-07/schema#"
ANYTHING: list[Any] = [{}, {"sum": 5}, {"sum": "5"}, "text"]


def saying(secret_env: str) -> str:
    return f'secret-env = "{secret_env}"\n'


def in_project(secret_env: str) -> str:
    return f"[tool.ruff]\nline-length = 120\n\n[tool.kochava-lint]\n{saying(secret_env)}"


def refused_by(schema: str, folder: Path) -> list[Any]:
    """What of `ANYTHING` the schema of an event refuses, where a file in *folder* gives it as *schema*, in TOML."""
    (folder / OWN).write_text(f"[plan.events.Purchase]\nschema = {schema}\n", "utf-8")
    plan = read_options(folder / OWN).plan
    assert plan is not None
    assert plan.events is not None
    event = plan.events["Purchase"]
    assert event is not None
    return [value for value in ANYTHING if list(event.violations(value))]


def complaint(path: Path) -> str:
    with pytest.raises(OptionError) as refusal:
        read_options(path)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        pytest.param({}, None, id="nothing"),
        pytest.param({f"a/b/{OWN}": saying("X")}, "X", id="own-file-here"),
        pytest.param({f"a/b/{PROJECT}": in_project("X")}, "X", id="project-here"),
        pytest.param({f"a/{OWN}": saying("X")}, "X", id="own-file-above"),
        pytest.param({PROJECT: in_project("X")}, "X", id="project-two-above"),
        pytest.param({f"a/b/{OWN}": saying("X"), f"a/b/{PROJECT}": in_project("Y")}, "X", id="own-file-before-project"),
        pytest.param({f"a/b/{PROJECT}": in_project("X"), f"a/{OWN}": saying("Y")}, "X", id="nearer-before-own-file"),
        pytest.param({f"a/b/{OWN}": "", f"a/{OWN}": saying("Y")}, None, id="empty-own-file-ends-the-search"),
        pytest.param({f"a/b/{PROJECT}": "[tool.kochava-lint]\n", OWN: saying("Y")}, None, id="empty-table-ends-it"),
        pytest.param({f"a/b/{PROJECT}": "[tool.ruff]\n", f"a/{OWN}": saying("Y")}, "Y", id="other-tools-do-not-end-it"),
        pytest.param({f"a/b/{PROJECT}": "", PROJECT: in_project("Y")}, "Y", id="empty-project-does-not-end-it"),
        pytest.param({f"a/b/c/{OWN}": saying("X")}, None, id="below-does-not-count"),
        pytest.param({f"other/{OWN}": saying("X")}, None, id="beside-does-not-count"),
        pytest.param({"a/b/kochava-lint.toml/x": "", f"a/{OWN}": saying("Y")}, "Y", id="folder-of-that-name"),
    ],
)
def test_the_nearest_folder_upwards_that_says_anything_is_the_one_that_counts(
    tmp_path: Path, files: dict[str, str], said: str | None
) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, "utf-8")
    assert find_options(tmp_path / "a" / "b").secret_env == said


def test_without_a_file_there_are_no_options(tmp_path: Path) -> None:
    assert find_options(tmp_path) == Options()


def test_options_know_the_file_that_says_them(folder: Path) -> None:
    (folder / PROJECT).write_text(in_project("X"), "utf-8")
    (folder / "deep").mkdir()
    assert find_options(Path("deep")).file == (folder / PROJECT).resolve()


@pytest.mark.parametrize("name", [OWN, "ci.toml"])
def test_any_other_file_that_is_named_is_one_of_our_own(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text('[plan]\napp-ids = ["ko-1", "ko-2"]\n[plan.events.View]\n', "utf-8")
    options = read_options(tmp_path / name)
    assert options.plan is not None
    assert (options.file, options.plan.app_ids) == (tmp_path / name, frozenset({"ko-1", "ko-2"}))
    assert options.plan.events == {"View": None}


def test_a_plan_may_name_events_or_apps_alone(tmp_path: Path) -> None:
    (tmp_path / OWN).write_text("[plan]\napp-ids = []\n", "utf-8")
    plan = read_options(tmp_path / OWN).plan
    assert plan is not None
    assert (plan.events, plan.app_ids) == (None, frozenset())


@pytest.mark.parametrize("name", [OWN, PROJECT])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"[tool\na = 1\n", "line 1", id="broken"),
        pytest.param(b"a = 1\na = 2\n", "line 2", id="key-twice"),
        pytest.param(b"# caf\xe9\n", "utf-8", id="latin-1"),
        pytest.param("[plan]\n".encode("utf-16"), "utf-8", id="utf-16"),
        pytest.param(b"x = " + b"[" * 5000 + b"]" * 5000, "", id="nested-without-end"),
    ],
)
def test_a_file_that_is_no_toml_is_told_of(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert said in complaint(path)
    with pytest.raises(OptionError, match=name):
        find_options(tmp_path)


@pytest.mark.parametrize("name", [OWN, PROJECT])
def test_a_file_is_told_of_by_its_name_once(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("[tool", "utf-8")
    assert complaint(tmp_path / name).count(str(tmp_path / name)) == 1


def test_a_byte_order_mark_is_no_part_of_the_options(tmp_path: Path) -> None:
    (tmp_path / OWN).write_text("\ufeff" + saying("X"), "utf-8")
    options = read_options(tmp_path / OWN)
    assert (options.file, options.said, options.secret_env) == (tmp_path / OWN, frozenset({"secret_env"}), "X")


@pytest.mark.parametrize("path", ["none.toml", "."])
def test_what_is_no_file_cannot_be_read(tmp_path: Path, path: str) -> None:
    assert "cannot read" in complaint(tmp_path / path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("plann = 1", ["kochava-lint has no key plann", "plan is probably meant"], id="near"),
        pytest.param("secret_env = 'X'", ["no key secret_env", "secret-env is probably meant"], id="underscore"),
        pytest.param("flavour = 1", ["no key flavour", "there are select, ignore, severity"], id="near-nothing"),
        pytest.param("[plan.event.View]", ["plan has no key event", "events is probably meant"], id="plan"),
        pytest.param("plan.app_ids = []", ["plan has no key app_ids", "app-ids is probably meant"], id="app-ids"),
        pytest.param("plan.events.View.shema = {}", ['plan.events."View"', "schema is probably meant"], id="event"),
        pytest.param('plan.events."a.b".schemas = {}', ['plan.events."a.b" has no key schemas'], id="event-with-a-dot"),
        pytest.param("plan = []", ["plan has to be a table"], id="plan-as-a-list"),
        pytest.param("plan.events = ['View']", ["plan.events has to be a table"], id="events-as-a-list"),
        pytest.param("plan.events.View = true", ['plan.events."View" has to be a table'], id="event-as-a-boolean"),
        pytest.param("plan.app-ids = 'ko-1'", ["plan.app-ids has to be a list of texts"], id="app-ids-as-a-text"),
        pytest.param("plan.app-ids = ['ko-1', 1]", ["plan.app-ids has to be a list of texts"], id="app-id-as-a-number"),
        pytest.param(
            "secret-env = 5", ["secret-env has to be the name of an environment variable"], id="secret-env-as-a-number"
        ),
        pytest.param("secret-env = ''", ["secret-env"], id="secret-env-without-a-name"),
        pytest.param("plan.events.View.schema = 5", ['plan.events."View".schema has to be the path'], id="schema"),
        pytest.param("plan.events.View.schema = []", ['plan.events."View".schema has to be the path'], id="list"),
    ],
)
def test_what_means_nothing_is_told_of_with_what_could_be_meant(tmp_path: Path, content: str, said: list[str]) -> None:
    (tmp_path / OWN).write_text(content, "utf-8")
    told = complaint(tmp_path / OWN)
    assert told.startswith(str(tmp_path / OWN))
    for words in said:
        assert words in told


@pytest.mark.parametrize("content", ["tool = 5\n", 'tool = "kochava-lint"\n', 'tool = ["kochava-lint"]\n'])
def test_a_project_whose_tools_are_no_table_is_told_of(tmp_path: Path, content: str) -> None:
    (tmp_path / PROJECT).write_text(content, "utf-8")
    assert "tool has to be a table" in complaint(tmp_path / PROJECT)


def test_a_project_whose_table_is_none_is_told_of(tmp_path: Path) -> None:
    (tmp_path / PROJECT).write_text("[tool]\nkochava-lint = 5\n", "utf-8")
    assert "tool.kochava-lint has to be a table" in complaint(tmp_path / PROJECT)


@pytest.mark.parametrize(
    ("schema", "refused"),
    [
        pytest.param("true", [], id="true"),
        pytest.param("false", ANYTHING, id="false"),
        pytest.param("{}", [], id="empty"),
        pytest.param("{properties = {sum = {type = 'number'}}}", [{"sum": "5"}], id="inline"),
        pytest.param("{required = ['sum']}", [{}], id="required"),
        pytest.param("{'$ref' = '#/$defs/a', '$defs' = {a = {type = 'string'}}}", ANYTHING[:3], id="ref-inside"),
    ],
)
def test_a_schema_may_stand_inline(tmp_path: Path, schema: str, refused: list[Any]) -> None:
    assert refused_by(schema, tmp_path) == refused


@pytest.mark.parametrize(
    ("schema", "refused"),
    [
        pytest.param(True, [], id="true"),
        pytest.param(False, ANYTHING, id="false"),
        pytest.param({"properties": {"sum": {"type": "number"}}}, [{"sum": "5"}], id="object"),
        pytest.param(
            {"$id": "https://example.org/s.json", "$ref": "#/$defs/a", "$defs": {"a": False}}, ANYTHING, id="$id"
        ),
        pytest.param({"$ref": "other.json#/$defs/text"}, ANYTHING[:3], id="file-beside"),
        pytest.param({"$ref": "../other.json"}, [], id="file-above"),
        pytest.param({"$ref": "old.json#/definitions/text"}, ANYTHING[:3], id="file-of-another-draft"),
    ],
)
def test_a_schema_may_stand_in_a_file(tmp_path: Path, schema: object, refused: list[Any]) -> None:
    folder = tmp_path / "a plan #1 100%"
    folder.mkdir()
    text = {"type": "string"}
    (folder / "schema.json").write_text(json.dumps(schema), "utf-8")
    (folder / "other.json").write_text("\ufeff" + json.dumps({"$defs": {"text": text}}), "utf-8")
    (folder / "old.json").write_text(json.dumps({"$schema": DRAFT_07, "definitions": {"text": text}}), "utf-8")
    (tmp_path / "other.json").write_text("true", "utf-8")
    assert refused_by(f'"{folder.name}/schema.json"', tmp_path) == refused
    assert refused_by(json.dumps(str(folder / "schema.json")), tmp_path) == refused


def test_a_file_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "schema.json").write_text('\ufeff{"required": ["sum"]}', "utf-8")
    assert refused_by('"schema.json"', tmp_path) == [{}]


def test_an_inline_schema_refers_to_files_beside_the_options(tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text('{"required": ["sum"]}', "utf-8")
    assert refused_by("{'$ref' = 'other.json'}", tmp_path) == [{}]


@pytest.mark.parametrize(
    ("draft", "refused"),
    [
        pytest.param(DRAFT_07, [], id="draft-07-reads-nothing-beside-a-reference"),
        pytest.param("https://json-schema.org/draft/2020-12/schema", [{}], id="2020-12-does"),
        pytest.param(None, [{}], id="which-is-the-default"),
    ],
)
def test_the_draft_is_the_one_that_the_schema_names(tmp_path: Path, draft: str | None, refused: list[Any]) -> None:
    schema: dict[str, Any] = {"$ref": "#/definitions/any", "required": ["sum"], "definitions": {"any": True}}
    (tmp_path / "schema.json").write_text(
        json.dumps(schema if draft is None else {"$schema": draft, **schema}), "utf-8"
    )
    assert refused_by('"schema.json"', tmp_path) == refused


@pytest.mark.parametrize(
    ("schema", "files", "said"),
    [
        pytest.param('"none.json"', {}, "cannot read", id="no-such-file"),
        pytest.param('"sub"', {"sub/x.json": "{}"}, "cannot read", id="folder"),
        pytest.param('""', {}, "cannot read", id="empty-path"),
        pytest.param(r'"a\u0000b"', {}, "", id="path-with-a-zero-byte"),
        pytest.param('"a.json"', {"a.json": "{"}, "a.json is not JSON", id="broken-json"),
        pytest.param('"a.json"', {"a.json": "[" * 100_000}, "a.json", id="json-nested-without-end"),
        pytest.param('"a.json"', {"a.json": "[]"}, "no JSON Schema", id="list-in-a-file"),
        pytest.param('"a.json"', {"a.json": '{"type": "text"}'}, "at /type", id="unknown-type"),
        pytest.param("{required = 'sum'}", {}, "at /required", id="required-as-a-text"),
        pytest.param("{pattern = '('}", {}, "at /pattern", id="no-regular-expression"),
        pytest.param("{'$schema' = 'https://example.org/own'}", {}, "https://example.org/own", id="unknown-draft"),
        pytest.param("{'$ref' = 'a.json'}", {}, "a.json", id="reference-to-no-file"),
        pytest.param("{'$ref' = 'a.json'}", {"a.json": '{"type": "text"}'}, "at /type", id="reference-to-no-schema"),
        pytest.param("{'$ref' = 'a.json'}", {"a.json": "{"}, "a.json", id="reference-to-no-json"),
        pytest.param("{'$ref' = 'a.json'}", {"a.json": '{"pattern": "("}'}, "", id="reference-to-no-expression"),
        pytest.param("{'$ref' = '#/$defs/none'}", {}, "$defs/none", id="reference-to-nothing"),
        pytest.param("{const = 2020-01-01}", {}, "date", id="date-of-toml"),
    ],
)
def test_a_schema_that_cannot_be_used_is_told_of_with_its_event(
    tmp_path: Path, schema: str, files: dict[str, str], said: str
) -> None:
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, "utf-8")
    (tmp_path / OWN).write_text(f'[plan.events."Level Up"]\nschema = {schema}\n', "utf-8")
    told = complaint(tmp_path / OWN)
    assert told.startswith(f'{tmp_path / OWN}: plan.events."Level Up".schema: ')
    assert said in told


@pytest.mark.parametrize("where", ["inline", "file", "file-of-a-file"])
def test_no_schema_is_ever_fetched(tmp_path: Path, where: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/schema.json"
        (tmp_path / "a.json").write_text(json.dumps({"$ref": address}), "utf-8")
        (tmp_path / "b.json").write_text(json.dumps({"$ref": "a.json"}), "utf-8")
        schema = {"inline": f"{{'$ref' = '{address}'}}", "file": '"a.json"', "file-of-a-file": '"b.json"'}[where]
        (tmp_path / OWN).write_text(f"[plan.events.View]\nschema = {schema}\n", "utf-8")
        told = complaint(tmp_path / OWN)
        with pytest.raises(BlockingIOError):
            server.accept()
    assert address in told
    assert "not fetched" in told
