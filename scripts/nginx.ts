import { apt, hasApt, isExecutable } from "./system.ts";

const usualPaths = [
  "/usr/sbin/nginx",
  "/usr/bin/nginx",
  "/usr/local/sbin/nginx",
  "/usr/local/bin/nginx",
  "/opt/homebrew/bin/nginx",
];

/** The nginx to stand between browsers and server: `NGINX_PATH`, or a usual place. */
export function findNginx(): string | undefined {
  const named = process.env["NGINX_PATH"];
  if (named) return named;
  return usualPaths.find(isExecutable);
}

/** Installs it where that needs no question. */
export function installNginx(): void {
  if (!hasApt()) throw new Error("it is installed by itself as root on Debian only");
  try {
    apt("nginx-light");
  } catch {
    // Some systems have it whole only.
    apt("nginx");
  }
}
