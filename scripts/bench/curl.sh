#!/bin/sh
# What a workflow without an action would write.
set -eu
token=$(curl -sS --fail-with-body -H "Authorization: Basic $FLOOR_BASIC" -d grant_type=client_credentials \
  --data-urlencode 'scope=openid urn:zitadel:iam:org:project:id:zitadel:aud' "$FLOOR_ORIGIN/oauth/v2/token" |
  sed 's/.*"access_token":"\([^"]*\)".*/\1/')
echo "::add-mask::$token"
echo "access_token=$token" >>"$GITHUB_OUTPUT"
