import type { Ended, Host } from "../src/host.ts";

/** A terminal that a test reads, with programs that do nothing. */
export interface TestHost extends Host {
  readonly printed: () => string;
  readonly failed: () => string;
  /** What was run, as it would be typed. */
  readonly ran: string[];
}

export function testHost(
  cwd: string,
  given: Partial<Omit<Host, "ask">> & {
    readonly answers?: readonly string[];
    readonly ends?: (command: string) => Partial<Ended>;
  } = {},
): TestHost {
  const { answers = [], ends = () => ({}), ...rest } = given;
  const left = [...answers];
  const ran: string[] = [];
  let [out, error] = ["", ""];
  return {
    env: {},
    cwd,
    isTerminal: false,
    out: (text) => void (out += text),
    error: (text) => void (error += text),
    ask: async (question) => {
      const answer = left.shift();
      if (answer === undefined) throw new Error(`Nobody answers "${question}"`);
      out += `${question}${answer}\n`;
      return answer;
    },
    exec: async (_folder, command, args) => {
      const line = [command, ...args].join(" ");
      ran.push(line);
      return { code: 0, said: "", out: "", ...ends(line) };
    },
    now: () => 0,
    ...rest,
    printed: () => out,
    failed: () => error,
    ran,
  };
}
