import { Socket } from "node:net";
import { fileURLToPath } from "node:url";

/** Where bytes are handed on, or wait: a socket, a store, a timer, a function of the app. */
export interface Point {
  /** What happens there, and to whom: "A sends", "store.append", "server to B". */
  readonly name: string;
  /** Our own functions on the stack, the outermost first. */
  readonly functions: readonly Called[];
}

export interface Called {
  readonly name: string;
  /** Below `packages`, without `src`. */
  readonly file: string;
}

/** Which point is looked for. */
export interface Wanted {
  readonly point: string;
  /** A part of the name of a file that has to have a function in it. */
  readonly through?: string;
}

const PACKAGES = fileURLToPath(new URL("../../../packages/", import.meta.url));

/** Returns the functions of our packages that are being called now, the outermost first. */
function ownFunctions(): readonly Called[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.stackTraceLimit = Infinity;
  Error.prepareStackTrace = (_error, sites) => sites;
  const sites = new Error("Only its stack is read").stack as unknown as readonly NodeJS.CallSite[];
  Error.prepareStackTrace = prepareStackTrace;
  Error.stackTraceLimit = stackTraceLimit;
  return sites.flatMap((site) => called(site) ?? []).toReversed();
}

function called(site: NodeJS.CallSite): Called | undefined {
  const file = (site.getFileName() ?? "").replace(/^file:\/\//, "");
  // Who awaits what is done here is not passed by anything: it is told later.
  if (!file.startsWith(PACKAGES) || (site as { isAsync?(): boolean }).isAsync?.() === true)
    return undefined;
  const [where] = file.split("?");
  return {
    name: nameOf(site),
    file: (where ?? "").slice(PACKAGES.length).replace("/src/", "/"),
  };
}

function nameOf(site: NodeJS.CallSite): string {
  const own = site.getFunctionName();
  if (own === null || own === "") return "(a callback)";
  const type = site.getTypeName();
  const isMethod = type !== null && !["Object", "global", "Function"].includes(type);
  return isMethod && !own.startsWith(type) && !own.includes(".") ? `${type}.${own}` : own;
}

/** Notes the points that bytes pass in this process. */
class Trace {
  readonly #points: Point[] = [];
  /** Whose the sockets of clients are, by port. */
  readonly #owners = new Map<number, string>();
  /** Whose the next new socket is. */
  opening = "";

  /** Something is passed on here. */
  note(name: string): void {
    const functions = ownFunctions();
    if (functions.length > 0) this.#points.push({ name, functions });
  }

  /** Forgets what was noted. */
  clear(): void {
    this.#points.length = 0;
  }

  /** Returns the first points that are like these, in order. Throws where one does not come after the one before. */
  along(wanted: readonly Wanted[]): readonly Point[] {
    let from = 0;
    return wanted.map(({ point: name, through = "" }) => {
      const at = this.#points.findIndex(
        (one, i) =>
          i >= from &&
          one.name === name &&
          one.functions.some(({ file }) => file.includes(through)),
      );
      const point = this.#points[at];
      if (point === undefined) {
        const rest = this.#points.slice(from).map((one) => one.name);
        throw new Error(`No "${name}" through "${through}" among ${rest.join(", ")}`);
      }
      from = at + 1;
      return point;
    });
  }

  /** A socket is written to. A server's has a server, and the client's port at its other end. */
  written(socket: Socket): void {
    const isServer = "server" in socket && Boolean(socket.server);
    const port = isServer ? socket.remotePort : socket.localPort;
    if (port === undefined) return;
    const owner = this.#ownerOf(port);
    this.note(isServer ? `server to ${owner}` : `${owner} sends`);
  }

  #ownerOf(port: number): string {
    const known = this.#owners.get(port);
    if (known !== undefined) return known;
    this.#owners.set(port, this.opening);
    return this.opening;
  }
}

/** The trace of this process. */
export const trace = new Trace();

// All that puts bytes off or lets them go is watched from the start: the packages take some of it as they are loaded.
const { write } = Socket.prototype;
Socket.prototype.write = function noted(this: Socket, ...given: unknown[]) {
  trace.written(this);
  return Reflect.apply(write, this, given) as boolean;
};
const { fetch, queueMicrotask, setImmediate } = globalThis;
globalThis.fetch = (input, init) => {
  trace.note(`${trace.opening} sends`);
  return fetch(input, init);
};
globalThis.queueMicrotask = (fn) => {
  trace.note("later");
  queueMicrotask(fn);
};
globalThis.setImmediate = Object.assign((...given: Parameters<typeof setImmediate>) => {
  trace.note("later");
  return setImmediate(...given);
}, setImmediate);
