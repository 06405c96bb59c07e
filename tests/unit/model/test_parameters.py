"""The parameter table against a transcription of the specification, and the prior."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from multivector_sim.model.parameters import (
    DEFAULTS,
    LINK,
    PARAMETER_NAMES,
    PARAMETERS,
    Parameter,
    parameter_index,
    sample_prior,
)

# symbol:default:low:high, typed from the table in the specification (section 8).
SPECIFIED = """
a:0.8:0.4:1.4 k:0.3:0.05:0.7 sig:0.25:0:0.6 gs:1:0.4:2 jev:1.2:0.4:2 g_sec:0.3:0:0.8
g_sta:0.3:0:0.8 g_pow:0.3:0:0.8 g_dec:0.3:0:0.8 phi:0.3:0:1.2 wedge:0.08:-0.15:0.3
beta:0.5:-0.2:1.5 x0:0.25:0.1:0.4 psi:2:0:4 mu:0.5:-0.2:1.5 nu:0.4:-0.2:0.8 chi:0.08:-0.2:0.4
jc:0.6:0.2:1.2 dlt:0.5:0.2:1.5 k_sec:1.5:0.5:4 k_sta:6:2:14 k_pow:6:2:14 k_dec:6:2:14
ell:2:1:3 xi:1:0:2.5 ups:0.25:0:0.7 rho:0.25:0.05:0.8 sper:0.03:0:0.08 rhom:0.8:0.2:1.6
qb:0.4:0.2:0.6 jeal:0.06:0:0.25 Tq:5:1.5:12 kap0:0.02:0.005:0.05 eps:0.008:0.003:0.02
rhoc:0.35:0.1:0.7 rc:0.5:0:1.5 eta:0.2:0:0.6 thc:0.7:0.3:1.2 envy:0.05:0:0.2 da:0.3:0.1:0.8
hum:0.1:0:0.3 tilt:4:0:10 prov:0.2:0:0.6 bk0:1:0:3 bk1:2:0:6 lump:3:1:6 dil:0.04:0:0.12
ent:0.3:0:0.8 z:0.06:0.03:0.12 tau:0.6:0.3:1.2 bn:0.5:0.2:1 crt:0.6:0.2:1.2 hold:0.15:0.05:0.3
zT:0.14:0.04:0.3 gT:1:0.2:1.5 bRT:0.07:0.02:0.3 lam:4:2:7 v_c:0.6:0.3:1 c_c:0.35:0.2:0.6
v_d:1.2:0.6:2 c_d:0.45:0.25:0.8 v_o:1.5:0.8:2.5 c_o:0.8:0.5:1.3 n_o:1:0.2:2 v_x:1.5:0.6:3
c_x:1.3:0.8:2 l_x:0.5:0.1:1 c0:0.05:0.02:0.12 g_piv:0.1:0.02:0.3 j_o:0.5:0.2:1.2
h0:0.04:0.01:0.12 h1:3:1:5 jx:0.3:0.1:0.6 cht:3:1:6 m0:0.2:0:0.4 yK:0.3:0:0.8 Lc:0.6:0.1:1.5
pc:0.01:0:0.02
"""
LATER = """
L_o:3:1:6 d_o:0.5:0.2:0.8 s_o:0.8:0:1
opt:0.1:0:0.4 cal:1:0:3 trn:0.1:0:0.3
att:0.8:0:1
"""
WIDENED = "gT:1:0.2:2.5"  # accepted values of the calibration piled up at 1.5


def test_table_is_that_of_the_specification() -> None:
    written = {}
    for entry in (SPECIFIED + LATER + WIDENED).split():
        symbol, *numbers = entry.split(":")
        written[symbol] = tuple(float(number) for number in numbers)
    table = {row.symbol: (row.default, *row.prior) for row in PARAMETERS}
    assert len(table) == len(PARAMETERS)
    assert table == written
    assert (LINK.symbol, LINK.default, *LINK.prior) == ("c0L", 0.32, 0.1, 0.7)


def test_names_are_unique_and_every_row_is_told() -> None:
    assert len(set(PARAMETER_NAMES)) == len(PARAMETERS)
    assert LINK.name not in PARAMETER_NAMES
    for row in PARAMETERS:
        assert row.name.isidentifier()
        assert row.name == row.name.lower()
        assert row.meaning
        assert row.motive
        assert row.unit in {"1", "/yr", "/sqrt yr", "yr", "share", "yr rent", "quarters"}, row
        assert DEFAULTS[row.name] == row.default
        assert PARAMETERS[parameter_index(row.name)] is row


@pytest.mark.parametrize("row", [*PARAMETERS, LINK], ids=lambda row: row.name)
def test_defaults_lie_inside_priors_and_priors_inside_limits(row: Parameter) -> None:
    low, high = row.prior
    least, most = row.limits
    assert low < high
    assert low < row.default < high
    assert (-math.inf if least is None else least) <= low
    assert high <= (math.inf if most is None else most)


def test_unknown_name_is_an_error() -> None:
    with pytest.raises(KeyError, match="elan"):
        parameter_index("elan")


def test_prior_draws_are_uniform_independent_and_repeatable() -> None:
    draws = sample_prior(4000, 12)
    assert draws.shape == (4000, len(PARAMETERS))
    low, high = np.array([row.prior for row in PARAMETERS]).T
    assert (draws >= low).all()
    assert (draws < high).all()
    unit = (draws - low) / (high - low)
    smallest = min(stats.kstest(column, "uniform").pvalue for column in unit.T)
    assert smallest > 1e-3 / len(PARAMETERS)
    correlation = np.corrcoef(unit.T) - np.eye(len(PARAMETERS))
    assert np.abs(correlation).max() < 5.5 / math.sqrt(len(unit))
    assert (sample_prior(4000, 12) == draws).all()
    assert (sample_prior(10, 12) == draws[:10]).all()
    assert (sample_prior(10, 13) != draws[:10]).all()
    assert sample_prior(0, 0).shape == (0, len(PARAMETERS))
