# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # Lesson 5: Is it the policy, or the common Other?
#
# Russia and China have stayed calmer than many expected. The article of 2018 (*Kazakhstan's
# Multi-Vectorism and Sino-Russian Relations*, Insight Turkey, Fall 2018) gives a part of that to
# Kazakhstan's policy. Others name a common rival, a shared institution, or regimes that fear the
# same upheaval. History had all of them at once. A model can switch them off, one by one and
# together. This lesson does so, shares the calm out, and asks what such a share is worth.
#
# **Time:** 40 minutes. **Before it:** lesson 1. **How to start:** in the folder of the project `pip
# install -c constraints.txt ".[notebooks]"`, then `jupyter lab`, and open this file. After that no
# network is needed. The first run on a machine compiles the engine, about a minute. If a cell
# fails, its last line says what is wrong and what is allowed.
#
# **Exploratory, not a forecast.** The numbers say what follows from the rules of a model. Each
# stands beside a named alternative, and with its uncertainty.
#
# ## Aims
#
# - switch off a mechanism, and compare the two worlds run by run;
# - say why the effects of single switches need not add up;
# - share an effect out over two players by hand, and over five by a command;
# - name four reasons why a share is not a cause.

# %%
# %matplotlib inline
from itertools import combinations, permutations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import multivector_sim as mv

pd.set_option("display.precision", 4)
RUNS, SEED = 300, 1
results = {}

# %% [markdown]
# ## 1 Five stories (5 minutes)
#
# | claim | in our words | switch | section |
# |---|---|---|---|
# | H01 | balancing among all calms Russia and China: Russia worries less | the policy | 4 to 6 |
# | H36 | what binds the two is their shared fear of the West | `common_other` | 3 to 6 |
# | H39 | the Shanghai Cooperation Organisation lets disputes die down | `sco` | 3, 5, 6 |
# | H38 | both regimes fear upheaval | `regime_security` | 3, 5 |
# | H34 | foreign policy follows the shift of power | `power_asymmetry` | 3, 5 |
#
# H01, H34 and their like are entries of the project's list of claims; `multivector theses --list`
# prints all of them. Four of the stories lower tension, if they are right. The last one raises it.

# %% [markdown]
# ## 2 Your prediction
#
# Write it down before you run anything. The entries below are one reading of the article: put in
# your own.
#
# - `strongest`: without which of the four mechanisms would tension between Russia and China rise
#   most?
# - `adds_up`: if all four are switched off at once, does tension change by the sum of the four
#   single changes?
# - `policy_calms`: against which policies does the multi-vector policy lower the tension?

# %%
prediction = {
    "strongest": "common_other",
    "adds_up": True,
    "policy_calms": {"bandwagon_russia", "pro_west"},
}

# %% [markdown]
# ## 3 One at a time (10 minutes)
#
# Run *r* has the same chance events in every world, so worlds are subtracted run by run. `mean_low`
# and `mean_high` bound the *95 % interval* of the mean difference: in 95 of 100 such experiments,
# with other chance, it would hold the mean of endlessly many runs. `P(lower)` is the share of runs
# in which the difference is below zero. The first call may take some seconds.

# %%
MECHANISMS = ["common_other", "sco", "regime_security", "power_asymmetry"]
PAIRS = list(combinations(MECHANISMS, 2))


def tension(policy, off=(), *more):
    """Return the mean Russia-China tension of each run, with some mechanisms switched off."""
    changes = [f"mechanisms.{name}=false" for name in off]
    world = mv.load_scenario(policy, [*changes, *more])
    runs = mv.simulate(world, runs=RUNS, seed=SEED, outcomes=["tension_rus_chn"])
    return runs["tension_rus_chn"].values


def told(difference):
    """Return mean and 95 % interval of paired differences, and the share of runs below zero."""
    mean = difference.mean()
    half = 1.96 * difference.std(ddof=1) / np.sqrt(len(difference))
    return {
        "mean": mean,
        "mean_low": mean - half,
        "mean_high": mean + half,
        "P(lower)": np.mean(difference < 0),
    }


everything = tension("multivector")
single = {name: tension("multivector", [name]) - everything for name in MECHANISMS}
together = tension("multivector", MECHANISMS) - everything
switched = pd.DataFrame(
    {
        **{f"without {name}": told(single[name]) for name in MECHANISMS},
        "without all": told(together),
    }
).T
results["level"] = everything.mean()
results["switched_off"] = {name: single[name].mean() for name in MECHANISMS}
results["all_off"] = together.mean()
print(f"tension with every mechanism at work: {results['level']:.4f}")
switched

