SHELL := /bin/sh
VENV := .venv
PY := $(VENV)/bin/python
.DEFAULT_GOAL := help

$(VENV)/bin/uv:
	@echo "· 建立虚拟环境 virtual environment in $(VENV)"
	@python3 -m venv $(VENV)
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check "uv>=0.6"

$(VENV)/.ready: $(VENV)/bin/uv pyproject.toml uv.lock
	@echo "· 安装依赖 packages by uv.lock"
	@UV_PROJECT_ENVIRONMENT=$(VENV) $(VENV)/bin/uv sync --quiet --frozen --inexact --group dev
	@touch $@

.PHONY: help setup
setup: $(VENV)/.ready ## virtual environment with .venv/bin/shanzhi 建立环境

help: ## this list 命令一览
	@grep -hE '^[a-z0-9]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10
