# sam build calls build-<logical id of the function> with ARTIFACTS_DIR, the folder that is to hold the package. It does not say for which
# processor, so ARCH does, and must be what the stack's parameter Architecture is:
#
#   sam build                                                  x86_64, the default of both
#   ARCH=arm64 sam build                                       on arm64, or on x86_64 with clang, lld and an arm64 C library
#   sam build --use-container --build-image public.ecr.aws/sam/build-dotnet10:latest-x86_64
#                                                              on macOS and Windows on x86
#   sam build --use-container --build-image public.ecr.aws/sam/build-dotnet10:latest-arm64 --container-env-var ARCH=arm64
#                                                              on Apple silicon and other arm64
#
# Each image builds for its own processor. Docker runs one of the other processor only where it emulates that (QEMU).
#
# SYSROOT is the root of the arm64 C library where clang does not find it by itself.
#
# PACKAGES says which of the packages of AWS to build with: aws takes AWS's own, which nuget.org has; stand-ins takes src/StandIns; auto, the default,
# takes AWS's own where the configured feed has them, and else the stand-ins.

PACKAGES ?= auto
HOST := $(shell uname -s)-$(shell uname -m)
ARCH ?= $(if $(filter Darwin-arm64,$(HOST)),arm64,x86_64)
CLANG ?= clang
BINARY ?= artifacts/bootstrap/bootstrap

RID_x86_64 := linux-x64
RID_arm64 := linux-arm64
HOST_ARCH_Linux-x86_64 := x86_64
HOST_ARCH_Linux-aarch64 := arm64
RID := $(RID_$(ARCH))
HOST_ARCH := $(HOST_ARCH_$(HOST))

# The command that builds for ARCH in a container.
IMAGE := public.ecr.aws/sam/build-dotnet10:latest-$(ARCH)
IN_CONTAINER := sam build --use-container --build-image $(IMAGE)$(if $(filter arm64,$(ARCH)), --container-env-var ARCH=arm64)

# What Lambda's provided.al2023 has, and what we hold ourselves to.
NEWEST_GLIBC := 2.34
# With whichever packages; .ci/run holds the binary with the stand-ins to 16 MiB.
MOST_BYTES := 20971520

# The function with settings it takes and nobody behind the address from which Lambda hands out events: there it ends.
ENVIRONMENT := AWS_LAMBDA_RUNTIME_API=127.0.0.1:9 AWS_REGION=eu-west-1 AWS_ACCESS_KEY_ID=none AWS_SECRET_ACCESS_KEY=none \
	RESPONDER_TOPIC_ARN=arn:aws:sns:eu-west-1:123456789012:none
START_UP = for run in 1 2 3 4 5; do begin=$$(date +%s%N); env -i $(ENVIRONMENT) "$(BINARY)" >/dev/null 2>&1; \
	echo $$((($$(date +%s%N) - begin) / 1000000)); done | sort -n | head -n 1

VERSION := $(shell sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props 2>/dev/null)
DIST := artifacts/dist

# Sets the shell variable own to true where $(1) is to be built with AWS's own packages.
RESTORE_LOG := artifacts/restore-aws-packages.log
CHOOSE_PACKAGES = mkdir -p artifacts; case "$(PACKAGES)" in aws) own=true ;; stand-ins) own=false ;; *) \
	if dotnet restore $(1) -r $(RID) -p:UseAwsNuGetPackages=true >$(RESTORE_LOG) 2>&1; then own=true; else own=false; \
	echo "The package feed lacks some of AWS's packages, as $(RESTORE_LOG) says: the stand-ins take their place"; fi ;; esac
SAY_PACKAGES = if [ $$own = true ]; then echo "$(1) is built with AWS's own packages"; else echo "$(1) is built with the stand-ins (src/StandIns)"; fi

.PHONY: bench bench-first-calls debug-aws build-Responder bootstrap can-build can-compile check-binary check-aws-packages dist dist-native dist-cli dist-tool try-dist

