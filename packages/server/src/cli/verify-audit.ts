import { isFields, type RoomId } from "@alongside/core/engine";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { AUDIT_FORMAT } from "../rooms/audit-lines.ts";
import type { AuditEntry, AuditNote, AuditStart } from "../store/chain/audited.ts";
import { ChainCheck } from "../store/chain/chain-check.ts";
import type { VerifyCommand } from "./command.ts";
import { readHeads } from "./heads.ts";
import { Problem } from "./problem.ts";

/** What is wrong in an audit. */
interface Wrong {
  readonly line: number;
  readonly room?: RoomId;
  readonly message: string;
}

/**
 * Prints what is wrong in a file that `alongside audit` wrote, the first of it for each room, and at the end how much was looked at. Returns
 * whether nothing is. Throws `Problem`, in one line, for a file that is none.
 */
export async function verifyAudit(
  { file, json, against }: VerifyCommand,
  print: (line: string) => void,
): Promise<boolean> {
  const check = new AuditCheck(
    (wrong) =>
      print(
        json
          ? JSON.stringify(wrong)
          : `line ${wrong.line}${wrong.room === undefined ? "" : `, ${JSON.stringify(wrong.room)}`}: ${wrong.message}`,
      ),
    against === undefined ? [] : readHeads(against),
  );
  try {
    for await (const line of createInterface({ input: createReadStream(file) })) check.line(line);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(`verify: ${file}: ${(error as Error).message}`);
  }
  const { ok, ...counts } = check.end();
  const { rooms, entries, sealed, erased, unproven } = counts;
  print(
    json
      ? JSON.stringify({ ok, ...counts })
      : `${ok ? "Whole" : "Damaged"}: ${rooms} rooms, ${entries} entries, ${sealed} of them sealed, ${erased} erased, ${unproven} of these after its end`,
  );
  return ok;
}

class AuditCheck {
  readonly #onWrong: (wrong: Wrong) => void;
  readonly #noted: ReturnType<typeof readHeads>;
  readonly #met = new Set<object>();
  readonly #digest = createHash("sha256");
  readonly #rooms = new Set<RoomId>();
  readonly #counts = { entries: 0, sealed: 0, erased: 0, unproven: 0 };
  #n = 0;
  #isOk = true;
  #hasEnded = false;
  #room: RoomId | undefined;
  /** Undefined once something in the room was wrong. */
  #check: ChainCheck | undefined;

  constructor(onWrong: (wrong: Wrong) => void, noted: ReturnType<typeof readHeads>) {
    this.#onWrong = onWrong;
    this.#noted = noted;
  }

  line(text: string): void {
    this.#n += 1;
    const value = parsed(text);
    if (this.#n === 1) {
      if (value["alongside"] !== "audit") throw new Problem("verify: the file is no audit");
      if (value["format"] !== AUDIT_FORMAT)
        throw new Problem(
          `verify: the audit was written by a newer version of Alongside (format ${String(value["format"])})`,
        );
    } else if (this.#hasEnded) return this.#wrong("There is something after the end");
    else if (isFields(value["end"])) return this.#last(value["end"]);
    else this.#one(value);
    this.#digest.update(`${text}\n`);
  }

  #one(value: { readonly [name: string]: unknown }): void {
    try {
      if (typeof value["room"] !== "string") throw new Error("It is no line of an audit");
      if (typeof value["after"] === "number") return this.#begin(value as unknown as AuditStart);
      if (value["room"] !== this.#room) throw new Error("Nothing says where the room begins");
      const line = { ...value, body: JSON.stringify(value["body"]) };
      if ("note" in value) this.#check?.note(line as unknown as AuditNote);
      else {
        this.#counts.entries += 1;
        this.#check?.entry(line as unknown as AuditEntry);
      }
      this.#meet();
    } catch (error) {
      this.#check = undefined;
      // What is no text or number where one should be.
      if (error instanceof TypeError) this.#wrong("It is no line of an audit");
      else this.#wrong(error instanceof Error ? error.message : String(error));
    }
  }

  #begin(start: AuditStart): void {
    this.#finish();
    this.#room = start.room;
    this.#rooms.add(start.room);
    this.#check = new ChainCheck(start);
    this.#meet();
  }

  #meet(): void {
    const { seq, seal } = this.#check ?? {};
    if (seq === undefined) return;
    for (const head of this.#noted)
      if (head.room === this.#room && head.seq === seq && head.seal === seal) this.#met.add(head);
  }

  #finish(): void {
    const end = this.#check?.end();
    if (end === undefined) return;
    this.#counts.sealed += end.sealed;
    this.#counts.erased += end.erased;
    this.#counts.unproven += end.unproven.length;
  }

  #last({ rooms, entries, sha256 }: { readonly [name: string]: unknown }): void {
    this.#finish();
    this.#check = undefined;
    this.#room = undefined;
    this.#hasEnded = true;
    if (rooms !== this.#rooms.size || entries !== this.#counts.entries)
      this.#wrong(`The end says that there are ${String(entries)} entries`);
    if (sha256 !== this.#digest.digest("hex")) this.#wrong("The checksum of its lines differs");
  }

  end(): { readonly ok: boolean; readonly rooms: number } & Readonly<
    Record<"entries" | "sealed" | "erased" | "unproven", number>
  > {
    if (this.#n === 0) throw new Problem("verify: the file is empty");
    if (!this.#hasEnded) this.#wrong("It was cut off: there is no end");
    this.#room = undefined;
    for (const head of this.#noted)
      if (!this.#met.has(head))
        this.#wrong(`The seal of entry ${head.seq} of ${JSON.stringify(head.room)} is not in it`);
    return { ok: this.#isOk, rooms: this.#rooms.size, ...this.#counts };
  }

  #wrong(message: string): void {
    this.#isOk = false;
    const room = this.#room;
    this.#onWrong({ line: this.#n, ...(room !== undefined && { room }), message });
  }
}

function parsed(text: string): { readonly [name: string]: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : {};
  } catch {
    return {};
  }
}