# %% [markdown]
# Each line is *mechanism off minus mechanism on*, under the multi-vector policy. A line above zero:
# tension is higher without the mechanism, so the mechanism calms. In the figure the intervals are
# narrower than the dots.

# %%
figure, axes = plt.subplots(figsize=(8, 3))
error = [switched["mean"] - switched["mean_low"], switched["mean_high"] - switched["mean"]]
axes.errorbar(switched["mean"], switched.index, xerr=error, fmt="o", color="#0072B2", capsize=3)
axes.axvline(0, color="black", linewidth=0.8)
axes.invert_yaxis()
axes.set_xlabel("change of Russia-China tension when switched off (95 % interval of the mean)")
axes.set_title("One at a time, and together; exploratory, not a forecast")
figure.tight_layout()

# %% [markdown]
# **Question 1.** Add up the four single changes. Is the sum what happens when all four go at once?
# Compute the gap run by run, with its interval. Then do the same for each of the six `PAIRS`.

# %% tags=["answer"]
gaps = {}
for group in [*PAIRS, MECHANISMS]:
    gone = tension("multivector", group) - everything
    gaps[" + ".join(group)] = told(gone - sum(single[name] for name in group))
sum_of_singles = sum(change.mean() for change in single.values())
print(f"sum of the single changes: {sum_of_singles:+.4f}")
print(f"all at once:               {together.mean():+.4f}")
both_gone = tension("multivector", ["sco", "power_asymmetry"]).mean()
adds = {
    "with the SCO": -single["power_asymmetry"].mean(),
    "without it": tension("multivector", ["sco"]).mean() - both_gone,
}
results["asymmetry_adds"] = list(adds.values())
print("power asymmetry adds", {where: round(change, 4) for where, change in adds.items()})
gap_table = pd.DataFrame(gaps).T
results["gaps"] = gap_table["mean"].to_dict()
results["gap_of_all"] = gap_table.iloc[-1].to_list()
gap_table

# %% [markdown] tags=["answer"]
# The gap of all four is small, and its interval still leaves zero out. That it is small is an
# accident: gaps of pairs are several times as large and have both signs. Without the SCO *and*
# shared regime security, tension rises by more than the two single changes say: each does more
# where the other is gone. Without the SCO and power asymmetry it rises by less: power asymmetry
# adds more to tension where the SCO is gone, so that there is more to take away. One at a time
# tells what a mechanism does *on top of all others*. That is one question among several.

# %% [markdown]
# **Question 2.** The interval of "without all" comes from 300 runs with one set of parameters. What
# is it sure of, and what does it not cover?

# %% [markdown] tags=["answer"]
# It covers the chance of the runs: with other draws of chance the mean would most likely lie in it.
# It does not cover the strengths of the mechanisms. They are held at their defaults, and most of
# these are judgement. Section 5 draws them.

# %% [markdown]
# ## 4 Two players, by hand (10 minutes)
#
# Two players now: the **policy** (multi-vector instead of siding with Russia) and the **common
# Other**. Four worlds, on the same chance:

# %%
AGAINST = "bandwagon_russia"
worlds = {
    (0, 0): tension(AGAINST, ["common_other"]),
    (1, 0): tension("multivector", ["common_other"]),
    (0, 1): tension(AGAINST),
    (1, 1): tension("multivector"),
}
square = pd.DataFrame(
    [[worlds[0, 0].mean(), worlds[0, 1].mean()], [worlds[1, 0].mean(), worlds[1, 1].mean()]],
    index=["siding with Russia", "multi-vector"],
    columns=["no common Other", "common Other"],
)
square

# %% [markdown]
# From the upper left corner to the lower right one leads a way over the policy and a way over the
# common Other. Whoever joins first is alone; whoever joins second comes on top.
#
# **Question 3.** On paper: what does each player change when it joins first, and when it joins
# second? Average the two. These averages are the *Shapley values* of the two players. Do they add
# up to the whole change?
#
# **Question 4.** What would you call fair: first, second, or the average? Who would argue for
# which?

