# make run    builds and publishes the marts from raw/     make test   all tests but Spark's and Superset's
# make lint   ruff, mypy, sqlfluff                         make lock   resolves the dependencies anew
# make bench  measures on this machine, in ratios
# make install-spark   adds the distributed engine; make test-spark tests it on a cluster of this machine
# make superset   the dashboards in Superset, on this machine; make test-superset tests them
# Needs Python 3.11 with venv, npm, and make. Package index settings come from your own configuration of pip and npm.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SUPERSET := .venv-superset
PIP := $(BIN)/python -m pip --disable-pip-version-check
PYTEST_WORKERS ?= auto
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-strip-extras \
	--quiet --custom-compile-command "make lock"

# The templater of sqlfluff runs dbt, which would otherwise write beside the models.
DBT_ENVIRONMENT := DBT_TARGET_PATH=$(CURDIR)/warehouse/lint DBT_LOG_PATH=$(CURDIR)/warehouse/lint \
	DBT_PROFILES_DIR=$(CURDIR)/dbt DBT_SEND_ANONYMOUS_USAGE_STATS=false DO_NOT_TRACK=1

.PHONY: install install-dev install-page install-spark install-superset run superset test test-spark test-spark-corpus \
	test-superset bench lint format ci lock clean
.DEFAULT_GOAL := install

# A stamp holds the checksum of what was installed: a checkout that touches the locks' times installs nothing anew.
install: $(BIN)/python install-page
	@$(call install_once,requirements.txt,runtime)

install-dev: install
	@$(call install_once,requirements-dev.txt,dev)

# The driver and the workers run the code of this environment: Spark (it needs Java 17) is added to it.
install-spark: install-dev
	@command -v java > /dev/null \
		|| { echo "Spark needs Java 17: on Debian, apt-get install openjdk-17-jre-headless" >&2; exit 1; }
	@$(call install_once,requirements-spark.txt,spark)

define install_once
	wanted="$$(cat $(1) pyproject.toml | sha256sum)"; stamp=$(VENV)/.installed-$(2); \
	if [ "$$(cat $$stamp 2>/dev/null)" != "$$wanted" ]; then \
		$(PIP) install --quiet --require-hashes --compile -r $(1) \
		&& $(PIP) install --quiet --no-deps --no-build-isolation --editable . \
		&& printf '%s\n' "$$wanted" > $$stamp; \
	fi
endef

# The chart and table libraries of the page; nothing of theirs is run on this machine.
install-page: package-lock.json
	@command -v npm > /dev/null \
		|| { echo "xianzhang needs npm for the libraries of its page: on Debian, apt-get install npm" >&2; exit 1; }
	@wanted="$$(cat package.json package-lock.json | sha256sum)"; stamp=node_modules/.installed; \
	if [ "$$(cat $$stamp 2>/dev/null)" != "$$wanted" ]; then \
		npm ci --ignore-scripts --loglevel=error && printf '%s\n' "$$wanted" > $$stamp; \
	fi

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "xianzhang needs Python 3.11 or later: set PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
		|| { $(call venv_failed,$(VENV)); }

venv_failed = echo "python3 -m venv failed: on Debian, apt-get install python3-venv" >&2; rm -rf $(1); exit 1

# Superset pins other versions of what both use: an environment of its own.
install-superset:
	@wanted="$$(sha256sum < bi/superset/requirements.txt)"; stamp=$(SUPERSET)/.installed; \
	if [ "$$(cat $$stamp 2>/dev/null)" != "$$wanted" ]; then \
		$(PYTHON) -m venv $(SUPERSET) || { $(call venv_failed,$(SUPERSET)); }; \
		$(SUPERSET)/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes --compile \
			-r bi/superset/requirements.txt \
		&& printf '%s\n' "$$wanted" > $$stamp; \
	fi

run: install
	@$(BIN)/xianzhang run

# Brings Superset up to date with bi/superset, prints the administrator's password where it makes one, and serves it.
superset: install install-superset
	@$(BIN)/python -m dagster_project.dashboards $(SUPERSET_OPTIONS)

# Every test but those of Spark and of Superset, which need more installed; `.venv/bin/pytest` alone runs the fast ones.
test: install-dev
	@$(BIN)/pytest -m "not spark and not superset" -n $(PYTEST_WORKERS)

test-spark: install-spark
	@$(BIN)/pytest -m spark

# The marts of a generated corpus, by both engines.
REPORTS ?= 5000
test-spark-corpus: install-spark
	@XIANZHANG_CORPUS_REPORTS=$(REPORTS) $(BIN)/pytest -m spark tests/spark/test_corpus.py

test-superset: install-dev install-superset
	@$(BIN)/pytest -m superset

# Ratios measured on this machine; docs/performance.md holds those of one.
bench: install-dev
	@$(BIN)/python -m benchmarks.bench $(BENCH_OPTIONS)

lint: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	cd dbt && $(DBT_ENVIRONMENT) ../$(BIN)/sqlfluff lint --disable-progress-bar .

format: install-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

ci:
	@.ci/run

# The tools' lock first: the runtime lock is a part of it, so that both install the same versions.
lock:
	$(LOCK) pyproject.toml --group dev -o requirements-dev.txt
	$(LOCK) pyproject.toml --group build --constraint requirements-dev.txt -o requirements.txt
	$(LOCK) --group spark --constraint requirements-dev.txt -o requirements-spark.txt
	$(LOCK) bi/superset/requirements.in -o bi/superset/requirements.txt

clean:
	rm -rf warehouse
