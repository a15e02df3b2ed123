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
