# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # Lesson 7: Design your own sweep
#
# One comparison answers a question for one set of parameters. A *sweep* asks it in hundreds of
# futures that differ in what nobody knows, and keeps every run. This lesson goes once from a
# question to a finding, with a sweep that takes seconds, and then hands over to you.
#
# **Time:** 45 minutes. **Before it:** lesson 1; lesson 6 helps. **How to start:** in the folder of
# the project `pip install -c constraints.txt ".[analysis,notebooks]"`, then `jupyter lab`, and open
# this file. After that no network is needed. The first run on a machine compiles the engine, about
# a minute. If a cell fails, its last line says what is wrong and what is allowed.
#
# **Exploratory, not a forecast.** A future here is a set of parameters that somebody thought
# possible, no course of events that will come.
#
# ## Aims
#
# - turn a question into policies, unknowns and outcomes, and say beforehand what would surprise;
# - write a sweep file, have its faults told, and know what it will cost;
# - stop a sweep, damage it, and finish it to the same bytes;
# - read effects over futures, and do the sums by hand;
# - make one point of it again, alone;
# - ask what an effect depends on, and where it is found, without fooling yourself.

# %%
# %matplotlib inline
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

import multivector_sim as mv
from multivector_sim.sweeps.analysis import analyse

pd.set_option("display.precision", 4)
pd.set_option("display.max_colwidth", None)
results = {}
folder = Path(tempfile.mkdtemp())

# %% [markdown]
# ## 1 From a question to a design (6 minutes)
#
# The article of 2018 (*Kazakhstan's Multi-Vectorism and Sino-Russian Relations*, Insight Turkey,
# Fall 2018) says that balancing among all lowers the tension of Russia and China, because Russia
# worries less (H01: sections 3 to 8), among other things since whoever is let in suspects less foul
# play (H06: section 7). Against merit tenders and with default parameters, the model says the
# opposite (lesson 6). So:
#
# > **In which futures does the multi-vector policy calm Russia and China, compared with merit
# > tenders?**
#
# | word of the question | key of the sweep | here |
# |---|---|---|
# | in which world | `base` | the recorded one, `baseline` |
# | the policy, compared with | `policies` | `laissez_faire` first: the counterfactual |
# | futures | `uncertain`, `design`, `points` | five parameters, 400 points |
# | calm | `outcomes` | Russia-China tension; autonomy beside it |
# | chance | `replications`, `noise`, `seed` | eight runs a point, the same chance everywhere |
#
# The five parameters: how strongly tension answers tension (`reaction`), how fast it fades
# (`fatigue`), how much faster inside the shared institution (`institution_fatigue`), and how much
# of a worry about being deceived, or about power, turns into grievance (`deception_grievance`,
# `power_grievance`).

# %%
UNKNOWN = [
    "reaction",
    "fatigue",
    "institution_fatigue",
    "deception_grievance",
    "power_grievance",
]
pd.DataFrame(
    [(row.name, row.default, row.meaning) for row in mv.PARAMETERS if row.name in UNKNOWN],
    columns=["parameter", "default", "meaning"],
)

# %% [markdown]
# ## 2 Your prediction
#
# - `calm_share`: in which share of the futures is tension *lower* under the policy?
# - `decides`: on which of the five parameters does the effect of the policy depend most?
# - `runs`: how many runs will the sweep take?

# %%
prediction = {"calm_share": 0.9, "decides": "reaction", "runs": 400}

# %% [markdown]
# ## 3 Write it down (7 minutes)
#
# A sweep is a file, so that it can be kept, sent and criticised. This one has three faults:

# %%
file = folder / "my_sweep.yaml"
TEXT = """\
title: Where does the policy calm?
question: In which futures is Russia-China tension lower than with merit tenders?
expected: In most of them, as the article says.
surprise: In few of them, or in those in which worries do not count.
base: baseline
policies: [laissez_faire, multivector]
uncertain:
  prior: [reaction, fatigue, institution_fatigue, deception_grievance, power_grievance]
design: lhs
points: 400
replications: 8
noise: shared
seed: 1
outcomes: [tension_rus_chn, autonomy]
"""
faulty = TEXT.replace("multivector]", "multivectr]").replace("points: 400", "points: -400")
file.write_text(faulty.replace("[reaction,", "[reactoin,"), encoding="utf-8")
try:
    mv.Sweep.from_file(file)
