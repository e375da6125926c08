# Earshot: `make demo` tries it, `make test` proves it.
PORT ?= 8080
SPEED ?= 1
PYTHON ?= python3

KILLS ?= 20
CLAIMS ?= 100000
DATABASE ?= sqlite
PROCESSES ?= 1

.PHONY: help demo test long bench bench-routing bench-claims chaos lint types format lock clean

help:
	@echo "make demo [PORT=8080] [SPEED=1] [SCRIPT=1]   try the shop without Telegram; SCRIPT=1 plays one order"
	@echo "make test                                   all tests, in parallel, each on one of the two databases"
	@echo "make long                                   each test on its other database, and those that take minutes"
	@echo "make chaos [KILLS=20] [SEED=n] [DATABASE=sqlite|postgresql|both] [PROCESSES=1]"
	@echo "                                            kill the bot while a hundred people talk, and read every chat"
	@echo "make bench                                  speed and memory beside a bare relay; a table, and bench/results.json;"
	@echo "                                            and what a balance costs behind 100,000 settled orders"
	@echo "make bench-routing                          how long one decision takes among 200, 10,000 and 1,000,000 people"
	@echo "make bench-claims [CLAIMS=100000]           a thousand people race for orders; two minutes"
	@echo "make lint types format lock clean           daily habits"

.venv/run.stamp: requirements/run.lock
	scripts/setup $(PYTHON) run

.venv/dev.stamp: requirements/dev.lock
	scripts/setup $(PYTHON) dev

# The development lock holds all of the run lock, so whoever has it needs no other.
demo: $(if $(wildcard .venv/dev.stamp),.venv/dev.stamp,.venv/run.stamp)
	.venv/bin/python -m bot demo --port $(PORT) --speed $(SPEED) $(if $(SCRIPT),--script)

test: .venv/dev.stamp
	.venv/bin/python -m pytest --databases one -n 2 --dist worksteal -q

long: .venv/dev.stamp
	.venv/bin/python -m pytest --databases other -n 2 --dist worksteal -q
	.venv/bin/python -m pytest -m long -n 2 --dist worksteal -q

bench: .venv/dev.stamp
	.venv/bin/python -m bench.settlement
	.venv/bin/python -m bench.relay

bench-routing: .venv/dev.stamp
	.venv/bin/python -m bench.routing

bench-claims: .venv/dev.stamp
	.venv/bin/python -m bench.claims --claims $(CLAIMS)

chaos: .venv/dev.stamp
	.venv/bin/python -m chaos --kills $(KILLS) --database $(DATABASE) --processes $(PROCESSES) $(if $(SEED),--seed $(SEED))

lint: .venv/dev.stamp
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .

types: .venv/dev.stamp
	.venv/bin/mypy

format: .venv/dev.stamp
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

lock:
	scripts/lock $(PYTHON)

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis var tests/screenshots
