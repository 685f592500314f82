declare module '@vercel/ncc' {
  interface Options {
    readonly cache: boolean;
    readonly license: string;
    readonly target: string;
    readonly quiet: boolean;
  }

  interface Result {
    readonly code: string;
    readonly assets: Readonly<Record<string, { readonly source: string } | undefined>>;
  }

  export default function ncc(entry: string, options: Options): Promise<Result>;
}
