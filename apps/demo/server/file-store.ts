import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { randomBytes } from "node:crypto";
import type { Readable } from "node:stream";
import { MOST_BYTES } from "../src/talk/attached-file.ts";

/** What a file may take, and all of them. */
export interface FileLimits {
  /** Bytes of one file. */
  readonly file: number;
  /** Bytes of all of them, those that are on their way too. */
  readonly all: number;
  /** How many there are at most. */
  readonly files: number;
  /** How many may be on their way at a time. */
  readonly atOnce: number;
}

const LIMITS: FileLimits = { file: MOST_BYTES, all: 500_000_000, files: 5000, atOnce: 8 };

/** Why a file was not taken. */
export class NotTaken extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Files in a folder, under names that nobody guesses, and never more than the limits say. */
export class FileStore {
  readonly #folder: string;
  readonly #limits: FileLimits;
  #bytes = 0;
  #files = 0;
  #coming = 0;

  constructor(folder: string, limits: Partial<FileLimits> = {}) {
    this.#folder = folder;
    this.#limits = { ...LIMITS, ...limits };
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(folder)) {
      if (name.endsWith(".part")) {
        // It was on its way as a server ended.
        rmSync(join(folder, name));
        continue;
      }
      this.#bytes += statSync(join(folder, name)).size;
      this.#files += 1;
    }
  }

  /** The path of a file that is here by this name. */
  pathOf(name: string): string {
    return join(this.#folder, name);
  }

  /** Keeps what comes, under a name that ends so. Rejects with `NotTaken`, and keeps nothing then; also where the sender goes away. */
  async keep(coming: Readable, ending: string): Promise<string> {
    const { atOnce, files } = this.#limits;
    if (this.#coming >= atOnce) throw new NotTaken(503, "Many files are being sent: try again");
    if (this.#files >= files) throw new NotTaken(507, "This server keeps no more files");
    this.#coming += 1;
    this.#files += 1;
    const name = `${randomBytes(18).toString("base64url")}.${ending}`;
    const path = this.pathOf(`${name}.part`);
    let bytes = 0;
    try {
      const file = await open(path, "wx");
      try {
        for await (const chunk of coming as AsyncIterable<Buffer>) {
          bytes += chunk.length;
          this.#bytes += chunk.length;
          if (bytes > this.#limits.file)
            throw new NotTaken(413, `A file has ${this.#limits.file / 1e6} MB at most`);
          if (this.#bytes > this.#limits.all)
            throw new NotTaken(507, "This server keeps no more files");
          await file.write(chunk);
        }
        if (bytes === 0) throw new NotTaken(400, "There is nothing in it");
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(path, this.pathOf(name));
      return name;
    } catch (error) {
      this.#bytes -= bytes;
      this.#files -= 1;
      await rm(path, { force: true });
      throw error;
    } finally {
      this.#coming -= 1;
    }
  }
}
