import { VERSIONS_PART, versionsIn } from "../store/versions.ts";
import type { WholeSnapshot } from "../store/whole-snapshot.ts";
import { actorFault, clientFault, entryFault, isCount, isText } from "./entry-fault.ts";

/** What is wrong with what a snapshot of an export says of people, in words; undefined where nothing is. Its state is found out about when it is folded. */
export function snapshotFault({ snapshot, parts }: WholeSnapshot): string | undefined {
  const { seq, at, ledger } = snapshot;
  const fault = ledgerFault(JSON.parse(ledger), at);
  if (fault !== undefined) return fault;
  try {
    return namesFault(parts.get(VERSIONS_PART), seq);
  } catch {
    return "its names of moments are none";
  }
}

/** `at` is the time of the snapshot. */
function ledgerFault(lines: unknown, at: number): string | undefined {
  if (!Array.isArray(lines)) return "its ledger is no list";
  for (const line of lines as readonly unknown[]) {
    const fault = Array.isArray(line) ? lineFault(line, at) : "a line of its ledger is no list";
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** `seq` is that of the snapshot. Throws what reading them does. */
function namesFault(part: Uint8Array | undefined, seq: number): string | undefined {
  for (const named of versionsIn(part)) {
    const isLater = !isCount(named.seq) || named.seq > seq;
    const fault = isLater ? `it is of ${String(named.seq)}` : entryFault({ ...named });
    if (fault !== undefined) return `of a name of a moment, ${fault}`;
  }
  return undefined;
}

function lineFault([client, user, n, said, refused, older]: unknown[], at: number) {
  if (!isText(client) || !isText(user) || !isCount(n) || !isCount(said))
    return "a line of its ledger has no client, user, number and time";
  if (said > at) return `its ledger knows of ${said}, which is after it`;
  const isWhole = (refused === undefined || areRefusals(refused)) && areNumbers(older ?? []);
  return (
    actorFault(user) ??
    clientFault(client) ??
    (isWhole ? undefined : `its ledger says of ${client} what no ledger says`)
  );
}

function areRefusals(list: unknown): boolean {
  return (
    Array.isArray(list) &&
    list.every((one: unknown) => {
      if (!Array.isArray(one)) return false;
      const [n, code, message] = one as readonly unknown[];
      return isCount(n) && isText(code) && isText(message);
    })
  );
}

/** Whether these are the first and the last number of runs, none before the one before it. */
function areNumbers(list: unknown): boolean {
  return (
    Array.isArray(list) &&
    list.length % 2 === 0 &&
    list.every((one: unknown, i) => isCount(one) && (i === 0 || one >= Number(list[i - 1])))
  );
}
