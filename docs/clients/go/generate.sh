#!/bin/sh
# Generates the stubs of the published contracts. Usage: generate.sh PROTOC API_DESC FILE…, in this folder
# API_DESC is reckoner/api.desc of the proto jar, which holds the contracts and all that they import; FILE is each of
# them. Each gets a Go package of its own, because Go packages, other than files, may not import each other in circles.
set -eu
protoc=$1 api=$2
shift 2
mkdir -p bin stubs
go build -o bin/ tool
packages=
for file in buf/validate/validate.proto "$@"; do
  package=M$file=reckoner.example/usage/stubs/${file%.proto}
  packages="$packages --go_opt=$package --go-grpc_opt=$package"
done
# shellcheck disable=SC2086 # many options
"$protoc" --descriptor_set_in="$api" --plugin=bin/protoc-gen-go --plugin=bin/protoc-gen-go-grpc \
  --go_out=stubs --go-grpc_out=stubs --go_opt=module=reckoner.example/usage/stubs \
  --go-grpc_opt=module=reckoner.example/usage/stubs $packages buf/validate/validate.proto "$@"
