"""The API's document is complete: nobody has to ask what an operation takes, answers and refuses, and who may use it."""

import html

import jsonschema_rs
import pytest
from office import Day
from wholehouse import WholeHouse

from lobby.web.api.refusals import REFUSALS
from lobby.web.rights import OF_ENDPOINT


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    day = Day(tmp_path_factory.mktemp("document"))
    yield WholeHouse(day)
    day.db.close()


@pytest.fixture(scope="module")
def document(house):
    return house.app.test_client().get("/api/v1/openapi.json").json


def operations(document):
    return [(f"{method.upper()} {path}", each) for path, found in document["paths"].items() for method, each in found.items()]


def missing(document, what):
    """The operations for which this finds something, and what."""
    return {name: found for name, operation in operations(document) if (found := what(operation))}


def test_each_operation_says_in_words_what_it_does(document):
    assert missing(document, lambda each: [part for part in ("summary", "description", "tags") if not each.get(part)]) == {}


def test_each_operation_is_called_by_a_name_of_its_own(document):
    names = [each["operationId"] for _, each in operations(document)]
    assert len(set(names)) == len(names) > 55


def test_each_parameter_is_explained_and_bounded(document):
    def unclear(each):
        return [p["name"] for p in each["parameters"] if not p.get("description") or not is_bounded(p["schema"])]

    assert missing(document, unclear) == {}


def is_bounded(schema):
    limits = {"string": {"maxLength", "enum", "format"}, "integer": {"maximum"}, "boolean": {"type"}}
    return bool(limits[schema["type"]] & set(schema))


def test_each_body_says_how_large_it_may_be_and_its_fields_have_limits(document):
    shapes = document["components"]["schemas"]
    bodies = {name: each for name, each in operations(document) if "requestBody" in each}
    assert all(each["x-largest-body"] >= 64 * 1024 for each in bodies.values())
    sent = {
        kind["schema"]["$ref"].rpartition("/")[2] for each in bodies.values() for kind in media(each) if "$ref" in kind["schema"]
    }
    assert [(name, field) for name in sent for field, part in fields(shapes[name]) if not has_limit(part, shapes)] == []


def media(operation):
    return operation["requestBody"]["content"].values()


def fields(shape):
    return shape.get("properties", {"": shape}).items()


def has_limit(part, shapes):
    if "$ref" in part:
        return all(has_limit(each, shapes) for _, each in fields(shapes[part["$ref"].rpartition("/")[2]]))
    if "anyOf" in part:
        return all(has_limit(each, shapes) for each in part["anyOf"])
    if part["type"] == "array":
        return "maxItems" in part and has_limit(part["items"], shapes)
    any_name = [*part.get("patternProperties", {}).values(), part.get("additionalProperties")]
    if part["type"] == "object" and (values := [each for each in any_name if isinstance(each, dict)]):
        return "maxProperties" in part and all(has_limit(each, shapes) for each in values)
    if part["type"] == "object":
        return part["additionalProperties"] is False and all(has_limit(each, shapes) for each in part["properties"].values())
    return part["type"] in ("boolean", "null") or bool({"maxLength", "maximum", "enum", "const"} & set(part))


def test_each_body_and_each_answer_has_an_example_that_keeps_to_its_shape(document):
    wrong, tried = [], 0
    for name, operation in operations(document):
        for part, content in [("body", operation.get("requestBody", {})), *operation["responses"].items()]:
            for kind, found in content.get("content", {}).items():
                examples = [each["value"] for each in found.get("examples", {}).values()] or [found.get("example")]
                wrong += [(name, part, kind) for each in examples if each is None or not fits(document, found["schema"], each)]
                tried += len(examples)
    assert wrong == []
    assert tried > 500


def fits(document, schema, example):
    return jsonschema_rs.Draft202012Validator(schema | {"components": document["components"]}).is_valid(example)


def test_an_example_that_breaks_its_shape_would_be_noticed(document):
    shape = {"$ref": "#/components/schemas/PostponeBody"}
    assert fits(document, shape, {"minutes": 10})
    assert not fits(document, shape, {"minutes": "ten"})


def test_each_operation_says_who_may_as_the_table_of_rights_has_it(document):
    for name, operation in operations(document):
        right = OF_ENDPOINT[f"api-{operation['operationId']}"]
        assert operation["x-who"] == (["anyone"] if right.is_anyones else list(right.who)), name
        keys = [set(each) for each in operation["security"]]
        assert (keys == []) == right.is_anyones, name
        is_change = not name.startswith("GET")
        assert all(("csrf" in each) == is_change for each in keys if each != {"token"}), name


def test_each_refusal_names_its_codes_and_when_to_come_again(document):
    for name, operation in operations(document):
        refusals = {status: each for status, each in operation["responses"].items() if status[0] in "45"}
        assert {"404", "413", "422", "503"} <= set(refusals), name
        assert ({"401", "403"} <= set(refusals)) == (operation["security"] != []), name
        for status, each in refusals.items():
            told = each["content"]["application/problem+json"]
            codes = told["schema"]["allOf"][1]["properties"]["code"]["enum"]
            assert list(told["examples"]) == codes, name
            assert {example["value"]["status"] for example in told["examples"].values()} == {int(status)}, name
            assert ("Retry-After" in each.get("headers", {})) == (status in ("429", "503")), name


def test_refusals_are_told_of_operations_that_there_are(document):
    assert set(REFUSALS) <= {f"api-{operation['operationId']}" for _, operation in operations(document)}


def test_the_page_shows_what_the_document_says(house, document):
    page = html.unescape(house.app.test_client().get("/api/v1/docs").text)
    for name, operation in operations(document):
        assert name in page
        assert operation["summary"] in page
    assert "Idempotency-Key" in page and "Lobby-Job" in page and "nobody-waiting" in page
