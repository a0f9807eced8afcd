#!/bin/sh
# The demo's job: once a tenant with a key for each role that takes part, then the demo. The folder is a volume that keeps
# the keys and the invoices.
set -eu
reckoner=/opt/reckoner/bin/reckoner
folder=/var/lib/reckoner
tenant=demo
umask 077
mkdir -p "$folder/keys"
"$reckoner" tenant create "$tenant"
for role in pricing seller finance operator machine; do
  # a file without a key is what a start that broke off leaves
  if [ ! -s "$folder/keys/$role.key" ]; then
    rm -f "$folder/keys/$role.key"
    "$reckoner" api-key create --tenant "$tenant" --account "demo-$role" --role "$role" --out "$folder/keys/$role.key"
  fi
done
exec "$reckoner" demo --against "${DEMO_AGAINST:-/run/demo/against.properties}" --out "$folder/invoices"
