import { parsers } from 'prettier/plugins/markdown';

interface Node {
  readonly type: string;
  readonly value?: string;
  readonly children?: readonly Node[];
}

/** The visible text of Markdown, by an independent parser. */
interface Rendered {
  /** The text of each heading, paragraph and list item. The text of a code span is between ‹ and ›. */
  readonly lines: readonly string[];
  /** Every kind of node, once: `heading`, `link`, `html`. */
  readonly kinds: readonly string[];
}

export async function renderMarkdown(text: string): Promise<Rendered> {
  const options = { originalText: text, parser: 'markdown' } as unknown as Parameters<typeof parsers.markdown.parse>[1];
  const root = (await parsers.markdown.parse(text, options)) as Node;
  const kinds = new Set<string>();
  const lines: string[] = [];
  const textOf = ({ type, value = '', children = [] }: Node): string => {
    kinds.add(type);
    return type === 'inlineCode' ? `‹${value}›` : value + children.map(textOf).join('');
  };
  const walk = (node: Node): void => {
    if (node.type === 'heading' || node.type === 'paragraph' || node.children === undefined) {
      lines.push(textOf(node));
      return;
    }
    kinds.add(node.type);
    node.children.forEach(walk);
  };
  walk(root);
  return { lines, kinds: [...kinds].toSorted() };
}
