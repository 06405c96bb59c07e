"""Freeze a new version of the forecast from the end of 2013: ``python tests/freeze_forecast.py``.

A frozen forecast is not changed. To ship another: raise ``FROZEN_VERSION`` in
``forecast/frozen.py``, run this, and add the digest that it prints to
``DIGESTS`` in ``tests/unit/forecast/test_frozen.py``.
"""

from __future__ import annotations

import json
from pathlib import Path

import multivector_sim as mv
from multivector_sim.forecast.api import MEMBERS, predict
from multivector_sim.forecast.frozen import FROZEN_VERSION, digest, forecast_text, frozen_record
from multivector_sim.forecast.settings import CHOSEN
from multivector_sim.measurement import LAST_FITTED_YEAR
from multivector_sim.results.manifest import code_version

FOLDER = Path(mv.__file__).parent / "data"
LAST = 2024
SEED = 1


def main() -> None:
    """Make the forecast and its record, unless this version is frozen already."""
    if (FOLDER / "forecast_2013.json").is_file() and frozen_record()["version"] == FROZEN_VERSION:
        raise SystemExit(f"version {FROZEN_VERSION} is frozen already; raise FROZEN_VERSION first")
    scenario = mv.load_scenario("baseline")
    _, table = predict(scenario, origin=LAST_FITTED_YEAR, last=LAST, members=MEMBERS, seed=SEED)
    text = forecast_text(table)
    record = {
        "version": FROZEN_VERSION,
        "sha256": digest(text),
        "note": "Exploratory, not a forecast. Conditional: later drivers and dated events are "
        "inputs. Nothing observed after 2013 was used for fitting or choosing.",
        "origin": LAST_FITTED_YEAR,
        "last": LAST,
        "members": MEMBERS,
        "seed": SEED,
        "later_known": True,
        "command": f"multivector hindcast --origin {LAST_FITTED_YEAR} --to {LAST} "
        f"--members {MEMBERS} --seed {SEED} --out DIR",
        "scenario_hash": scenario.hash,
        "code": code_version(("model", "ensemble", "scenario", "measurement", "forecast")),
        "settings": CHOSEN.dump(),
    }
    (FOLDER / "forecast_2013.csv").write_bytes(text.encode())
    words = json.dumps(record, indent=1, sort_keys=True) + "\n"
    (FOLDER / "forecast_2013.json").write_bytes(words.encode())
    print(f"version {FROZEN_VERSION}: {digest(text)}")


if __name__ == "__main__":
    main()
