/** Something the person at the terminal can put right, said in one line. */
export class Problem extends Error {
  override readonly name = "Problem";
  /** 2 for a wrong command line, 1 for everything else. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
