import { statSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";

/** Calls `onFile` with each file that `import` and `require` are about to read, and each that they look for and do not find, but for those of installed packages. Returns what ends that. */
export function followImports(onFile: (file: string) => void): () => void {
  const tell = (url: string): void => {
    if (url.startsWith("file:") && !url.includes("/node_modules/")) onFile(fileURLToPath(url));
  };
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      try {
        return next(specifier, context);
      } catch (error) {
        const { parentURL } = context;
        if (parentURL !== undefined && /^(?:\.{0,2}\/|file:)/.test(specifier)) {
          const url = URL.parse(specifier, parentURL);
          if (url !== null) tell(url.href);
        }
        throw error;
      }
    },
    load(url, context, next) {
      tell(url);
      return next(url, context);
    },
  });
  return () => hooks.deregister();
}

/** A text that is another one once the file was written anew; undefined where no file can be found. */
export function stampOf(file: string): string | undefined {
  try {
    const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
    return stat && `${stat.mtimeNs} ${stat.size} ${stat.ino}`;
  } catch {
    // In a folder that may not be looked into.
    return undefined;
  }
}
