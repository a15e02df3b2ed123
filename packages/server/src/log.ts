import { inspect } from "node:util";
import { codeDocs, isObject, mistake } from "@alongside/core/engine";

/** How much a line of the log matters. */
export type LogLevel = "info" | "warn" | "error";

/** Where the server writes what an operator should know. One call is one line. */
export type Log = (
  level: LogLevel,
  message: string,
  details?: { readonly [name: string]: unknown },
) => void;

/** What `createLog` may be told. */
export interface LogOptions {
  /** `text` for people, `json` for machines: one object a line. @default "text" */
  readonly format?: "text" | "json";
  /** Takes the lines, without their newline. @default writes them to stderr */
  readonly write?: (line: string) => void;
  /** The time in ms since the epoch, for the lines. @default Date.now */
  readonly now?: () => number;
}

/** A log of one line a message. */
export function createLog(options: LogOptions = {}): Log {
  if (!isObject(options))
    throw mistake("createLog", "the options", '{ format: "json" }, say', options);
  const { format = "text", write = toStderr, now = Date.now } = options;
  if (format !== "text" && format !== "json")
    throw mistake("createLog", "the format", '"text" or "json"', format);
  if (format === "json") {
    return (level, message, details) => {
      write(
        JSON.stringify(
          { time: new Date(now()).toISOString(), level, message, ...withDocs(details) },
          plainError,
        ),
      );
    };
  }
  return (level, message, details) => {
    const mark = level === "info" ? "" : `${level}: `;
    const rest = Object.entries(withDocs(details)).map(
      ([name, value]) => ` ${name}=${oneLine(value)}`,
    );
    const line = message.split("\n").map((part) => part.trim());
    write(`${mark}${line.join(" ")}${rest.join("")}`);
  };
}

/** The details, and where their code is described, or that of their error. */
function withDocs(details: Parameters<Log>[2] = {}): Readonly<Record<string, unknown>> {
  const { code, error } = details;
  const docs = codeDocs(code ?? (error as { readonly code?: unknown } | null | undefined)?.code);
  return docs === undefined ? details : { ...details, docs };
}

function toStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}

function oneLine(value: unknown): string {
  if (value instanceof Error) return JSON.stringify(storyOf(value));
  return typeof value === "string" && /^[^\s"=]+$/.test(value)
    ? value
    : (JSON.stringify(value) ?? String(value));
}

function plainError(_key: string, value: unknown): unknown {
  return value instanceof Error
    ? { name: value.name, message: value.message, stack: storyOf(value) }
    : value;
}

/** An error's stack, and those of what caused it, which Node leaves out of `stack`. */
function storyOf(error: Error): string {
  let story = error.stack ?? error.message;
  let { cause } = error;
  for (let depth = 0; cause !== undefined && depth < 5; depth++) {
    story += `\ncaused by: ${cause instanceof Error ? (cause.stack ?? cause.message) : inspect(cause)}`;
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return story;
}
