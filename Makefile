# Each target does all its own set-up, in .venv beside this file. `make help` tells them.
# A second call does not install again, unless pyproject.toml or constraints.txt changed.

PYTHON ?= python3
VENV ?= .venv
DEMO ?= demo_output
SITE ?= build/docs
TESTED := build/tested_docs

BIN := $(VENV)/bin
# Python compiles a module when it first imports it; pip would compile all, most of them in vain.
# Where an environment forbids to keep that, every start would compile again, for seconds.
export PYTHONDONTWRITEBYTECODE =
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile \
	--constraint constraints.txt
BACKEND := 'hatchling>=1.26' 'editables>=0.5'

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo docs notebooks test kernels kernels_of_six lint types layers pages unit bench golden clean

help: ## Show these targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1	\2/p' Makefile | expand -t 16

demo: $(VENV)/.runtime ## Compare the baseline with its counterfactuals; write figures
	$(BIN)/multivector compare baseline --seed 1 --out $(DEMO)
	@echo
	@echo "Figures, data and the manifest are in $(DEMO)/. Look at $(DEMO)/compare.png first."

docs: $(VENV)/.docs ## Build the pages of the documentation, with a gallery of figures
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --site-dir $(abspath $(SITE))
	@echo
	@echo "Open $(SITE)/index.html."

notebooks: $(VENV)/.dev ## Make both editions of each lesson from its source
	$(BIN)/python notebooks/build.py

# One processor compiles the engine, then builds the pages, while the other installs and checks.
test: $(VENV)/.runtime ## Check style, types and layers; run all tests
	$(MAKE) --jobs 2 $(VENV)/.dev kernels kernels_of_six lint types layers pages
	MULTIVECTOR_SITE=$(abspath $(TESTED)) $(MAKE) unit

kernels: $(VENV)/.runtime
	$(BIN)/multivector run baseline --runs 8 --alone --quiet >/dev/null
	$(BIN)/multivector run baseline --runs 1 --alone --quiet --engine mesa >/dev/null

kernels_of_six: $(VENV)/.runtime
	$(BIN)/multivector run with_turkey --runs 8 --alone --quiet >/dev/null

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

layers: $(VENV)/.dev
	$(BIN)/lint-imports

pages: $(VENV)/.dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet --strict --site-dir $(abspath $(TESTED))

unit: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder

bench: $(VENV)/.dev ## Time the engines side by side; print ratios
	$(BIN)/python benchmarks/speed.py
	$(BIN)/python benchmarks/primitives.py
	$(BIN)/python benchmarks/start.py
	$(BIN)/python benchmarks/memory.py
	$(BIN)/python benchmarks/tasks.py
	$(BIN)/python benchmarks/sweeps.py
	$(BIN)/python benchmarks/peers.py
	$(BIN)/python benchmarks/theses.py
	$(BIN)/python benchmarks/whatif.py
	$(BIN)/python benchmarks/search.py

golden: $(VENV)/.dev ## Replace the golden values, on purpose; tell the change in CHANGELOG.md
	$(BIN)/python tests/golden/update.py

clean: ## Remove the environment and all that was made in it
	rm -rf $(VENV) $(DEMO) build dist
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find benchmarks src tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The build backend is installed first and used from there, so that its version is pinned too.
$(VENV)/.runtime: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing multivector-sim into $(VENV) ..."
	$(INSTALL) $(BACKEND)
	$(INSTALL) --no-build-isolation --editable .
	@touch $@

$(VENV)/.docs: $(VENV)/.runtime
	@echo "Installing what the documentation needs into $(VENV) ..."
	$(INSTALL) --no-build-isolation --editable '.[docs]'
	@touch $@

# What the tests need is named without the package itself: kernels are compiled from it meanwhile.
$(VENV)/.dev: $(VENV)/.runtime
	@echo "Installing what the tests need into $(VENV) ..."
	@$(BIN)/python -c "import pathlib, tomllib; \
	  text = pathlib.Path('pyproject.toml').read_text(encoding='utf-8'); \
	  extras = tomllib.loads(text)['project']['optional-dependencies']; \
	  print(*extras['dev'], *extras['app'], *extras['docs'], sep='\n')" >$(VENV)/dev.txt
	$(INSTALL) --requirement $(VENV)/dev.txt
	@touch $(VENV)/.docs $@

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "$(PYTHON) was not found. Install Python 3.11, 3.12 or 3.13," \
	    "or name one: make PYTHON=/path/to/python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(not (3, 11) <= v < (3, 14))' || { \
	  echo "$$($(PYTHON) --version) was found; Python 3.11, 3.12 or 3.13 is needed." \
	    "Name one: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
	  rm -rf $(VENV); \
	  echo "No environment could be made. On Debian and Ubuntu:" \
	    "apt-get install python3-venv" >&2; exit 1; }
