# Two commands are enough for most people: `make demo` and `make test`. Everything that is needed is installed by them.

PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3)
BIN := .venv/bin
STAMPS := .venv/.stamps
LANGUAGE ?= nl
MINUTES ?= 30

.DEFAULT_GOAL := help
.PHONY: help demo test run check format soak bench lock clean

help:  ## What can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## */\1\t/' | expand -t 10

demo: $(STAMPS)/run  ## The bot with a local Slack, a local Teams client and a TOPdesk double; Ctrl-C ends all of it
	@$(BIN)/python -m bot demo --language $(LANGUAGE)

run: $(STAMPS)/run  ## The bot, with the settings of the environment or .env
	@$(BIN)/python -m bot run

test: $(STAMPS)/dev  ## All tests, with real databases, a local Slack, a local Teams client and a real browser
	@$(BIN)/python -m tests.install_browser
	@$(BIN)/pytest -n 3 --dist loadgroup -m "not alone" $(ARGS)
	@$(BIN)/pytest -m alone $(ARGS)

soak: $(STAMPS)/dev  ## Replicas that are killed, platforms that fail, people who press; MINUTES=30, history in .soak
	@$(BIN)/python -m tests.soak --minutes $(MINUTES)

bench: $(STAMPS)/dev  ## All benchmarks beside their floors, in twenty minutes, onto their page; QUICK=--quick for a few
	@$(BIN)/python -m benchmarks $(QUICK)
	@$(BIN)/python -m benchmarks.page

check: $(STAMPS)/dev  ## Style, types, the import contract
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

format: $(STAMPS)/dev  ## Put the code in its usual form
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

lock: $(STAMPS)/dev  ## Pin the newest packages that pyproject.toml allows, with their hashes
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra demo -o requirements/run.txt pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra demo --extra dev -c requirements/run.txt -o requirements/dev.txt pyproject.toml

clean:  ## Take away everything that was installed or made here
	@rm -rf .venv .demo .soak build *.egg-info

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "secondline needs Python 3.11 or newer; say which one with: make PYTHON=/path/to/python3"; exit 1; }
	@echo "Making .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv .venv || { echo "Python's venv module is missing; on Debian and Ubuntu: apt install python3-venv"; exit 1; }

$(STAMPS)/run: .venv/bin/python requirements/run.txt pyproject.toml
	@echo "Installing the packages secondline runs on (once, about half a minute)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/dev: .venv/bin/python requirements/dev.txt pyproject.toml
	@echo "Installing the packages secondline is developed with (once, about a minute)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@mkdir -p $(STAMPS) && touch $@ $(STAMPS)/run
