"""Everything a run holds: every quantity, its shape, unit and range.

Three records feed the rules. ``world`` and ``now`` are shared by all runs of
a block: constants, and the drivers of the quarter. ``run`` differs from run
to run: levers, parameters, state, and what is counted for the outcomes.
"""

from __future__ import annotations

from typing import Final

from multivector_sim.model.actors import LEVERS, MECHANISMS, SECTOR_ROLES
from multivector_sim.model.parameters import PARAMETERS
from multivector_sim.model.record import Field, Layout

__all__ = ["NOW", "QUARTER", "RECORDABLE", "RUN", "STATE_FIELDS", "WORLD"]

QUARTER: Final = 0.25
"""Length of a step, years."""

_UNIT: Final = (0.0, 1.0)
_POSITIVE: Final = (0.0, None)


def _fraction(name: str, *dims: str, meaning: str) -> Field:
    return Field(name, dims, "1", meaning, _UNIT)  # type: ignore[arg-type]


def _number(name: str, *dims: str, meaning: str, unit: str = "1") -> Field:
    return Field(name, dims, unit, meaning)  # type: ignore[arg-type]


def _positive(name: str, *dims: str, meaning: str, unit: str = "1") -> Field:
    return Field(name, dims, unit, meaning, _POSITIVE)  # type: ignore[arg-type]


WORLD: Final = Layout(
    "world",
    (
        _positive("actor_id", "actor", meaning="identity of an actor in the random draws"),
        _fraction("proximity", "actor", meaning="closeness of a power to the pivot's region"),
        _positive("by_identity", "actor", meaning="power of place 1, 2, ... by identity"),
        _positive("bid_partner", "actor", meaning="power that shares a draw of bids; 0: none"),
        _positive("salience", "actor", "sector", meaning="how much a power minds a sector"),
        _fraction("sector_weight", "sector", meaning="weight of a sector in influence"),
        _positive("exclusivity", "sector", meaning="how far an award is winner-take-most"),
        _positive("steering", "sector", meaning="how far the government can tilt awards"),
        _fraction("retention_decides", "sector", meaning="1 where retention sets the kept share"),
        _fraction("kept_share", "sector", meaning="fixed share kept by the pivot"),
        _fraction("cedable", "sector", meaning="1 where shares can be ceded"),
        *(
            _fraction(f"is_{role}", "sector", meaning=f"1 where the sector's role is {role}")
            for role in SECTOR_ROLES
        ),
        _positive("cedable_sectors", meaning="number of sectors that can be ceded"),
        _fraction("economic_weight", meaning="weight of the economic sectors in influence"),
        _fraction("transit_weight", meaning="weight of the transit sectors in influence"),
        _fraction("security_weight", meaning="weight of the security sectors in influence"),
        _positive("proximity_total", meaning="sum of the powers' proximities"),
    ),
)
"""Constants of the scenario, the same for every run."""

NOW: Final = Layout(
    "now",
    (
        _fraction("capability", "actor", meaning="share of the powers' capability"),
        _number("log_size", "actor", meaning="logarithm of GDP relative to 1998"),
        _fraction("demand", "actor", meaning="a power's demand for the pivot's resources"),
        _positive("guarantee", "actor", meaning="outside backing of the pivot against a power"),
        _number("forced_action", "actor", meaning="action index that a power must take, or -1"),
        _positive("base_grievance", "actor", "actor", unit="/yr", meaning="standing grievance"),
        _number("event_grievance", "actor", "actor", unit="/yr", meaning="grievance of events"),
        _number("institution", "actor", "actor", meaning="shared institution (SCO) of a pair"),
        _number("regime", "actor", "actor", meaning="shared concern for regime security"),
        _number("bias", "actor", "actor", meaning="misperception of a rival's influence"),
        _positive("price", meaning="oil price relative to 55 USD a barrel"),
        _fraction("spare", meaning="flow that could go round an obstructor"),
        _fraction("discount", meaning="discount factor of welfare"),
    ),
)
"""Drivers of one quarter, the same for every run."""

