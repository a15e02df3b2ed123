import { findFirefox } from "../../../../scripts/firefox.ts";
import { findWebKit } from "../../../../scripts/webkit.ts";
import { ChromiumVisitor } from "./chromium.ts";
import { FirefoxVisitor } from "./firefox.ts";
import type { Visitor } from "./visitor.ts";
import { WebKitVisitor } from "./webkit.ts";

/** The browsers that the demo is walked through in. */
export const BROWSERS: readonly {
  readonly name: string;
  /** False where it is missing and may be. On CI it has to be there. */
  readonly isHere: boolean;
  /** Starts it with the profile that is in `folder`, or a new one. */
  readonly open: (folder: string) => Promise<Visitor>;
}[] = [
  { name: "Chromium", isHere: true, open: ChromiumVisitor.open },
  { name: "Firefox", isHere: mayRun(findFirefox()), open: FirefoxVisitor.open },
  { name: "WebKit", isHere: mayRun(findWebKit()), open: WebKitVisitor.open },
];

function mayRun(path: string | undefined): boolean {
  return path !== undefined || Boolean(process.env["CI"]);
}
