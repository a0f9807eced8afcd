#!/bin/sh
# The demo's job: a tenant and a key once, then the demo. /var/lib/reckoner is a volume that keeps the key and the invoices.
set -eu
reckoner=/opt/reckoner/bin/reckoner
umask 077
if [ ! -s /var/lib/reckoner/api-key ]; then
  "$reckoner" tenant create demo
  "$reckoner" api-key create --tenant demo --role OPERATOR --out /var/lib/reckoner/api-key
fi
exec "$reckoner" demo --against "${DEMO_AGAINST:-/run/demo/against.properties}" --out /var/lib/reckoner/invoices
