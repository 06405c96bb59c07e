"""A second reading of the model's equations: one run, in plain scalar Python.

The engines are tested against this file, so it shares no code with them: it
is written from the equations of the specification alone, in their symbols,
and slow on purpose. Equation numbers are those of the ODD document.
"""
# ruff: noqa: N806

from __future__ import annotations

import math
from collections.abc import Sequence
from types import SimpleNamespace

import numpy as np

from multivector_sim.model.actors import LEVERS, NO_FORCE
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.outcomes import OUTCOMES
from multivector_sim.model.parameters import PARAMETERS

DT = 0.25
ACC, COURT, DEM, OBS, CON = range(5)
SEC, STA, POW, DEC = range(4)
MASK = (1 << 64) - 1
C1, C2, C3 = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
C4, C5 = 0xD1B54A32D192ED03, 0x8CB92BA72F3D8DD7
(
    M_ACTION,
    M_GRANT,
    M_PREVAIL,
    M_PICK,
    M_TARGET,
    M_ARRIVAL,
    M_BID,
    M_PERCEPTION,
    M_TENSION,
    M_CRISIS,
    M_PREEMPT,
    M_ENDURE,
    M_DEPTH,
) = range(1, 14)


TIMELINES = (
    *("capability", "size", "demand", "guarantee", "price", "spare", "base_grievance"),
    *("event_grievance", "institution", "regime", "bias", "forced_action", "favour", "treaty"),
)
COUNTS = {
    *("obstructions", "obstructions_by_actor", "demands", "granted", "forced", "withstood"),
    *(
        "obstruction_spells",
        "crises",
        "crises_by_actor",
        "contests",
        "courtings",
        "onsets",
        "ceded",
        "cost",
    ),
}


# Section 4: keyed draws ------------------------------------------------------------------------


def mix(z: int) -> int:
    """Splitmix64 finaliser."""
    z &= MASK
    z = ((z ^ (z >> 30)) * C2) & MASK
    z = ((z ^ (z >> 27)) * C3) & MASK
    return z ^ (z >> 31)


def quarter_key(seed: int, run: int, t: int) -> int:
    key0 = mix(seed * C4 + mix(run * C5 + C1))
    return mix(key0 + C1 * (t + 1))


def draw(key: int, mech: int, i: int, j: int) -> int:
    return mix(key + C1 * (mech * 4096 + i * 64 + j + 1))


def uniform(key: int, mech: int, i: int, j: int) -> float:
    return ((draw(key, mech, i, j) >> 12) + 0.5) * 2.0**-52


def normals(key: int, mech: int, i: int, j: int) -> tuple[float, float]:
    """Box-Muller on the two halves of one draw: cosine and sine branch."""
    z = draw(key, mech, i, j)
    upper, lower = (z >> 32) + 0.5, (z & 0xFFFFFFFF) + 0.5
    radius = math.sqrt(-2.0 * math.log(upper * 2.0**-32))
    angle = 2.0 * math.pi * lower * 2.0**-32
    return radius * math.cos(angle), radius * math.sin(angle)


def normal(key: int, mech: int, i: int, j: int) -> float:
    """Deviate of identity i towards j: the pair shares a draw, the lower one has the cosine."""
    return normals(key, mech, min(i, j), max(i, j))[int(i > j)]


def bid_normal(key: int, i: int, s: int) -> float:
    """Deviate of a bid: identities 1 and 2, 3 and 4, ... share a draw; odd ones have the cosine."""
    return normals(key, M_BID, i - (i + 1) % 2, s)[(i + 1) % 2]


# World and state -------------------------------------------------------------------------------


def pos(v: float) -> float:
    """[v]+ of section 7."""
    return v if v > 0.0 else 0.0


