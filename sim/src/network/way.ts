import type { Frame } from "@alongside/core/engine";
import type { RequestInfo } from "@alongside/server";
import type { Connection, Wire } from "../../../packages/server/src/session/wire.ts";
import type { HttpLinks } from "../../../packages/server/src/transports/http-links.ts";
import type { SimRandom } from "../env/sim-random.ts";
import type { SimTime } from "../env/sim-time.ts";
import type { FaultCounts } from "../faults.ts";
import type { Seats } from "./frames.ts";

/** Something that accepts connections. */
export interface Listener {
  accept(wire: Wire, request: RequestInfo): Connection;
  /** Takes requests that ask for no WebSocket. */
  readonly links: HttpLinks;
}

/** What the checkers want to see pass by. */
export interface Witness {
  /** A frame reaches the server. */
  received(page: number, frame: string): void;
  /** A frame leaves the server. */
  sent(page: number, frame: Frame, seats: Seats): void;
  /** A frame is about to be handed to a page; the answer is called right after. */
  delivering(page: number, frame: Frame, seats: Seats): () => void;
}

/** The network between one page and the server, as whatever the page opens meets it. */
export interface Way {
  readonly page: number;
  readonly time: SimTime;
  readonly random: SimRandom;
  readonly faults: FaultCounts;
  readonly witness: Witness;
  /** Undefined while the server is down. */
  listener(): Listener | undefined;
  isPartitioned(): boolean;
  /** A proxy on the way lets no WebSocket through. */
  refusesUpgrades(): boolean;
  /** A proxy on the way passes nothing of a stream on before it has all of it. */
  holdsStreams(): boolean;
  /** Nothing goes wrong any more: the world is settling. */
  isCalm(): boolean;
  /** The highest batch that has arrived of each HTTP link, by its secret. */
  readonly batches: Map<string, number>;
}

/** How long something takes from one end of a way to the other, in ms. */
export function delayOn({ random, faults, isCalm }: Way): number {
  if (isCalm()) return random.between(1, 5);
  if (!random.chance(0.05)) return random.between(1, 40);
  faults.count("delay");
  return random.between(100, 1500);
}
