// Imported before what needs `require`. Throws `Error` where esbuild has put this package into a bundle of ES modules, in which
// there is none: the bundle could only say that a "dynamic require is not supported".

/** What to do about a bundle in which this package cannot work. */
export const MARK_EXTERNAL =
  "mark @alongside/server as external (esbuild: --external:@alongside/server) and install it where the server runs";

// A bundle of CommonJS has no address of its own.
const here = import.meta.url as string | undefined;
if (!/\/bundled\.[jt]s$/.test(here ?? "")) {
  try {
    require("node:events");
  } catch (error) {
    // Other bundlers have other ways.
    if (error instanceof Error && error.message.startsWith("Dynamic require of"))
      throw new Error(
        `@alongside/server has dependencies that need require(), which is not there in this bundle: ${MARK_EXTERNAL}`,
        { cause: error },
      );
  }
}