except mv.ScenarioError as error:
    results["faults"] = len(str(error).splitlines())
    print(error)

# %% [markdown]
# All faults are told at once, with line and column. Mended:

# %%
file.write_text(TEXT, encoding="utf-8")
sweep = mv.Sweep.from_file(file)

# %% [markdown]
# **Question 1.** Before you look at `sweep.plan.runs`: how many runs are 400 points with two
# policies and eight replications?

# %% tags=["answer"]
results["runs"] = sweep.plan.runs
print(f"{len(UNKNOWN)} unknowns, {sweep.plan.future_count} futures, {sweep.plan.runs:,} runs")

# %% [markdown] tags=["answer"]
# 400 x 2 x 8 = 6,400. On the command line, `multivector sweep my_sweep.yaml --plan` says so and
# stops. Multiply before you run: levels of choices multiply points, and eleven levels of two levers
# make every future 121 times as dear.

# %% [markdown]
# ## 4 Run it, break it, finish it (5 minutes)
#
# The next cell takes 1 to 10 seconds. The folder then holds plain files: runs, futures, and a
# manifest of what made them.

# %%
found = sweep.run(folder / "mine")
sorted(path.name for path in (folder / "mine").rglob("*") if path.is_file())

# %% [markdown]
# Now imagine a power cut: half of a file of runs is gone. And imagine that a colleague changes the
# seed, and runs into the same folder.

