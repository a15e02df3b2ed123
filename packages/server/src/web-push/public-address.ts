import { lookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** Of IPv4, what is no address of the internet: loopback, private ones, link-local ones, and those kept for other things. */
const CLOSED = new BlockList();
for (const range of [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/3",
])
  CLOSED.addSubnet(range.split("/")[0] ?? "", Number(range.split("/")[1]), "ipv4");

/** Of IPv6, what is one, but for addresses in which one of IPv4 is hidden, and examples. */
const OPEN = new BlockList();
OPEN.addSubnet("2000::", 3, "ipv6");
for (const [net, bits] of [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const)
  CLOSED.addSubnet(net, bits, "ipv6");

/** Whether an address is one of the internet, and not of this machine or a network of its own. */
export function isPublic(address: string): boolean {
  if (isIP(address) === 4) return !CLOSED.check(address, "ipv4");
  return isIP(address) === 6 && OPEN.check(address, "ipv6") && !CLOSED.check(address, "ipv6");
}

/** An endpoint leads to where nobody is to be sent by a stranger. */
export class NotPublic extends Error {
  override readonly name = "NotPublic";
}

/**
 * Finds the addresses of a name, for a connection: as it is asked for each connection, and what it returns is what is connected to, no
 * name can be looked at first and lead elsewhere then. Fails with {@link NotPublic} where one of them is not public.
 */
export const publicLookup: LookupFunction = (name, options, callback) => {
  lookup(name, { ...options, all: true }, (error, found) => {
    const closed = error ? undefined : found.find(({ address }) => !isPublic(address));
    const why = closed === undefined ? error : new NotPublic(`${name} leads to ${closed.address}`);
    const first = found?.[0];
    if (why !== null || first === undefined)
      callback(why ?? new Error(`${name} has no address`), []);
    else if (options.all === true) callback(null, found);
    else callback(null, first.address, first.family);
  });
};

/** Throws {@link NotPublic} for an endpoint that is no server's of the internet at the usual port. A name is looked up later. */
export function checkEndpoint(url: URL): void {
  const host = url.hostname.replaceAll(/^\[|\]$/g, "");
  if (url.protocol !== "https:" || url.port !== "")
    throw new NotPublic(`${url.origin} is not at the usual port of https:`);
  if (isIP(host) !== 0 && !isPublic(host)) throw new NotPublic(`${host} is not public`);
}
