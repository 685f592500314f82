#!/usr/bin/env bash
# Composes a JWT for ZITADEL (RFC 7523), has it signed by a key management service, masks it, and sets the step's output
# "assertion". Usage: sign-assertion.sh aws|gcp|azure
# Reads ZITADEL_ISSUER, ZITADEL_USER_ID, ZITADEL_KEY_ID, and for
#   aws    AWS_KMS_KEY; needs aws (version 2)
#   gcp    GCP_KMS_LOCATION, GCP_KMS_KEYRING, GCP_KMS_KEY, GCP_KMS_VERSION; needs gcloud
#   azure  AZURE_KEY_ID; needs az (version 2.68 or later)
# Needs jq and openssl, too.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

# Prints the signature of the file $folder/content in base64. The private key never leaves the service.
sign() {
  case $1 in
    aws)
      aws kms sign --key-id "$AWS_KMS_KEY" --signing-algorithm RSASSA_PKCS1_V1_5_SHA_256 \
        --message-type RAW --message "fileb://$folder/content" --query Signature --output text
      ;;
    gcp)
      gcloud kms asymmetric-sign --location "$GCP_KMS_LOCATION" --keyring "$GCP_KMS_KEYRING" --key "$GCP_KMS_KEY" \
        --version "$GCP_KMS_VERSION" --digest-algorithm sha256 \
        --input-file "$folder/content" --signature-file "$folder/signature" >&2
      openssl base64 -A -in "$folder/signature"
      ;;
    azure)
      az keyvault key sign --id "$AZURE_KEY_ID" --algorithm RS256 \
        --digest "$(openssl dgst -sha256 -binary "$folder/content" | openssl base64 -A)" --query signature --output tsv
      ;;
    *)
      echo 'Usage: sign-assertion.sh aws|gcp|azure' >&2
      return 2
      ;;
  esac
}

now=$(date +%s)
header=$(jq --null-input --compact-output '{alg: "RS256", typ: "JWT", kid: env.ZITADEL_KEY_ID}')
# One minute back: ZITADEL rejects an assertion that was issued more than a second in its future.
claims=$(jq --null-input --compact-output --argjson now "$now" '{
  iss: env.ZITADEL_USER_ID,
  sub: env.ZITADEL_USER_ID,
  aud: env.ZITADEL_ISSUER,
  iat: ($now - 60),
  exp: ($now + 300)
}')
printf '%s.%s' "$(printf '%s' "$header" | base64url)" "$(printf '%s' "$claims" | base64url)" > "$folder/content"

signature=$(sign "${1:-}" | tr '+/' '-_' | tr -d '=\r\n')
assertion=$(< "$folder/content").$signature
echo "::add-mask::$assertion"
echo "assertion=$assertion" >> "$GITHUB_OUTPUT"
