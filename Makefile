# What a person does with a fresh clone. It needs make and Python 3.11 or newer; everything else is put into .venv.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Stamps, written last: what is whole is not made again, what was interrupted is.
USE := $(VENV)/.ready-to-use
DEVELOP := $(VENV)/.ready-to-develop
WHEELS := .wheels/.complete
BESIDE := .venv-bench/.complete
# Where .ci/run puts the original toxiproxy-server.
WITH_ORIGINAL := PATH="$$PATH:$(CURDIR)/.tools/bin"
# Threads of tests; TESTS chooses among them, as in: make test TESTS=tests/faults
JOBS ?= 3
TESTS ?=

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench bench-toxiproxy differential soak-toxiproxy torture mutants docs clean

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(USE) ## Watch a whole drill against stand-ins, in about a minute
	@$(BIN)/continuity demo

test: $(DEVELOP) $(WHEELS) ## Run every test that can run on this machine
	@$(BIN)/python -m pytest -q -n $(JOBS) --dist loadfile $(TESTS)

lint: $(DEVELOP) ## Check style, format, types and the direction of imports
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

bench: $(USE) $(BESIDE) ## Measure speed beside what we compare ourselves with
	@export PATH="$$PATH:$(CURDIR)/.tools/bin:$(CURDIR)/.venv-bench/bin"; for one in benchmarks/*.py; do \
		echo "== $$one"; timeout 300 $(BIN)/python $$one || exit 1; done

bench-toxiproxy: $(DEVELOP) ## Measure the embedded Toxiproxy server beside the original: speed, and how true toxics are
	@$(WITH_ORIGINAL) $(BIN)/python benchmarks/toxiproxy_speed.py $(ARGS)
	-@$(WITH_ORIGINAL) $(BIN)/python tests/differential/compare.py 0.5

differential: $(DEVELOP) ## Play the same traffic through the original and the embedded Toxiproxy server, at length
	@$(WITH_ORIGINAL) CONTINUITY_DEMAND_TOXIPROXY=1 CONTINUITY_DIFFERENTIAL_REQUESTS=10000 \
		$(BIN)/python -m pytest -q -n $(JOBS) --timeout 600 tests/contract tests/differential
	@$(WITH_ORIGINAL) $(BIN)/python tests/differential/compare.py $(ARGS)

soak-toxiproxy: $(DEVELOP) ## Cut 10,000 connections and change toxics on 1,000: does the embedded server grow?
	@$(BIN)/python tests/embedded/soak.py $(ARGS)

torture: $(DEVELOP) ## Kill, stop and starve runs at each record and at random; say what was left behind
	@$(WITH_ORIGINAL) TORTURE=whole $(BIN)/python -m pytest -q tests/torture/test_crash_matrix.py tests/torture/test_signal_matrix.py
	@$(WITH_ORIGINAL) CONTINUITY_FAULT_EXAMPLES=500 $(BIN)/python -m pytest -q tests/faults/test_fault_machine.py
	@$(BIN)/python tests/torture/whole_day.py
	@$(WITH_ORIGINAL) $(BIN)/python tests/torture/torture.py $(ARGS)

mutants: $(DEVELOP) ## Plant known defects in a copy of the tree; show which test catches each
	@$(WITH_ORIGINAL) $(BIN)/python tests/mutants/show.py $(NAMES)

docs: $(DEVELOP) ## Write docs/commands.md anew from the commands' own help
	@$(BIN)/python tests/docs/write_commands.py

clean: ## Remove what make made, the demo included
	rm -rf $(VENV) .venv-bench .wheels .tools build dist demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find continuity tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none is on the PATH. Name one: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Making $(VENV) failed. On Debian and Ubuntu: apt install python3-venv"; exit 1; }

$(USE): pyproject.toml | $(BIN)/python
	@echo "Installing Continuity into $(VENV) (once; it takes a minute at most) …"
	@$(PIP) install --editable '.[all]'
	@touch $@

$(DEVELOP): $(USE)
	@echo "Installing the tools for development into $(VENV) (once) …"
	@$(PIP) install --editable '.[all,dev]'
	@touch $@

# The packages that the wheel needs, kept for the test that installs it into an empty environment without a network.
$(WHEELS): pyproject.toml | $(DEVELOP)
	@echo "Fetching the packages that the wheel needs into .wheels (once) …"
	@rm -rf .wheels
	@$(PIP) wheel --wheel-dir .wheels '.[all]'
	@rm -f .wheels/continuity_drills-*.whl
	@touch $@

$(BESIDE): Makefile | $(BIN)/python
	@echo "Installing what the benchmarks compare with into .venv-bench (once) …"
	@$(BIN)/python -m venv .venv-bench
	@.venv-bench/bin/python -m pip --disable-pip-version-check --quiet install chaostoolkit check-jsonschema
	@touch $@