def world(inputs: Inputs, parameters: np.ndarray | None) -> SimpleNamespace:
    """Inputs as nested lists of Python numbers, and the parameters by symbol."""
    w = SimpleNamespace()
    for name in inputs.shapes():
        setattr(w, name, getattr(inputs, name).tolist())
    values = inputs.parameters if parameters is None else np.asarray(parameters, dtype=np.float64)
    w.par = SimpleNamespace(
        **{row.symbol: float(v) for row, v in zip(PARAMETERS, values, strict=True)}
    )
    w.n, w.T, w.substeps = len(inputs.actors), inputs.quarters, inputs.substeps
    w.powers = range(1, w.n)
    w.sectors = range(len(inputs.sectors))
    w.role = {
        role: [s for s, r in enumerate(inputs.roles) if r == role]
        for role in ("resource", "transit", "market", "security", "finance")
    }
    w.U, w.R, w.M = w.role["resource"], w.role["transit"], w.role["security"]
    w.market = set(w.role["market"])
    w.econ = [s for s in w.sectors if inputs.roles[s] in ("resource", "market", "finance")]
    w.ceded = [s for s in w.sectors if w.cedable[s]]
    w.w1, w.w2, w.w3, w.w4, w.w5 = w.switches
    for s in w.sectors:
        if w.size_elasticity_parameter[s] >= 0:
            w.size_elasticity[s] = float(values[w.size_elasticity_parameter[s]])
        for p in w.powers:
            if w.attraction_parameter[s][p] >= 0:
                w.attraction[s][p] = float(values[w.attraction_parameter[s][p]])
    return w


def initial_state(w: SimpleNamespace) -> SimpleNamespace:
    """Section 5."""
    n = w.n
    return SimpleNamespace(
        S=[row[:] for row in w.initial_share],
        r=[row[:] for row in w.initial_share],
        C=[[0.0] * 4 for _ in range(n)],
        x=[row[:] for row in w.initial_tension],
        al=[2.0] * n,
        be=[2.0] * n,
        ap=[0.0] * n,
        act=[ACC] * n,
        tgt=[0] * n,
        own=[False] * n,
        d=[0.0] * n,
        W=0.0,
    )


def quarter_row(w: SimpleNamespace, t: int, key: int) -> SimpleNamespace:
    """Step 1: the exogenous row of quarter t, and the effective levers of section 2."""
    q = SimpleNamespace(t=t, key=key)
    for name, value in zip(LEVERS, w.levers[t], strict=True):
        setattr(q, name, value)
    for name in TIMELINES:
        setattr(q, name, getattr(w, name)[t])
    q.e = q.inclusion * q.skill * q.institutions
    q.l = q.leveraging * q.skill
    q.con_e = q.concession * q.institutions
    q.m = q.persuasion * q.skill
    q.J = [[0.0] * 4 for _ in range(w.n)]
    q.Jx = [0.0] * w.n
    q.must = [False] * w.n
    q.granted = [False] * w.n
    q.forced = [False] * w.n
    q.crisis = [False] * w.n
    q.ceded = 0.0
    return q


# Section 7: submodels --------------------------------------------------------------------------


def influence(w: SimpleNamespace, st: SimpleNamespace, q: SimpleNamespace) -> None:
    """(1)-(4)."""
    S, om = st.S, w.sector_weight
    om_econ = sum(om[s] for s in w.econ)
    q.I, q.LE, q.LR, q.LS = [0.0] * w.n, [0.0] * w.n, [0.0] * w.n, [0.0] * w.n
    q.dep, q.need = [0.0] * w.n, [0.0] * w.n
    for p in w.powers:
        q.I[p] = sum(om[s] * S[s][p] for s in w.sectors)
        q.LE[p] = sum(om[s] * S[s][p] for s in w.econ) / om_econ
        q.LR[p] = sum(S[s][p] for s in w.R) * (1.0 - q.spare)
        q.LS[p] = sum(S[s][p] for s in w.M)
        q.dep[p] = (
            om_econ * q.LE[p]
            + sum(om[s] * S[s][p] * (1.0 - q.spare) for s in w.R)
            + sum(om[s] * S[s][p] for s in w.M)
        )
        q.need[p] = q.demand[p] * (
            0.6 * sum(S[s][p] for s in w.U) + 0.4 * sum(S[s][p] for s in w.R)
        )
    q.dep_sum = sum(q.dep[p] for p in w.powers)
    q.I_sum = sum(q.I[p] for p in w.powers)


def backing(w: SimpleNamespace, st: SimpleNamespace, q: SimpleNamespace) -> None:
    """(5)."""
    P = w.par
    out = 1.0 - max(q.dep[p] for p in w.powers) / q.dep_sum if q.dep_sum > 0.0 else 0.0
    q.out = out
    q.B = [0.0] * w.n
    for p in w.powers:
        q.B[p] = q.guarantee[p] + sum(
            q.capability[o]
            * w.proximity[o]
            * (4.0 * P.bk0 * sum(st.S[s][o] for s in w.U) ** 2 + P.bk1 * q.l * out * q.I[o])
            for o in w.powers
            if o != p
        )


