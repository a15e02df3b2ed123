import { expect, test } from "vitest";
import { checkUser } from "../../src/auth/user-info.ts";

const ann = { id: "ann", name: "Ann", color: "#123456" };

test("[R138] a user has an id, a name and a colour, and may have more", () => {
  expect(checkUser({ ...ann, team: "blue" })).toEqual({ ...ann, team: "blue" });
});

test("[R1682] nobody is shown by a name like what erasing leaves behind", () => {
  for (const name of ["erased:4f", " erased:4f", "Erased:4f", "<b>erased:</b>4f"])
    expect(checkUser({ ...ann, name }).name).toBe("Guest");
  expect(checkUser({ ...ann, name: "Unerased: 4f" }).name).toBe("Unerased: 4f");
});

test("[R682] nobody is the server", () => {
  expect(() => checkUser({ ...ann, id: "server" })).toThrow(
    `the user id "server" is the server's own`,
  );
});

test.each([
  [{ id: "" }, 'user.id should be a text, got ""'],
  [{ id: 7 }, "user.id should be a text, got 7"],
  [{ name: null }, "user.name should be a text, got null"],
  [{ color: ["red"] }, 'user.color should be a text, got ["red"]'],
  [{ id: "x".repeat(257) }, "user.id has 257 characters, the limit is 256"],
  [{ id: "agent:bot" }, 'user ids that begin with "agent:" are those of the server\'s agents'],
  [{ joined: new Date() }, "user.joined: an instance of Date is not JSON"],
  [{ id: "erased:4f" }, 'user ids that begin with "erased:" are left behind by erasing'],
])("[R138, R1682] %j makes no user", (wrong, message) => {
  expect(() => checkUser({ ...ann, ...wrong } as never)).toThrow(message);
});
