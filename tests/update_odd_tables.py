"""Write the tables of docs/odd.md that come from the code: ``python tests/update_odd_tables.py``.

A table stands between two marks, ``<!-- table: NAME -->`` and
``<!-- end of table -->``. What is between them is replaced; the rest of the
page is prose and stays as it is.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

import multivector_sim.model.rules as rules_package
from multivector_sim.model import randomness
from multivector_sim.model.actors import LEVERS
from multivector_sim.model.outcomes import OUTCOMES
from multivector_sim.model.parameters import LINK, PARAMETERS, Parameter
from multivector_sim.model.schedule import SCHEDULE
from multivector_sim.model.variants import MODEL_VARIANTS
from multivector_sim.scenario import load_scenario
from multivector_sim.scenario.series import Series

PAGE: Final = Path(__file__).parents[1] / "docs" / "odd.md"
RULES: Final = Path(rules_package.__file__).parent
POLICIES: Final = (
    "multivector",
    "laissez_faire",
    "bandwagon_russia",
    "bandwagon_china",
    "pro_west",
    "hedge",
    "isolation",
)
_UNITS: Final = {
    "once": "once",
    "power": "each power",
    "sector": "each sector",
    "pair": "each pair of powers",
    "dyad": "each two actors",
}
_DIVISORS: Final = {
    "quarters": "mean over quarters",
    "one": "as it stands at the end",
    "entries": "share of all entries",
}
_STREAMS: Final = (
    *("ACTION", "GRANT", "PREVAIL", "PICK", "TARGET", "ARRIVAL"),
    *("BID", "PERCEPTION", "TENSION_NOISE", "CRISIS", "PREEMPTIVE"),
)
_BLOCK: Final = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end of table -->)", re.DOTALL)
_MENTION: Final = re.compile(r"\beqs? ([\d, -]+)")


def equations_named(text: str) -> set[int]:
    """Return the equation numbers that a docstring names, such as "eqs 1-4" or "eq. 5"."""
    found: set[int] = set()
    for mention in _MENTION.findall(text.replace("eq. ", "eq ")):
        for part in re.findall(r"\d+(?:-\d+)?", mention):
            first, _, last = part.partition("-")
            found.update(range(int(first), int(last or first) + 1))
    return found


def rules_with_equations() -> Iterator[tuple[str, str, set[int]]]:
    """Yield file, function and equation numbers of every rule whose docstring names one."""
    for path in sorted(RULES.glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                numbers = equations_named(ast.get_docstring(node) or "")
                if numbers:
                    yield path.name, node.name, numbers


def _table(header: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    head = list(header)
    lines = [head, ["---"] * len(head), *rows]
    cells = [[str(cell).replace("|", "\\|") for cell in line] for line in lines]
    return "".join(f"| {' | '.join(line)} |\n" for line in cells)


def _schedule() -> str:
    rows = (
        (number, row.name, row.phase, _UNITS[row.unit], f"`{row.function.__name__}`")
        for number, row in enumerate(SCHEDULE, start=1)
    )
    return _table(("#", "process", "phase", "for", "rule"), rows)


def _equations() -> str:
    places: dict[int, list[str]] = {}
    for file, function, numbers in rules_with_equations():
        for number in numbers:
            places.setdefault(number, []).append(f"`{function}` ({file})")
    rows = ((f"({number})", ", ".join(places[number])) for number in sorted(places))
    return _table(("equation", "rule whose docstring names it"), rows)


def _streams() -> str:
    return _table(("id", "stream"), ((getattr(randomness, n), f"`{n}`") for n in _STREAMS))


def _limits(row: Parameter) -> str:
    low, high = ("" if limit is None else f"{limit:g}" for limit in row.limits)
    if low and high:
        return f"{low} to {high}"
    return f">= {low}" if low else f"<= {high}" if high else "any"


def _parameters() -> str:
    rows = (
        (
            *(row.symbol, f"`{row.name}`", row.meaning, row.unit, f"{row.default:g}"),
            *(f"{row.prior[0]:g} to {row.prior[1]:g}", _limits(row), row.motive),
        )
        for row in (*PARAMETERS, LINK)
    )
    return _table(
        ("symbol", "name", "meaning", "unit", "default", "prior (uniform)", "accepted", "motive"),
        rows,
    )


def _outcomes() -> str:
    rows = (
        (
            *(f"`{row.name}`", ", ".join(row.dims) or "one number", row.meaning, row.unit),
            *(f"`{row.field}`", _DIVISORS[row.divisor]),
            *("yes" if row.scored else "no", "yes" if row.default else "on request"),
        )
        for row in OUTCOMES
    )
    return _table(
        ("name", "by", "meaning", "unit", "counter", "taken", "scored", "kept"),
        rows,
    )


def _policies() -> str:
    rows = []
    for name in POLICIES:
        policy = load_scenario(name).policy
        favour = ", ".join(f"{code} {level:g}" for code, level in policy.favour.items())
        levels = (f"{getattr(policy, lever):g}" for lever in LEVERS)
        rows.append((f"`{name}`", *levels, favour or "none"))
    return _table(("policy", *LEVERS, "favour"), rows)


def _variants() -> str:
    symbols = {row.name: row.symbol for row in PARAMETERS}
    rows = (
        (
            f"`{row.name}`",
            ", ".join(f"{symbols[name]} = {value:g}" for name, value in row.parameters.items()),
            row.removes,
            row.source,
        )
        for row in MODEL_VARIANTS
    )
    return _table(("variant", "fixes", "without", "source"), rows)


def _events() -> str:
    rows = (
        (
            row.label,
            "-".join(row.between),
            row.since,
            row.until or "lasts",
            f"{row.size:g}",
            row.evidence,
        )
        for row in load_scenario("baseline").events
    )
    return _table(("event", "between", "from", "to", "size, /yr", "row"), rows)


def _course(series: Series) -> str:
    """Return a number over time in words: a constant, or what holds at or from which date."""
    pairs = series.points if series.points is not None else series.steps
    if pairs is None:
        return f"{series.value:g}"
    kind = "straight lines" if series.points is not None else "steps"
    return f"{', '.join(f'{date:g}: {value:g}' for date, value in pairs)} ({kind})"


def _timelines() -> str:
    given = load_scenario("baseline").timelines
    rows = [("`spare`", "routes", _course(given.spare))]
    for name in ("demand", "guarantee", "institution", "regime"):
        by_code: dict[str, Series] = getattr(given, name)
        rows += [(f"`{name}`", code, _course(series)) for code, series in by_code.items()]
    for name, by_pair in (("grievance", given.grievance), ("bias", given.bias)):
        for code, towards in by_pair.items():
            for other, series in towards.items():
                rows.append((f"`{name}`", f"{code} towards {other}", _course(series)))
    return _table(("timeline", "of", "values"), rows)


def _sectors() -> str:
    scenario = load_scenario("baseline")
    rows = []
    for code in scenario.sector_codes:
        row = scenario.sectors[code]
        kept = "retention" if row.kept_share is None else f"{row.kept_share:g}"
        elasticity = row.size_elasticity
        named = f"`{elasticity}`" if isinstance(elasticity, str) else f"{elasticity:g}"
        shares = (f"{row.initial_share.get(actor, 0.0):g}" for actor in scenario.actor_codes)
        given = (row.attraction[power] for power in scenario.powers)
        pulls = (f"`{pull}`" if isinstance(pull, str) else f"{pull:g}" for pull in given)
        rows.append(
            (
                *(f"`{code}`", row.role, f"{row.weight:g}", "yes" if row.cedable else "no"),
                *(f"{row.exclusivity:g}", f"{row.steering:g}", named, kept),
                *(", ".join(shares), ", ".join(pulls)),
            )
        )
    header = (
        *("sector", "role", "weight", "cedable", "exclusivity", "steering", "size elasticity"),
        *("kept share", "first shares: " + ", ".join(scenario.actor_codes)),
        "attraction: " + ", ".join(scenario.powers),
    )
    return _table(header, rows)


TABLES: Final[dict[str, Callable[[], str]]] = {
    "schedule": _schedule,
    "equations": _equations,
    "streams": _streams,
    "sectors": _sectors,
    "timelines": _timelines,
    "events": _events,
    "parameters": _parameters,
    "outcomes": _outcomes,
    "policies": _policies,
    "variants": _variants,
}


def refresh(page: str) -> str:
    """Return the page with every table as the code has it now.

    Raises
    ------
    KeyError
        If the page names a table that does not exist.
    """
    return _BLOCK.sub(lambda block: block[1] + TABLES[block[2]]() + block[3], page)


if __name__ == "__main__":
    PAGE.write_text(refresh(PAGE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