# %% tags=["answer"]
policy_first = worlds[1, 0] - worlds[0, 0]
policy_second = worlds[1, 1] - worlds[0, 1]
other_first = worlds[0, 1] - worlds[0, 0]
other_second = worlds[1, 1] - worlds[1, 0]
policy_share = (policy_first + policy_second) / 2
other_share = (other_first + other_second) / 2
whole = worlds[1, 1] - worlds[0, 0]
by_hand = pd.DataFrame(
    {
        "policy, first": told(policy_first),
        "policy, second": told(policy_second),
        "policy, Shapley value": told(policy_share),
        "common Other, first": told(other_first),
        "common Other, second": told(other_second),
        "common Other, Shapley value": told(other_share),
        "both": told(whole),
    }
).T
results["values"] = [policy_share.mean(), other_share.mean()]
largest = np.abs(policy_share + other_share - whole).max()
print(f"largest gap, over runs, between the two values and the whole: {largest:.0e}")
by_hand

# %% [markdown] tags=["answer"]
# The two values add up to the whole change, exactly and in every run. That is arithmetic: every way
# leads from the same corner to the same corner.
#
# Nobody joined in any order; both were there all along. Who wants to praise the policy takes the
# order that makes it large, and so does who wants to praise the common Other. The average takes no
# side, and that is all that can be said for it: it is a rule for splitting what the two do
# *jointly*.

# %%
results["square"] = {f"{policy}{other}": worlds[policy, other].mean() for policy, other in worlds}
joint = worlds[1, 1] - worlds[0, 1] - worlds[1, 0] + worlds[0, 0]
results["joint"] = joint.mean()
pd.DataFrame({"done jointly, on top of what each does alone": told(joint)}).T

# %% [markdown]
# Where this line is below zero, each player lowers tension by more while the other is there. It is
# what the two orders quarrel about; if it were zero, the order would not matter.

# %% [markdown]
# ## 5 Five players, by a command (10 minutes)
#
# `mv.attribute` does the same with five players: 32 worlds, and the average over all 120 orders. It
# also draws the parameters from what was thought possible before any run (the *prior*), since the
# strength of a mechanism is not known. The next cell takes 5 to 20 seconds.

# %%
found = mv.attribute(
    "baseline",
    policy="multivector",
    counterfactuals=["bandwagon_russia", "pro_west"],
    sets=["prior"],
    draws=12,
    seeds=8,
    seed=SEED,
)
table = found.to_frame()
ORDERS = list(permutations(range(5)))  # in which the five can join
shown = ["mean", "mean_low", "mean_high", "low", "high", "p_lower"]
table.query("set == 'prior'").set_index(["counterfactual", "player"])[shown]

# %%
figure = found.plot()
figure

# %% [markdown]
# `mean` has a 95 % interval (`mean_low`, `mean_high`) over draws of the parameters; `low` and
# `high` bound nine tenths of the draws; `p_lower` is the share of draws in which the value is below
# zero. Twelve draws are few, so that the cell is quick: `docs/attribution.md` has 200. In the
# figure the *pivot policy* is the policy of Kazakhstan, the state in the middle; the second colour,
# *tossed signs*, is for section 6.
#
# **Question 5.** `found.coalitions()` has the mean tension in each of the 32 worlds. Go through all
# 120 orders yourself, for the common Other against `pro_west`: what does it change when it joins,
# on average? Compare with the table.

# %% tags=["answer"]
PLAYERS = ["policy", *MECHANISMS]
rows = found.coalitions().query("set == 'prior' and counterfactual == 'pro_west'")
value = dict(zip(rows["coalition"], rows["mean"], strict=True))  # bit k: player k takes part
changes = []
for order in ORDERS:
    before = sum(1 << player for player in order[: order.index(1)])
    changes.append(value[before | 1 << 1] - value[before])
own_sum = np.mean(changes)
command = table.query(
    "set == 'prior' and counterfactual == 'pro_west' and player == 'common_other'"
)
results["own_and_command"] = [own_sum, command["mean"].item()]
results["worlds"] = rows["mean"].to_list()
print(f"{len(changes)} orders: {own_sum:+.6f}; mv.attribute: {command['mean'].item():+.6f}")
print(f"in one order or another: {min(changes):+.4f} to {max(changes):+.4f}")

# %% [markdown]
# ## 6 Why a share is not a cause (10 minutes)
#
# **The alternative decides.** "Policy absent" means nothing by itself; somebody rules in some way.
# So the policy has as many shares as there are named alternatives:

