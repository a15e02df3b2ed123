import { apt, hasApt, isExecutable } from "./system.ts";

const usualPaths = [
  "/usr/bin/firefox-esr",
  "/usr/bin/firefox",
  "/snap/bin/firefox",
  "/Applications/Firefox.app/Contents/MacOS/firefox",
  "C:\\Program Files\\Mozilla Firefox\\firefox.exe",
];

/** The Firefox to drive: `FIREFOX_PATH`, or a usual place. */
export function findFirefox(): string | undefined {
  const named = process.env["FIREFOX_PATH"];
  if (named) return named;
  return usualPaths.find(isExecutable);
}

/** Installs it where that needs no question. */
export function installFirefox(): void {
  if (!hasApt()) throw new Error("it is installed by itself as root on Debian only");
  try {
    apt("firefox-esr");
  } catch {
    // Other systems have the one that is released every month.
    apt("firefox");
  }
}
