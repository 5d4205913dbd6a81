SHELL := /bin/sh
VENV := .venv
PY := $(VENV)/bin/python
SZ := $(VENV)/bin/shanzhi
UV := UV_PROJECT_ENVIRONMENT=$(VENV) $(VENV)/bin/uv
DEMO := SHANZHI_DATA=$${SHANZHI_DATA:-var} SHANZHI_SECOND_FACTOR=$${SHANZHI_SECOND_FACTOR:-off}
TESTS ?= tests
.DEFAULT_GOAL := help

.PHONY: help demo setup test leaks fast e2e drill lint fix docs bench audit read

demo: setup ## set up and run with a believable town 装好并打开示范县
	@$(DEMO) $(SZ) serve --town

setup: $(VENV)/.ready ## virtual environment with .venv/bin/shanzhi 建立环境

$(VENV)/bin/uv:
	@echo "· 建立虚拟环境 virtual environment in $(VENV)"
	@python3 -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check "uv>=0.6"

$(VENV)/.ready: $(VENV)/bin/uv pyproject.toml uv.lock shanzhi/locale/en/LC_MESSAGES/django.po
	@echo "· 安装依赖 packages by uv.lock"
	@$(UV) sync --quiet --frozen --inexact --group dev
	@$(VENV)/bin/pybabel --quiet compile -d shanzhi/locale -D django
	@touch $@

$(VENV)/.browser: $(VENV)/.ready
	@$(UV) sync --quiet --frozen --inexact --group dev --group e2e
	@touch $@

test: setup ## everything but the browser stories 全部测试（浏览器故事除外）
	@$(PY) -m pytest $(TESTS) docs/rules --doctest-glob='*.md' --ignore tests/e2e --ignore tests/drills -q -n auto

leaks: setup ## the leak matrix: every address against everybody who must not see 泄露矩阵
	@LEAKS=1 $(PY) -m pytest tests/leaks -q

fast: setup ## core and house only 只测规则与房屋
	@$(PY) -m pytest tests/core tests/house -q

e2e: $(VENV)/.browser ## browser stories in Chromium 浏览器故事
	@$(PY) -m pytest tests/e2e -q -n 2 --dist loadfile

drill: setup ## bad days and a real broker: killed, disk full, restored, mosquitto; as root 应急演练（断电、磁盘满、恢复、消息服务器）
	@$(PY) -m pytest tests/drills -q -s

lint: setup ## ruff, mypy, import contracts, migrations 检查代码
	@$(VENV)/bin/ruff check --quiet
	@$(VENV)/bin/ruff format --check --quiet
	@$(VENV)/bin/mypy --no-error-summary
	@$(VENV)/bin/lint-imports --no-logo 2>&1 | tail -1
	@$(SZ) makemigrations --check --dry-run --verbosity 0

secure: setup ## production settings, advisories, secrets, static analysis 安全检查
	@SHANZHI_DATA=$$(mktemp -d) SHANZHI_HTTPS=1 SHANZHI_HOSTS=shanzhi.example $(SZ) check --deploy --fail-level WARNING
	@.ci/advisories
	@$(VENV)/bin/ruff check --quiet --select S
	@$(PY) -m pytest tests/house/test_security.py -q -k "secret or way_out or silenced or ruff"

fix: setup ## what can be mended by itself 自动修整
	@$(VENV)/bin/ruff check --fix --quiet || true
	@$(VENV)/bin/ruff format --quiet
	@$(SZ) docs

docs: setup ## generated pages and words are up to date 检查文档与英文词条
	@$(SZ) docs --check
	@$(SZ) words

bench: setup ## load and speed, each against a floor in the same run 测速
	@$(PY) -m bench.reading
	@$(PY) -m bench.ledger
	@$(PY) -m bench.access
	@$(PY) -m bench.journal
	@$(PY) -m bench.places
	@$(PY) -m bench.registers
	@$(PY) -m bench.adoption
	@$(PY) -m bench.clock
	@$(PY) -m bench.feeds
	@$(PY) -m bench.indicators
	@$(UV) sync --quiet --frozen --inexact --group dev --group bench
	@$(PY) -m bench.books
	@$(PY) -m bench.cases

audit: setup ## recompute and compare everything 复核
	@$(DEMO) $(SZ) audit

read: setup ## read one plan: make read FILE=plan.docx 读一份方案
	@$(SZ) read "$(FILE)"

help: ## this list 命令一览
	@grep -hE '^[a-z0-9]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10
