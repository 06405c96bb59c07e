"""``python -m multivector_sim``: the command line."""

from multivector_sim.cli import main

if __name__ == "__main__":
    main()
