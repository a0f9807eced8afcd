#!/bin/sh
# Generates the stubs of the published contracts. Usage: generate.sh PYTHON API_DESC OUT
# API_DESC is reckoner/api.desc of the proto jar, which holds the contracts and all that they import.
set -eu
python=$1 api=$2 out=$3
mkdir -p "$out"
# what googleapis-common-protos and protobuf bring is theirs
files=$("$python" - "$api" <<'LIST'
import sys
from google.protobuf.descriptor_pb2 import FileDescriptorSet
for file in FileDescriptorSet.FromString(open(sys.argv[1], "rb").read()).file:
    if not file.name.startswith("google/"):
        print(file.name)
LIST
)
# shellcheck disable=SC2086 # many files
"$python" -m grpc_tools.protoc --descriptor_set_in="$api" --python_out="$out" --grpc_python_out="$out" $files
