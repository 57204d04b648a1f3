#!/bin/sh
# Makes the certificates of the test servers anew. They guard nothing: their keys are public, for tests only.
# Fixed dates keep them valid on a machine whose clock is off.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cat >"$work/ca.conf" <<EOF
[ca]
default_ca = test
[test]
database = $work/index
rand_serial = yes
new_certs_dir = $work
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
[any]
organizationName = optional
commonName = supplied
[req]
distinguished_name = empty
[empty]
EOF
: >"$work/index"
issue() { # name, subject, extensions, end, signing options
  openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out "$1.key"
  openssl req -new -config "$work/ca.conf" -key "$1.key" -subj "$2" -out "$work/csr"
  printf '%s\n' "$3" >"$work/ext"
  # shellcheck disable=SC2086
  openssl ca -batch -notext -config "$work/ca.conf" -in "$work/csr" -out "$1.crt" -extfile "$work/ext" \
    -startdate 20200101000000Z -enddate "$4" $5
}
far=21200101000000Z
signed='-cert ca.crt -keyfile ca.key'
names='subjectAltName=DNS:localhost,IP:127.0.0.1,DNS:kubernetes.default.svc'
issue ca '/CN=ocp-perf test only CA' 'basicConstraints=critical,CA:TRUE' $far '-selfsign -keyfile ca.key'
issue other-ca '/CN=ocp-perf test only CA that signed nothing' 'basicConstraints=critical,CA:TRUE' $far '-selfsign -keyfile other-ca.key'
issue server '/CN=localhost' "$names" $far "$signed"
issue expired '/CN=localhost' "$names" 20210101000000Z "$signed"
issue wrong-name '/CN=elsewhere.test' 'subjectAltName=DNS:elsewhere.test' $far "$signed"
issue admin '/O=system:masters/CN=admin' 'extendedKeyUsage=clientAuth' $far "$signed"
rm ca.key other-ca.key
