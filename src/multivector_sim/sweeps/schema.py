"""The JSON Schema of a sweep file, for editors: help, completion and first faults."""

from __future__ import annotations

from typing import Any, Final

from multivector_sim.calibration.targets import FITTED_NAMES
from multivector_sim.model.outcomes import OUTCOMES
from multivector_sim.model.parameters import LINK, PARAMETERS
from multivector_sim.scenario.chance import Distribution
from multivector_sim.scenario.load import shipped
from multivector_sim.scenario.schema import DRAFT, described, variant_schema
from multivector_sim.sweeps.spec import ACCEPTED, OWN, PRIOR, Steps, SweepSpec

__all__ = ["sweep_schema"]

Schema = dict[str, Any]

_FITTED: Final = tuple(name for name in FITTED_NAMES if name != LINK.name)
_NUMBERS: Final = {"type": "array", "items": {"type": "number"}, "minItems": 1, "uniqueItems": True}


def sweep_schema() -> Schema:
    """Return the JSON Schema (draft-07) of a sweep file.

    Returns
    -------
    dict
        Plain data for ``json.dump``.

    Examples
    --------
    >>> sweep_schema()["required"]
    ['base']
    """
    schema, definitions = described(SweepSpec)
    for model in (Distribution, Steps):
        own, more = described(model)
        definitions |= {model.__name__: own, **more}
    properties = schema["properties"]
    steps, distribution = ({"$ref": f"#/definitions/{m.__name__}"} for m in (Steps, Distribution))
    scenarios = {"type": "string", "anyOf": [{"enum": [*shipped()]}, {"pattern": r"\.ya?ml$"}]}
    policies = {
        "type": "string",
        "anyOf": [{"enum": [*shipped(), OWN]}, {"pattern": r"\.ya?ml$"}],
    }
    properties["base"] |= _one_or_several(scenarios)
    properties["policies"] |= _one_or_several(
        {"anyOf": [policies, {"$ref": "#/definitions/Alternative"}]}
    )
    properties["variants"] |= _one_or_several(variant_schema())
    properties["without"] |= _one_or_several({"type": "string"})
    properties["choices"]["additionalProperties"] = {"anyOf": [_NUMBERS, steps]}
    properties["uncertain"] |= {
        "properties": {PRIOR: _prior(), ACCEPTED: _accepted()},
        "additionalProperties": {"anyOf": [distribution, _NUMBERS, steps]},
    }
    properties["outcomes"] |= {
        "type": "array",
        "items": {"type": "string", "enum": [row.name for row in OUTCOMES]},
    }
    properties["outcomes"].pop("anyOf", None)
    until = definitions["Until"]["properties"]["of"]
    until |= _one_or_several({"type": "string"})
    return {
        "$schema": DRAFT,
        **schema,
        "title": "Sweep of multivector_sim",
        "description": "Many policies in many uncertain futures.",
        "required": ["base"],
        "definitions": definitions,
    }


def _one_or_several(entry: Schema) -> Schema:
    """Return what a key takes that holds one entry or a list of them."""
    return {
        "type": ["string", "array"],
        "anyOf": [entry, {"type": "array", "items": entry}],
        "items": {},
    }


def _prior() -> Schema:
    names = {"type": "array", "items": {"enum": [row.name for row in PARAMETERS]}}
    return {
        "description": "Priors of all parameters, of none, or of those named.",
        "anyOf": [{"enum": ["all", "none"]}, names],
    }


def _accepted() -> Schema:
    names = {"type": "array", "items": {"enum": list(_FITTED)}}
    return {
        "description": "The accepted set: all fitted parameters, none, or those named.",
        "anyOf": [{"enum": ["all", "none"]}, names],
    }
