# Barograph. `make run` shows it at work; `make test` proves it.

GO        ?= go
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.1
BIN        = bin/barograph
export CGO_ENABLED = 0

.PHONY: run build test lint bench fuzz scores clean help

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

build: $(BIN) ## the binary, in bin/

$(BIN): $(shell git ls-files '*.go' '*.s' '*.tsv' '*.bin' '*.safetensors' go.mod go.sum 2>/dev/null)
	$(GO) build -trimpath -ldflags "-s -w -X main.version=$$(git describe --tags --always --dirty 2>/dev/null || echo dev)" -o $@ ./cmd/barograph

run: build ## code the example dispatches and show their events
	$(BIN) code --format table examples/*.html examples/*.txt examples/*.xml

test: lint ## everything; installs what it needs from Debian when run as root, and says what it skips otherwise
	@sh scripts/test-needs.sh
	python3 training/sentences.py
	$(GO) test -timeout 14m ./...

lint: ## gofmt, vet, staticcheck
	@test -z "$$(gofmt -l .)" || { echo "not gofmt'ed:"; gofmt -l .; exit 1; }
	$(GO) vet ./...
	$(GO) run $(STATICCHECK) ./...

bench: ## kernels against the machine's peak, sentences and articles per second, allocations, peak memory, start-up
	$(GO) test -timeout 1h -run '^$$' -bench . -skip Process -benchmem -count $(or $(COUNT),3) ./encoder ./extract ./actors ./places ./dates ./article ./coder ./cmd/barograph
	$(GO) test -timeout 1h -run '^$$' -bench Process ./cmd/barograph

fuzz: ## every parser of outside bytes, for FUZZTIME (default 2m) each
	@sh scripts/fuzz.sh $(or $(FUZZTIME),2m)

scores: build ## the scores that MODEL_CARD.md quotes; DATA is a file of annotated sentences
	$(BIN) eval $(DATA)

clean:
	rm -rf bin dist