def perception(w: SimpleNamespace, st: SimpleNamespace, q: SimpleNamespace) -> None:
    """(6)."""
    q.Ih = [[0.0] * w.n for _ in range(w.n)]
    for p in w.powers:
        for o in w.powers:
            noise = normal(q.key, M_PERCEPTION, w.actor_id[p], w.actor_id[o])
            seen = q.I[o] + q.bias[p][o] + w.par.sper * (1.0 - 0.5 * q.e) * noise
            q.Ih[p][o] = q.I[p] if o == p else pos(seen)


def attribution(w: SimpleNamespace, st: SimpleNamespace, q: SimpleNamespace) -> None:
    """(7), (8)."""
    P, om = w.par, w.sector_weight
    Ir = [sum(om[s] * st.r[s][p] for s in w.sectors) for p in range(w.n)]
    gain = [sum(om[s] * pos(st.S[s][p] - st.r[s][p]) for s in w.sectors) for p in range(w.n)]
    q.rd = [[0.0] * w.n for _ in range(w.n)]
    q.A = [[0.0] * w.n for _ in range(w.n)]
    for p in w.powers:
        others = [o for o in w.powers if o != p]
        total = sum(q.Ih[p][o] for o in w.powers)
        for o in others:
            share = q.Ih[p][o] / total if total > 0.0 else 0.0
            q.rd[p][o] = P.xi * pos((Ir[p] - Ir[o]) - (q.I[p] - q.Ih[p][o])) + P.ups * pos(
                share - 0.5
            )
            q.A[p][o] = (0.02 + gain[o] + q.rd[p][o]) * math.exp(w.w2 * P.psi * st.x[p][o])
        total = sum(q.A[p][o] for o in others)
        for o in others:
            q.A[p][o] /= total


def presence(w: SimpleNamespace, st: SimpleNamespace, q: SimpleNamespace, o: int) -> float:
    """How near and strong a power stands: what a tense rival fears of it."""
    return sum(st.S[s][o] for s in w.M) + 0.5 * sum(st.S[s][o] for s in w.R) + 0.5 * q.I[o]


def threats(w: SimpleNamespace, st: SimpleNamespace, q: SimpleNamespace) -> None:
    """(8), the blame for the security concern."""
    P = w.par
    q.A_sec = [row[:] for row in q.A]
    for p in w.powers:
        T = {
            o: st.x[p][o] * presence(w, st, q, o) * math.exp(w.w2 * P.psi * st.x[p][o])
            for o in w.powers
            if o != p
        }
        total = sum(T.values())
        if total > 0.0:
            for o in T:
                q.A_sec[p][o] = P.att * T[o] / total + (1.0 - P.att) * q.A[p][o]


def choice(w: SimpleNamespace, st: SimpleNamespace, q: SimpleNamespace) -> None:
    """(9), (10)."""
    P = w.par
    q.Pd = [0.0] * w.n
    q.was = st.act[:]
    S_U0 = sum(st.S[s][0] for s in w.U)
    for p in w.powers:
        C, Sc, prox = st.C[p], sum(st.C[p]), w.proximity[p]
        f = q.capability[p] * prox
        L = 0.6 * q.LR[p] + 0.4 * sum(st.S[s][p] for s in w.role["market"])
        q.Pd[p] = f * q.dep[p] / (f * q.dep[p] + P.c0 + q.B[p])
        Po = f * L / (f * L + P.c0 + q.B[p])
        others = sorted((o for o in w.powers if o != p), key=lambda o: w.actor_id[o])
        tgt = max(others, key=lambda o: q.A[p][o] * Sc + st.x[p][o])  # the first of equals
        Px = q.capability[p] / (q.capability[p] + q.capability[tgt]) if w.w5 else 0.5
        lead = pos(max(q.I[o] for o in others) - q.I[p])
        V = [
            0.0,
            P.v_c * (q.demand[p] + 0.5 * lead + 0.5 * C[POW]) * (1.0 - q.I[p]) - P.c_c,
            P.v_d * q.Pd[p] * (Sc + st.ap[p]) * (0.5 + 0.5 * S_U0) * prox - P.c_d,
            P.v_o * Po * (C[STA] + C[POW] + C[DEC] + 0.5 * C[SEC] + 0.5 * st.ap[p])
            - P.n_o * q.need[p]
            - P.c_o,
            P.v_x * Px * (0.5 * q.A[p][tgt] * Sc + st.x[p][tgt]) * prox
            - (1.0 - Px) * P.l_x
            - P.c_x,
        ]
        best = max(V)
        weights = [math.exp(P.lam * (v - best)) for v in V]
        weights[OBS] /= P.L_o
        u = uniform(q.key, M_ACTION, w.actor_id[p], 0) * sum(weights)
        action, below = ACC, weights[ACC]
        while u >= below and action < CON:
            action += 1
            below += weights[action]
        if q.forced_action[p] != NO_FORCE:
            action = q.forced_action[p]
        st.act[p], st.tgt[p] = action, tgt