STATE_FIELDS: Final = (
    Field("key", (), "1", "random key of the run", format="key"),
    Field("draw_key", (), "1", "random key of the quarter", format="key"),
    # What carries over from quarter to quarter.
    _fraction("share", "sector", "actor", meaning="share of a sector; the pivot's is what it kept"),
    _fraction("reference", "sector", "actor", meaning="share a power regards as its own"),
    _fraction("concern", "actor", "concern", meaning="concern of a power"),
    _fraction("tension", "actor", "actor", meaning="tension that i feels towards j"),
    _positive("promises_kept", "actor", meaning="remembered promises kept, pseudo-count"),
    _positive("promises_broken", "actor", meaning="remembered promises broken, pseudo-count"),
    _fraction("appetite", "actor", meaning="appetite learnt from yielding"),
    _number("action", "actor", meaning="action of the quarter, index into ACTIONS"),
    _number("target", "actor", meaning="index of the rival that a contest is aimed at"),
    _fraction("spell", "actor", meaning="1: obstructs by its own choice, and may go on"),
    _fraction("blockage", "actor", meaning="share of the flow on its routes that a power blocks"),
    # Constants of the run.
    _number("log_attraction", "sector", "actor", meaning="logarithm of attraction in a sector"),
    _number("growth_elasticity", "sector", meaning="elasticity of bids to partner size"),
    _number("pair_grievance", "actor", "actor", unit="/yr", meaning="grievance peculiar to a pair"),
    # How fast things fade in a quarter.
    _fraction("concern_fading", meaning="what is left of a concern after a quarter"),
    _fraction("appetite_fading", meaning="what is left of an appetite after a quarter"),
    _fraction("promise_fading", meaning="what is left of a remembered promise after a quarter"),
    _positive("per_breach", meaning="1 over the shift of shares that breaks a promise"),
    _fraction("endurance", meaning="chance that an obstruction goes on without a new decision"),
    _fraction("per_length", meaning="1 over the mean length of an obstruction"),
    _positive("coercion_ceiling", meaning="hazard multiplier of coercion at full tension"),
    _fraction("reference_rate", meaning="share of a gap that references close in a quarter"),
    _fraction("trade_rate", meaning="share of a gap that trade closes in a quarter"),
    # Effective levers of the quarter.
    _fraction("effective_inclusion", meaning="inclusion x skill x institutions"),
    _fraction("effective_leveraging", meaning="leveraging x skill"),
    _fraction("effective_concession", meaning="concession x institutions"),
    _fraction("message", meaning="persuasion x skill"),
    # Start of the quarter.
    _fraction("share_before", "sector", "actor", meaning="shares at the start of the quarter"),
    _fraction("influence", "actor", meaning="influence over the pivot"),
    _fraction("reference_influence", "actor", meaning="influence at reference shares"),
    _fraction("gain", "actor", meaning="influence gained over the references"),
    _fraction("leverage_economic", "actor", meaning="economic leverage"),
    _fraction("leverage_transit", "actor", meaning="transit leverage"),
    _fraction("leverage_security", "actor", meaning="security leverage"),
    _fraction("dependence", "actor", meaning="dependence of the pivot on a power"),
    _positive("need", "actor", meaning="a power's need of the pivot"),
    _fraction("resource_share", "actor", meaning="share of the resource sectors"),
    _fraction("market_share", "actor", meaning="share of the market sectors"),
    _positive("influence_total", meaning="influence of all powers"),
    _positive("influence_max", meaning="influence of the leading power"),
    _positive("per_dependence", meaning="1 over dependence on all powers; 0 without any"),
    _fraction("outside_option", meaning="how far no power is indispensable"),
    _positive("backing", "actor", meaning="support of the pivot against a power"),
    _positive("perceived", "actor", "actor", meaning="influence of j as i sees it"),
    _positive("decline", "actor", "actor", meaning="i's decline relative to j"),
    _fraction("blame", "actor", "actor", meaning="share of i's concern blamed on j"),
    _fraction(
        "security_blame",
        "actor",
        "actor",
        meaning="attention i pays to j, then share of i's security concern blamed on j",
    ),
    _fraction("demand_prevails", "actor", meaning="probability that a demand would prevail"),
    # Events of the quarter.
    _number("previous_action", "actor", meaning="action of the quarter before"),
    _fraction("would_prevail", "actor", meaning="1: a demand was made that would prevail"),
    _fraction("granted", "actor", meaning="1: a demand was granted"),
    _fraction("crisis", "actor", meaning="1: the power coerced the pivot"),
    _positive("status_impulse", "actor", meaning="impulse to the status concern"),
    _positive("deception_impulse", "actor", meaning="impulse to the deception concern"),
    _positive("refusal_grievance", "actor", unit="/yr", meaning="grievance of a refused power"),
    _positive("relief", "actor", unit="/yr", meaning="relief by credible messages"),
    # Work space.
    _positive("presence", "actor", meaning="presence near the pivot, as rivals fear it"),
    _number("bid", "actor", meaning="logarithm of a bid, then its weight"),
    _positive("grievance", "actor", "actor", unit="/yr", meaning="grievance of i against j"),
    _positive("fatigue_rate", "actor", "actor", unit="/yr", meaning="fatigue of i's tension"),
    _positive("anger", "actor", unit="/yr", meaning="grievance raised by all concerns"),
    _positive("alarm", "actor", unit="/yr", meaning="part of it that the security concern raises"),
    _fraction("tension_before", "actor", "actor", meaning="tension before the step"),
    _fraction("flow", meaning="flow through the routes in the quarter"),
    _fraction("terms", "actor", meaning="price terms with a power in the quarter"),
    _number("welfare", unit="rent years", meaning="discounted welfare so far"),
    # Counted for the outcomes.
    _positive("credibility", "actor", meaning="credibility with a power"),
    _positive("total_tension", "actor", "actor", meaning="sum of tension over quarters"),
    _positive("total_dyad", "actor", "actor", meaning="sum of the pair's mean tension"),
    _positive("total_blame", "actor", "actor", meaning="sum of blame"),
    _positive("total_concern", "actor", "concern", meaning="sum of concern"),
    _positive("total_credibility", "actor", meaning="sum of credibility"),
    _positive("total_dependence", "actor", meaning="sum of dependence"),
    _positive("total_economic", "actor", meaning="sum of economic leverage"),
    _positive("total_transit", "actor", meaning="sum of transit leverage"),
    _positive("total_security", "actor", meaning="sum of security leverage"),
    _positive("total_terms", "actor", meaning="sum of price terms"),
    _positive("total_obstructions", "actor", meaning="quarters of obstruction"),
    _positive("total_spells", meaning="obstructions begun, all powers"),
    _positive("total_crises", "actor", meaning="crises"),
    _positive("total_demands", meaning="demands made"),
    _positive("total_granted", meaning="demands granted"),
    _positive("total_forced", meaning="refused demands that prevailed"),
    _positive("total_withstood", meaning="refused demands that did not prevail"),
    _positive("total_contests", meaning="quarters of confrontation"),
    _positive("total_courtings", meaning="quarters of courting"),
    _positive("total_onsets", meaning="entries into obstruction or contest"),
    _positive("total_ceded", meaning="shares ceded"),
    _positive("total_free", meaning="quarters without coercion"),
    _positive("total_strictly_free", meaning="quarters without coercion or granted demand"),
    _positive("total_concentration", meaning="sum of concentration"),
    _positive("total_max_influence", meaning="sum of the leader's influence share"),
    _positive("total_entropy", meaning="sum of the entropy of influence shares"),
    _positive("total_flow", meaning="sum of flow"),
    _positive("total_cost", meaning="sum of lever costs"),
    _positive("total_clipped", meaning="clipped tension entries"),
    _fraction("dyad", "actor", "actor", meaning="the pair's mean tension in the quarter"),
    _positive("all_obstructions", meaning="quarters of obstruction, all powers"),
    _positive("all_crises", meaning="crises, all powers"),
    _positive("all_tension", meaning="sum over quarters of mean tension among the powers"),
)
"""State, work space and counters of a run, in memory order."""

RUN: Final = Layout(
    "run",
    (
        *(_positive(lever, meaning=f"lever: {lever}") for lever in LEVERS),
        _positive("favour", "actor", meaning="lever: bid premium of a favoured power"),
        _fraction("treaty", "actor", meaning="lever: treaty pulse with a power"),
        *(_fraction(f"with_{name}", meaning=f"switch: {name}") for name in MECHANISMS),
        *(Field(row.name, (), row.unit, row.meaning, row.limits) for row in PARAMETERS),
        *STATE_FIELDS,
    ),
)
"""Levers, switches, parameters and state of each run."""

RECORDABLE: Final = (
    "tension",
    "share",
    "reference",
    "concern",
    "credibility",
    "influence",
    "leverage_economic",
    "leverage_transit",
    "leverage_security",
    "dependence",
    "appetite",
    "blame",
    "security_blame",
    "action",
    "blockage",
    "crisis",
    "granted",
    "flow",
    "welfare",
    *LEVERS,
)
"""State (and the levers) that can be recorded as a path, at the end of each quarter."""