# %%
shares = table.query("set == 'prior' and player == 'policy'").set_index("counterfactual")[shown]
sizes = table.query("set == 'prior' and player != 'sum'").set_index(["counterfactual", "player"])
results["sizes"] = {
    other: sizes.loc[other]["mean"].to_dict() for other in ("bandwagon_russia", "pro_west")
}
results["policy_share"] = shares[["mean", "mean_low", "mean_high"]].T.to_dict("list")
shares

# %% [markdown]
# **What was put in comes out.** The strength of the SCO is drawn from -0.2 to 1.5, so that it calms
# in nearly nine draws of ten (here in ten of twelve) because somebody thought so. The set
# `symmetric` tosses the sign of each strength with a coin. What remains of a share was not put in
# by the sign:

# %%
restated = found.restated().query("counterfactual == 'pro_west'").set_index("player")
results["sco_verdict"] = restated.loc["sco", "verdict"]
results["sco_tossed"] = [restated.loc["sco", f"symmetric{end}"] for end in ("", "_low", "_high")]
results["sco_calms"] = table.query("set == 'prior' and player == 'sco'")["p_lower"].to_list()
intervals = [f"{which}{end}" for which in ("prior", "symmetric") for end in ("", "_low", "_high")]
restated[[*intervals, "verdict"]]

# %% [markdown]
# **Who is not at the table gets nothing.** A fitted constant, `pair_grievance`, keeps the pair of
# Russia and China at the level that the record shows. It is in every world above and has no share.
# Without it the same common Other looks different:

# %%
NO_CONSTANT = "pair_grievance.RUS-CHN=0"
calm = tension("multivector") - tension("multivector", ["common_other"])
calm_without = tension("multivector", [], NO_CONSTANT) - tension(
    "multivector", ["common_other"], NO_CONSTANT
)
results["constant"] = [calm.mean(), calm_without.mean()]
pd.DataFrame({"constant as fitted": told(calm), "constant at zero": told(calm_without)}).T

# %% [markdown]
# **A share has no path.** The article says *how* the policy calms: Russia worries less (H01). The
# same effect could come about in other ways. `concern_grievance` is the article's path; without it,
# worries are felt and turn into no grievance. Against siding with Russia, at these parameters,
# nearly the whole effect takes that path:

# %%
PATH = ["concern_grievance"]
whole_effect = tension("multivector") - tension(AGAINST)
around = tension("multivector", PATH) - tension(AGAINST, PATH)
path = pd.DataFrame(
    {
        f"whole effect against {AGAINST}": told(whole_effect),
        "around the concerns": told(around),
        "through the concerns": told(whole_effect - around),
    }
).T
results["path"] = path["mean"].to_list()
path.round(4)

# %% [markdown]
# **Question 6.** A newspaper writes: "Model proves that the SCO, not Kazakhstan, keeps the peace."
# Write three sentences to the editor.

# %% [markdown] tags=["answer"]
# For instance: The share of the SCO is the largest in this model because its strength was assumed
# to be large and mostly calming; when its sign is tossed, its interval holds zero and the mean lies
# on the other side. The policy's share is a calm against siding with Russia and the opposite
# against siding with the West, so "not Kazakhstan" needs to say: instead of what? And a switch that
# is off from 1992 to the end is a thought, and no history without the SCO, in which everybody else
# would have acted differently, too.

# %% [markdown]
# ## 7 Were you right?

# %%
strongest = max(MECHANISMS, key=lambda name: single[name].mean())
added = told(together - sum(single.values()))
adds_up = bool(added["mean_low"] <= 0 <= added["mean_high"])
calmed = {name for name, row in shares.iterrows() if row["mean_high"] < 0}
results["found"] = {"strongest": strongest, "adds_up": adds_up, "policy_calms": sorted(calmed)}
pd.DataFrame(
    {
        "predicted": pd.Series(prediction),
        "found": pd.Series(results["found"]),
    }
)

# %% [markdown]
# **What would change your mind?** Write down one result of this page that would have made you doubt
# the story which you believe, and one that would have made you doubt its rival. If you can think of
# none, the page has not tested your story.
#
# ## What the model cannot say
#
# - Which mechanism was at work in history. It had all of them, and no period with one of them
#   alone.
# - How strong a mechanism is. Of the strengths, the record fits one.
# - What others would have done instead. Who is switched off is replaced by nothing.
#
# **At home.** Take autonomy instead of tension (`outcome="autonomy"`): whose share is largest now,
# and against which alternative? Or ask `found.interactions()` which pair of players is worth more
# than its parts.
