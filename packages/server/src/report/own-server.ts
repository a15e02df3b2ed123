import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Problem } from "../cli/problem.ts";
import { Child } from "./child.ts";
import type { Vitals } from "./load/stage.ts";
import type { Target } from "./target.ts";

export interface ServerOrder {
  /** The module with the rooms. */
  readonly rooms: string | undefined;
  /** Where the database is. */
  readonly folder: string;
  /** A key of the HTTP API. */
  readonly key: string;
}

export type ServerHeard = { readonly name: "vitals" } | { readonly name: "stop" };

export type ServerTold =
  | { readonly name: "serving"; readonly url: string }
  | { readonly name: "vitals"; readonly vitals: Vitals }
  | { readonly name: "failed"; readonly message: string; readonly exitCode: 1 | 2 };

/** Starts the app's own server, in a process of its own. Rejects with `Problem` where that does not work. */
export async function startOwn(folder: string, rooms: string | undefined): Promise<Target> {
  const key = randomBytes(24).toString("base64url");
  const data = mkdtempSync(join(tmpdir(), "alongside-report-"));
  const child = new Child<ServerTold, ServerHeard>("server-child", folder, {
    rooms,
    folder: data,
    key,
  } satisfies ServerOrder);
  const told = await child.next((one) => (one.name === "vitals" ? undefined : one));
  if (told?.name !== "serving") {
    await gone();
    if (told?.name === "failed") throw new Problem(told.message, told.exitCode);
    throw new Problem(`The app's server ended with ${await child.ended} before it listened`);
  }
  return {
    live: `${told.url.replace(/^http/, "ws")}/live`,
    api: `${told.url}/v1`,
    key,
    vitals() {
      const vitals = child.next((one) => (one.name === "vitals" ? one.vitals : undefined));
      child.tell({ name: "vitals" });
      return vitals;
    },
    ended: child.ended,
    async close() {
      child.tell({ name: "stop" });
      await gone();
    },
  };

  async function gone(): Promise<void> {
    await child.gone();
    rmSync(data, { recursive: true, force: true });
  }
}
