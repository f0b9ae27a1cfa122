# make demo, make test: nothing is needed but Python ≥3.11 and make. See tools/bootstrap.py.

PYTHON ?= python3
RUN := .venv/bin/python
export PYTHONUTF8 := 1
# What a user's shell may carry and what would lead Python elsewhere.
unexport PYTHONPATH PYTHONHOME PYTHONSAFEPATH PYTHONSTARTUP VIRTUAL_ENV CONDA_PREFIX

.PHONY: help ready demo report test check bench lock clean

help:
	@echo "make demo    启动装有演示区的平台        Start the platform with the demonstration district"
	@echo "make report  演示：从合成台账到工作报告  From synthetic ledgers to a built and checked report"
	@echo "make test    运行全部测试                Run all tests"
	@echo "make check   检查格式、类型、分层、译文  Check style, types, layers and translations"
	@echo "make bench   运行基准测试                Run the benchmarks"
	@echo "make lock    更新锁定的依赖版本          Renew the locked versions"
	@echo "make clean   删除 make 生成的一切        Remove what make has made"

ready:
	@command -v $(PYTHON) >/dev/null || { echo "✗ 需要 Python ≥3.11（找不到 $(PYTHON)）  Needs Python ≥3.11 ($(PYTHON) not found)" >&2; exit 1; }
	@$(PYTHON) tools/bootstrap.py
	@$(RUN) tools/catalogues.py
	@$(RUN) tools/assets.py

# CHECK=1 opens every page as every role and stops.
demo: ready
	@$(RUN) -m fazhi demo $(if $(CHECK),--check)

report: ready
	@$(RUN) -m fazhi demo run

test: ready
	$(RUN) -m pytest -n auto --maxprocesses 4 --dist loadgroup

check: ready
	$(RUN) -m ruff check
	$(RUN) -m ruff format --check
	$(RUN) -m mypy
	$(RUN) -c "from importlinter.cli import lint_imports_command as run; run()"
	$(RUN) tools/catalogues.py --check
	$(RUN) tools/downtime.py

bench: ready
	$(RUN) -m bench

lock: ready
	$(RUN) tools/lock.py
	@$(PYTHON) tools/bootstrap.py

clean:
	@$(PYTHON) tools/bootstrap.py --remove
	rm -rf node_modules src/fazhi/kernel/static/ui/built
	rm -rf demo-out .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests tools bench -name __pycache__ -prune -exec rm -rf {} +
	find src -name '*.mo' -exec rm -f {} +
