import { isFields } from "@alongside/core/engine";
import { readFileSync } from "node:fs";
import type { Head } from "../store/sqlite/verify-chain.ts";
import { Problem } from "./problem.ts";

/** The seals that a file has, as `--heads` wrote it: a line of JSON for each room. Throws `Problem`. */
export function readHeads(file: string): readonly Head[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Problem(`verify: ${file} cannot be read (${code})`);
  }
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line, i) => headOf(line, `${file}, line ${i + 1}`));
}

function headOf(line: string, where: string): Head {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    value = undefined;
  }
  const { room, seq, seal } = isFields(value) ? value : {};
  if (typeof room !== "string" || !Number.isSafeInteger(seq) || typeof seal !== "string")
    throw new Problem(
      `verify: ${where} should be {"room":"board:roadmap","seq":120,"seal":"…"}, as --heads writes it`,
    );
  return { room, seq: seq as number, seal };
}