def obstruction(w: SimpleNamespace, st: SimpleNamespace, q: SimpleNamespace) -> None:
    """Spells: how long an obstruction lasts, and how deep it is."""
    P = w.par
    for p in w.powers:
        if q.forced_action[p] != NO_FORCE:
            st.own[p] = False
            st.d[p] = P.d_o if st.act[p] == OBS else 0.0
            continue
        endures = uniform(q.key, M_ENDURE, w.actor_id[p], 0) < 1.0 - 1.0 / P.L_o
        if st.own[p] and endures:
            st.act[p] = OBS
        elif st.act[p] == OBS:
            u = uniform(q.key, M_DEPTH, w.actor_id[p], 0)
            half_width = P.s_o * min(P.d_o, 1.0 - P.d_o)
            st.d[p] = P.d_o - half_width + 2.0 * half_width * u
        st.own[p] = st.act[p] == OBS
        if not st.own[p]:
            st.d[p] = 0.0


def cede(
    w: SimpleNamespace,
    st: SimpleNamespace,
    q: SimpleNamespace,
    p: int,
    a0: list[float],
    under_demand: bool,
) -> None:
    """Cede to p (section 7, Response)."""
    P, moved = w.par, 0.0
    for s in w.ceded:
        v = min(P.eps, 0.2 * a0[s])
        st.S[s][0] -= v
        st.S[s][p] += v
        st.r[s][p] = min(1.0, st.r[s][p] + v * (1.0 + P.rc))
        moved += v
    f = moved / (len(w.ceded) * P.eps) if moved > 0.0 else 0.0
    st.C[p][POW] *= 1.0 - P.rhoc * f
    st.C[p][DEC] *= 1.0 - P.rhoc * f
    st.C[p][STA] *= 1.0 - 0.5 * P.rhoc * f
    for o in w.powers:
        if o != p:
            q.J[o][STA] += P.envy * f
    if under_demand:
        st.ap[p] += P.eta * f * (1.0 - st.ap[p])
    q.ceded += moved


def response(w: SimpleNamespace, st: SimpleNamespace, q: SimpleNamespace) -> None:
    """Demands answered, then at most one pre-emptive cession."""
    P = w.par
    a0 = [st.S[s][0] for s in w.sectors]
    for p in w.powers:
        if st.act[p] != DEM:
            continue
        q.must[p] = uniform(q.key, M_PREVAIL, w.actor_id[p], 0) < q.Pd[p]
        if uniform(q.key, M_GRANT, w.actor_id[p], 0) < q.con_e:
            q.granted[p] = True
            cede(w, st, q, p, a0, True)
            continue
        q.J[p][STA] += P.hum
        q.Jx[p] = 0.3
        if q.must[p]:
            q.forced[p] = True
            cede(w, st, q, p, a0, True)

    by_id = sorted(w.powers, key=lambda p: w.actor_id[p])
    worry = [0.0] + [
        w.proximity[p] * (st.C[p][POW] + st.C[p][DEC] + st.C[p][STA]) for p in w.powers
    ]
    star = max(by_id, key=lambda p: worry[p])
    if worry[star] > P.thc and uniform(q.key, M_PREEMPT, 0, 0) < 0.5 * q.con_e:
        if uniform(q.key, M_PICK, 0, 0) >= q.skill:
            wrong = 1 + math.floor((w.n - 1) * uniform(q.key, M_TARGET, 0, 0))
            star = by_id[wrong - 1]
        cede(w, st, q, star, a0, False)


