import { expect, test } from "vitest";
import { checkUser } from "../../src/auth/user-info.ts";

const ann = { id: "ann", name: "Ann", color: "#123456" };

test("[R138] a user has an id, a name and a colour, and may have more", () => {
  expect(checkUser({ ...ann, team: "blue" })).toEqual({ ...ann, team: "blue" });
});

test("[R138] nobody is the server", () => {
  expect(() => checkUser({ ...ann, id: "server" })).toThrow(`the user id "server" is the server's own`);
});

test.each([{ id: "" }, { id: 7 }, { name: undefined }, { color: null }, { id: "x".repeat(257) }, { joined: new Date() }])(
  "[R138] %j makes no user",
  (wrong) => {
    expect(() => checkUser({ ...ann, ...wrong } as never)).toThrow();
  },
);
