import { describe, expect, test } from '@jest/globals';
import type { Version } from '../../emulators/zitadel/state.ts';
import { revokeInProcess, runInProcess } from '../support/in-process.ts';
import { inRecordedForm, recordedRequest, type Exchange } from './form.ts';
import { personalAccessToken, recordedRuns, secret } from './runs.ts';
import { startRecordedServer } from './server.ts';

const versions: readonly Version[] = ['v4.13.1', 'v4.x'];
const nameOf = (exchange: Exchange): string => (typeof exchange === 'string' ? exchange : exchange.name);

describe.each(versions)('recorded from %s', (version) => {
  test.concurrent.each(recordedRuns(version))(
    'the same requests are sent, and the responses are understood: $what',
    async (run) => {
      const exchanges = [...run.main, ...(run.post === undefined ? [] : [run.post])];
      const server = await startRecordedServer(version, exchanges.map(nameOf), run.token);
      const given = typeof run.inputs === 'function' ? run.inputs(server.origin) : run.inputs;
      const step = { inputs: { domain: server.origin, ...given }, files: run.files ?? {} };

      const main = await runInProcess(step);
      const post = await revokeInProcess(step, main.state);

      const { access_token: token = '' } = main.outputs;
      expect(main.outputs).toMatchObject({ issuer: server.origin, ...run.outputs });
      expect(main.log.annotations.map(({ message }) => message.split(', ')[0])).toEqual(run.warnings ?? []);
      expect(main.failed).toBe(false);
      expect(post.log.text).toEqual(
        run.post === undefined ? '' : expect.stringContaining(`Revoked the access token at ${server.origin} (`),
      );
      const described = { secret, token: token === personalAccessToken ? '' : token, personalAccessToken };
      expect(server.requests.map((request) => inRecordedForm(request, described))).toEqual(
        exchanges.map((exchange) => recordedRequest(version, exchange)),
      );
      expect(token.length).toBeGreaterThan(70);
    },
  );
});
