import type { RoomDefinition } from "@alongside/core";
import {
  isDefinition,
  isFields,
  linked,
  inWords,
  misused,
  type Random,
  roomId,
  said,
  systemClock,
  systemRandom,
} from "@alongside/core/engine";
import { browserEnvironment } from "./browser.ts";
import type { Client, ClientOptions } from "./client-types.ts";
import type { Environment } from "./environment.ts";
import { OwnIntroduction } from "./introduction.ts";
import type { Report } from "./readable.ts";
import { roomHandle } from "./room/handle.ts";
import { CLIENT_LENGTH } from "./room/host.ts";
import { isRefusal } from "./room/refusal.ts";
import type { RoomSession } from "./room/room.ts";
import { Rooms } from "./rooms.ts";
import { serverUrl } from "./server-url.ts";
import { ladderOf } from "./transports/ladder.ts";

/** Where a guest's secret is remembered. */
const GUEST = "alongside:guest";

/** Makes a client. Nothing is opened before the first `join`. Throws `TypeError` for an address or a transport that is none. */
export function createClient(options: ClientOptions): Client {
  if (!isFields(options))
    throw misused(
      "createClient",
      inWords(() => `the options should be an object such as { url: "/live" }`),
      options,
    );
  for (const name of ["getToken", "onError", "persist"] as const)
    if (options[name] !== undefined && typeof options[name] !== "function")
      throw misused(
        "createClient",
        inWords(() => `${name} should be a function`),
        options[name],
      );
  const {
    getToken,
    clock = systemClock,
    random = systemRandom,
    environment = browserEnvironment(),
    transports = ["websocket", "stream", "polling"],
  } = options;
  const { ways, ...ladder } = ladderOf(transports, environment);
  const report = reporter(options.onError ?? ((error) => console.error(error)));
  const id = random.id(CLIENT_LENGTH);
  // Undefined for a path where there is no page: a module that a server renders with may make its client all the same.
  const url = serverUrl(options.url, environment.location);
  const canDial = url !== undefined && ways.length > 0;
  const guest =
    options.guest ?? (canDial && getToken === undefined ? guestOf(environment, random) : undefined);
  const introduction = new OwnIntroduction(environment, getToken === undefined);
  const rooms = new Rooms({
    url: url ?? "",
    client: id,
    guest,
    introduction: () => introduction.value,
    getToken,
    clock,
    random,
    environment,
    transports: ways,
    first: () => ladder.first(url ?? "", clock),
    worked: (at) => ladder.worked(at, url ?? "", clock),
    report,
    persist: options.persist,
    reportThrown(error, about) {
      // The console shows by itself what is thrown and not caught.
      if (options.onError !== undefined && isRefusal(error)) report(error, about);
      linked(error);
    },
    // Without the other transports' code, a page is lost where WebSockets stop to get through.
    onLive: ladder.prepare,
  });
  const { connection, host, status, user } = rooms;

  return {
    id,
    status,
    user,
    join<D extends RoomDefinition>(definition: D, key: string) {
      if (!isDefinition(definition))
        throw misused(
          "join",
          inWords(() => "the room should be what defineRoom returned"),
          definition,
        );
      if (connection.state.get().name === "closed")
        throw new Error(
          said(
            "join",
            inWords(() => "This client was closed; make a new one (docs/errors.md#join)"),
          ),
        );
      if (!canDial)
        throw new Error(
          said(
            "join",
            inWords(() => {
              const why =
                url === undefined
                  ? `${JSON.stringify(options.url)} is on a page's own host, and there is no page. On a server, leave joining to the hooks or to an effect, or give createClient a whole address, as wss://example.org/live`
                  : `there is no global WebSocket or fetch for the transports ${transports.join(", ")}`;
              return `${roomId(definition.name, key)} cannot be joined here: ${why} (docs/errors.md#join)`;
            }),
            options.url,
          ),
        );
      const held = rooms.hold(definition, key);
      return roomHandle(held.session as unknown as RoomSession<D>, key, host, () =>
        rooms.release(held),
      );
    },
    introduce: (wishes) => connection.introduce(introduction.change(wishes)),
    retry() {
      connection.tell({ type: "retry" });
      rooms.each((session) => session.retry());
    },
    close: () => rooms.close(),
    unsent: () => rooms.unsent(),
    forget: (given) => rooms.forget(given?.unsent === "discard"),
  };
}

/** The secret that keeps a guest the same person over page loads. */
function guestOf(environment: Environment, random: Random): string {
  // Empty is not one: a server refuses it.
  const kept = environment.recall(GUEST);
  if (kept) return kept;
  const made = random.id(24);
  environment.remember(GUEST, made);
  return made;
}

/** An app's `onError` that never throws: it is called in the middle of steps, which have to go on. */
function reporter(onError: Report): Report {
  return (error, about) => {
    try {
      onError(linked(error), about);
    } catch (thrown) {
      console.error(thrown, error);
    }
  };
}
