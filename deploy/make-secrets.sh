#!/bin/sh
# Makes every secret that a deployment needs, each random and of its own, in a folder that only its owner can enter:
# deploy/make-secrets.sh [FOLDER], by default deploy/secrets. What is there already stays as it is; to change one, remove its
# file, run this again and follow "Changing credentials" in docs/operating.md. Where it breaks off, run it again: it goes on.
# Needs openssl (1.1.1 or newer), and the image (RECKONER_IMAGE, by default reckoner:local) or a command line of your own (RECKONER=./reckoner).
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
  mv -f "$1.new" "$1"
  echo "made $1" >&2
}

# Runs a command; what it says on standard error is heard only where it fails.
quietly() {
  "$@" 2> said.new || {
    code=$?
    cat said.new >&2
    echo "failed: $*" >&2
    exit "$code"
  }
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
rm -f ./*.new # of a run that broke off

for name in postgres $services; do
  file=$name-database-password
  # the SQL has every password in it; made anew, it is that of the files
  [ -f "$file" ] || { rm -f database-init.sql; random > "$file.new"; publish "$file"; }
done

# What a new database server runs once. A blank line ends each statement; roles own their database and may enter no other,
# the two that every server has included.
if [ ! -f database-init.sql ]; then
  {
    for service in $services; do
      printf "create role reckoner_%s login password '%s';\n\n" "$service" "$(cat "$service-database-password")"
      printf "create database reckoner_%s owner reckoner_%s encoding 'UTF8' template template0;\n\n" "$service" "$service"
      printf "revoke all on database reckoner_%s from public;\n\n" "$service"
    done
    printf "revoke all on database postgres from public;\n\n"
    printf "revoke all on database template1 from public;\n\n"
  } > database-init.sql.new
  publish database-init.sql
fi

[ -f metrics-token ] || { random > metrics-token.new; publish metrics-token; }

# The key that signs tokens for people and programs is the workflows service's alone; that of rating signs for rating only.
if [ ! -f workflows-signing-key ] || [ ! -f rating-signing-key ]; then
  rm -f public-keys.json # before the keys: a run that breaks off here leaves no public keys without them
  [ -f workflows-signing-key ] || { reckoner signing-key create --out workflows-signing-key.new >&2; publish workflows-signing-key; }
  [ -f rating-signing-key ] || { reckoner signing-key create --machine --out rating-signing-key.new >&2; publish rating-signing-key; }
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

private_key() { # unencrypted, PKCS 8
  quietly openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1"
}

# A certificate authority for this deployment alone. ca-issuer.pem and ca.key sign; ca.pem is whom the services believe, and
# keeps the authorities before, so that a change of authority is a change of files in three steps.
if [ ! -f ca-issuer.pem ]; then
  private_key ca.key.new
  # a name of its own, by which a certificate finds the right one of two authorities
  quietly openssl req -x509 -new -key ca.key.new -sha256 -out ca-issuer.pem.new -days 3650 -subj "/CN=Reckoner CA $(openssl rand -hex 4)" \
    -addext "basicConstraints=critical,CA:TRUE,pathlen:0" -addext "keyUsage=critical,keyCertSign,cRLSign"
  if [ -f ca.pem ]; then cat ca-issuer.pem.new ca.pem > ca.pem.new; else cat ca-issuer.pem.new > ca.pem.new; fi
  chmod 0400 ca.key.new
  mv -f ca.key.new ca.key
  publish ca.pem
  publish ca-issuer.pem
fi

# A certificate for each service, for both ends of a call, and one for callers from outside.
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
    "$usage" "$names" > extensions.new
  private_key "$name.key.new"
  quietly openssl req -new -key "$name.key.new" -sha256 -out request.new -subj "/CN=$name"
  quietly openssl x509 -req -in request.new -CA ca-issuer.pem -CAkey ca.key -set_serial "0x$(openssl rand -hex 16)" -days 397 -sha256 \
    -extfile extensions.new -out "$name.pem.new"
  publish "$name.key"
  publish "$name.pem"
done
rm -f ./*.new