# %%
(part,) = (folder / "mine" / "runs").iterdir()
whole = part.read_bytes()
part.write_bytes(whole[: len(whole) // 2])
found = sweep.run(folder / "mine")
results["same_bytes"] = part.read_bytes() == whole
print("the same bytes as before:", results["same_bytes"])

other = mv.Sweep.from_file(file, ["seed=2"])
try:
    other.run(folder / "mine")
except mv.InputError as error:
    results["refused"] = str(error).partition("what differs: ")[2]
    print(error)

# %% [markdown]
# **Question 2.** Why is it good that the second call was refused? What would a folder be worth in
# which half of the runs had one seed, and half another?

# %% [markdown] tags=["answer"]
# Nobody could say what it shows, and nobody could make it again. The name of a file of runs bears a
# digest of its content, and the manifest that of the sweep, so that what is cut, changed or mixed
# is noticed. The same command on the same folder goes on, and ends with the same bytes.

# %% [markdown]
# ## 5 Read it (8 minutes)

# %%
found.runs().head(10)

# %%
summary = found.summary(["tension_rus_chn", "autonomy"])
columns = ["policy", "metric", "mean", "effect", "effect_low", "effect_high", "p_lower"]
shown = summary[columns].set_index(["metric", "policy"])
shown

# %%
mv.plots.sweep_effects(found, ["tension_rus_chn", "autonomy"])

# %% [markdown]
# `effect` is multi-vector minus merit tenders, in the same futures and on the same chance.
# `effect_low` and `effect_high` bound the *95 % interval* of its mean over futures and chance: in
# 95 of 100 such sweeps it would hold the mean of an endless one. `p_lower` is the share of
# *futures* in which the effect is below zero.
#
# **Question 3.** `found.values("tension_rus_chn")` has a number for each future, policy and
# replication. Compute the effect and `p_lower` by hand. Why are there 400 witnesses, and not 6,400?
#
# **Question 4.** Run the same sweep with `noise=own` and a quarter of the points. What happens to
# the interval, and why?

# %% tags=["answer"]
tension = found.values("tension_rus_chn")  # (futures, policies, replications)
effect = (tension[:, 1] - tension[:, 0]).mean(axis=1)
by_hand = [effect.mean(), np.mean(effect < 0) + np.mean(effect == 0) / 2]
told = shown.loc[("tension_rus_chn", "multivector")]
results["shape"] = list(tension.shape)
results["by_hand"] = by_hand
results["told"] = [told["effect"], told["p_lower"]]
print(
    f"by hand: {by_hand[0]:+.6f} and {by_hand[1]:.4f}; by the summary: "
    f"{told['effect']:+.6f} and {told['p_lower']:.4f}"
)

own = mv.Sweep.from_file(file, ["noise=own", "points=100"]).run(folder / "own")
told_own = own.summary(["tension_rus_chn"]).iloc[1]
results["widths"] = [float(row["effect_high"] - row["effect_low"]) for row in (told, told_own)]
print("width of the interval, 400 futures with shared noise: {:.4f}".format(results["widths"][0]))
print("width of the interval, 100 futures with own noise:    {:.4f}".format(results["widths"][1]))

# %% [markdown] tags=["answer"]
# Eight runs in one future say nothing of other futures: what the effect is there, they share. With
# shared noise, replication 2 meets the same chance in *every* future, so that eight draws of chance
# stand behind all 6,400 runs; the interval counts that honestly, and is wide. With own noise every
# future has its own chance, and a quarter of the futures gives a narrower interval. For a mean over
# futures, own noise is better; for differences *between* futures, which sections 7 and 8 need,
# shared noise is.

# %% [markdown]
# ## 6 One point again (5 minutes)
#
# A number that nobody can make again is a rumour. Take the future in which the policy calms most,
# and make it from nothing but its parameters:

# %%
gap = found.values("tension_rus_chn")
calmest = int(np.argmin((gap[:, 1] - gap[:, 0]).mean(axis=1)))
future = found.futures.set_index("future").loc[calmest].to_dict()
again = mv.simulate(mv.load_scenario("multivector", future), runs=8, seed=1)["tension_rus_chn"]
results["point"] = {
    "future": future,
    "again": again.values.tolist(),
    "kept": gap[calmest, 1].tolist(),
}
print("future", calmest, {key: round(value, 3) for key, value in future.items()})
print("kept: ", gap[calmest, 1])
print("again:", again.values)

# %% [markdown]
# The same to the last bit. On the command line `multivector replay FOLDER 0:5` makes run 5 of part
# 0 again, and `--engine mesa` does it with the slow, readable agents.
#
# **Question 5.** You found this future because it was the extreme of 400. What may you say about
# it, and what not?

# %% [markdown] tags=["answer"]
# That it exists in the model, and what it looks like: one can read its parameters, and tell its
# runs quarter by quarter (`mv.explain`). Not that it is typical, likely, or evidence for the
# article: among 400 there is always one that calms most.

# %% [markdown]
# ## 7 On what does it depend? (6 minutes)
#
# A *rank correlation* is near 1 if the effect rises wherever the parameter rises, near -1 if it
# falls, and near 0 if neither. The figure asks more generally (*PAWN*): cut the futures into slices
# by one parameter, and see how far the distribution of the effect in a slice lies from that of all
# futures.

# %%
drivers = found.futures.set_index("future").rename(columns=lambda key: key.split(".")[-1])
change = pd.Series((gap[:, 1] - gap[:, 0]).mean(axis=1), name="effect")
ranks = drivers.corrwith(change, method="spearman").sort_values()
(pawn,) = analyse(found, "tension_rus_chn", subjects=["multivector minus laissez_faire"])
table = pawn.sensitivity.table
results["ranks"] = ranks.to_dict()
results["pawn"] = {
    row.factor.split(".")[-1]: [row.value, row.threshold] for row in table.itertuples()
}
pd.DataFrame({"rank correlation with the effect": ranks})

# %%
mv.plots.sensitivity(pawn.sensitivity)

# %% [markdown]
# **Question 6.** Which two parameters decide, and in which direction? Is that what H06 leads one to
# expect? The dashed mark of the figure is what a parameter reaches that has no influence at all.

# %% [markdown] tags=["answer"]
# The weights of two worries: the more a fear of being deceived turns into grievance, the lower the
# effect; the more a worry about power does, the higher. The first is what H06 says. The second is a
# path that the article does not speak of (a likely reason, not tested here: balancing moves shares,
# and whoever loses them worries about power). The sign of the whole hangs on which of the two
# weighs more. But mind that a fear of deception falls with inclusion by a rule of the model: that
# is put in, and no finding. That the other worry outweighs it in most futures is one.

# %% [markdown]
# ## 8 Where is it found? (6 minutes)
#
# `mv.discover(found, "METRIC of POLICY < POLICY")` looks for conditions under which cases are
# frequent, in one half of the futures, and tests them on the other half. It takes 5 to 20 seconds;
# without the extra `analysis` one of its two searches is left out, which it says. The best box that
# holds is `.shown`, with its `held_out` *density* (the share of the box's futures that are cases)
# and *coverage* (the share of all cases that lie in the box; *mass* is the box's share of all
# futures); `.base_rate` is the share of cases over all futures, and `.told` says why there is no
# box, if there is none.
#
# **Question 7.** Find the futures in which tension is lower under `multivector` than under
# `laissez_faire`; draw them with `mv.plots.discovery_scatter`. Then a control: ask the same with
# `inputs=["reaction"]`, a parameter that should tell nothing.
#
# **Question 8.** Why is a box tested on the *other* half? And why is "the policy calms where fear
# of deception counts and worries about power do not" no advice to a government?

# %% tags=["answer"]
question = "tension_rus_chn of multivector < laissez_faire"
boxes = mv.discover(found, question)
best = boxes.shown
results["box"] = {
    "limits": str(best),
    "share": boxes.base_rate,
    "density": [best.held_out.density, best.held_out.density_low, best.held_out.density_high],
    "coverage": best.held_out.coverage,
}
nothing = mv.discover(found, question, inputs=["reaction"])
results["nothing"] = nothing.told
print(f"calm in {boxes.base_rate:.2f} of all futures")
print(f"where {best}:")
print(f"in {best.held_out.density:.2f} of the futures held out", end=" ")
print(f"[{best.held_out.density_low:.2f}, {best.held_out.density_high:.2f}],", end=" ")
print(f"which are {best.held_out.coverage:.2f} of all calm ones")
print("by reaction alone:", nothing.told)
mv.plots.discovery_scatter(boxes)

# %% [markdown] tags=["answer"]
# A search tries thousands of boxes and keeps the best for the half that it sees; some of its
# success is luck, and luck does not carry over to futures that it never saw. As for advice: nobody
# has measured the two weights. The box says which of two quarrels one would have to settle in the
# world before the claim could be settled. That is what a sweep is good for.

# %% [markdown]
# ## 9 Were you right?

# %%
decides = ranks.abs().idxmax()
results["found"] = {
    "calm_share": summary.set_index(["metric", "policy"]).loc[
        ("tension_rus_chn", "multivector"), "p_lower"
    ],
    "decides": decides,
    "runs": sweep.plan.runs,
}
pd.DataFrame({"predicted": pd.Series(prediction), "found": pd.Series(results["found"])})

# %% [markdown]
# ## 10 Yours
#
# Write down, in this order: a question; the policy that you compare with; what you expect; what
# would surprise you; what would change your mind. Then fill in the cell, look at `plan.runs`, and
# run it. Up to some ten thousand runs take seconds. The button *Interrupt* stops a sweep that takes
# too long; the same cell, run once more, goes on from the parts that are finished. On the command
# line Ctrl-C and the same command do it. A changed design needs another folder.
#
# Levels in `choices` hold for *every* policy, the counterfactual too: each line of the table
# compares two policies at the same levels. To compare levels, read the column `mean`. Questions to
# begin with:
#
# - Which mixture of `policy.inclusion` and `policy.concession` has most autonomy? (`choices`)
# - Does the effect on crises depend on how much a crisis is feared? (`uncertain`, crises in
#   `outcomes`)
# - Does anything of this page change in another world? (`base="country_ukraine"`, policies `own`
#   and `laissez_faire`)

# %%
mine = mv.Sweep(
    base="baseline",
    policies=["laissez_faire", "multivector"],
    choices={"policy.inclusion": [0.0, 0.8]},
    uncertain={"prior": ["reaction", "fatigue"]},
    points=20,
    replications=2,
    outcomes=["tension_rus_chn", "autonomy"],
    seed=1,
)
print(f"{mine.plan.runs} runs")

# %%
own_runs = mine.run(folder / "my_own")
own_summary = own_runs.summary(["tension_rus_chn", "autonomy"])
levels = [column for column in own_summary if column.startswith("policy.")]
own_summary[[*levels, *columns, "against"]].set_index(["metric", "policy"])

# %% [markdown]
# ## What a sweep cannot say
#
# - How likely a future is. Shares count futures as somebody drew them, from ranges that are
#   judgement.
# - Anything about rules that no parameter can change. All futures share them.
# - Why. A box says where, a rank says along what; the reason has to be argued and then tested, for
#   instance by switching the path off (lesson 5).
