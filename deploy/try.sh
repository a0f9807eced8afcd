#!/bin/sh
# Tries the deployment for real, on this machine: deploy/try.sh [--tls]. Builds the image, starts compose.yaml with secrets of its own, runs the demo against it and compares the
# content hashes with those of the demo in one process; then loses every volume, restores PostgreSQL alone from its backup, runs the demo again, compares again. Everything is stopped
# and removed at the end. Needs docker, compose (either version), openssl, and the ports 8081-8084 and 9081-9084.
set -eu
home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
work=$(mktemp -d)
project=reckoner-try
export RECKONER_TEST_CLOCK=true RECKONER_IMAGE=reckoner:try

if docker compose version >/dev/null 2>&1; then compose='docker compose'; else compose=docker-compose; fi
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

demo() { # runs the demo's job, keeps its report as $1
  run_compose --profile demo run --rm -T demo | tail -n 6
  docker run --rm --entrypoint cat --user 10001 --volume "${project}_demo:/data:ro" "$RECKONER_IMAGE" /data/invoices/invoices.json > "$1"
}

volume() { # runs a shell on PostgreSQL's volume and the backup's folder
  docker run --rm --entrypoint sh --user 0 --volume "${project}_postgres:/data" --volume "$work:/backup" postgres:18 -c "$1"
}

"$home/deploy/build-image.sh" "$RECKONER_IMAGE" >/dev/null
say "the image is built: $(docker image inspect --format '{{.Size}}' "$RECKONER_IMAGE" | awk '{ printf "%.0f MB", $1 / 1000000 }')"
(cd "$work" && "$home/reckoner" demo --port-base 0 --data data --out one-process | tail -n 3)
say "the demo ran in one process"

"$home/deploy/make-secrets.sh" 2>/dev/null
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
demo "$work/second.json"
compare "$work/second.json"
say "restored, started and gone through again in $(($(date +%s) - restored)) s"

if [ "${1:-}" = --tls ]; then
  for port in 8081 8082 8083 8084 9081 9082 9083 9084; do
    if curl --silent --http0.9 --max-time 5 "http://127.0.0.1:$port/health/liveness" 2>/dev/null | grep -q UP; then
      echo "port $port answers without TLS" >&2
      exit 1
    fi
  done
  say "without TLS nothing answers"
fi
say "done"
