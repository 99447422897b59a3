# `make` alone prints the text after each ##, in two groups. The logic is in scripts/ and tools/; variables go after the verb:
# make loadtest USERS=50
SHELL := /bin/sh
LAB := node --import tsx scripts/lab.ts
# npm's record of the installed packages: when it is older than the lock file, they are installed again.
INSTALLED := node_modules/.package-lock.json
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
# It is meant for another program, and tsx reads it before our code runs.
unexport TSX_TSCONFIG_PATH

# Node.js cannot import from a path with a backslash, nor tsx with a question mark, and PostgreSQL's initdb cannot run programs from one with the others.
ifneq ($(shell case "$$(pwd -P)" in (*[\"\$$\`\\?[:cntrl:]]*) echo refused;; esac),)
$(error The path of this checkout contains a double quote, a dollar sign, a backquote, a backslash, a question mark or a control character, which Node.js or PostgreSQL cannot handle. Move the checkout, for example to ~/feed-lab)
endif

# Without tsx, nothing starts: npm was told to omit development dependencies, which all of these are.
ifeq ($(wildcard node_modules/tsx),)
.PHONY: $(INSTALLED)
endif

$(INSTALLED): package-lock.json package.json app/package.json db-migrations/package.json
	@command -v npm >/dev/null || { echo 'npm is not installed. Get Node.js 20.11 or newer: https://nodejs.org/' >&2; exit 1; }
	@echo 'Installing what the lab needs (npm ci, half a minute) ...'
	@npm ci --include=dev --install-strategy=hoisted --no-progress --loglevel=error
	@test -d node_modules/tsx || { echo 'npm did not install tsx. One of its settings may omit it; to list them: npm config list' >&2; exit 1; }
	@touch $@

##@ Use the lab

.PHONY: lab
lab: $(INSTALLED) ## The whole story on this machine: break it, fix it twice, measure each stage (2 to 4 minutes)
	@$(LAB) lab $(ARGS)

.PHONY: guide
guide: $(INSTALLED) ## The walkthrough in this terminal, step by step: it runs the commands and keeps your answers and your place
	@$(LAB) guide $(ARGS)

.PHONY: up
up: $(INSTALLED) ## Start the lab in the background, at the broken stage the first time
	@$(LAB) up $(ARGS)

.PHONY: loadtest
loadtest: $(INSTALLED) ## 100 users request /feed for 30 s (USERS= DURATION= RATE=)
	@$(LAB) loadtest $(ARGS)

.PHONY: why
why: $(INSTALLED) ## Explain the last load test of what is running, from its evidence
	@$(LAB) why $(ARGS)

.PHONY: apply-fix
apply-fix: $(INSTALLED) ## Fix 1: deploy the lab's fix of the API (FIX=mine: your own code)
	@$(LAB) apply-fix $(ARGS)

.PHONY: apply-index
apply-index: $(INSTALLED) ## Fix 2: run the lab's database migration (FIX=mine: your own SQL)
	@$(LAB) apply-index $(ARGS)

.PHONY: explain
explain: $(INSTALLED) ## The feed query's real plan, with notes on the lines that matter
	@$(LAB) explain $(ARGS)

.PHONY: verify
verify: $(INSTALLED) ## Judge the running lab by evidence: which fix holds, and what is wrong (STAGE=)
	@$(LAB) verify $(ARGS)

.PHONY: compare
compare: $(INSTALLED) ## Print the results table and what each fix changed, and write a report with charts
	@$(LAB) compare $(ARGS)

.PHONY: status
status: $(INSTALLED) ## Show which parts of the lab are running, and the stage
	@$(LAB) status $(ARGS)

.PHONY: reset
reset: $(INSTALLED) ## Go back to the broken stage, and keep the data
	@$(LAB) reset $(ARGS)

.PHONY: dev
dev: $(INSTALLED) ## Your own variant of the API, restarted whenever you save app/src
	@$(LAB) dev $(ARGS)

.PHONY: psql
psql: $(INSTALLED) ## A SQL prompt on the running database
	@$(LAB) psql $(ARGS)

.PHONY: api
api: $(INSTALLED) ## Print the address of the feed API; forward a port if none is mapped
	@$(LAB) api $(ARGS)

.PHONY: grafana
grafana: $(INSTALLED) ## Print the address of Grafana (on this machine: of the live page); forward a port if none is mapped
	@$(LAB) grafana $(ARGS)

.PHONY: prometheus
prometheus: $(INSTALLED) ## Print the address of Prometheus; forward a port if none is mapped
	@$(LAB) prometheus $(ARGS)

.PHONY: down
down: $(INSTALLED) ## Stop everything the lab started; on this machine the data stays, a kind cluster is deleted (in any other cluster, the lab's namespace)
	@$(LAB) down $(ARGS)

.PHONY: cluster-up
cluster-up: $(INSTALLED) ## The lab in a kind cluster: images, chart, Prometheus, Grafana (needs Docker)
	@TARGET=kind $(LAB) up $(ARGS)

.PHONY: cluster-down
cluster-down: $(INSTALLED) ## Delete the lab's kind cluster, or its namespace in any other cluster
	@TARGET=kind $(LAB) down $(ARGS)

.PHONY: bench
bench: $(INSTALLED) ## Measure what HTTP and the API add to a query, or run another experiment (ARGS=NAME)
	@npm run --silent bench -- $(ARGS)

##@ Work on the lab

.PHONY: test
test: $(INSTALLED) ## Check types, style and imports, and run all tests on a real PostgreSQL
	@npm run --silent test -- $(ARGS)

.PHONY: check
check: $(INSTALLED) ## Report what is wrong with types, style and imports; change nothing
	@npm run --silent check

.PHONY: fix
fix: $(INSTALLED) ## Repair style
	@npm run --silent fix

.PHONY: schema
schema: $(INSTALLED) ## Regenerate db-migrations/schema.sql, for review
	@npm run --silent generate schema

.PHONY: dashboard
dashboard: $(INSTALLED) ## Regenerate Grafana's dashboard and Prometheus's rules from dashboards/
	@npm run --silent generate dashboard

.PHONY: docs
docs: $(INSTALLED) ## Regenerate docs/reference.md, the diagrams, and the measured numbers in the pages
	@npm run --silent generate docs

.PHONY: screenshots
screenshots: $(INSTALLED) ## Take screenshots of the live page at each stage, for the docs (needs Chromium)
	@npm run --silent screenshots

.PHONY: e2e
e2e: $(INSTALLED) ## Go through the story in a new cluster and assert every part of it; deletes the cluster at the end
	@npm run --silent e2e

.PHONY: fuzz
fuzz: $(INSTALLED) ## Send thousands of valid and invalid requests, generated from the API's OpenAPI document, and check each response (needs Python 3.11)
	@node --import tsx tools/fuzz/fuzz.ts $(ARGS)

.PHONY: gallery
gallery: $(INSTALLED) ## Apply wrong and right fixes, and check that verify judges each correctly (an hour; RUNS= GALLERY=)
	@npm run --silent gallery -- $(ARGS)

.PHONY: walkthrough
walkthrough: $(INSTALLED) ## Run the commands of docs/scenario-1 and compare their output with the pages (TARGET=local by default; 5 minutes)
	@npm run --silent walkthrough -- $(ARGS)

.PHONY: release
release: $(INSTALLED) ## Push images and chart to REGISTRY, sign them, and install what was pushed (ARGS=STEP: images, chart, sign or test)
	@node --import tsx tools/release/release.ts $(ARGS)

.PHONY: help
help:
	@awk -F ':.*## ' '/^##@ / { printf "%s%s:\n", sep, substr($$0, 5); sep = "\n" } /^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo 'Verbs act on the cluster unless TARGET=local is set; lab, guide and dev act on this machine by default.'
	@echo 'To see the flags and variables of a verb: make VERB ARGS=--help. All of them are in docs/reference.md.'