def treaties(w: SimpleNamespace, st: SimpleNamespace, q: SimpleNamespace) -> None:
    for p in w.powers:
        if q.treaty[p] > 0.0:
            st.C[p][SEC] *= 1.0 - q.treaty[p]
            st.C[p][STA] *= 1.0 - q.treaty[p]
            for o in w.powers:
                if o != p:
                    q.J[o][STA] += w.par.envy * q.treaty[p]


def tenders(w: SimpleNamespace, st: SimpleNamespace, q: SimpleNamespace) -> None:
    """(11)-(14)."""
    P = w.par
    mean_I = q.I_sum / (w.n - 1)
    for s in w.sectors:
        process = s not in w.market
        if process and uniform(q.key, M_ARRIVAL, s, 0) >= P.tau * q.openness * DT:
            continue
        h = w.kept_share[s]
        if math.isnan(h):
            h = P.hold + (1.0 - P.hold) * 0.5 * q.retention * q.institutions
        th = 1.0 + P.lump * w.exclusivity[s] * (1.0 - q.e)
        bid = [-math.inf] * w.n
        for p in w.powers:
            bid[p] = (
                math.log(w.attraction[s][p])
                + w.size_elasticity[s] * math.log(q.size[p])
                + w.steering[s] * (P.tilt * q.l * (mean_I - q.I[p]) + q.favour[p])
            )
            if process:
                bid[p] += P.bn * bid_normal(q.key, int(w.actor_id[p]), s) + 0.5 * q.demand[p]
                bid[p] += P.crt if st.act[p] == COURT else 0.0
        best = max(bid)
        weight = [math.exp(th * (v - best)) for v in bid]
        a = [(1.0 - h) * v / sum(weight) for v in weight]
        a[0] = h
        z = P.z if process else 1.0 - math.exp(-P.zT * DT)
        for i in range(w.n):
            st.S[s][i] = (1.0 - z) * st.S[s][i] + z * a[i]
        if process:
            for p in w.powers:
                d = w.sector_weight[s] * z * w.salience[p][s]
                q.J[p][STA] += P.k_sta * d * (max(a[1:]) - a[p])
                q.J[p][DEC] += P.k_dec * d * (1.0 - q.e) * (1.0 - h - a[p])


def messages(w: SimpleNamespace, st: SimpleNamespace, q: SimpleNamespace) -> None:
    """(15), (16)."""
    P, f = w.par, math.exp(-DT / w.par.Tq)
    q.rel, q.q = [0.0] * w.n, [math.nan] * w.n
    for p in w.powers:
        lost = sum(w.sector_weight[s] * pos(q.S_before[s][p] - st.S[s][p]) for s in w.sectors)
        kp = min(1.0, lost / P.kap0)
        st.al[p] = f * st.al[p] + 0.8 * (1.0 - f) + DT * q.m * (1.0 - kp)
        st.be[p] = f * st.be[p] + 0.8 * (1.0 - f) + DT * q.m * kp
        q.q[p] = st.al[p] / (st.al[p] + st.be[p])
        R = P.rhom * q.m * (q.q[p] - P.qb)
        q.rel[p] = pos(R)
        q.J[p][STA] += DT * pos(-R)
        q.J[p][DEC] += DT * pos(-R)
        q.J[p][STA] += DT * P.jeal * q.m * sum(w.proximity[o] for o in w.powers if o != p)
        q.J[p][DEC] += 0.5 * DT * q.m * kp


def concerns(w: SimpleNamespace, st: SimpleNamespace, q: SimpleNamespace) -> None:
    """(17)."""
    P, S = w.par, st.S
    for p in w.powers:
        prox, others = w.proximity[p], [o for o in w.powers if o != p]
        J = q.J[p]
        J[SEC] = 0.0
        for o in others:
            J[SEC] += DT * P.k_sec * prox * st.x[p][o] * presence(w, st, q, o)
        loss = sum(w.sector_weight[s] * pos(st.r[s][p] - S[s][p]) for s in w.sectors)
        dep_share = q.dep[p] / q.dep_sum if q.dep_sum > 0.0 else 0.0
        decline = P.k_pow * (P.ell * loss + max(q.rd[p][o] for o in others))
        J[POW] = DT * prox * (decline + P.prov * q.l * dep_share)
        J[STA] *= prox
        J[DEC] *= prox
        for c in range(4):
            relief = q.rel[p] if c in (STA, DEC) else 0.0
            C = st.C[p][c]
            st.C[p][c] = C * math.exp(-(P.dlt + relief) * DT) + (1.0 - C) * (1.0 - math.exp(-J[c]))


