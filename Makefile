# Every task of the project by name; `make run` and `make test` work on a fresh machine.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check
HASHED := $(PIP) --require-hashes --no-deps
AUDIT := build/audit-venv/bin
# Else Python, started in the folder that holds the clone, takes the clone for the package.
EDITABLE := --config-settings editable_mode=compat --editable

.DEFAULT_GOAL := help
.PHONY: help install run test check train evaluate bench interop lock audit sbom

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile

install: .venv/installed  ## make .venv with the pinned packages, by their hashes

# Every file is held to its hash. torch's CPU build is taken where an index has it; the
# other one brings libraries for graphics cards along.
.venv/installed: pyproject.toml constraints.txt $(wildcard locks/*.txt)
	@echo "Installing into .venv (about 2.5 GB, some minutes the first time) ..."
	@$(PYTHON) -m venv .venv
	@echo "  1 of 3: torch"
	@$(HASHED) --requirement locks/torch_cpu.txt 2>/dev/null || \
		{ echo "  The index has no CPU build of torch: taking the other, 2.6 GB more"; \
		$(HASHED) --requirement locks/torch.txt --requirement locks/cuda.txt; }
	@echo "  2 of 3: the other packages"
	@$(HASHED) --requirement locks/packages.txt
	@echo "  3 of 3: stancebook itself"
	@$(PIP) --no-deps --no-build-isolation $(EDITABLE) .
	@touch $@

run: install  ## the main job over corpus/, the notebooks, build/report.html
	@$(BIN)/stancebook report --corpus corpus --codebook labels/codebook.toml --out build
	@$(BIN)/python notebooks/execute.py --out build/notebooks

test: install  ## the whole test suite
	@$(BIN)/python -m pytest

check: install  ## lint, format, types, imports, spelling, notebooks without outputs
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/codespell
	@$(BIN)/nbstripout --verify notebooks/*.ipynb

train: install  ## train every model (seeded, resumable); needs data not in the repository
	@$(BIN)/python -m recipes.train

evaluate: install  ## the models' figures beside their floors; needs those data too
	@$(BIN)/python -m recipes.evaluate

bench: install  ## every figure that README states, but for those of make evaluate
	@$(PIP) --constraint constraints.txt $(EDITABLE) ".[bench]"
	@$(BIN)/python -m benchmarks.main_job
	@$(BIN)/python -m benchmarks.durability
	@$(BIN)/python -m benchmarks.agreement
	@$(BIN)/python -m benchmarks.coverage
	@$(BIN)/python -m benchmarks.fuzz
	@$(BIN)/python -m benchmarks.release
	@$(BIN)/python -m benchmarks.ingest
	@$(BIN)/python -m benchmarks.encoder
	@$(BIN)/python -m benchmarks.scale

# Label Studio pins an older numpy than ours, so it lives in a venv of its own.
build/interop-venv/installed:
	@echo "Installing Label Studio into build/interop-venv (about 1 GB) ..."
	@$(PYTHON) -m venv build/interop-venv
	@build/interop-venv/bin/python -m pip install -qq --disable-pip-version-check \
		label-studio==1.23.2 label-studio-sdk==2.1.2
	@touch $@

interop: install build/interop-venv/installed  ## labels through a real Label Studio, on this machine alone
	@$(BIN)/python -m interop.label_studio --venv build/interop-venv --out build/interop

lock: install build/audit-venv/installed  ## write the hashes of all pinned packages; asks PyPI
	@$(BIN)/python -m recipes.lock --uv $(AUDIT)/uv

audit: install build/audit-venv/installed  ## look for known vulnerabilities; asks PyPI
	@$(BIN)/python -m recipes.audit --pip-audit $(AUDIT)/pip-audit

sbom: install build/audit-venv/installed  ## list what is installed, as CycloneDX, in build/sbom.json
	@$(AUDIT)/cyclonedx-py environment --validate --output-reproducible \
		--pyproject pyproject.toml --output-file build/sbom.json $(BIN)/python

# These tools need other versions than ours of what they share, so they live apart.
build/audit-venv/installed: locks/audit.txt
	@$(PYTHON) -m venv build/audit-venv
	@$(AUDIT)/python -m pip install -qq --disable-pip-version-check \
		--require-hashes --no-deps --requirement locks/audit.txt
	@touch $@
