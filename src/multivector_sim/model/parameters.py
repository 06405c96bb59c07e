"""Every parameter of the model: meaning, unit, default, prior, allowed range and motive.

Defaults and priors are those of the model's specification (section 8 of the
ODD document, ``docs/odd.md``); priors are uniform. The defaults stand here and
nowhere else.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "DEFAULTS",
    "LINK",
    "PARAMETERS",
    "PARAMETER_NAMES",
    "Parameter",
    "parameter_index",
    "sample_prior",
]


class Parameter(NamedTuple):
    """One row of the parameter table.

    Attributes
    ----------
    name
        Name in scenario files and in code.
    symbol
        Symbol in the equations of the ODD document.
    meaning
        What the number stands for.
    unit
        Unit; ``"1"`` for a pure number.
    default
        Value used when nothing else is said.
    prior
        Bounds of the uniform prior.
    limits
        Smallest and largest value accepted; None where there is no limit.
    motive
        Why this value; ``"judgement"`` where no source fixes it.
    """

    name: str
    symbol: str
    meaning: str
    unit: str
    default: float
    prior: tuple[float, float]
    limits: tuple[float | None, float | None]
    motive: str


def _row(
    name: str,
    symbol: str,
    meaning: str,
    unit: str,
    default: float,
    prior: tuple[float, float],
    limits: tuple[float | None, float | None] = (0.0, None),
    motive: str = "judgement",
) -> Parameter:
    return Parameter(name, symbol, meaning, unit, default, prior, limits, motive)


PARAMETERS: Final[tuple[Parameter, ...]] = (
    _row(
        "fatigue",
        "a",
        "rate at which tension fades by itself",
        "/yr",
        0.8,
        (0.4, 1.4),
        motive="half-life of a dispute of about a year; Richardson's arms-race model",
    ),
    _row(
        "reaction",
        "k",
        "rate at which tension answers the other side's tension",
        "/yr",
        0.3,
        (0.05, 0.7),
        motive="Richardson's reaction; the prior straddles the stability limit (the fatigue)",
    ),
    _row(
        "tension_noise",
        "sig",
        "size of random events in tension",
        "/sqrt yr",
        0.25,
        (0.0, 0.6),
        limits=(0.0, 2.0),
    ),
    _row("grievance_scale", "gs", "scale of all base grievances", "1", 1.0, (0.4, 2.0)),
    _row(
        "event_scale",
        "jev",
        "scale of the grievances of dated events",
        "1",
        1.2,
        (0.4, 2.0),
        motive="calibrated on event conflict shares up to 2013",
    ),
    _row(
        "security_grievance",
        "g_sec",
        "grievance per unit of security concern",
        "/yr",
        0.3,
        (0.0, 0.8),
        motive="the 2018 article names the concern and gives no weight",
    ),
    _row(
        "status_grievance",
        "g_sta",
        "grievance per unit of status concern",
        "/yr",
        0.3,
        (0.0, 0.8),
        motive="the 2018 article names the concern and gives no weight",
    ),
    _row(
        "power_grievance",
        "g_pow",
        "grievance per unit of power concern",
        "/yr",
        0.3,
        (0.0, 0.8),
        motive="the 2018 article names the concern and gives no weight",
    ),
    _row(
        "deception_grievance",
        "g_dec",
        "grievance per unit of fear of deception",
        "/yr",
        0.3,
        (0.0, 0.8),
        motive="the 2018 article names the concern and gives no weight",
    ),
    _row(
        "overlap_friction",
        "phi",
        "friction from overlapping stakes",
        "/yr",
        0.3,
        (0.0, 1.2),
        motive="disputes over adjacent stakes, as at Turgai; makes inclusion costly",
    ),
    _row(
        "wedge_friction",
        "wedge",
        "friction between two powers that an unskilled pivot plays off",
        "/yr",
        0.08,
        (-0.15, 0.3),
        limits=(None, None),
        motive="sign open: negative means that the courted powers join in irritation at the pivot",
    ),
    _row(
        "structural_balance",
        "beta",
        "strength of structural balance between powers",
        "/yr",
        0.5,
        (-0.2, 1.5),
        limits=(None, None),
        motive="its evidence is contested, so the prior includes negative values",
    ),
    _row(
        "hostility_threshold",
        "x0",
        "tension above which a third party counts as hostile",
        "1",
        0.25,
        (0.1, 0.4),
        limits=(0.0, 1.0),
    ),
    _row(
        "attention_to_hostile",
        "psi",
        "attention drawn to the most hostile rival",
        "1",
        2.0,
        (0.0, 4.0),
        motive="a primary Other draws attention away from lesser rivals",
    ),
    _row(
        "threat_attribution",
        "att",
        "how far the security concern is blamed on those who threaten: 0 as all concerns, 1 fully",
        "1",
        0.8,
        (0.0, 1.0),
        limits=(0.0, 1.0),
        motive="balance goes against the source of a threat (Walt 1987, The Origins of Alliances)",
    ),
    _row(
        "institution_fatigue",
        "mu",
        "extra fatigue inside a shared institution (the SCO)",
        "1",
        0.5,
        (-0.2, 1.5),
        limits=(None, None),
    ),
    _row(
        "regime_relief",
        "nu",
        "cut of base grievance by shared regime security",
        "1",
        0.4,
        (-0.2, 0.8),
        limits=(None, 1.0),
    ),
    _row(
        "transition_grievance",
        "chi",
        "grievance of the weaker power in a power transition",
        "/yr",
        0.08,
        (-0.2, 0.4),
        limits=(None, None),
    ),
    _row(
        "confrontation_grievance",
        "jc",
        "grievance raised by one confrontation",
        "/yr",
        0.6,
        (0.2, 1.2),
    ),
    _row("concern_decay", "dlt", "decay of concerns", "/yr", 0.5, (0.2, 1.5)),
    _row("security_gain", "k_sec", "gain of the security concern", "/yr", 1.5, (0.5, 4.0)),
    _row("status_gain", "k_sta", "gain of the status concern", "1", 6.0, (2.0, 14.0)),
    _row("power_gain", "k_pow", "gain of the power concern", "/yr", 6.0, (2.0, 14.0)),
    _row("deception_gain", "k_dec", "gain of the deception concern", "1", 6.0, (2.0, 14.0)),
    _row(
        "loss_aversion", "ell", "weight of losses against the reference share", "1", 2.0, (1.0, 3.0)
    ),
    _row(
        "relative_decline",
        "xi",
        "weight of decline relative to a rival",
        "1",
        1.0,
        (0.0, 2.5),
        motive="zero is a named variant",
    ),
    _row(
        "upper_hand",
        "ups",
        "weight of a rival's share of influence above one half (upper hand)",
        "1",
        0.25,
        (0.0, 0.7),
        motive="zero is a named variant",
    ),
    _row(
        "reference_adaptation",
        "rho",
        "rate at which references follow shares: acceptance of change",
        "/yr",
        0.25,
        (0.05, 0.8),
    ),
    _row(
        "perception_noise",
        "sper",
        "noise in the perception of a rival's influence",
        "1",
        0.03,
        (0.0, 0.08),
    ),
    _row(
        "message_relief",
        "rhom",
        "relief of concerns per unit of credible message",
        "/yr",
        0.8,
        (0.2, 1.6),
    ),
    _row(
        "backfire_credibility",
        "qb",
        "credibility below which messages backfire",
        "1",
        0.4,
        (0.2, 0.6),
        limits=(0.0, 1.0),
    ),
    _row(
        "message_jealousy",
        "jeal",
        "status cost of messages sent to others",
        "/yr",
        0.06,
        (0.0, 0.25),
    ),
    _row(
        "credibility_memory",
        "Tq",
        "memory of kept and broken promises",
        "yr",
        5.0,
        (1.5, 12.0),
        limits=(1e-06, None),
    ),
    _row(
        "breach_scale",
        "kap0",
        "adverse move of a power's influence that counts as a full breach",
        "1",
        0.02,
        (0.005, 0.05),
        limits=(1e-06, None),
    ),
    _row(
        "cession_size",
        "eps",
        "share ceded per sector in one cession",
        "share",
        0.008,
        (0.003, 0.02),
        limits=(0.0, 0.25),
    ),
    _row(
        "cession_relief",
        "rhoc",
        "relief of concerns by a cession",
        "1",
        0.35,
        (0.1, 0.7),
        limits=(0.0, 1.0),
    ),
    _row(
        "cession_ratchet",
        "rc",
        "rise of the reference per share received (expectation ratchet)",
        "1",
        0.5,
        (0.0, 1.5),
    ),
    _row(
        "appetite_gain",
        "eta",
        "appetite learnt from a cession under demand",
        "1",
        0.2,
        (0.0, 0.6),
        limits=(0.0, 1.0),
    ),
    _row(
        "cession_threshold",
        "thc",
        "concern that triggers a pre-emptive cession",
        "1",
        0.7,
        (0.3, 1.2),
    ),
    _row("cession_envy", "envy", "status cost of a cession to the others", "1", 0.05, (0.0, 0.2)),
    _row("appetite_decay", "da", "decay of appetite", "/yr", 0.3, (0.1, 0.8)),
    _row("refusal_snub", "hum", "status cost of being refused", "1", 0.1, (0.0, 0.3)),
    _row(
        "counterdominance_tilt",
        "tilt",
        "tilt of awards against the dominant power, per unit of leveraging",
        "1",
        4.0,
        (0.0, 10.0),
    ),
    _row(
        "leader_provocation",
        "prov",
        "provocation of the dominant power by leveraging",
        "/yr",
        0.2,
        (0.0, 0.6),
    ),
    _row(
        "stakeholder_backing",
        "bk0",
        "backing of the pivot by stake-holders",
        "1",
        1.0,
        (0.0, 3.0),
        motive="quadratic, since concentrated interests act and spread ones do not",
    ),
    _row(
        "outside_option_backing",
        "bk1",
        "backing of the pivot through a credible outside option",
        "1",
        2.0,
        (0.0, 6.0),
    ),
    _row(
        "award_concentration",
        "lump",
        "winner-take-most exponent of exclusive awards",
        "1",
        3.0,
        (1.0, 6.0),
    ),
    _row(
        "inclusion_dilution",
        "dil",
        "output lost to inclusion (dilution)",
        "1",
        0.04,
        (0.0, 0.12),
        limits=(0.0, 1.0),
    ),
    _row(
        "inclusion_entitlement",
        "ent",
        "entitlement to an equal share created by inclusion",
        "1",
        0.3,
        (0.0, 0.8),
        limits=(0.0, 1.0),
    ),
    _row(
        "tender_tranche",
        "z",
        "share of a sector put out in one tender",
        "share",
        0.06,
        (0.03, 0.12),
        limits=(0.0, 1.0),
    ),
    _row("tender_rate", "tau", "tenders per sector", "/yr", 0.6, (0.3, 1.2)),
    _row("bid_noise", "bn", "noise of bids", "1", 0.5, (0.2, 1.0)),
    _row("courting_premium", "crt", "bid premium of a courting power", "1", 0.6, (0.2, 1.2)),
    _row(
        "default_retention",
        "hold",
        "share of an award retained by default",
        "1",
        0.15,
        (0.05, 0.3),
        limits=(0.0, 1.0),
    ),
    _row(
        "trade_adjustment",
        "zT",
        "rate at which trade shares follow attraction",
        "/yr",
        0.14,
        (0.04, 0.3),
        motive="calibrated on trade shares up to 2013",
    ),
    _row(
        "trade_growth_elasticity",
        "gT",
        "elasticity of trade attraction to the partner's growth",
        "1",
        1.0,
        (0.2, 2.5),
        motive="calibrated on trade shares up to 2013",
    ),
    _row(
        "russia_trade_attraction",
        "bRT",
        "Russia's trade attraction at its size of 1998",
        "1",
        0.07,
        (0.02, 0.3),
        limits=(1e-06, None),
        motive="calibrated on trade shares up to 2013",
    ),
    _row(
        "choice_rationality", "lam", "rationality of the powers' logit choice", "1", 4.0, (2.0, 7.0)
    ),
    _row("courting_value", "v_c", "value of courting", "1", 0.6, (0.3, 1.0)),
    _row("courting_cost", "c_c", "cost of courting", "1", 0.35, (0.2, 0.6)),
    _row("demand_value", "v_d", "value of a demand", "1", 1.2, (0.6, 2.0)),
    _row("demand_cost", "c_d", "cost of a demand", "1", 0.45, (0.25, 0.8)),
    _row("obstruction_value", "v_o", "value of obstruction", "1", 1.5, (0.8, 2.5)),
    _row(
        "obstruction_cost",
        "c_o",
        "cost of obstruction",
        "1",
        0.8,
        (0.5, 1.3),
        motive="calibrated on the frequency of obstruction, which its length leaves alone",
    ),
    _row(
        "obstruction_self_harm",
        "n_o",
        "self-harm by obstruction per unit of need",
        "1",
        1.0,
        (0.2, 2.0),
    ),
    _row(
        "obstruction_length",
        "L_o",
        "mean length of an obstruction, before the power decides anew",
        "quarters",
        3.0,
        (1.0, 6.0),
        limits=(1.0, None),
        motive="recorded ones last from some months to three years (events E009, E098, E141)",
    ),
    _row(
        "obstruction_depth",
        "d_o",
        "mean share of the flow on a power's routes that its obstruction blocks",
        "1",
        0.5,
        (0.2, 0.8),
        limits=(0.0, 1.0),
    ),
    _row(
        "obstruction_spread",
        "s_o",
        "how far obstructions differ in depth: 0 all alike, 1 as far as the mean allows",
        "1",
        0.8,
        (0.0, 1.0),
        limits=(0.0, 1.0),
    ),
    _row("confrontation_value", "v_x", "value of confronting a rival", "1", 1.5, (0.6, 3.0)),
    _row("confrontation_cost", "c_x", "cost of confronting a rival", "1", 1.3, (0.8, 2.0)),
    _row("confrontation_loss", "l_x", "loss if a confrontation fails", "1", 0.5, (0.1, 1.0)),
    _row(
        "pivot_strength",
        "c0",
        "the pivot's own strength in contests",
        "1",
        0.05,
        (0.02, 0.12),
        limits=(1e-06, None),
    ),
    _row(
        "grievance_against_pivot",
        "g_piv",
        "grievance against the pivot per unit of concern",
        "/yr",
        0.1,
        (0.02, 0.3),
    ),
    _row(
        "obstruction_grievance",
        "j_o",
        "grievance of the pivot when it is obstructed",
        "/yr",
        0.5,
        (0.2, 1.2),
    ),
    _row("coercion_hazard", "h0", "hazard of coercion of the pivot", "/yr", 0.04, (0.01, 0.12)),
    _row("coercion_steepness", "h1", "steepness of the hazard in tension", "1", 3.0, (1.0, 5.0)),
    _row(
        "crisis_jump", "jx", "jump of tension in a crisis", "1", 0.3, (0.1, 0.6), limits=(0.0, 1.0)
    ),
    _row("terms_steepness", "cht", "steepness of price terms in dependence", "1", 3.0, (1.0, 6.0)),
    _row(
        "terms_midpoint",
        "m0",
        "net dependence at which price terms are half",
        "1",
        0.2,
        (0.0, 0.4),
        limits=(None, None),
    ),
    _row(
        "outside_option_terms",
        "opt",
        "dependence that a full outside option makes up for in price terms",
        "1",
        0.1,
        (0.0, 0.4),
        motive="judgement; zero gives the account without it",
    ),
    _row("foreign_capital_gain", "yK", "output gained from foreign capital", "1", 0.3, (0.0, 0.8)),
    _row(
        "capital_flight",
        "cal",
        "part of the gain from a power's capital that is lost per unit of mutual tension",
        "1",
        1.0,
        (0.0, 3.0),
        motive="judgement: investment follows calm; zero gives the account without it",
    ),
    _row(
        "transit_revenue",
        "trn",
        "yearly revenue, in full rents, if all goods crossed between calm partners",
        "1",
        0.1,
        (0.0, 0.3),
        motive="judgement; zero gives the account without it",
    ),
    _row("crisis_loss", "Lc", "loss per coercion crisis", "yr rent", 0.6, (0.1, 1.5)),
    _row("lever_cost", "pc", "running cost of a lever at full level", "1", 0.01, (0.0, 0.02)),
)
"""The table, in the order in which engines store parameters."""

LINK: Final = _row(
    "conflict_share_link",
    "c0L",
    "event conflict share per unit of tension (measurement link of the observed series)",
    "1",
    0.32,
    (0.1, 0.7),
    motive="calibrated on event conflict shares up to 2013",
)
"""The measurement link: observed conflict share = link x tension. Not used by any rule."""

PARAMETER_NAMES: Final = tuple(row.name for row in PARAMETERS)
DEFAULTS: Final = {row.name: row.default for row in PARAMETERS}
_INDEX: Final = {name: index for index, name in enumerate(PARAMETER_NAMES)}


def parameter_index(name: str) -> int:
    """Return the position of a parameter in the table.

    Raises
    ------
    KeyError
        If there is no parameter of that name.
    """
    return _INDEX[name]


def sample_prior(draws: int, seed: int) -> NDArray[np.float64]:
    """Draw parameter sets from the independent uniform priors.

    Parameters
    ----------
    draws
        Number of parameter sets, >= 0.
    seed
        Seed of the draws; the same seed gives the same sets.

    Returns
    -------
    numpy.ndarray
        Shape (draws, parameters), in the order of ``PARAMETERS``.
    """
    low, high = np.array([row.prior for row in PARAMETERS]).T
    generator = np.random.Generator(np.random.PCG64(seed))
    sets: NDArray[np.float64] = low + (high - low) * generator.random((draws, len(PARAMETERS)))
    return sets
