import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Stand-ins for the command-line tools of key management services, which sign with one key file by openssl. */
interface KeyServices {
  /** A bash script for each program. It fails for every call that the real program would not accept. */
  readonly programs: Readonly<Record<'aws' | 'gcloud' | 'az', string>>;
  /** The environment variables that identify the key, for each argument of the scripts. */
  readonly keys: Readonly<Record<'aws' | 'gcp' | 'azure', Readonly<Record<string, string>>>>;
  remove(): void;
}

// Reads `--name value` pairs into variables, so that `--key-id x` becomes `$key_id`.
const readOptions = `
  command="" ; while (( $# )); do case $1 in
    --*) name=\${1#--}; declare "\${name//-/_}=$2"; shift ;;
    *) command+="\${command:+ }$1" ;;
  esac; shift; done`;

export function createKeyServices(): KeyServices {
  const folder = mkdtempSync(join(tmpdir(), 'kms-'));
  const key = join(folder, 'key.pem');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const vaultKey = 'https://acme.vault.azure.net/keys/zitadel/0f32';
  return {
    programs: {
      aws: `${readOptions}
        [[ $key_id == alias/zitadel && $output == text ]]
        case "$command $query" in
          "kms sign Signature")
            [[ $signing_algorithm == RSASSA_PKCS1_V1_5_SHA_256 && $message_type == RAW && $message == fileb://* ]]
            openssl dgst -sha256 -sign ${key} -binary "\${message#fileb://}" | openssl base64 -A; echo ;;
          "kms get-public-key PublicKey") openssl pkey -in ${key} -pubout -outform DER | openssl base64 -A; echo ;;
          *) exit 1 ;;
        esac`,
      // Like gcloud, writes the signature as bytes, and prints other text to stdout.
      gcloud: `${readOptions}
        [[ "$location $keyring $key" == "europe-west6 ci zitadel" ]]
        echo 'Updates are available.'
        case $command in
          "kms asymmetric-sign")
            [[ "$version $digest_algorithm" == "1 sha256" ]]
            openssl dgst -sha256 -sign ${key} -binary "$input_file" > "$signature_file" ;;
          "kms keys versions get-public-key 1") openssl pkey -in ${key} -pubout > "$output_file" ;;
          *) exit 1 ;;
        esac`,
      az: `${readOptions}
        [[ $id == ${vaultKey} ]]
        case $command in
          "keyvault key sign")
            [[ "$algorithm $query $output" == "RS256 signature tsv" ]]
            openssl base64 -d -A <<< "$digest" |
              openssl pkeyutl -sign -inkey ${key} -pkeyopt digest:sha256 | openssl base64 -A; echo ;;
          "keyvault key download") [[ $encoding == PEM && ! -e $file ]]; openssl pkey -in ${key} -pubout > "$file" ;;
          *) exit 1 ;;
        esac`,
    },
    keys: {
      aws: { AWS_KMS_KEY: 'alias/zitadel' },
      gcp: { GCP_KMS_LOCATION: 'europe-west6', GCP_KMS_KEYRING: 'ci', GCP_KMS_KEY: 'zitadel', GCP_KMS_VERSION: '1' },
      azure: { AZURE_KEY_ID: vaultKey },
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
