import { Child } from "./child.ts";
import type { FuzzRandom } from "./fuzz-random.ts";
import { Link, later, TRANSPORTS, type TransportName } from "./link.ts";
import type { Newcomer, Places, Question, Report, State } from "./questions.ts";

/** Connections of the honest page: one that writes and one that reads. */
const HONEST = 2;
/** How long the connections of an attack that is over may be counted, in ms. */
const LEFT_MS = 10_000;

/** What an attack proved. */
export class Found extends Error {
  override readonly name = "Found";
}

/** The servers under attack, the honest page beside them, and the ways to reach them. */
export class Field {
  readonly places: Places;
  random: FuzzRandom;
  readonly #servers: Child;
  readonly #honest: Child;
  readonly #links = new Set<Link>();

  /** The database of the servers. */
  readonly file: string;

  private constructor(
    folder: string,
    servers: Child,
    honest: Child,
    places: Places,
    random: FuzzRandom,
  ) {
    this.file = `${folder}/rooms.db`;
    this.#servers = servers;
    this.#honest = honest;
    this.places = places;
    this.random = random;
  }

  /** Starts both processes. `plant` names a fault that is planted in the server's code. */
  static async open(folder: string, random: FuzzRandom, plant?: string): Promise<Field> {
    const flags = ["--expose-gc"];
    const env: Record<string, string> = {};
    if (plant !== undefined) {
      flags.push("--import", new URL("plant.ts", import.meta.url).href);
      env["FUZZ_PLANT"] = plant;
    }
    const servers = new Child("server.ts", [folder], flags, env);
    const places = await servers.hear<Places>();
    const honest = new Child("honest.ts", [String(places.port)], []);
    await honest.hear();
    return new Field(folder, servers, honest, places, random);
  }

  get live(): string {
    return `http://127.0.0.1:${this.places.port}/live`;
  }

  /** How the servers' process ended; undefined while it runs. */
  get crash(): string | undefined {
    return this.#servers.end;
  }

  ask<T>(question: Question): Promise<T> {
    return this.#servers.ask<T>(question);
  }

  report(): Promise<Report> {
    return this.#honest.ask<Report>({ ask: "report" });
  }

  newcomer(): Promise<Newcomer> {
    return this.#honest.ask<Newcomer>({ ask: "newcomer" });
  }

  state(): Promise<State> {
    return this.ask<State>({ ask: "state" });
  }

  /** Any of the three. */
  way(): TransportName {
    return this.random.pick(TRANSPORTS);
  }

  /** Connects over any transport, without a word. */
  async dial(way = this.way(), url = this.live): Promise<Link> {
    const link = await Link.open(url, way, this.random.id());
    this.#links.add(link);
    return link;
  }

  /** Connects and says who it is. */
  async greet(token = `user:${this.random.id()}`, way?: TransportName): Promise<Link> {
    const link = await this.dial(way);
    link.say({ type: "hello", versions: [2], token });
    await link.next(({ type }) => type === "welcome");
    return link;
  }

  /** Connects and enters a room. */
  async enter(room = "arena:shared", token?: string, way?: TransportName): Promise<Link> {
    const link = await this.greet(token, way);
    link.say({ type: "join", room, version: 1, ended: 0 });
    await link.next(({ type }) => type === "joined" || type === "closed");
    return link;
  }

  /**
   * Ends what an attack left open, and waits until the servers count none of it: the next attack comes from the same address.
   * @throws {Found} when the servers still count it after `LEFT_MS`.
   */
  async clear(): Promise<void> {
    for (const link of this.#links) link.close();
    this.#links.clear();
    const until = performance.now() + LEFT_MS;
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- one look after the other
      const { connections } = await this.state();
      if (connections <= HONEST) return;
      if (performance.now() > until)
        throw new Found(
          `${connections - HONEST} connections of an attack that is over are still counted after ${LEFT_MS} ms`,
        );
      // oxlint-disable-next-line no-await-in-loop -- as above
      await later(100);
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#servers.stop(), this.#honest.stop()]);
  }
}
