/**
 * How the command ends: 0, it is done; 1, it could not be done and nothing was left behind; 2, the command line is wrong; 3, the app is
 * there, and its packages could not be installed.
 */
export type ExitCode = 0 | 1 | 2 | 3;

/** Something the person at the terminal can put right, said in one line. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly exitCode: Exclude<ExitCode, 0>;

  constructor(message: string, exitCode: Exclude<ExitCode, 0> = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** A mistake in the command line. */
export function usage(message: string): Problem {
  return new Problem(`${message} (npm create alongside -- --help)`, 2);
}

/** What the operating system refused, in one line. Returns what is no such error as it is. */
export function problemOf(error: unknown, where: string): unknown {
  if (!(error instanceof Error) || !("code" in error)) return error;
  switch (error.code) {
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new Problem(`You may not write in ${where}`);
    case "ENOSPC":
      return new Problem(`There is no room left on the disk of ${where}`);
    case "ENOENT":
      return new Problem(`There is no folder ${where}`);
    case "ENOTDIR":
      return new Problem(`${where} is not a folder`);
    default:
      return "syscall" in error ? new Problem(`${where}: ${error.message}`) : error;
  }
}
