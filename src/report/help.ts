import type { Topic } from '../util/topics.ts';

const page = 'docs/troubleshooting.md';

/**
 * The last line of a failure: the address of its heading at the very commit or tag that runs, or, for an action that runs
 * from its own checkout (`uses: ./`), the file in it.
 * @param env the variables that the runner sets for this action; inside a composite action they name this one, not that
 * @see https://docs.github.com/actions/reference/workflows-and-actions/variables
 */
export function helpLine(topic: Topic, env: NodeJS.ProcessEnv): string {
  const { GITHUB_SERVER_URL: server, GITHUB_ACTION_REPOSITORY: repository, GITHUB_ACTION_REF: ref } = env;
  const folder = server && repository && ref ? `${server}/${repository}/blob/${ref}/` : '';
  return `Help: ${folder}${page}#${topic}`;
}
