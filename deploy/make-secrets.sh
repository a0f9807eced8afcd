#!/bin/sh
# Makes every secret that a deployment needs, each random and of its own, in a folder that only its owner can enter:
# deploy/make-secrets.sh [FOLDER], by default deploy/secrets. What is there already stays as it is; to change one, remove its
# file, run this again and follow "Changing credentials" in docs/operating.md.
# Needs openssl, and the image (RECKONER_IMAGE, by default reckoner:local) or a command line of your own (RECKONER=./reckoner).
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
folder=${1:-$here/secrets}
image=${RECKONER_IMAGE:-reckoner:local}
services="catalog rating invoicing workflows"

umask 077
mkdir -p "$folder"
chmod 0700 "$folder"
folder=$(CDPATH='' cd -- "$folder" && pwd -P)

# The containers run as users of their own, so the files must be readable; the folder's mode keeps everybody else out.
publish() {
  chmod 0444 "$1.new"
  mv "$1.new" "$1"
  echo "made $1" >&2
}

random() { # 256 bits in hexadecimal digits, which stand in SQL and in a header as they are
  openssl rand -hex 32
}

reckoner() {
  if [ -n "${RECKONER:-}" ]; then
    (cd "$folder" && "$RECKONER" "$@")
  else
    docker run --rm --network none --read-only --tmpfs /tmp --cap-drop ALL --user "$(id -u):$(id -g)" \
      --volume "$folder:/secrets" --workdir /secrets "$image" "$@"
  fi
}
case ${RECKONER:-} in
  '' | /*) ;;
  *) RECKONER=$(CDPATH='' cd -- "$(dirname -- "$RECKONER")" && pwd -P)/${RECKONER##*/} ;;
esac

cd "$folder"

for name in postgres $services; do
  file=$name-database-password
  [ -f "$file" ] || { random > "$file.new"; publish "$file"; }
done

# What a new database server runs once. A blank line ends each statement; roles own their database and may enter no other.
if [ ! -f database-init.sql ]; then
  {
    for service in $services; do
      printf "create role reckoner_%s login password '%s';\n\n" "$service" "$(cat "$service-database-password")"
      printf "create database reckoner_%s owner reckoner_%s encoding 'UTF8' template template0;\n\n" "$service" "$service"
      printf "revoke all on database reckoner_%s from public;\n\n" "$service"
    done
  } > database-init.sql.new
  publish database-init.sql
fi

[ -f metrics-token ] || { random > metrics-token.new; publish metrics-token; }

# The key that signs tokens for people and programs is the workflows service's alone; that of rating signs for rating only.
if [ ! -f workflows-signing-key ] || [ ! -f rating-signing-key ]; then
  [ -f workflows-signing-key ] || { reckoner signing-key create --out workflows-signing-key.new >&2; publish workflows-signing-key; }
  [ -f rating-signing-key ] || { reckoner signing-key create --machine --out rating-signing-key.new >&2; publish rating-signing-key; }
  rm -f public-keys.json
fi
if [ ! -f public-keys.json ]; then
  # a key that is being replaced is still believed while it lies here under this name
  set -- workflows-signing-key rating-signing-key
  for old in *-signing-key.old; do
    [ ! -f "$old" ] || set -- "$@" "$old"
  done
  reckoner public-keys --out public-keys.json.new "$@" >&2
  publish public-keys.json
fi

# A certificate authority for this deployment alone, and a certificate for each service, for both ends of a call.
if [ ! -f ca.pem ]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout ca.key.new -out ca.pem.new -days 3650 \
    -subj "/CN=Reckoner CA" -addext "basicConstraints=critical,CA:TRUE,pathlen:0" -addext "keyUsage=critical,keyCertSign,cRLSign" 2>/dev/null
  chmod 0400 ca.key.new
  mv ca.key.new ca.key
  publish ca.pem
fi
for name in $services client; do
  [ ! -f "$name.pem" ] || continue
  if [ "$name" = client ]; then
    names="DNS:client"
    usage=clientAuth
  else
    names="DNS:$name,DNS:$name.reckoner.svc,DNS:$name.reckoner.svc.cluster.local,DNS:localhost,IP:127.0.0.1"
    usage=serverAuth,clientAuth
  fi
  printf 'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=%s\nsubjectAltName=%s\n' \
    "$usage" "$names" > "$name.extensions"
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout "$name.key.new" -out "$name.request" -subj "/CN=$name" 2>/dev/null
  openssl x509 -req -in "$name.request" -CA ca.pem -CAkey ca.key -days 397 -sha256 -extfile "$name.extensions" -out "$name.pem.new" 2>/dev/null
  rm "$name.request" "$name.extensions"
  publish "$name.key"
  publish "$name.pem"
done
