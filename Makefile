# sam build calls build-<logical id of the function> with the folder that is to hold the package.
.PHONY: build-Responder

build-Responder:
	dotnet publish src/ScanResponder.Lambda -c Release -r linux-x64 -o artifacts/bootstrap
	cp artifacts/bootstrap/bootstrap $(ARTIFACTS_DIR)/bootstrap
