/** The TypeScript of one guide, as the files that its blocks make. */
export type Files = ReadonlyMap<string, string>;

const BLOCK = /^```(\w*)[^\n]*\n([^]*?)^```$/gm;
const NAME = /^\/\/ ([\w/-][\w./-]*\.tsx?)\b.*\n/;

/**
 * The files that the blocks of a guide make. The first line of a block names its file, as `// board.ts`; a block without one, or with a name
 * that was there before, goes on where that file ended. Blocks of other languages are not files. Throws `Error` for a first block without a name.
 */
export function filesOf(markdown: string): Files {
  const files = new Map<string, string>();
  let current: string | undefined;
  for (const [, language = "", code = ""] of markdown.matchAll(BLOCK)) {
    if (language !== "ts" && language !== "tsx") continue;
    current = NAME.exec(code)?.[1] ?? current;
    if (current === undefined)
      throw new Error(`The first block should begin with its file, as // board.ts: ${code}`);
    files.set(current, `${files.get(current) ?? ""}${code}\n`);
  }
  return files;
}

/**
 * The blocks of a README, each a module of its own, called `block-1.ts` and so on. One that others import begins with its file. What readers bring is
 * not among them.
 */
export function modulesOf(markdown: string): Files {
  const files = new Map<string, string>();
  for (const [, language = "", code = ""] of markdown.matchAll(BLOCK)) {
    if (language !== "ts" && language !== "tsx") continue;
    files.set(NAME.exec(code)?.[1] ?? `block-${files.size + 1}.${language}`, code);
  }
  return files;
}
