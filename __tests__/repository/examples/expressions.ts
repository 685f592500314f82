/** The values of the names in expressions, such as `steps.zitadel.outputs.issuer`. */
export type Context = Readonly<Record<string, string>>;

type Value = string | number | boolean;

/** Fills the expressions in a value of a workflow. An unknown name is empty. */
export function fill(value: Value, context: Context): string {
  return String(value).replaceAll(/\$\{\{ (.+?) \}\}/g, (_, expression: string) =>
    String(evaluate(expression, { context, failed: false })),
  );
}

/** Whether a step runs. As on GitHub, a condition without a status function is true only if no step has failed. */
export function runs(condition: string | undefined, failed: boolean, context: Context): boolean {
  if (condition === undefined) return !failed;
  const expression = condition.replace(/^\$\{\{ (.*) \}\}$/, '$1');
  const knowsStatus = /\b(always|failure|cancelled)\(\)/.test(expression);
  return (knowsStatus || !failed) && isTrue(evaluate(expression, { context, failed }));
}

interface Scope {
  readonly context: Context;
  readonly failed: boolean;
}

/** Supports names, quoted texts, whole numbers, status functions, and the operators `||`, `&&`, `==`, `!=`, `<`. */
function evaluate(expression: string, scope: Scope): Value {
  const alternatives = expression.split(' || ').map((part) => everyOf(part.split(' && '), scope));
  return alternatives.find(isTrue) ?? alternatives.at(-1) ?? '';
}

function everyOf(parts: readonly string[], scope: Scope): Value {
  const values = parts.map((part) => compare(part, scope));
  return values.find((value) => !isTrue(value)) ?? values.at(-1) ?? '';
}

function compare(part: string, scope: Scope): Value {
  const [, left = '', operator, right = ''] = /^(\S+) (==|!=|<) (.+)$/.exec(part) ?? [];
  if (operator === undefined) return operand(part, scope);
  const [first, second] = [operand(left, scope), operand(right, scope)];
  // An empty text counts as 0 here, as on GitHub.
  if (operator === '<') return Number(first) < Number(second);
  return (String(first) === String(second)) === (operator === '==');
}

function operand(text: string, { context, failed }: Scope): Value {
  // No test cancels a job.
  if (text === 'always()' || text === '!cancelled()') return true;
  if (text === 'failure()') return failed;
  if (/^\d+$/.test(text)) return Number(text);
  const [, quoted] = /^'([^']*)'$/.exec(text) ?? [];
  if (quoted !== undefined) return quoted;
  if (!/^[\w.-]+$/.test(text)) throw new Error(`The tests do not support ${text} in an expression.`);
  const value = context[text] ?? '';
  // An input of the type boolean.
  return text.startsWith('inputs.') && value === 'false' ? false : value;
}

function isTrue(value: Value): boolean {
  return value !== '' && value !== 0 && value !== false;
}
