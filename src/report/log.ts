import type { Core, Log } from '../types.ts';
import { whoAskedWhere, type Facts } from '../facts.ts';
import { createMasks } from '../util/secrets.ts';

/**
 * The only place that prints. A warning or an error says who asked where: in a matrix one must see which of eight it was.
 * @param facts what is known by the time of each line
 */
export function createLog(core: Core, facts: Facts): Log {
  const masks = createMasks((value) => core.setSecret(value));
  return {
    mask: masks.add,
    clean: masks.clean,
    info: (text) => core.info(masks.clean(text)),
    warning(text) {
      const lines = [text, ...whoAskedWhere(facts)];
      core.warning(masks.clean(lines.join('\n')), { title: 'ZITADEL access token' });
    },
    error(title, { message, fix }) {
      const lines = [message, ...whoAskedWhere(facts), `Fix: ${fix}`];
      core.error(masks.clean(lines.join('\n')), { title });
    },
  };
}
