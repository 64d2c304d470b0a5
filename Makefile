# Barograph. `make run` shows it at work; `make test` proves it.

GO        ?= go
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.1
GOVULNCHECK = golang.org/x/vuln/cmd/govulncheck@v1.9.0
CYCLONEDX   = github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0
BIN        = bin/barograph
export CGO_ENABLED = 0
# The toolchain that go.mod names: what is published is built with it, whichever Go is installed.
TOOLCHAIN  = $(shell sed -n 's/^toolchain //p' go.mod)

.PHONY: run web screenshots pictures build test soak lint bench bench-workers fuzz hostile race vuln sbom image release scores score-tables crises clean help

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

build: ## the binary, in bin/
	$(GO) build -trimpath -ldflags "-s -w -X main.version=$$(git describe --tags --always --dirty 2>/dev/null || echo dev)" -o $(BIN) ./cmd/barograph

run: build ## code the example dispatches, keep them in a record, and serve the board that shows it
	$(BIN) code --format table examples/2025-05-08-drones.html
	$(BIN) ingest --db bin/examples.db examples
	$(BIN) dyad IND PAK --db bin/examples.db --format table
	@echo; echo "The board: http://127.0.0.1:8080/pair/IND/PAK (stop it with Ctrl-C)"
	$(BIN) serve --db bin/examples.db

pictures: build ## the pictures in docs/img
	PATH="$$PWD/bin:$$PATH" python3 scripts/picture.py --lines 44 docs/img/code.svg barograph code examples/2025-05-08-drones.html

web: ## the board's built files, web/dist, from its sources; needs Node
	cd web && npm ci --no-audit --no-fund --ignore-scripts && npm run -s check && npm run -s build

screenshots: build ## the pictures of the board in docs/img; needs Node and Chromium
	cd web && { test -d node_modules || npm ci --no-audit --no-fund --ignore-scripts; } && BAROGRAPH_BINARY="$$PWD/../$(BIN)" node e2e/screenshots.mjs

test: lint ## everything; installs what it needs from Debian when run as root, and says what it skips otherwise
	@sh scripts/test-needs.sh
	python3 training/sentences.py
	$(GO) test -timeout 14m ./...

# Packages whose tests have long forms.
SOAK = ./store/... ./ingest/... ./cmd/barograph

soak: ## the long forms of the tests: thousands of articles, killed processes
	@sh scripts/test-needs.sh
	BAROGRAPH_SOAK=1 $(GO) test -count=1 -timeout 3h $(SOAK)

lint: ## gofmt, vet, staticcheck
	@test -z "$$(gofmt -l .)" || { echo "not gofmt'ed:"; gofmt -l .; exit 1; }
	$(GO) vet ./...
	$(GO) run $(STATICCHECK) ./...

bench: ## kernels against the machine's peak, sentences and articles per second, allocations, peak memory, start-up
	$(GO) test -timeout 1h -run '^$$' -bench . -skip 'Process|Workers' -benchmem -count $(or $(COUNT),3) ./encoder ./extract ./actors ./places ./dates ./article ./coder ./cmd/barograph
	$(GO) test -timeout 1h -run '^$$' -bench Process ./cmd/barograph

bench-workers: ## queue and PostgreSQL beside coding, workers against one, by the clock and in CPU time, for ARTICLES pages (default 800)
	BAROGRAPH_ARTICLES=$(or $(ARTICLES),800) $(GO) test -timeout 2h -run '^$$' -bench 'Workers$$' -benchtime 1x ./cmd/barograph

fuzz: ## every parser of outside bytes, for FUZZTIME (default 2m) each; goes on where it was broken off, anew when bin/fuzz.tsv is gone
	@sh scripts/fuzz.sh $(or $(FUZZTIME),2m)

hostile: ## what means harm, counted by kind: servers, addresses, files, backups
	@sh scripts/hostile.sh

race: ## every test under the race detector, package by package; goes on where it was broken off, anew when bin/race.tsv is gone
	@sh scripts/race.sh

vuln: ## look for known vulnerabilities in what is called of the dependencies and of Go, by vuln.go.dev or else by its source
	@sh scripts/vuln.sh $(GOVULNCHECK) $(TOOLCHAIN)

sbom: ## dist/barograph.cdx.json: what is in the binary, as CycloneDX
	mkdir -p dist
	GOTOOLCHAIN=$(TOOLCHAIN) $(GO) run $(CYCLONEDX) app -json -licenses -noserial -output dist/barograph.cdx.json -main cmd/barograph .
	@grep -c '"type": "library"' dist/barograph.cdx.json | sed 's/$$/ modules in dist\/barograph.cdx.json/'

IMAGE_TOOL ?= $(firstword $(foreach tool,podman docker buildah,$(if $(shell command -v $(tool)),$(tool))) podman)
CERTIFICATES ?= $(firstword $(wildcard /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem))

image: ## the container image barograph, of this machine's kind of processor; nothing is fetched. IMAGE_TOOL is podman, docker or buildah
	@test -n "$(CERTIFICATES)" || { echo "no certificates of the web here; install ca-certificates, or name a file: make image CERTIFICATES=FILE" >&2; exit 2; }
	rm -rf bin/image && mkdir -p bin/image/data
	GOOS=linux $(MAKE) -s build BIN=bin/image/barograph
	cp "$(CERTIFICATES)" bin/image/ca-certificates.crt
	$(IMAGE_TOOL) build -t barograph -f deploy/Containerfile bin/image

release: sbom ## dist/: archives for linux, darwin and windows on amd64 and arm64, checksums; proves that a second build gives the same bytes
	GOTOOLCHAIN=$(TOOLCHAIN) $(GO) run ./scripts/release -verify $(or $(VERIFY),host)

scores: build ## the scores that MODEL_CARD.md quotes; DATA is a file of annotated sentences
	$(BIN) eval $(DATA)

score-tables: build ## the same, written into the tables of README.md and MODEL_CARD.md
	$(BIN) eval $(DATA) --json | python3 scripts/score-tables.py

CRISES = bin/chronicle.db

crises: build ## rank the crises of tension/testdata in the chronicle of current events, with the table of docs/tension.md; CHRONICLE is its folder
	@test -d "$(CHRONICLE)" || { echo "CHRONICLE names no folder of the chronicle: make crises CHRONICLE=FOLDER" >&2; exit 2; }
	$(BIN) ingest --db $(CRISES) $(CHRONICLE)
	BAROGRAPH_CHRONICLE="$$PWD/$(CRISES)" $(GO) test ./tension -run 'TestCrises$$' -count 1 -timeout 1h -v

clean:
	rm -rf bin dist
