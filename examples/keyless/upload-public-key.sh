#!/usr/bin/env bash
# For a person, once: uploads the public key of a key management service to a service account of ZITADEL, and prints the
# key ID. Usage: upload-public-key.sh aws|gcp|azure
# Reads ZITADEL_ISSUER, ZITADEL_USER_ID, ZITADEL_ACCESS_TOKEN (a token of an account that may change the service account, by a
# role such as ORG_USER_MANAGER), and for
#   aws    AWS_KMS_KEY; needs aws (version 2)
#   gcp    GCP_KMS_LOCATION, GCP_KMS_KEYRING, GCP_KMS_KEY, GCP_KMS_VERSION; needs gcloud
#   azure  AZURE_KEY_ID; needs az
# Needs ZITADEL v4, and curl, jq and openssl.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

case ${1:-} in
  aws)
    aws kms get-public-key --key-id "$AWS_KMS_KEY" --query PublicKey --output text |
      openssl base64 -d -A | openssl pkey -pubin -inform DER > "$folder/key.pem"
    ;;
  gcp)
    gcloud kms keys versions get-public-key "$GCP_KMS_VERSION" --location "$GCP_KMS_LOCATION" \
      --keyring "$GCP_KMS_KEYRING" --key "$GCP_KMS_KEY" --output-file "$folder/key.pem" >&2
    ;;
  azure)
    az keyvault key download --id "$AZURE_KEY_ID" --encoding PEM --file "$folder/key.pem" >&2
    ;;
  *)
    echo 'Usage: upload-public-key.sh aws|gcp|azure' >&2
    exit 2
    ;;
esac

# ZITADEL requires an expiration date. It is far away, because the private key cannot leave the service.
request=$(PUBLIC_KEY=$(openssl base64 -A -in "$folder/key.pem") jq --null-input '{
  expirationDate: "2035-01-01T00:00:00Z",
  publicKey: env.PUBLIC_KEY
}')
response=$(curl --fail-with-body --silent --show-error --header "Authorization: Bearer $ZITADEL_ACCESS_TOKEN" \
  --json "$request" "$ZITADEL_ISSUER/v2/users/$ZITADEL_USER_ID/keys") ||
  { printf '%s\n' "$response" >&2; exit 1; }
jq --raw-output .keyId <<< "$response"