def references(w: SimpleNamespace, st: SimpleNamespace, q: SimpleNamespace) -> None:
    """(18), and the decay of appetite."""
    P = w.par
    rate = 1.0 - math.exp(-P.rho * DT)
    for p in w.powers:
        for s in w.sectors:
            equal = P.ent * q.e * w.exclusivity[s] * pos(1.0 / (w.n - 1) - st.S[s][p])
            st.r[s][p] += rate * (st.S[s][p] + equal - st.r[s][p])
        st.ap[p] *= math.exp(-P.da * DT)


def grievance_powers(
    w: SimpleNamespace, st: SimpleNamespace, q: SimpleNamespace, i: int, j: int
) -> tuple[float, float]:
    """(19): G_ij and D_ij between powers, balance apart."""
    P, prox, C = w.par, w.proximity, st.C[i]
    worry = P.g_sta * C[STA] + P.g_pow * C[POW] + P.g_dec * C[DEC]
    overlap = sum(w.sector_weight[s] * st.S[s][i] * st.S[s][j] for s in w.sectors)
    near = math.sqrt(prox[i] * prox[j])
    both = st.act[i] == COURT and st.act[j] == COURT
    G = (
        P.gs * q.base_grievance[i][j] * (1.0 - w.w4 * P.nu * q.regime[i][j])
        + w.pair_grievance[i][j]
        + P.jev * q.event_grievance[i][j]
        + w.w1 * (q.A[i][j] * worry + q.A_sec[i][j] * P.g_sec * C[SEC])
        + P.phi * overlap
        + (2.0 * P.wedge * q.leveraging * (1.0 - q.skill * q.institutions) * near if both else 0.0)
        + w.w5 * P.chi * prox[i] * prox[j] * pos(q.capability[j] - q.capability[i])
        + (P.jc if st.act[i] == CON and st.tgt[i] == j else 0.0)
        + (0.7 * P.jc if st.act[j] == CON and st.tgt[j] == i else 0.0)
    )
    return pos(G), P.a * (1.0 + w.w3 * P.mu * q.institution[i][j])


def grievance_pivot(
    w: SimpleNamespace, st: SimpleNamespace, q: SimpleNamespace, p: int
) -> tuple[tuple[float, float], tuple[float, float]]:
    """(19): (G, D) of a power towards the pivot, and of the pivot towards it."""
    P, C = w.par, st.C[p]
    court = 0.2 if st.act[p] == COURT else 0.0
    G_p0 = (
        P.gs * q.base_grievance[p][0]
        + w.pair_grievance[p][0]
        + P.jev * q.event_grievance[p][0]
        + P.g_piv * w.proximity[p] * (C[STA] + C[POW] + C[DEC])
        + q.Jx[p]
    )
    G_0p = (
        P.gs * q.base_grievance[0][p]
        + w.pair_grievance[0][p]
        + P.jev * q.event_grievance[0][p]
        + 2.0 * P.j_o * st.d[p]
    )
    if st.act[p] == DEM:
        G_0p += P.j_o * (0.3 + (0.3 if q.granted[p] else 0.0))
    return (pos(G_p0), P.a * (1.0 + 0.5 * q.m * q.q[p]) + court), (pos(G_0p), P.a + court)


def balance(w: SimpleNamespace, x: list[list[float]], i: int, j: int) -> float:
    """Structural balance b_ij."""
    P = w.par
    return (
        w.w2
        * P.beta
        * sum((x[i][o] - P.x0) * (x[j][o] - P.x0) for o in w.powers if o not in (i, j))
    )


def tension(w: SimpleNamespace, st: SimpleNamespace, q: SimpleNamespace) -> None:
    """(20)."""
    P, n = w.par, w.n
    G, D = [[0.0] * n for _ in range(n)], [[0.0] * n for _ in range(n)]
    for i in w.powers:
        (G[i][0], D[i][0]), (G[0][i], D[0][i]) = grievance_pivot(w, st, q, i)
        for j in w.powers:
            if i != j:
                G[i][j], D[i][j] = grievance_powers(w, st, q, i, j)
    dt, q.clipped = DT / w.substeps, 0
    for step in range(w.substeps):
        old, new = st.x, [[0.0] * n for _ in range(n)]
        for i in range(n):
            for j in range(n):
                if i == j:
                    continue
                b = balance(w, old, i, j) if i and j else 0.0
                g, d, x = G[i][j] + pos(-b), D[i][j] + pos(b), old[i][j]
                noise = normal(q.key, M_TENSION + 16 * step, w.actor_id[i], w.actor_id[j])
                y = x + dt * ((P.k * old[j][i] + g) * (1.0 - x) - d * x)
                y += P.sig * x * (1.0 - x) * math.sqrt(dt) * noise
                q.clipped += y < 0.0 or y > 1.0
                new[i][j] = min(1.0, max(0.0, y))
        st.x = new


