#!/usr/bin/env bash
# Assembles a JWT for ZITADEL (RFC 7523), lets AWS KMS sign it, and leaves it as the step's output "assertion".
# Reads AWS_KMS_KEY, ZITADEL_ISSUER, ZITADEL_USER_ID and ZITADEL_KEY_ID; needs aws (version 2), jq and openssl.
set -euo pipefail

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

now=$(date +%s)
header=$(jq --null-input --compact-output '{alg: "RS256", typ: "JWT", kid: env.ZITADEL_KEY_ID}')
# A minute back, since ZITADEL accepts no assertion that is ahead of its clock by more than a second.
claims=$(jq --null-input --compact-output --argjson now "$now" '{
  iss: env.ZITADEL_USER_ID,
  sub: env.ZITADEL_USER_ID,
  aud: env.ZITADEL_ISSUER,
  iat: ($now - 60),
  exp: ($now + 300)
}')
content=$(printf '%s' "$header" | base64url).$(printf '%s' "$claims" | base64url)

# KMS hashes the message and signs that; the private half never leaves it.
signature=$(aws kms sign \
  --key-id "$AWS_KMS_KEY" \
  --signing-algorithm RSASSA_PKCS1_V1_5_SHA_256 \
  --message-type RAW \
  --cli-binary-format base64 \
  --message "$(printf '%s' "$content" | openssl base64 -A)" \
  --query Signature \
  --output text | tr '+/' '-_' | tr -d '=\r\n')

assertion=$content.$signature
echo "::add-mask::$assertion"
echo "assertion=$assertion" >> "$GITHUB_OUTPUT"
