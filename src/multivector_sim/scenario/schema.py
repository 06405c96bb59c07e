"""The JSON Schema of a scenario file, for editors: help, completion and first faults.

It is made from the data model, so that a new key appears by itself. What a
schema cannot say (sums, dates within the run, names that must fit together)
is left to ``validate``; what it refuses, ``validate`` refuses too.

The draft is draft-07: every version of the YAML language server knows it,
while older ones ignore words of the later drafts.
"""

from __future__ import annotations

import copy
import inspect
import re
from collections.abc import Iterator
from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema

from multivector_sim.model.actors import LEVERS
from multivector_sim.model.parameters import PARAMETERS, Parameter
from multivector_sim.model.variants import MODEL_VARIANTS
from multivector_sim.scenario.load import shipped
from multivector_sim.scenario.merge import BY_ID
from multivector_sim.scenario.policy import Policy
from multivector_sim.scenario.quantity import Part
from multivector_sim.scenario.spec import Scenario
from multivector_sim.scenario.timeline import TIMELINES, Timeline

__all__ = ["DRAFT", "described", "scenario_schema", "variant_schema"]

Schema = dict[str, Any]

DRAFT: Final = "http://json-schema.org/draft-07/schema#"
_EXTENDS: Final = (
    "A shipped scenario, or a .yaml file beside or below this one. This file then states only "
    "what differs."
)
_REMOVE: Final = (
    "Dotted keys of the extended scenario to take away first, such as events.kosovo_1999."
)


class _Draft07(GenerateJsonSchema):
    """The schema of the models in the words of draft-07, without what no reader needs."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Return False: a title that repeats the key tells nothing."""
        return False

    def default_schema(self, schema: Any) -> Schema:
        """Leave out defaults that are nothing or a whole section."""
        made = super().default_schema(schema)
        if made.get("default") is None or isinstance(made["default"], dict | list):
            made.pop("default", None)
        return made

    def tuple_schema(self, schema: Any) -> Schema:
        """Write lists of a fixed length as draft-07 does."""
        made = super().tuple_schema(schema)
        if "prefixItems" in made:
            made["items"] = made.pop("prefixItems")
            made["additionalItems"] = False
        return made

    def dict_schema(self, schema: Any) -> Schema:
        """Close maps whose keys follow a pattern."""
        made = super().dict_schema(schema)
        if "patternProperties" in made:
            made["additionalProperties"] = False
        return made


def scenario_schema() -> Schema:
    """Return the JSON Schema (draft-07) of a scenario file.

    Returns
    -------
    dict
        Plain data for ``json.dump``. With ``extends`` a file needs only
        ``title`` and ``question``; without, everything that a run needs.

    Examples
    --------
    >>> scenario_schema()["required"]
    ['title', 'question']
    """
    schema, definitions = described(Scenario)
    _allow_bare_numbers(definitions["Series"])
    _name_parameters(definitions["Sector"])
    needed = _needed(schema, definitions)
    _relax(schema, definitions)
    properties = schema["properties"]
    sources = next(form for form in properties["without"]["anyOf"] if "items" in form)
    sources["items"] = {"anyOf": [{"type": "string"}, sources["items"]]}
    properties["parameters"] = _parameters(properties["parameters"])
    properties["variants"]["items"] = variant_schema()
    for name, rule in TIMELINES.items():
        timelines = definitions["Timelines"]["properties"]
        timelines[name] = _timeline(timelines[name], rule)
    schema = _with_chances(schema)
    properties = schema["properties"]
    for name in definitions.keys() - _UNDRAWN:
        definitions[name] = _with_chances(definitions[name])
    return {
        "$schema": DRAFT,
        **schema,
        "title": "Scenario of multivector_sim",
        "description": "What a run needs: who, in what they hold stakes, what happens when.",
        "properties": {**_file_keys(), **properties},
        "required": ["title", "question"],
        "if": {"required": ["extends"]},
        "else": needed,
        "definitions": definitions,
    }


