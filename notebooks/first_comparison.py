# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # First comparison
#
# Does Kazakhstan's multi-vector policy lower the tension between Russia and China?
#
# This lesson goes from a scenario file to a figure, in the order in which research should go:
# a question, a prediction written down *before* the run, the run, a look at the result, and a list
# of what would change your mind. It takes about a quarter of an hour.
#
# **Exploratory, not a forecast.** The model is a machine for testing an argument. Its numbers are
# no measurements, and each of them is shown with its uncertainty and beside a named alternative.

# %%
# %matplotlib inline
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

import multivector_sim as mv

pd.set_option("display.precision", 4)

# %% [markdown]
# ## 1 The question
#
# An article of 2018 (*Kazakhstan's Multi-Vectorism and Sino-Russian Relations*, Insight Turkey,
# Fall 2018) argues that a state in the middle can calm its two large neighbours: by including both,
# by giving way in time, by reassuring, and by keeping them in balance, it would ease Russia's
# worries about security, status, power and deception.
#
# "Lower" needs an answer to *lower than what?* Four named alternatives serve here:
#
# | name | what Kazakhstan does instead |
# |---|---|
# | `laissez_faire` | awards stakes to the best bidder and pulls no lever |
# | `bandwagon_russia` | favours Russia |
# | `bandwagon_china` | favours China |
# | `pro_west` | favours the United States and the European Union |
#
# A different alternative is a different question, and may well have a different answer.

# %% [markdown]
# ## 2 The scenario
#
# A scenario is a text file. `baseline` holds the recorded path from 1992 to 2025.

# %%
baseline = mv.load_scenario("baseline")
print(baseline.title)
print("Question:      ", baseline.question)
print("Expected:      ", baseline.expected)
print("Would surprise:", baseline.surprise)

# %% [markdown]
# The policy is data too: levels of a few levers, and the dates at which they change.

# %%
levers = ["inclusion", "concession", "persuasion", "leveraging", "retention"]
phases = [baseline.policy, *baseline.policy.phases]
pd.DataFrame(
    {lever: [getattr(phase, lever) for phase in phases] for lever in levers},
    index=["from the start", *(f"from {phase.since:g}" for phase in phases[1:])],
).astype(object).fillna("as before")

# %% [markdown]
# A file of your own can build on a shipped one and say only what differs. This one asks what
# happens if Kazakhstan never gives way:

# %%
folder = Path(tempfile.mkdtemp())
file = folder / "no_concessions.yaml"
file.write_text(
    """\
title: No concessions
question: What changes if Kazakhstan never gives way?
extends: baseline
policy:
  concession: 0
""",
    encoding="utf-8",
)
no_concessions = mv.load_scenario(file)
print(no_concessions.title, "-", no_concessions.question)

# %% [markdown]
# ## 3 Your prediction
#
# Write it down before you run anything; afterwards everything seems to have been clear all along.
# `-1` means: Russia-China tension is lower under the recorded policy than under the alternative,
# `+1` means higher, `0` means that you would not bet. The entries below are one reading of the
# article. Put in your own.

# %%
prediction = {
    "laissez_faire": -1,
    "bandwagon_russia": -1,
    "bandwagon_china": -1,
    "pro_west": -1,
}

# %% [markdown]
# ## 4 Run one scenario
#
# Each run draws its own chance events. The result is a labelled data set
# ([xarray](https://docs.xarray.dev)): one value a run for each outcome, and the path of tension,
# because we asked for it.

# %%
runs = mv.simulate(baseline, runs=300, seed=1, record=["tension"])
runs

# %%
main = ["tension_rus_chn", "autonomy", "obstructions", "crises"]
runs[main].quantile([0.05, 0.5, 0.95], "run").to_pandas()

# %% [markdown]
# Half of the runs lie above the middle row, nine in ten between the outer rows. Nothing here says
# yet whether the *policy* made it so: for that we need the same world with another policy.

# %%
mv.plots.fan(runs, ("RUS", "CHN"))

# %% [markdown]
# Dots are what was observed: the share of conflict among all recorded events of the pair, put on
# the scale of the model. Compare shapes rather than levels, and note that levels differ.
#
# ## 5 Compare
#
# Run number *r* meets the same chance events under every policy. Subtracting run by run removes the
# luck that both share, so what remains is the policy.