def crises(w: SimpleNamespace, st: SimpleNamespace, q: SimpleNamespace) -> None:
    """(21)."""
    P = w.par
    for p in w.powers:
        f = q.capability[p] * w.proximity[p]
        Pc = f / (f + P.c0 + q.B[p])
        hazard = P.h0 * w.proximity[p] * Pc * (math.exp(P.h1 * st.x[p][0]) - 1.0)
        if uniform(q.key, M_CRISIS, w.actor_id[p], 0) < 1.0 - math.exp(-DT * hazard):
            q.crisis[p] = True
            st.x[p][0] += P.jx * (1.0 - st.x[p][0])
            st.x[0][p] += P.jx * (1.0 - st.x[0][p])


def welfare(w: SimpleNamespace, st: SimpleNamespace, q: SimpleNamespace) -> None:
    """(22)."""
    P, S = w.par, st.S
    q.flow = pos(1.0 - sum(st.d[p] * sum(S[s][p] for s in w.R) * (1.0 - q.spare) for p in w.powers))
    q.term = [math.nan] * w.n
    for p in w.powers:
        q.term[p] = 1.0 / (1.0 + math.exp(-P.cht * (P.m0 + P.opt * q.out - (q.dep[p] - q.need[p]))))
    S_U0 = sum(S[s][0] for s in w.U)
    lost = 0.0
    for p in w.powers:
        mutual = (st.x[p][0] + st.x[0][p]) / 2.0
        lost += sum(S[s][p] for s in w.U) * min(1.0, P.cal * mutual)
    Y = 1.0 + P.yK * (1.0 - S_U0 - lost) - P.dil * q.e
    goods = sum(
        S[s][i] * S[s][j] * (1.0 - st.x[i][j])
        for s in w.market
        for i in w.powers
        for j in w.powers
        if i != j
    )
    income = S_U0 + sum(sum(S[s][p] for s in w.U) * q.term[p] for p in w.powers)
    raw = (q.inclusion, q.concession, q.persuasion, q.leveraging, q.retention)
    q.cost = DT * P.pc * sum(u * u for u in raw)
    earned = q.price * q.flow * Y * income + P.trn * q.flow * goods
    flow_of_welfare = DT * earned - q.cost - P.Lc * sum(q.crisis)
    st.W += math.exp(-0.05 * q.t * DT) * flow_of_welfare


STEPS = (
    influence,
    backing,
    perception,
    attribution,
    choice,
    obstruction,
    response,
    treaties,
    tenders,
    messages,
    threats,
    concerns,
    references,
    tension,
    crises,
    welfare,
)
"""Section 3: the order of processes in a quarter."""


# Section 9: metrics ----------------------------------------------------------------------------


