import { expect, test } from "vitest";
import { guestOf, guests } from "../../src/auth/guests.ts";
import { colorOf } from "../../src/identity/palette.ts";

const request = { url: "/live", headers: {}, address: "10.0.0.1" };

test("[R137] a guest's name, colour and id follow from the secret alone", () => {
  expect(guestOf("my secret")).toEqual(guestOf("my secret"));
  expect(guestOf("my secret").id).not.toBe(guestOf("my secrets").id);
  expect(guestOf("my secret").name).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+$/);
  expect(guestOf("my secret").color).toMatch(/^#[0-9a-f]{6}$/);
});

test("[R137] nobody learns the secret from a guest", () => {
  expect(JSON.stringify(guestOf("my secret"))).not.toContain("my secret");
});

test("[R137] without a secret, a guest is somebody new each time", async () => {
  const first = await guests()(undefined, request, {});
  const second = await guests()(undefined, request, {});
  expect(first.user.id).not.toBe(second.user.id);
});

test("[R137] many guests get many names and all the colours", () => {
  const users = Array.from({ length: 2000 }, (_, i) => guestOf(`secret ${i}`));
  expect(new Set(users.map((user) => user.name)).size).toBeGreaterThan(800);
  expect(new Set(users.map((user) => user.color)).size).toBe(24);
  expect(new Set(users.map((user) => user.id)).size).toBe(2000);
});

test("colours are readable under white text", () => {
  for (let i = 0; i < 200; i++)
    expect(contrastWithWhite(colorOf(`user ${i}`))).toBeGreaterThan(4.5);
});

/** WCAG 2 contrast ratio. */
function contrastWithWhite(color: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = parseInt(color.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05);
}
