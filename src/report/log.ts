import type { Core, Log, Report } from '../types.ts';
import { isMaskable } from '../util/secrets.ts';

/**
 * The only place that prints. A warning or an error names the credential and the instance: in a matrix one must see which
 * of eight it was.
 * @param report what is known by the time of each line
 */
export function createLog(core: Core, report: Report): Log {
  const masks = createMasks((value) => core.setSecret(value));
  return {
    mask: masks.add,
    clean: masks.clean,
    info: (text) => core.info(masks.clean(text)),
    warning(text) {
      const lines = [text, ...credentialAndInstance(report)];
      core.warning(masks.clean(lines.join('\n')), { title: 'ZITADEL access token' });
    },
    error(title, { message, fix, help }) {
      const lines = [message, ...credentialAndInstance(report), `Fix: ${fix}`];
      // The address is no foreign text, and a mask inside it would break the link.
      core.error(`${masks.clean(lines.join('\n'))}\n${help}`, { title });
    },
  };
}

/** One line, or none as long as nothing is known. */
function credentialAndInstance({ issuer, account }: Report): string[] {
  const known = [issuer, account].filter((part) => part !== undefined);
  return known.length === 0 ? [] : [`Asked: ${known.join(', ')}.`];
}

/** What has been masked so far, for the runner and for the texts of this action. */
interface Masks {
  readonly add: (value: string) => void;
  readonly clean: (text: string) => string;
}

/** @param setSecret tells the runner to mask a value for the rest of the job */
export function createMasks(setSecret: (value: string) => void): Masks {
  const known = new Set<string>();
  return {
    add(value) {
      if (known.has(value) || !isMaskable(value)) return;
      known.add(value);
      setSecret(value);
    },
    // The longest first: a mask inside another would leave the rest of the longer one readable.
    clean: (text) =>
      [...known]
        .toSorted((one, other) => other.length - one.length)
        .reduce((cleaned, value) => cleaned.replaceAll(value, '***'), text),
  };
}
