#!/usr/bin/env bash
# Once, by a person: tells ZITADEL the public half of the KMS key, and prints the id that ZITADEL gives the key.
# Reads AWS_KMS_KEY, ZITADEL_ISSUER, ZITADEL_USER_ID and ZITADEL_ACCESS_TOKEN (of someone who may write that account: a
# role such as ORG_USER_MANAGER); needs ZITADEL 4 or later, aws (version 2), curl, jq and openssl.
set -euo pipefail

pem=$(aws kms get-public-key --key-id "$AWS_KMS_KEY" --query PublicKey --output text |
  openssl base64 -d -A | openssl pkey -pubin -inform DER)

# Years ahead: what protects this key is that KMS never gives it away. ZITADEL wants a date.
PUBLIC_KEY=$(printf '%s\n' "$pem" | openssl base64 -A) jq --null-input '{
  expirationDate: "2035-01-01T00:00:00Z",
  publicKey: env.PUBLIC_KEY
}' | curl --fail-with-body --silent --show-error \
  --header "Authorization: Bearer $ZITADEL_ACCESS_TOKEN" \
  --json @- \
  "$ZITADEL_ISSUER/v2/users/$ZITADEL_USER_ID/keys" | jq --raw-output .keyId
