#!/bin/sh
# Re-obtains the ICU 77 data of src/main/resources/dev/selvedge/v8/icudtl.dat.gz.
#
# V8 as we use it (Javet's i18n build) is linked against ICU 77 and wants exactly that data. The crate deno_core_icudata carries
# it as Chromium filters it. Needs cargo; writes nothing but the resource, and only if the checksum is the known one.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
want=1cf67874b5a87a8363a86fb3f81e3cbbed54d389062dab8fb52308d5cf8c8612
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
cargo init --quiet --name icu-data .
printf '\n[dependencies]\ndeno_core_icudata = "=0.77.0"\n' >> Cargo.toml
sed -i '0,/^\[dependencies\]$/{/^\[dependencies\]$/d}' Cargo.toml
cargo vendor --quiet > /dev/null
data=vendor/deno_core_icudata/src/icudtl.dat
got=$(sha256sum "$data" | cut -d' ' -f1)
[ "$got" = "$want" ] || { echo "icu-data.sh: the checksum is $got, not $want" >&2; exit 1; }
gzip -9nc "$data" > "$here/src/main/resources/dev/selvedge/v8/icudtl.dat.gz"
echo "icu-data.sh: done"
