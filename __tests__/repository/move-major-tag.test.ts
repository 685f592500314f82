import { expect, test } from '@jest/globals';
import { readWorkflow } from './workflow-file.ts';
import { runJob } from './examples/workflow-run.ts';

const release = readWorkflow('.github/workflows/release.yml');
const step = release.jobs['release']?.steps?.find(({ name }) => name === 'Move the major tag');

/** Runs the step for a tag, in a repository that has these tags. @returns the calls that change something */
async function moveMajorTag(tag: string, tags: readonly string[], majorTagExists = true): Promise<string> {
  // Reads the tags as gh does with --jq, and records every other call.
  const gh = `
    if [[ $2 == --paginate ]]; then printf 'refs/tags/%s\\n' ${tags.join(' ')}; exit; fi
    printf '%s|' "$@" >> "$CALLS"; echo >> "$CALLS"
    [[ $3 != PATCH || ${majorTagExists} == true ]]`;
  const env = { GITHUB_REF_NAME: tag, GITHUB_REF: `refs/tags/${tag}`, GH_REPO: 'acme/action' };
  const job = await runJob({
    workflow: { ...release, jobs: { release: { steps: [{ ...step, env: { ...step?.env, ...env } }] } } },
    job: 'release',
    context: { 'needs.verify.outputs.commit': 'c0ffee' },
    programs: { gh },
  });
  expect(job.succeeded).toBe(true);
  return job.calls;
}

test('the newest version moves the major tag to the tested commit', async () => {
  expect(await moveMajorTag('v1.10.0', ['v1.9.0', 'v1.10.0'])).toBe(
    'api|--method|PATCH|repos/acme/action/git/refs/tags/v1|-f|sha=c0ffee|-F|force=true|\n',
  );
});

test('the first version creates the major tag', async () => {
  expect(await moveMajorTag('v1.0.0', ['v1.0.0'], false)).toContain(
    'api|--method|POST|repos/acme/action/git/refs|-f|ref=refs/tags/v1|-f|sha=c0ffee|\n',
  );
});

test('a patch of an older minor version leaves the major tag unchanged', async () => {
  expect(await moveMajorTag('v1.9.1', ['v1.9.0', 'v1.9.1', 'v1.10.0'])).toBe('');
});

test.each(['v1.11.0-rc.1', 'v1.11', 'v1.11.0.1', 'v1.x.0'])('the tag %s does not count', async (other) => {
  expect(await moveMajorTag('v1.10.0', ['v1.10.0', other])).toContain('|PATCH|');
});
