# Every way into the house. `make` alone lists them.

.DEFAULT_GOAL := help
.PHONY: help demo test build check bench simulate format fuzz faults setup clean

RASTRO := .build/release/rastro
SWIFT_FLAGS ?=

help: ## list what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

demo: build ## set up, build, and have two governments trace a synthetic world together
	@Tools/setup serve
	@Tools/demo $(RASTRO) out/demo

test: ## set up and run every test: house rules, units, the built command, the report in a browser
	@Tools/test

build: ## the release binary, .build/release/rastro
	@Tools/setup build
	swift build -c release --product rastro --static-swift-stdlib $(SWIFT_FLAGS)

check: ## the house rules alone: format, imports, sizes, forbidden words
	@Tools/check-house

bench: build ## speed, memory and accuracy: traces, then damaged serials (RECORDS=10000000), beside other ways, then the ledger, blind comparison, nginx and two nodes
	@Tools/setup bench
	@.venv/bin/python Benchmarks/run --rastro $(RASTRO)
	@Benchmarks/serial/run $(RASTRO) $(RECORDS)
	@$(RASTRO) bench ledger
	@$(RASTRO) bench blind
	@$(RASTRO) bench policy
	@Benchmarks/front/run
	@Benchmarks/exchange/run $(RASTRO) messages
	@Benchmarks/exchange/run $(RASTRO) messages --front
	@Benchmarks/exchange/run $(RASTRO) traces

simulate: ## two nodes through every fault, by seeds (SEEDS=50000 FIRST=1)
	@Tools/setup build
	swift build -c release --product rastro-simulate $(SWIFT_FLAGS)
	@.build/release/rastro-simulate --seeds $(or $(SEEDS),50000) --first $(or $(FIRST),1)

fuzz: ## feed broken files to the command and to each parser, for a minute (FUZZ_SECONDS=60)
	@Tools/setup build test
	@Fuzz/run $(or $(FUZZ_SECONDS),60)

faults: ## fail each write of two nodes and cut them off 200 times, for hours (RASTRO_SEED=1 for other times)
	@Tools/setup build test
	swift build --product rastro
	@RASTRO_FAULTS=all Tests/EndToEnd/run .build/debug/rastro out/faults \
		test_node_faults test_node_mishaps test_node_writes

format: ## format the Swift sources in place
	swift-format format --in-place --parallel --recursive Sources Tests Package.swift

setup: ## install what building, testing and serving need, and do nothing else
	@Tools/setup build test serve

clean: ## remove what was built, measured and demonstrated
	rm -rf .build out