def observe(w: SimpleNamespace, st: SimpleNamespace, q: SimpleNamespace) -> dict[str, np.ndarray]:
    """One quarter's contribution to every outcome (summed or averaged by the caller)."""
    n, x = w.n, np.array(st.x)
    act = np.array(st.act)

    def by_power(values: Sequence[float]) -> np.ndarray:
        return np.array([math.nan, *(float(v) for v in values[1:])])

    between = x[1:, 1:]
    part = [q.I[p] / q.I_sum if q.I_sum > 0.0 else 0.0 for p in w.powers]
    obstruct = (act == OBS) & (np.arange(n) > 0)
    coerced = obstruct.any() or any(q.crisis)
    hostile = [a in (OBS, CON) for a in st.act]
    was_hostile = [a in (OBS, CON) for a in q.was]
    concern = np.array(st.C)
    concern[0] = np.nan
    blame = np.array(q.A)
    blame[0, :] = blame[:, 0] = np.nan
    np.fill_diagonal(blame, np.nan)
    dyad = 0.5 * (x + x.T)
    np.fill_diagonal(dyad, np.nan)
    return {
        "tension_rus_chn": 0.5 * (x[1, 2] + x[2, 1]),
        "tension_all": between.sum() / ((n - 1) * (n - 2)),
        "tension_to_pivot": by_power(x[:, 0]),
        "tension_from_pivot": by_power(x[0, :]),
        "autonomy": float(not (coerced or any(q.must))),
        "autonomy_strict": float(not (coerced or any(q.must) or any(q.granted))),
        "obstructions": obstruct.sum(),
        "obstructions_by_actor": by_power(obstruct),
        "obstruction_spells": sum(obstruct[p] and q.was[p] != OBS for p in w.powers),
        "demands": (act[1:] == DEM).sum(),
        "granted": sum(q.granted),
        "forced": sum(q.forced),
        "withstood": (act[1:] == DEM).sum() - sum(q.granted) - sum(q.forced),
        "crises": sum(q.crisis),
        "crises_by_actor": by_power(q.crisis),
        "contests": (act[1:] == CON).sum(),
        "courtings": (act[1:] == COURT).sum(),
        "onsets": sum(hostile[p] and not was_hostile[p] for p in w.powers),
        "ceded": q.ceded,
        "cost": q.cost,
        "concentration": sum(v * v for v in part),
        "max_influence": max(part),
        "balance": -sum(v * math.log(v) for v in part if v > 0.0) / math.log(n - 1),
        "dependence": by_power(q.dep),
        "leverage_economic": by_power(q.LE),
        "leverage_transit": by_power(q.LR),
        "leverage_security": by_power(q.LS),
        "terms": by_power(q.term),
        "concern": concern,
        "credibility": by_power(q.q),
        "flow": q.flow,
        "clipped": q.clipped / (n * (n - 1) * w.substeps),
        "tension_dyad": dyad,
        "blame": blame,
    }


def path_row(w: SimpleNamespace, st: SimpleNamespace, q: SimpleNamespace, name: str) -> np.ndarray:
    """The recorded value of one path in one quarter; NaN where it has no meaning."""
    source = {
        "tension": st.x,
        "share": st.S,
        "reference": st.r,
        "concern": st.C,
        "credibility": q.q,
        "influence": q.I,
        "leverage_economic": q.LE,
        "leverage_transit": q.LR,
        "leverage_security": q.LS,
        "dependence": q.dep,
        "appetite": st.ap,
        "blame": q.A,
        "security_blame": q.A_sec,
        "action": st.act,
        "blockage": st.d,
        "crisis": q.crisis,
        "granted": q.granted,
        "flow": q.flow,
        "welfare": st.W,
        **{lever: getattr(q, lever) for lever in LEVERS},
    }[name]
    row = np.array(source, dtype=float)
    if name == "reference":
        row[:, 0] = np.nan
    elif name in ("blame", "security_blame"):
        row[0, :] = row[:, 0] = np.nan
        np.fill_diagonal(row, np.nan)
    elif row.ndim and name not in ("tension", "share"):
        row[0] = np.nan
    return row


def run(
    inputs: Inputs,
    seed: int,
    run: int,
    parameters: np.ndarray | None = None,
    record: Sequence[str] = (),
) -> tuple[dict[str, float | np.ndarray], dict[str, np.ndarray]]:
    """Run one run; outcomes by name, and recorded paths with quarters first."""
    w = world(inputs, parameters)
    st = initial_state(w)
    rows: dict[str, list[np.ndarray]] = {}
    paths: dict[str, list[np.ndarray]] = {name: [] for name in record}
    for t in range(w.T):
        q = quarter_row(w, t, quarter_key(seed, run, t))
        q.S_before = [row[:] for row in st.S]
        for step in STEPS:
            step(w, st, q)
        for name, value in observe(w, st, q).items():
            rows.setdefault(name, []).append(value)
        for name in record:
            paths[name].append(path_row(w, st, q, name))
    outcomes: dict[str, float | np.ndarray] = {}
    for row in OUTCOMES:
        if row.name == "welfare":
            outcomes[row.name] = st.W
        elif row.name == "tension_rus_chn_end":
            outcomes[row.name] = float(rows["tension_rus_chn"][-1])
        else:
            total = np.sum(np.asarray(rows[row.name], dtype=float), axis=0)
            value = total if row.name in COUNTS else total / w.T
            outcomes[row.name] = value if row.dims else float(value)
    return outcomes, {name: np.array(values) for name, values in paths.items()}
