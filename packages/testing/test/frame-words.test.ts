import { frameWords } from "@alongside/testing";
import { expect, test } from "vitest";

test("[R516] a frame is printed in words, and one that no side would take as it stands", () => {
  expect(frameWords('["c",1,3,7,["page",[["t","root","page",[12,"x"]]]]]', "client")).toBe(
    'change {"seat":1,"n":3,"base":7,"ops":{"page":[{"op":"text","id":"root","field":"page","delta":[12,"x"]}]}}',
  );
  expect(frameWords('["d",1,[["a",3,8,5],["s",2]]]', "server")).toBe(
    'entries {"seat":1,"list":[{"ack":3,"seq":8,"at":5},{"skip":2}]}',
  );
  expect(frameWords('["i"]', "client")).toBe("ping");
  const tick =
    'tick {"seat":1,"people":[],"gone":[],"points":"01780101000608","number":5,"before":4}';
  expect(frameWords("b AQEFAQABeAEBAAYI", "server")).toBe(tick);
  expect(frameWords(new Uint8Array([1, 1, 5, 1, 0, 1, 0x78, 1, 1, 0, 6, 8]), "server")).toBe(tick);
  expect(frameWords(new Uint8Array([9, 1]), "server")).toBe("b CQE=");
  for (const frame of ["<html>", '["z",1]', '["c",1]'])
    expect(frameWords(frame, "client")).toBe(frame);
});