def variant_schema() -> Schema:
    """Return what an entry of ``variants`` may be: a name of the table, told in its words."""
    entries = [
        {"const": row.name, "description": f"Without {row.removes}."} for row in MODEL_VARIANTS
    ]
    return {"type": "string", "anyOf": entries}


def described(model: type[Part]) -> tuple[Schema, Schema]:
    """Return the schema of a data model in the words of its docstrings, and its definitions.

    Parameters
    ----------
    model
        The model of a kind of file.
    """
    schema = model.model_json_schema(
        ref_template="#/definitions/{model}", schema_generator=_Draft07
    )
    definitions = schema.pop("$defs", {})
    _describe(schema, model)
    for part in _parts(Part):
        if part.__name__ in definitions:
            _describe(definitions[part.__name__], part)
    return schema, definitions


def _file_keys() -> Schema:
    """Return the keys that work in files only."""
    names = {"enum": list(shipped())}
    return {
        "extends": {"anyOf": [names, {"pattern": r"\.ya?ml$"}], "description": _EXTENDS}
        | {"type": "string"},
        "remove": {"type": "array", "items": {"type": "string"}, "description": _REMOVE},
    }


def _parts(base: type[Part]) -> Iterator[type[Part]]:
    for model in base.__subclasses__():
        yield model
        yield from _parts(model)


def _describe(schema: Schema, model: type[Part]) -> None:
    """Give a model's schema the words of its docstring; levers have theirs from the policy."""
    words, own = _docstring(model)
    levers = {name: text for name, text in _docstring(Policy)[1].items() if name in LEVERS}
    told = {**levers, **own}
    schema["description"] = words
    schema.pop("title", None)
    aliases = {name: field.alias or name for name, field in model.model_fields.items()}
    for name, key in aliases.items():
        if name in told and key in schema["properties"]:
            schema["properties"][key] = _worded(schema["properties"][key], told[name])


def _worded(schema: Schema, words: str) -> Schema:
    # Draft-07 ignores whatever stands beside a reference.
    base = {"allOf": [schema]} if "$ref" in schema else schema
    return {**base, "description": words}


_ENTRY: Final = re.compile(r"^(\w[\w, ]*)\n((?:    .*(?:\n|$))+)", re.MULTILINE)


def _docstring(model: type[Part]) -> tuple[str, dict[str, str]]:
    """Return what a docstring says of a model, and of each of its attributes."""
    text, _, attributes = (inspect.getdoc(model) or "").partition("\nAttributes\n----------\n")
    told = {
        name.strip(): _plain(words)
        for names, words in _ENTRY.findall(attributes)
        for name in names.split(",")
    }
    return _plain(text), told


def _plain(text: str) -> str:
    return " ".join(text.replace("``", "").split())


def _allow_bare_numbers(series: Schema) -> None:
    # Words for objects do not apply to numbers, so both forms fit into one schema.
    series["type"] = ["object", "number"]


def _name_parameters(sector: Schema) -> None:
    """Let a parameter's name stand where the model has a text for a number."""
    properties = sector["properties"]
    for schema in (properties["size_elasticity"], properties["attraction"]["additionalProperties"]):
        for form in schema["anyOf"]:
            if form.get("type") == "string":
                form["enum"] = [row.name for row in PARAMETERS]


def _parameters(schema: Schema) -> Schema:
    value = schema.pop("additionalProperties")
    named = {
        row.name: {**value, **_limits(row), "description": _meaning(row)} for row in PARAMETERS
    }
    return {**schema, "properties": named, "additionalProperties": False}


def _limits(row: Parameter) -> Schema:
    bounds = zip(("minimum", "maximum"), row.limits, strict=True)
    return {word: bound for word, bound in bounds if bound is not None}


def _meaning(row: Parameter) -> str:
    low, high = row.prior
    return (
        f"{row.meaning}. Unit {row.unit}; default {row.default:g}, plausible {low:g} to {high:g}. "
        f"Why: {row.motive}."
    )