# %%
comparison = mv.compare([baseline], runs=300, seed=1)
effects = comparison.to_frame()
tension = effects[effects["label"] == "tension_rus_chn"].set_index("counterfactual")
tension[["mean", "mean_low", "mean_high", "low", "high", "p_negative", "variance_reduction"]]


# %% [markdown]
# `mean` is the recorded policy minus the alternative, with a 95 % interval (`mean_low`,
# `mean_high`) that covers chance alone. `low` and `high` bound 5 to 95 % of runs. `p_negative` is
# the share of runs in which tension was lower under the recorded policy. `variance_reduction` tells
# how much of the noise the pairing took away.
#
# Is the pairing worth it? Break it on purpose, and see what happens to the interval:


# %%
def width(focal, other):
    """Return the width of the 95 % interval of the mean difference."""
    difference = focal - other
    return 2 * 1.96 * difference.std(ddof=1) / np.sqrt(len(difference))


focal = comparison.datasets["baseline"]["tension_rus_chn"].values
other = comparison.datasets["laissez_faire"]["tension_rus_chn"].values
shuffled = np.random.default_rng(0).permutation(other)
print(f"width of the interval, paired:   {width(focal, other):.5f}")
print(f"width of the interval, shuffled: {width(focal, shuffled):.5f}")

# %% [markdown]
# ## 6 Look

# %%
mv.plots.compare(comparison)


# %% [markdown]
# Above: tension between Russia and China, with the band of the recorded policy and the medians of
# the alternatives. Below: paired differences. A marker left of the line means *lower under the
# recorded policy*; that is good news for tension or crises, and bad news for autonomy or welfare.
# Read all panels: a policy that wins in one often pays in another.
#
# ## 7 Were you right?


# %%
def verdict(row):
    """Return the sign of an effect, or 0 if its interval holds zero."""
    if row["mean_low"] <= 0 <= row["mean_high"]:
        return 0
    return int(np.sign(row["mean"]))


outcome = tension.apply(verdict, axis=1)
table = pd.DataFrame({"predicted": pd.Series(prediction), "found": outcome})
table["agrees"] = table["predicted"] == table["found"]
table

# %% [markdown]
# Mind what a disagreement means. Either the argument misses something, or the model lacks a
# mechanism that the argument relies on, or the alternative was not the one that its author had in
# mind. Each of these can be examined.
#
# ## 8 What would change my mind?
#
# A result that hangs on a single assumption is a result about that assumption. In the model, powers
# fear a rival who holds more than half of all influence. Nobody has measured how strong that fear
# is, so take it away from *all* policies and compare again:

# %%
fearless = mv.load_scenario("baseline", ["parameters.upper_hand=0"])
variant = mv.compare([fearless], runs=300, seed=1).to_frame()
variant = variant[variant["label"] == "tension_rus_chn"].set_index("counterfactual")


def words(row):
    """Return a mean with its interval."""
    return f"{row['mean']:+.4f} [{row['mean_low']:+.4f}, {row['mean_high']:+.4f}]"


pd.DataFrame(
    {
        "as shipped": tension.apply(words, axis=1),
        "no fear of the upper hand": variant.apply(words, axis=1),
        "P(lower), as shipped": tension["p_negative"],
        "P(lower), no fear": variant["p_negative"],
    }
)

# %% [markdown]
# And here is the file from section 2, against the same four alternatives and the recorded path:

# %%
own = mv.compare([no_concessions, baseline], runs=300, seed=1).to_frame()
shown = ["tension_rus_chn", "autonomy", "obstructions", "crises", "welfare"]
own = own[own["label"].isin(shown)].copy()
own["difference"] = own.apply(words, axis=1)
own.pivot(index="counterfactual", columns="label", values="difference")[shown]

# %% [markdown]
# Before you believe any of this, you might ask for
#
# - another seed and more runs: do the intervals hold?
# - other parameters: most of them are judgement, and their ranges are wide;
# - the other outcomes in `effects`: which of Russia's concerns ease, which grow?
# - a mechanism switched off: `mv.load_scenario("baseline", ["mechanisms.concern_grievance=false"])`
#   removes the channel that the article argues for. What is left of the effect?
#
# Write down your prediction first.
