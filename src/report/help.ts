import type { Topic } from '../util/topics.ts';

const page = 'docs/troubleshooting.md';

/**
 * The last line of a failure: the address of its heading at the commit or tag that runs. For an action that runs from its
 * own checkout (`uses: ./`), the file in the checkout.
 * @param env the variables that the runner sets; inside a composite action, they also name this action
 * @see https://docs.github.com/actions/reference/workflows-and-actions/variables
 */
export function helpLine(topic: Topic, env: NodeJS.ProcessEnv): string {
  const { GITHUB_SERVER_URL: server, GITHUB_ACTION_REPOSITORY: repository, GITHUB_ACTION_REF: ref } = env;
  const folder = server && repository && ref ? `${server}/${repository}/blob/${ref}/` : '';
  return `Help: ${folder}${page}#${topic}`;
}
