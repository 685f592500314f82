#!/bin/sh
# What a workflow without an action would contain.
set -eu
token=$(curl -sS --fail-with-body -H "Authorization: Basic $BASELINE_BASIC" -d grant_type=client_credentials \
  --data-urlencode 'scope=openid urn:zitadel:iam:org:project:id:zitadel:aud' "$BASELINE_ORIGIN/oauth/v2/token" |
  sed 's/.*"access_token":"\([^"]*\)".*/\1/')
echo "::add-mask::$token"
echo "access_token=$token" >>"$GITHUB_OUTPUT"
