declare module 'textlint-rule-prh' {
  import type { TextlintFixableRuleModule } from '@textlint/types';

  const module: { readonly default: TextlintFixableRuleModule };
  export default module;
}
