import type { Core, Log } from './deps.ts';
import { createMasks } from './masks.ts';

/** The only place that prints. */
export function createLog(core: Core): Log {
  const masks = createMasks((value) => core.setSecret(value));
  return {
    mask: masks.add,
    clean: masks.clean,
    info: (text) => core.info(masks.clean(text)),
    warning: (text) => core.warning(masks.clean(text), { title: 'ZITADEL access token' }),
    error: (title, text) => core.error(masks.clean(text), { title }),
  };
}