def _timeline(schema: Schema, rule: Timeline) -> Schema:
    """Return the schema of a timeline with its unit and its range."""
    words = f"{rule.meaning}; unit {rule.unit}, {rule.low:g} to {rule.high:g}"
    bounds = {"minimum": rule.low, "maximum": rule.high}
    pairs = {"items": {"items": [{}, bounds]}}
    given = {"value": bounds, "points": pairs, "steps": pairs, "unit": {"enum": [rule.unit, None]}}
    limited = _at_series(schema, {**bounds, "properties": given})
    told = limited.get("description")
    return {**limited, "description": f"{told} {words}." if told else f"{words}."}


def _with_chances(schema: Any) -> Any:
    """Return a schema in which a distribution may stand wherever a number may."""
    if isinstance(schema, list):
        return [_with_chances(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    changed = {word: _with_chances(part) for word, part in schema.items()}
    if "number" not in (changed.get("type") or ()):
        return changed
    if "description" in changed:
        return {"description": changed.pop("description"), "anyOf": [changed, _DISTRIBUTION]}
    return {"anyOf": [changed, _DISTRIBUTION]}


_DISTRIBUTION: Final = {"$ref": "#/definitions/Distribution"}
_UNDRAWN: Final = {"Distribution", "Treaty", "ForcedAction", "LeftOut"}
"""Parts of which no number can be drawn."""


def _at_series(schema: Schema, limits: Schema) -> Schema:
    """Return a schema in which every reference to a series is limited."""
    if schema.get("$ref", "").endswith("/Series"):
        return {"allOf": [schema, copy.deepcopy(limits)]}
    changed = dict(schema)
    if isinstance(schema.get("additionalProperties"), dict):
        changed["additionalProperties"] = _at_series(schema["additionalProperties"], limits)
    for word in ("allOf", "anyOf"):
        if word in schema:
            changed[word] = [_at_series(form, limits) for form in schema[word]]
    return changed


def _needed(schema: Schema, definitions: Schema) -> Schema:
    """Return what a file without ``extends`` must name: the required keys, level by level."""
    if "$ref" in schema:
        return _needed(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    found: Schema = {}
    for form in (*schema.get("allOf", ()), *schema.get("anyOf", ())):
        found |= _needed(form, definitions)
    if "required" in schema:
        found["required"] = list(schema["required"])
    keys = {
        key: inner
        for key, part in schema.get("properties", {}).items()
        if (inner := _needed(part, definitions))
    }
    if keys:
        found["properties"] = keys
    for word in ("additionalProperties", "items"):
        inner = _needed(schema[word], definitions) if isinstance(schema.get(word), dict) else {}
        if inner:
            found[word] = inner
    patterns = schema.get("patternProperties", {}).items()
    closed = {key: inner for key, part in patterns if (inner := _needed(part, definitions))}
    return {**found, "patternProperties": closed} if closed else found


def _relax(schema: Schema, definitions: Schema) -> None:
    """Let parts state only what differs from the extended scenario; rows of lists are whole."""
    rows = {
        part["items"]["$ref"].rpartition("/")[2]
        for owner in (schema, *definitions.values())
        for part in _forms(owner)
        if isinstance(part.get("items"), dict) and "$ref" in part["items"]
    }
    policy = definitions["Policy"]
    constant = {"properties": {"constant": {"const": True}}, "required": ["constant"]}
    policy["if"], policy["then"] = constant, {"required": policy["required"]}
    for name in definitions.keys() - rows:
        definitions[name].pop("required", None)
    for owner in (schema, *definitions.values()):
        for key in set(BY_ID) & owner.get("properties", {}).keys():
            # An entry with a known id names only what changes.
            row = owner["properties"][key]["items"]["$ref"].rpartition("/")[2]
            definitions[row]["required"] = ["id"]


def _forms(schema: Schema) -> Iterator[Schema]:
    for part in schema.get("properties", {}).values():
        yield part
        yield from part.get("anyOf", ())
