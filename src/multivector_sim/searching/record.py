"""A search as documents, tables and scenario files."""

from __future__ import annotations

import io
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from multivector_sim.experiments.job import OutputError, ResultFolder, reason
from multivector_sim.results.dataset import NOTE
from multivector_sim.scenario import Scenario, list_scenarios, load_scenario, scenario_hash
from multivector_sim.scenario.show import write_yaml
from multivector_sim.searching.aims import ROBUST
from multivector_sim.searching.found import VERDICTS

if TYPE_CHECKING:
    from multivector_sim.searching.found import Candidate, Found

__all__ = ["document_of", "member_file", "save_found", "words_of"]

SCENARIOS: Final = "scenarios"
"""Folder of the members, beside the tables."""
_BASE: Final = "base.yaml"


def document_of(found: Found) -> dict[str, Any]:
    """Return what was found as one JSON document; what is not a number becomes null."""
    document: dict[str, Any] = _plain(
        {
            "note": f"{NOTE.capitalize()}.",
            "base": found.base.name,
            "sizes": found.sizes._asdict(),
            "robust": {"name": found.robust, "meaning": ROBUST[found.robust]},
            "outcomes": [
                {"name": aim.label, "better": aim.better, "unit": aim.unit, "meaning": aim.meaning}
                for aim in found.aims
            ],
            "space": found.space.content(),
            "front": {
                "size": found.front_size,
                "members": len(found.members),
                "members_that_stay": sum(one.stays for one in found.members),
                "hypervolume_searched": found.volume_searched,
                "hypervolume_fresh": found.volume_fresh,
            },
            "members": [_candidate(found, one) for one in found.members],
            "presets": [_candidate(found, one) for one in found.presets],
            "against": [
                {
                    "preset": row.preset,
                    "verdict": row.verdict,
                    "meaning": VERDICTS[row.verdict],
                    "beaten_by_searched": row.searched,
                    "beaten_by_fresh": row.fresh,
                    "beaten_clearly": row.clear,
                    "left_open": row.left_open,
                    "gains": [
                        {
                            "member": gain.member,
                            "picked": gain is row.picked,
                            "clear": gain.is_clear,
                            "outcomes": [
                                {
                                    "name": aim.label,
                                    "gain_searched": gain.searched[at],
                                    "gain": gain.value[at],
                                    "low": gain.low[at],
                                    "high": gain.high[at],
                                }
                                for at, aim in enumerate(found.aims)
                            ],
                        }
                        for gain in row.gains
                    ],
                }
                for row in found.against
            ],
            "levels_of_presets": found.ranges,
            "beyond_presets": list(found.beyond()),
            "at_bounds": found.at_bounds(),
            "notes": list(found.notes),
        }
    )
    return document


def _candidate(found: Found, one: Candidate) -> dict[str, Any]:
    ends = found.ends(one.low, one.high)
    gain, apart = found.shown(one.gain), found.ends(one.gain_low, one.gain_high)
    own = {
        "name": one.name,
        "title": one.title,
        "stays": one.stays,
        "outcomes": [
            {
                "name": aim.label,
                "searched": found.shown(one.searched)[at],
                "fresh": found.shown(one.fresh)[at],
                "low": ends[0, at],
                "high": ends[1, at],
                "minus_base": gain[at],
                "minus_base_low": apart[0, at],
                "minus_base_high": apart[1, at],
            }
            for at, aim in enumerate(found.aims)
        ],
    }
    if one.schedule is not None:
        own["policy"] = dict(zip(found.space.names, found.space.row(one.schedule), strict=True))
    return own


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def words_of(found: Found, member: Candidate) -> dict[str, Any]:
    """Return what the scenario of a member says about itself."""
    sizes = found.sizes
    wanted = ", ".join(f"{aim.better} {aim.label}" for aim in found.aims)
    runs = "one run each" if sizes.seeds == 1 else f"{sizes.seeds:,} runs each"
    return {
        "title": f"{member.title}, searched from {found.base.name or 'a scenario'}",
        "question": f"What does this policy bring, of those found for {wanted}?",
        "setup": (
            f"Found by a search over {sizes.policies:,} policies in {sizes.futures:,} futures of "
            f"the {sizes.which} set, {runs}, seed {sizes.seed}, by the "
            f"{ROBUST[found.robust]}. World and events as in {found.base.name or 'the base'}."
        ),
        "expected": "Nothing was expected: the policy was chosen by its outcomes in this model.",
        "surprise": "Other outcomes than those of the search, in futures that it has not seen.",
        "tags": ["searched"],
    }


def member_file(found: Found, member: Candidate, extends: str) -> str:
    """Return the scenario file of a member.

    Parameters
    ----------
    found
        What was found.
    member
        Which.
    extends
        The base: a shipped scenario, or a file beside this one.
    """
    assert member.schedule is not None
    data = words_of(found, member) | {
        "extends": extends,
        "remove": ["policy"],
        "sources": {"policy": "hypothetical; found by a search, see setup"},
        "policy": found.space.policy(member.schedule),
    }
    head = f"# {NOTE.capitalize()}. Written by multivector search.\n\n"
    return head + write_yaml(data)


def _is_shipped(base: Scenario) -> bool:
    """Return whether a base is a shipped scenario as it is."""
    shipped = {row.name for row in list_scenarios()}
    return base.name in shipped and scenario_hash(load_scenario(base.name)) == scenario_hash(base)


def save_found(found: Found, folder: ResultFolder) -> list[Path]:
    """Write tables, the document, and each member as a scenario file.

    Raises
    ------
    OutputError
        If a file could not be written.
    """
    written = [
        folder.write_table("front.csv", found.to_frame()),
        folder.write_table("gains.csv", found.gains_frame()),
        folder.write("evaluated.parquet", lambda path: path.write_bytes(_parquet(found))),
        folder.write_json("search.json", document_of(found)),
    ]
    inner = ResultFolder(folder.path / SCENARIOS)
    known = {f"{one.name}.yaml" for one in found.members} | {_BASE}
    for old in inner.path.glob("member_*.yaml"):  # of fewer generations of the same search
        if old.name not in known:
            _remove(old)
    extends = found.base.name if _is_shipped(found.base) else _BASE
    files = {f"{one.name}.yaml": member_file(found, one, extends) for one in found.members}
    if extends == _BASE:
        files[_BASE] = write_yaml(found.base.dump())
    for name, text in files.items():
        written.append(inner.write(name, _writer(text)))
    folder.note(inner.written)
    return written


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        raise OutputError(f"could not remove {path}: {reason(error)}") from error


def _writer(text: str) -> Any:
    return lambda path: path.write_text(text, encoding="utf-8", newline="\n")


def _parquet(found: Found) -> bytes:
    buffer = io.BytesIO()
    found.evaluated.to_parquet(buffer, index=False)
    return buffer.getvalue()
