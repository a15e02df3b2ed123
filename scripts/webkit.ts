import { apt, hasApt, isExecutable } from "./system.ts";

const DRIVER = "/usr/bin/WebKitWebDriver";

/** What a window of WebKit's needs beside its driver: a program that opens it, and a screen that nobody looks at. */
const BESIDE = ["/usr/bin/gjs", "/usr/bin/Xvfb"];

/** The driver of WebKit: `WEBKIT_DRIVER_PATH`, or its usual place. */
export function findWebKit(): string | undefined {
  const driver = process.env["WEBKIT_DRIVER_PATH"] || DRIVER;
  return [driver, ...BESIDE].every(isExecutable) ? driver : undefined;
}

/** Installs it where that needs no question. */
export function installWebKit(): void {
  if (!hasApt()) throw new Error("it is installed by itself as root on Debian only");
  apt("webkit2gtk-driver", "gir1.2-webkit2-4.1", "gjs", "xvfb");
}
