import type { RoomDefinition } from "@alongside/core";
import { numbered } from "../device/adopt.ts";
import type { DeviceRow, DeviceStore } from "../device/device-store.ts";
import { groundsOf } from "../device/grounds.ts";
import { readRows, type Stored } from "../device/rows.ts";
import type { RoomCopy } from "../room/copy.ts";
import type { RoomHost } from "../room/host.ts";
import type { RoomKeeper } from "../room/keeper.ts";
import type { Refusal } from "../room/rejections.ts";
import type { Report } from "../readable.ts";
import { exported, type Queue, type Unsent } from "./exported.ts";
import type { RoomExport } from "./types.ts";

/** As much of a room's session as is exported. */
interface Session<D extends RoomDefinition> {
  readonly copy: RoomCopy<D>;
  readonly host: RoomHost;
  readonly report: Report;
  readonly keeper: RoomKeeper | undefined;
  readonly isLoading: boolean;
  readonly setbacks: {
    readonly here:
      | { readonly rejections: { readonly refusals: ReadonlyMap<string, Refusal> } }
      | undefined;
  };
}

/** What of a room is not on the server: of this page, and of others that are or were on this device. */
export async function exportRoom<D extends RoomDefinition>(
  session: Session<D>,
): Promise<RoomExport> {
  const { copy, host, setbacks, report, keeper } = session;
  const others = stored(readRows((await keeper?.others()) ?? [], report));
  const own = setbacks.here?.rejections.refusals ?? new Map<string, Refusal>();
  return exported({
    ...about(copy.name, host),
    queues: [...queuesOf(copy), ...others.queues],
    refused: [...own, ...others.refused],
  });
}

/** What is not on the server of all rooms that a page holds or that are in a store. Those of which all is there are left out. */
export async function exportAll(
  sessions: readonly Session<RoomDefinition>[],
  store: DeviceStore | undefined,
  host: RoomHost,
): Promise<readonly RoomExport[]> {
  const found = await Promise.all([store?.rooms("queue"), store?.rooms("refused")]);
  // What the device has of a room is not looked at by its session before that is here.
  const joined = sessions.filter(({ isLoading }) => !isLoading);
  const held = new Set(joined.map(({ copy }) => copy.name));
  const names = new Set(found.flatMap((rooms = []) => rooms.filter((name) => !held.has(name))));
  const rooms = await Promise.all([
    ...joined.map((session) => exportRoom(session)),
    ...Array.from(names, async (name) => {
      const rows: readonly DeviceRow[] = (await store?.load(name)) ?? [];
      return exported({ ...about(name, host), ...stored(readRows(rows, host.report)) });
    }),
  ]);
  return rooms.filter(({ changes }) => changes.length > 0);
}

function about(room: string, { user, clock }: RoomHost): Omit<Unsent, "queues" | "refused"> {
  return { room, user: user.get()?.id, now: clock.now() };
}

function stored({ queues, refused }: Stored): Pick<Unsent, "queues" | "refused"> {
  // What stands behind a damaged row cannot be sent, and is somebody's work all the same.
  return {
    queues: queues.map(({ client, changes, rest, texts }) => ({
      client,
      changes: [...changes, ...rest],
      texts,
    })),
    refused,
  };
}

/** What is pending, client by client, as it is now. */
function queuesOf<D extends RoomDefinition>(copy: RoomCopy<D>): readonly Queue[] {
  const { pending, replica, segments } = copy;
  const changes = pending
    .all()
    .filter(({ isOrphan }) => !isOrphan)
    .map(({ data, editsTexts }) => (editsTexts ? { ...data, ops: replica.opsOf(data.n) } : data));
  // All stand one over the other: what the first edit of each text is made on is known.
  const texts = groundsOf(copy, changes, pending.ended);
  let after = 0;
  return segments.map(({ client, offset, end }, i) => {
    const its = changes.filter(({ n }) => n > after && n <= end);
    after = end;
    return {
      client,
      changes: its.map((change) => numbered(change, -offset)),
      texts: i === 0 ? texts : [],
    };
  });
}