build-Responder: can-build bootstrap
	cp artifacts/$(RID)/bootstrap "$(ARTIFACTS_DIR)/bootstrap"

bootstrap: can-compile
	@set -e; $(call CHOOSE_PACKAGES,src/ScanResponder.Lambda); set -x; \
	dotnet publish src/ScanResponder.Lambda -c Release -r $(RID) -o artifacts/$(RID) -p:UseAwsNuGetPackages=$$own $(CROSS); { set +x; } 2>/dev/null; \
	$(call SAY_PACKAGES,artifacts/$(RID)/bootstrap)
	@$(MAKE) --no-print-directory check-binary BINARY=artifacts/$(RID)/bootstrap

# What a release has: for this processor the function's package and the command line as one file, and the command line as a .NET tool.
dist: dist-native dist-tool

dist-native: can-compile bootstrap
	rm -rf $(DIST) && mkdir -p $(DIST)
	@$(MAKE) --no-print-directory dist-cli
	zip -X -j -q $(DIST)/scan-responder-$(VERSION)-lambda-$(ARCH).zip artifacts/$(RID)/bootstrap
	cd $(DIST) && sha256sum *-lambda-$(ARCH).zip *-$(RID) > SHA256SUMS-$(RID) && cat SHA256SUMS-$(RID)

# The command line as one file, which needs no .NET.
dist-cli: can-compile
	@mkdir -p $(DIST)
	@set -e; $(call CHOOSE_PACKAGES,src/ScanResponder.Cli); set -x; \
	dotnet publish src/ScanResponder.Cli -c Release -r $(RID) --self-contained -o artifacts/cli-$(RID) -p:UseAwsNuGetPackages=$$own \
		-p:PublishSingleFile=true -p:EnableCompressionInSingleFile=true -p:DebugType=none; { set +x; } 2>/dev/null; \
	$(call SAY_PACKAGES,artifacts/cli-$(RID)/scan-responder)
	cp artifacts/cli-$(RID)/scan-responder $(DIST)/scan-responder-$(VERSION)-$(RID)

dist-tool: can-compile
	@set -e; mkdir -p $(DIST); $(call CHOOSE_PACKAGES,src/ScanResponder.Cli); set -x; \
	dotnet pack src/ScanResponder.Cli -c Release -o $(DIST) -p:UseAwsNuGetPackages=$$own; { set +x; } 2>/dev/null; \
	$(call SAY_PACKAGES,The tool)
	cd $(DIST) && sha256sum *.nupkg > SHA256SUMS-tool && cat SHA256SUMS-tool

# That the tool and the file install and work in a clean folder.
try-dist:
	eng/try-dist

# How long a cold start takes, from the start of the process to its answer: docs/performance.md says how it is measured. RUNS=20 BENCH=cold-and-growth make bench
# measures larger accounts too.
# make bench-first-calls measures what each call of AWS takes in a process that has made none, and what is left of that where it was made before.
RUNS ?= 20
BENCH ?= cold
bench: bootstrap
	dotnet publish test/ScanResponder.Floor -c Release -r $(RID) -o artifacts/floor
	dotnet run --project test/ScanResponder.Benchmarks -c Release -- $(BENCH) $(RUNS) artifacts/floor/floor artifacts/$(RID)/bootstrap

bench-first-calls: can-compile
	dotnet publish test/ScanResponder.FirstCall -c Release -r $(RID) -o artifacts/first-call
	dotnet run --project test/ScanResponder.Benchmarks -c Release -- first-calls $(RUNS) artifacts/first-call/first-call

