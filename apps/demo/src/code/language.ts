import type { Extension } from "@codemirror/state";
import { javascript } from "@codemirror/lang-javascript";
import { codeDirection, textDirection } from "./directions.ts";

/** What a file is written in. */
export interface Language {
  readonly name: string;
  readonly extension: Extension;
}

const PLAIN: Language = { name: "Plain text", extension: textDirection };

/** The language that a file's name says it is in. */
export function languageOf(fileName: string): Language {
  const [, ending] = /\.([cm]?[jt]sx?)$/i.exec(fileName) ?? [];
  if (ending === undefined) return PLAIN;
  const typescript = ending.toLowerCase().includes("t");
  const jsx = ending.toLowerCase().endsWith("x");
  const name = `${typescript ? "TypeScript" : "JavaScript"}${jsx ? " JSX" : ""}`;
  // JSX would make `<T>value` of TypeScript mean something else; in JavaScript it does no harm.
  const syntax = javascript({ typescript, jsx: jsx || !typescript });
  return { name, extension: [syntax, codeDirection] };
}
