"""Write the golden values anew. Run it on purpose, and say why in the changelog.

``make golden`` runs it; the differences it prints belong into ``docs/odd.md``.
"""

from __future__ import annotations

import json

from golden import VALUES, compute


def main() -> None:
    """Compute, show what changes, and write."""
    old = json.loads(VALUES.read_text(encoding="utf-8")) if VALUES.exists() else {}
    new = compute()
    for name, parts in new.items():
        for key, value in parts["mean"].items():
            before = old.get(name, {}).get("mean", {}).get(key)
            if before != value:
                print(f"{name}: mean {key}: {before} -> {value}")
    VALUES.write_text(json.dumps(new, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"wrote {VALUES.name}")


if __name__ == "__main__":
    main()
