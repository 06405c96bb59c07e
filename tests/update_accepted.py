"""Make the shipped accepted set anew: ``python tests/update_accepted.py FOLDER``.

The folder holds the table of simulations; what ends the script, the same call
goes on. A folder that is finished is only read. Afterwards the data of the
package, ``docs/calibration_report.md`` and the pictures are those of it.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Final

from multivector_sim import plots
from multivector_sim.calibration import Request, Stages, calibrate, load_calibration
from multivector_sim.calibration.accepted_set import ACCEPTED_CSV, ACCEPTED_JSON
from multivector_sim.calibration.workflow import REPORT
from multivector_sim.scenario import load_scenario

ROOT: Final = Path(__file__).parents[1]
DATA: Final = ROOT / "src" / "multivector_sim" / "data"
PAGE: Final = ROOT / "docs" / "calibration_report.md"
IMAGES: Final = ROOT / "docs" / "images"
SIMULATIONS: Final = 200_000
SEED: Final = 1


def main(folder: Path) -> None:
    """Calibrate into a folder, and copy what is shipped."""
    request = Request(load_scenario("baseline"), SIMULATIONS, SEED)
    calibrate(request, folder, stages=Stages(simulated=_tell, checked=_tell))
    ship(folder)


def ship(folder: Path) -> None:
    """Copy what is shipped from a finished calibration."""
    for name in (ACCEPTED_CSV, ACCEPTED_JSON):
        shutil.copyfile(folder / name, DATA / name)
    shutil.copyfile(folder / REPORT, PAGE)
    made = load_calibration(folder)
    for stem, draw in (
        ("posterior", plots.posterior),
        ("ranks", plots.rank_histograms),
        ("predictive", plots.predictive),
    ):
        plots.save(draw(made), IMAGES / f"calibration_{stem}.png")


_done = 0


def _tell(count: int) -> None:
    global _done
    _done += count
    print(f"\r{_done:,}", end="", file=sys.stderr)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
