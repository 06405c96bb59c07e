"""What shipped scenarios say, number by number: everything links to a row or a document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import multivector_sim as mv
from multivector_sim.errors import InputError
from multivector_sim.evidence import STATUSES, alternatives, documents, event, events, theses
from multivector_sim.scenario.backing import Backing, backings, source_status, weakest
from multivector_sim.scenario.entries import KINDS, counts, entries, find_evidence
from multivector_sim.scenario.load import resolved_tree, shipped
from multivector_sim.scenario.resting import resting_on
from multivector_sim.scenario.tree import plain

NAMES = list(shipped())
IDS = {row.id for row in events()}
COMPUTED = ("countries.md", "mean of ")
"""Rules that turn figures of countries into numbers; means of runs of another scenario."""


def unlinked(rows: list[Backing], first: float) -> list[str]:
    """Return the dated entries and breaks behind which no row and no document stands.

    What holds from the first quarter on breaks nothing.
    """
    return [
        row.key
        for row in rows
        if row.is_dated
        and not row.since <= first
        and row.evidence not in IDS
        and not documents(row.source)
        and not any(word in row.source for word in COMPUTED)
    ]


@pytest.mark.parametrize("name", NAMES)
def test_everything_dated_links_to_a_row(name: str) -> None:
    rows = backings(plain(resolved_tree(name)))
    assert unlinked(rows, mv.load_scenario(name).first_year) == []
    assert [row.key for row in rows if row.evidence and row.evidence not in IDS] == []
    assert all(row.source and row.status in STATUSES for row in rows)
    assert len({row.key for row in rows}) == len(rows)


def bare(part: dict[str, Any]) -> list[Backing]:
    return backings({"start": "1992Q1", **part})


@pytest.mark.parametrize(
    ("part", "key"),
    [
        ({"events": [{"id": "a", "from": 1999, "source": "judgement"}]}, "events.a"),
        ({"shocks": [{"id": "b", "source": "size by judgement"}]}, "shocks.b"),
        ({"policy": {"phases": [{"from": 1999, "source": "x"}]}}, None),
        ({"policy": {"phases": [{"from": 1999, "source": "judgement"}]}}, "policy.phases.0"),
        ({"policy": {"treaties": [{"at": 1999, "source": "judgement"}]}}, "policy.treaties.0"),
        (
            {"forced_actions": [{"from": 1999, "source": "judgement", "evidence": "E999"}]},
            "forced_actions.0",
        ),
        (
            {"timelines": {"spare": {"points": [[1992, 0], [1999, 1]], "source": "judgement"}}},
            "timelines.spare.points.1",
        ),
        (
            {
                "timelines": {
                    "spare": {
                        "points": [[1992, 0], [1999, 1]],
                        "source": "judgement",
                        "evidence": [[1999, "E062"]],
                    }
                }
            },
            None,
        ),
    ],
)
def test_the_check_fails_where_nothing_stands_behind(part: dict[str, Any], key: str | None) -> None:
    assert unlinked(bare(part), 1992) == ([] if key is None else [key])


@pytest.mark.parametrize("name", NAMES)
def test_nothing_dated_is_passed_over(name: str) -> None:
    # Counted in the scenario itself, which the walk over plain data does not use.
    scenario = mv.load_scenario(name)
    policy = scenario.policy
    rows = backings(scenario.dump())
    made = {form: sum(row.form == form for row in rows) for form in {row.form for row in rows}}
    expected = {
        "event": len(scenario.events),
        "shock": len(scenario.shocks),
        "phase": len(policy.phases),
        "treaty": len(policy.treaties),
        "trigger": len(policy.triggers),
        "forced action": len(scenario.forced_actions),
    }
    assert {form: made.get(form, 0) for form in expected} == expected
    levers = [row for row in rows if row.key.startswith("policy.") and row.form == "level"]
    assert len(levers) == 8 + len(policy.favour)
    shares = [row for row in rows if ".initial_share." in row.key]
    assert len(shares) == len(scenario.sectors) * len(scenario.actors)


def test_statuses_of_sources() -> None:
    assert source_status("judgement") == "judgement"
    assert source_status("Law 1; size by judgement") == "judgement"
    assert source_status("contested: x; y") == "contested"
    assert source_status("by judgement; the model of it is contested") == "contested"
    assert source_status("fitted to shares") == "derived"
    assert source_status("World Bank Pink Sheet") == "external"
    assert weakest(["external", "stated"]) == "external"
    assert weakest(["implausible", "contested"]) == "implausible"


def test_ids_are_unique_and_everything_is_cited() -> None:
    every = entries()
    ids = [row.id for row in every]
    assert len(set(ids)) == len(ids)
    assert {row.kind for row in every} == set(KINDS)
    assert all(row.status in STATUSES and row.source and row.what for row in every)
    assert sum(sum(row.values()) for row in counts(every).values()) == len(every)
    assert counts(every)["thesis"] == {
        status: sum(row.status == status for row in theses()) for status in STATUSES
    }


def test_who_uses_a_row() -> None:
    (crimea,) = find_evidence("E062")
    # By hand: all but the one scenario that removes both events.
    assert set(NAMES) - set(crimea.scenarios) == {"no_crimea_2014"}
    (closed,) = find_evidence("E141")
    assert {"pipeline_closed", "pipeline_closed_2028_corridor_10"} <= set(closed.scenarios)
    assert "baseline" not in closed.scenarios
    assert "obstruction_length" in closed.others
    (unused,) = find_evidence("E011")
    assert unused.scenarios == ()
    (gdp,) = find_evidence("gdp_usd.RUS")
    assert set(gdp.scenarios) == set(NAMES)
    (own,) = find_evidence("gdp_usd.KAZ")
    assert own.scenarios == ()
    (link,) = find_evidence("conflict_share_link")
    assert link.scenarios == ()


def test_an_entry_stands_once_under_the_scenario_that_says_it() -> None:
    phases = [row.id for row in find_evidence("policy.phases.0")]
    assert "baseline:policy.phases.0" in phases
    assert "no_war_2022:policy.phases.0" not in phases
    (skill,) = [row for row in find_evidence("policy.skill") if row.id.startswith("weak_skill")]
    assert (skill.value, skill.scenarios) == ("0.2", ("weak_skill",))


def test_words_must_all_be_there_in_any_case() -> None:
    found = find_evidence("TENGIZ chevron")
    assert {"E008", "E010", "E011"} <= {row.id for row in found}
    for row in found:
        assert "tengiz" in row.text
        assert "chevron" in row.text
    assert len(find_evidence("tengiz")) > len(found)
    assert {row.kind for row in find_evidence(kind="country")} == {"country"}
    contested = find_evidence(status="contested", kind="event")
    assert {row.id for row in contested} == {
        row.id for row in events() if row.status == "contested"
    }


def test_what_a_scenario_uses() -> None:
    used = find_evidence(used_by="pipeline_closed", kind="event")
    assert {"E009", "E141", "E062"} <= {row.id for row in used}
    assert "E011" not in {row.id for row in used}
    with pytest.raises(InputError, match="nothing of used by baseline"):
        find_evidence("E141", used_by="baseline")


def test_a_file_of_ones_own_is_looked_through(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "title: x\nquestion: y\nextends: baseline\nevents:\n"
        "  - {id: own, label: Own quarrel, between: [RUS, EU], from: 2001, size: 0.1,\n"
        "     source: Gazette of Nowhere, evidence: E011}\n",
        encoding="utf-8",
    )
    found = find_evidence("nowhere", used_by=path)
    assert [row.id for row in found] == ["mine:events.own"]
    assert found[0].status == "contested"
    assert "mine" in find_evidence("E011", used_by=path)[0].scenarios
    with pytest.raises(InputError):
        find_evidence("nowhere")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("E999", "did you mean 'E157'"),
        ("H75", "did you mean 'H74'"),
        ("crimeea", "did you mean 'crimea'"),
        ("kosovo wabtec", "never all together"),
        ("qqqqqq", "counts what there is"),
    ],
)
def test_nothing_found_names_the_nearest(query: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        find_evidence(query)


def test_unknown_filters_name_what_is_allowed() -> None:
    with pytest.raises(InputError, match="did you mean 'event'"):
        find_evidence(kind="events")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="allowed: stated, derived"):
        find_evidence(status="sure")  # type: ignore[arg-type]


def test_what_rests_on_a_source() -> None:
    found = resting_on("Insight Turkey")
    (document,) = found.documents
    assert document == event("E001").source
    fates = {row.entry.id: row.fate for row in found.rows}
    assert fates["E012"] == "falls"
    assert fates["E060"] == "supported"  # the treaty itself is cited too
    assert fates["E024"] == "other reading"
    assert fates["overlap_friction"] == "other reading"
    assert fates["structural_balance"] == "supported"
    assert fates["security_grievance"] == "stays"
    assert "E141" not in fates
    assert set(found.changes) == set(NAMES)
    assert found.overrides["baseline"] == {
        "parameters.overlap_friction": 0.0,
        "parameters.institution_fatigue": 0.0,
    }
    assert found.impossible == {}
    assert set(resting_on("World Bank WDI").impossible) == set(NAMES)


def test_overrides_are_those_under_which_runs_leave_it_out() -> None:
    found = resting_on("E141")
    named = {name for name in NAMES if any(row.evidence == "E141" for row in dated(name))}
    # The other reading is a stoppage of a quarter, which one of them has already.
    assert set(found.changes) == named - {"pipeline_closed_2028_1_quarter"}
    for name, numbers in found.overrides.items():
        left_out = mv.load_scenario(name, without="E141")
        by_hand = mv.load_scenario(name, numbers)
        assert left_out.forced_actions == by_hand.forced_actions
    assert alternatives()["E141"].changes


def dated(name: str) -> list[Backing]:
    return [row for row in backings(plain(resolved_tree(name))) if row.is_dated]
