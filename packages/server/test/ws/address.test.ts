import { expect, test } from "vitest";
import { AddressCounts, networkOf } from "../../src/transports/address.ts";

test.each([
  ["10.1.2.3", "10.1.2.3"],
  ["::ffff:10.1.2.3", "10.1.2.3"],
  ["::1", "0:0:0:0::/64"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:0DB8:1:0002::9", "2001:db8:1:2::/64"],
  ["2001:db8::7:8", "2001:db8:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["unknown", "unknown"],
])("[R131] %s counts as %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test("[R131] a connection that is gone does not count", () => {
  const counts = new AddressCounts(2);
  expect(counts.add("::ffff:10.0.0.1")).toBe(true);
  expect(counts.add("10.0.0.1")).toBe(true);
  expect(counts.add("10.0.0.1")).toBe(false);
  expect(counts.add("10.0.0.2")).toBe(true);
  counts.remove("10.0.0.1");
  expect(counts.add("10.0.0.1")).toBe(true);
  expect(counts.add("10.0.0.1")).toBe(false);
});
