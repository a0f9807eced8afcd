#!/bin/sh
# Tries the deployment for real, on this machine: deploy/try.sh [--tls]. Builds the image, starts compose.yaml with secrets of its own, runs the demo against it and compares the
# content hashes with those of the demo in one process; then loses the volumes of PostgreSQL and Temporal, restores PostgreSQL alone from its backup, runs the demo again with the keys
# that it kept, compares what it writes anew. Looks on every port whether it answers without TLS: with --tls none may, without it all must, which shows that the look finds what it is
# for. Everything is stopped and removed at the end. Needs docker, compose (either version), openssl, curl with HTTP/2, and the ports 8081-8084 and 9081-9084.
set -eu
home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
work=$(mktemp -d)
project=reckoner-try
export RECKONER_TEST_CLOCK=true RECKONER_IMAGE=reckoner:try

if docker compose version >/dev/null 2>&1; then compose='docker compose'; else compose=docker-compose; fi
if ! curl --version | grep -qw HTTP2; then
  echo "this curl speaks no HTTP/2" >&2
  exit 2
fi
files="-f $home/deploy/compose.yaml"
if [ "${1:-}" = --tls ]; then
  files="$files -f $home/deploy/compose.tls.yaml"
fi

begun=$(date +%s)
say() { echo "[$(($(date +%s) - begun)) s] $*"; }

# shellcheck disable=SC2086 # several words
run_compose() { $compose -p "$project" $files "$@"; }

if [ -e "$home/deploy/secrets" ]; then
  echo "deploy/secrets is there: this script makes secrets of its own and removes them; run it in a clone without" >&2
  exit 2
fi

finish() {
  code=$?
  [ "$code" = 0 ] || run_compose logs --tail 20 || true
  run_compose --profile demo down --volumes --timeout 60 >/dev/null 2>&1 || true
  rm -rf "$work" "$home/deploy/secrets"
  exit "$code"
}
trap finish EXIT
trap 'exit 130' INT TERM

hashes() { grep -o '"content_hash" : "[0-9a-f]*"' "$1"; }

compare() { # the report of a demo on the deployment
  hashes "$work/one-process/invoices.json" > "$work/expected"
  hashes "$1" > "$work/found"
  [ -s "$work/expected" ] || { echo "no hashes in the report of the demo in one process" >&2; exit 1; }
  diff "$work/expected" "$work/found" >&2 || { echo "other content hashes than in one process" >&2; exit 1; }
  say "$(wc -l < "$work/found" | tr -d ' ') content hashes, as in one process"
}

attempt() { # shows the last lines ($1) of what a command says, and ends the script where it fails; a pipe would hide that
  lines=$1
  shift
  "$@" > "$work/said" 2>&1 || {
    tail -n 40 "$work/said" >&2
    echo "failed: $*" >&2
    exit 1
  }
  tail -n "$lines" "$work/said"
}

demo() { # runs the demo's job, keeps its report as $1
  attempt 6 run_compose --profile demo run --rm -T demo
  docker run --rm --entrypoint cat --user 10001 --volume "${project}_demo:/data:ro" "$RECKONER_IMAGE" /data/invoices/invoices.json > "$1"
}

forget_demo() { # removes the invoices of the last run, so that those that are compared are of the next
  docker run --rm --entrypoint rm --user 10001 --volume "${project}_demo:/data" "$RECKONER_IMAGE" -r /data/invoices
}

answers_plainly() { # on a port of HTTP or gRPC, a caller without TLS
  case $1 in
    808*) curl --silent --max-time 5 "http://127.0.0.1:$1/health/liveness" | grep -q UP ;;
    # a server that reads the plain preface of HTTP/2 answers in HTTP/2, if only to refuse what was asked
    *) [ "$(curl --silent --output /dev/null --max-time 5 --http2-prior-knowledge --write-out '%{http_version}' "http://127.0.0.1:$1/")" = 2 ] ;;
  esac
}

plain_ports() {
  for port in 8081 8082 8083 8084 9081 9082 9083 9084; do
    if answers_plainly "$port"; then printf '%s ' "$port"; fi
  done
}

volume() { # runs a shell on PostgreSQL's volume and the backup's folder
  docker run --rm --entrypoint sh --user 0 --volume "${project}_postgres:/data" --volume "$work:/backup" postgres:18 -c "$1"
}

"$home/deploy/build-image.sh" "$RECKONER_IMAGE" >/dev/null
say "the image is built: $(docker image inspect --format '{{.Size}}' "$RECKONER_IMAGE" | awk '{ printf "%.0f MB", $1 / 1000000 }')"
attempt 3 "$home/reckoner" demo --port-base 0 --data "$work/data" --out "$work/one-process"
say "the demo ran in one process"

attempt 0 "$home/deploy/make-secrets.sh"
run_compose up -d
say "compose has started"
demo "$work/first.json"
compare "$work/first.json"

run_compose stop --timeout 60 catalog rating invoicing workflows postgres >/dev/null 2>&1
volume 'tar -C /data -cf /backup/postgres.tar .'
say "PostgreSQL is backed up: $(wc -c < "$work/postgres.tar" | awk '{ printf "%.0f MB", $1 / 1000000 }')"
run_compose --profile demo rm -sf >/dev/null 2>&1
docker volume rm "${project}_postgres" "${project}_temporal" >/dev/null
say "the volumes of PostgreSQL and Temporal are gone"

restored=$(date +%s)
docker volume create "${project}_postgres" >/dev/null
volume 'tar -C /data -xf /backup/postgres.tar'
run_compose up -d
forget_demo
demo "$work/second.json"
compare "$work/second.json"
say "restored, started and gone through again in $(($(date +%s) - restored)) s"

expected_plain='8081 8082 8083 8084 9081 9082 9083 9084 '
if [ "${1:-}" = --tls ]; then expected_plain=; fi
plain=$(plain_ports)
if [ "$plain" != "$expected_plain" ]; then
  echo "ports that answer without TLS: ${plain:-none}; expected: ${expected_plain:-none}" >&2
  exit 1
fi
say "without TLS answer: ${plain:-none}"
say "done"
