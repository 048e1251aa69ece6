PYTHON ?= python3
PORT ?= 8000
ARGS ?=
SUITE ?=
PART ?=
SITE ?=

RUN = .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help demo test check messages openapi screenshots lock long bench clean runtime development python

help: ## list these verbs
	@echo "make demo       the demonstration site on this machine (PORT=8000)"
	@echo "make test       every test, on SQLite and PostgreSQL (ARGS=\"-k newsletter\")"
	@echo "make check      style, types, layers, migrations, catalogues, settings"
	@echo "make long       a suite that takes long (SUITE=worker, demo, freshness, translation, newsletter, fuzz)"
	@echo "make bench      a measurement (PART=delivery, tables, api, search, search-quality)"
	@echo "make messages   collect the texts to translate and compile the catalogues"
	@echo "make openapi    write the API's OpenAPI document anew"
	@echo "make screenshots  pictures of every type of page (SITE=http://localhost:8000)"
	@echo "make lock       write the lock files anew (needs uv)"
	@echo "make clean      remove what the tools left; database and media stay"
	@echo
	@echo "PYTHON=python3.12 names another Python. Without make: docs/running.md"

demo: runtime
	@exec $(RUN) -m tools.demo --port "$(PORT)"

test: development
	@$(RUN) -m tools.run_tests $(ARGS)

check: development
	@$(RUN) -m tools.check

messages: development
	@$(RUN) -m tools.messages

openapi: development
	@$(RUN) manage.py export_openapi

screenshots: development
	@$(RUN) -m tools.screenshots $(if $(SITE),--site "$(SITE)") $(ARGS)

long: development
	@case "$(SUITE)" in \
	  worker) $(RUN) -m pytest -m long tests/outbox $(ARGS) ;; \
	  demo) $(RUN) -m pytest -m long tests/demo $(ARGS) ;; \
	  freshness) $(RUN) -m pytest -m long -s tests/freshness $(ARGS) ;; \
	  translation) $(RUN) -m pytest -m long -s tests/translating $(ARGS) ;; \
	  newsletter) $(RUN) -m pytest -m long -s tests/newsletter $(ARGS) ;; \
	  fuzz) $(RUN) -m pytest -m long -s tests/api/test_fuzz.py $(ARGS) ;; \
	  *) echo "make long SUITE=worker (the outbox, with workers killed), SUITE=demo (the demonstration, with its loader killed), SUITE=freshness (500 random changes, seen at once), SUITE=translation (1,000 random steps of editors and translators), SUITE=newsletter (who subscribes cannot be told from the time that an answer takes; 100,000 subscribers imported) or SUITE=fuzz (5,000 questions to the content API)." >&2; exit 2 ;; \
	esac

bench: development
	@case "$(PART)" in \
	  delivery|tables|api|search) $(RUN) -m pytest -m long -s tests/bench/test_$(PART).py $(ARGS) ;; \
	  search-quality) $(RUN) -m pytest -m long -s tests/bench/test_search_quality.py -k both_databases $(ARGS) ;; \
	  *) echo "make bench PART=delivery (what answers cost beside Wagtail's own), PART=tables (what tables cost by their rows), PART=api (what the content API costs as a site grows), PART=search (how soon search answers as a site grows) or PART=search-quality (how well search finds, beside Wagtail's own, on both databases)." >&2; exit 2 ;; \
	esac

lock:
	@command -v uv >/dev/null || { echo "courtyard: make lock needs uv, and it is not installed." >&2; exit 1; }
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --output-file requirements/runtime.lock
	uv pip compile pyproject.toml --extra development --constraint requirements/runtime.lock --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --output-file requirements/development.lock

clean:
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis var/test var/static
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

runtime: python
	@$(PYTHON) tools/environment.py requirements/runtime.lock

development: python
	@$(PYTHON) tools/environment.py requirements/development.lock

python:
	@command -v $(PYTHON) >/dev/null || { echo "courtyard: there is no $(PYTHON) on this machine; Courtyard needs Python 3.11 or newer." >&2; exit 1; }
