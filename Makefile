# `make` makes the environment and runs the main job; CONTRIBUTING.md tells of the other targets.
VENV := .venv
BIN := $(VENV)/bin
KG := $(BIN)/kg
PYTHONS := $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python3.10 python
FITS := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))
CONTENT := $(shell find data ontology queries viz -type f)
CODE := $(shell find kg -name '*.py')

.DELETE_ON_ERROR:
.PHONY: all test lint docs bench build release clean

all: build/.made
	@cat build/.made

build/.made: $(VENV)/.installed $(CONTENT) $(CODE) Makefile
	@mkdir -p build
	$(KG) check
	@printf '\nWho hosts the cluster of 2010?\n\n'
	$(KG) why 'University of Southampton' 'Wessex HIEC'
	@printf '\nWhat was awarded to Dorset, by whom, for what?\n\n'
	$(KG) why 'The Health Foundation' 'Dorset Integrated Care System'
	@printf '\nWhat became of Poole Hospital?\n\n'
	$(KG) why 'Poole Hospital NHS Foundation Trust' 'University Hospitals Dorset'
	@printf '\nWho stands between the others, and does it survive the loss of one document?\n\n'
	$(KG) rank betweenness --stability --top 3 -f table
	@printf '\nHow is an old cluster tied to a new alliance?\n\n'
	$(KG) path 'Wessex HIEC' 'Wessex Health Partners' --top 1
	$(KG) export turtle -o build/wessex.ttl
	$(KG) export trig -o build/wessex.trig
	$(KG) export gexf --network affiliation -o build/affiliation.gexf
	$(KG) site -o build/site
	@$(KG) > $@
	@printf '\nMade build/wessex.ttl (one graph), build/wessex.trig (a graph for each document)\nand build/affiliation.gexf (a network for Gephi).\n' >> $@
	@printf '\nOpen build/site/START-HERE.html in a browser: pictures, pages, questions, downloads.\n' >> $@
	@printf 'The command is $(KG). A passage with its text: $(KG) why "Acute Services Partnership" --demo\n' >> $@

test: $(VENV)/.tools
	$(BIN)/python -m pytest -q -n auto --dist loadfile

lint: $(VENV)/.tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(VENV)/.tools
	@set -e; for script in docs/*.py; do echo $(BIN)/python $$script; $(BIN)/python $$script; done

bench: $(VENV)/.tools
	$(BIN)/python benchmarks/run.py

# What an earlier build left would be shipped too, deleted files and all.
build: $(VENV)/.tools
	rm -rf build/lib build/bdist.* *.egg-info
	$(BIN)/python -m build --wheel --outdir dist .

# A zip that needs no installation, the wheel and the sdist, of the commit at hand.
release: $(VENV)/.tools
	$(BIN)/python release/build.py --output dist

clean:
	rm -rf $(VENV) build dist *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

$(VENV)/bin/python:
	@for python in $(PYTHONS); do \
	  if $$python -c '$(FITS)' 2>/dev/null; then exec $$python -m venv $(VENV); fi; \
	done; \
	echo 'make: no Python 3.10 or newer with venv found; install one (on Debian: python3-venv),' >&2; \
	echo '      or name it: make PYTHON=/path/to/python3' >&2; exit 1

$(VENV)/.installed: setup.cfg pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install -qq --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.tools: $(VENV)/.installed
	$(BIN)/python -m pip install -qq --disable-pip-version-check --editable '.[xlsx,plot,test,lint]'
	@touch $@