# AWS for debugging, on this machine and with nothing in it but the topic: what the launch profile "Lambda test tool, offline" answers against.
# It runs until it is interrupted.
DEBUG_AWS_PORT ?= 5051
debug-aws:
	@command -v moto_server >/dev/null || { echo "debug-aws takes moto: pip install 'moto[server]==5.2.*'" >&2; exit 1; }
	@command -v aws >/dev/null || { echo "debug-aws takes the AWS CLI: pip install awscli" >&2; exit 1; }
	@moto_server -p $(DEBUG_AWS_PORT) >/dev/null 2>&1 & server=$$!; trap 'kill $$server' EXIT; \
	export AWS_ENDPOINT_URL=http://127.0.0.1:$(DEBUG_AWS_PORT) AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=eu-west-1; \
	for try in 1 2 3 4 5 6 7 8 9 10; do topic=$$(aws sns create-topic --name security --query TopicArn --output text 2>/dev/null) && break; sleep 1; done; \
	[ -n "$$topic" ] || { echo "moto does not answer on port $(DEBUG_AWS_PORT)" >&2; exit 1; }; \
	echo "AWS is at $$AWS_ENDPOINT_URL, with the topic $$topic. Ctrl+C ends it."; wait $$server

# That every project compiles with AWS's own packages too.
check-aws-packages:
	eng/check-aws-packages

ifneq ($(ARCH),$(HOST_ARCH))
bootstrap: CROSS = -p:CppCompilerAndLinker=$(CLANG) -p:LinkerFlavor=lld $(if $(SYSROOT),-p:SysRoot=$(SYSROOT))
endif

can-build:
	@[ -n "$(ARTIFACTS_DIR)" ] || { echo "ARTIFACTS_DIR is not set: run this through 'sam build'" >&2; exit 1; }

can-compile:
	@[ -n "$(RID)" ] || { echo "ARCH=$(ARCH): accepted are x86_64 and arm64" >&2; exit 1; }
	@case "$(PACKAGES)" in aws|stand-ins|auto) ;; *) echo "PACKAGES=$(PACKAGES): accepted are aws, stand-ins and auto" >&2; exit 1 ;; esac
	@[ -n "$(HOST_ARCH)" ] || { echo "The binary is for Linux and is built on Linux: run '$(IN_CONTAINER)'" >&2; exit 1; }
	@[ "$(ARCH)" = "$(HOST_ARCH)" ] || { command -v $(CLANG) && command -v ld.lld; } >/dev/null || { \
		echo "ARCH=$(ARCH) on $(HOST_ARCH) takes $(CLANG), lld and the C library of $(ARCH) (on Debian: clang lld gcc-aarch64-linux-gnu), or the image for $(ARCH), which Docker runs on $(HOST_ARCH) where it emulates $(ARCH): '$(IN_CONTAINER)'" >&2; exit 1; }

# That the binary starts on Amazon Linux 2023 and keeps its size.
check-binary:
	@[ -x "$(BINARY)" ] || { echo "$(BINARY) is not there" >&2; exit 1; }; \
	size=$$(wc -c < "$(BINARY)"); newest=$$(readelf -VW "$(BINARY)" | grep -o 'GLIBC_[0-9.]*' | sort -uV | tail -n 1); \
	[ -n "$$newest" ] || { echo "readelf does not say which GLIBC $(BINARY) needs" >&2; exit 1; }; \
	zipped=$$(gzip -c "$(BINARY)" | wc -c); \
	echo "$(BINARY): $$size bytes, about $$zipped in the package; needs $$newest"; \
	[ "$$(printf '%s\n' "$$newest" GLIBC_$(NEWEST_GLIBC) | sort -V | tail -n 1)" = GLIBC_$(NEWEST_GLIBC) ] || { \
		echo "Amazon Linux 2023 has GLIBC_$(NEWEST_GLIBC): build on an older Linux, or in the image of Amazon Linux 2023: '$(IN_CONTAINER)'" >&2; exit 1; }; \
	[ "$$size" -le $(MOST_BYTES) ] || { echo "The binary may have $(MOST_BYTES) bytes at the most" >&2; exit 1; }; \
	[ "$(ARCH)" != "$(HOST_ARCH)" ] || echo "$(BINARY): starts in $$($(START_UP)) ms, from its launch until it asks for the first event; the best of five"
