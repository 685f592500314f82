/** What expressions can name: `steps.zitadel.outputs.issuer` is one value. */
export type Context = Readonly<Record<string, string>>;

/** Fills the expressions in a value of a workflow: names of the context only, of which an unknown one is empty. */
export function fill(value: string | number | boolean, context: Context): string {
  return String(value).replaceAll(/\$\{\{ ([\w.-]+) \}\}/g, (_, name: string) => context[name] ?? '');
}

/** Whether a step runs. Knows status functions and comparisons with a text, joined by `&&`. */
export function runs(condition: string | undefined, failed: boolean, context: Context): boolean {
  const terms = condition?.replace(/^\$\{\{ (.*) \}\}$/, '$1').split(' && ') ?? [];
  const knowsStatus = terms.some((term) => /^(always|failure|!cancelled)\(\)$/.test(term));
  return (knowsStatus || !failed) && terms.every((term) => isTrue(term, failed, context));
}

function isTrue(term: string, failed: boolean, context: Context): boolean {
  // No test cancels a job.
  if (term === 'always()' || term === '!cancelled()') return true;
  if (term === 'failure()') return failed;
  const [, name = '', operator, text] = /^([\w.-]+) (==|!=) '([^']*)'$/.exec(term) ?? [];
  if (operator === undefined) throw new Error(`No test understands the condition ${term}`);
  return ((context[name] ?? '') === text) === (operator === '==');
}
