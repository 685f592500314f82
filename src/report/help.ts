import { home, version } from '../util/action.ts';
import type { Topic } from '../util/errors.ts';

const github = 'https://github.com';
const page = 'docs/troubleshooting.md';

/**
 * The last line of a failure and of a warning: the address of its heading at the commit or tag that runs. Other servers
 * (Gitea, GitHub Enterprise Server) name their own address, even for an action from github.com: there, the line leads to the
 * action's home. For an action that runs from its own checkout (`uses: ./`), it names the file in the checkout.
 * @param env the variables that the runner sets; inside a composite action, they also name this action
 * @see https://docs.github.com/actions/reference/workflows-and-actions/variables
 */
export function helpLine(topic: Topic, env: NodeJS.ProcessEnv): string {
  const { GITHUB_SERVER_URL: server, GITHUB_ACTION_REPOSITORY: repository, GITHUB_ACTION_REF: ref } = env;
  let folder = '';
  if (server === github && repository && ref) folder = `${github}/${repository}/blob/${ref}/`;
  if (server && server !== github && repository) {
    // A mirror may lack the commit or branch, but each major version has a tag.
    const tag = /^v\d+$/.exec(ref ?? '')?.[0] ?? `v${version.split('.')[0]}`;
    folder = `${home}/blob/${tag}/`;
  }
  return `Help: ${folder}${page}#${topic}`;
}
