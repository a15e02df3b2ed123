import { type AvatarStackOptions, avatarStack, type ShownPerson, userAvatar } from "@alongside/ui";
import { beforeEach, expect, test } from "vitest";
import { Cell, labels, person, place, you } from "./people.ts";

beforeEach(() => document.body.replaceChildren());

/** A face of somebody with these details. */
function face(user: Record<string, unknown>, more: Partial<ShownPerson> = {}) {
  const parent = place();
  const given = { id: "x", name: "Ada Lovelace", color: "#0369a1", ...user };
  const part = userAvatar(parent, { user: given, ...more });
  const root = parent.querySelector<HTMLElement>(".alongside-avatar")!;
  return { root, part, image: root.querySelector("img") };
}

/** The initials that are drawn on a face. */
function drawn(root: Element): string {
  return root.querySelector<HTMLElement>(".alongside-initials")?.dataset["text"] ?? "";
}

function stack(people: readonly ShownPerson[], more: Partial<AvatarStackOptions> = {}) {
  const parent = place();
  const cell = new Cell(people);
  const part = avatarStack(parent, { people: cell, ...more });
  const popover = () => parent.querySelector<HTMLElement>("[popover]")!;
  return { parent, cell, part, popover, toggle };

  function toggle(newState: "open" | "closed"): void {
    const event = new Event(newState === "open" ? "beforetoggle" : "toggle");
    Object.assign(event, { newState });
    popover().dispatchEvent(event);
  }
}

test("[R1290] a face is the picture, over initials that are there while it is not, and when it does not load", () => {
  const { root, image } = face({ picture: "/ada.png" });
  expect(drawn(root)).toBe("AL");
  expect(image?.src).toMatch(/\/ada\.png$/);
  expect(image?.alt).toBe("");
  image?.dispatchEvent(new Event("error"));
  expect(root.querySelector("img")).toBeNull();
  expect(drawn(root)).toBe("AL");
});

test("[R1290] the server's initials count more than those of the name", () => {
  expect(drawn(face({ initials: "AL2" }).root)).toBe("AL2");
  expect(drawn(face({ initials: 7 }).root)).toBe("AL");
  expect(drawn(face({ name: "👩‍🚀 Sally Ride" }).root)).toBe("👩‍🚀R");
  expect(drawn(face({ name: "<b>Eve</b> (Smith)" }).root)).toBe("BS");
  expect(drawn(face({ name: "  " }).root)).toBe("?");
});

test("[R1290] a label says who it is, what they do and that they are a program", () => {
  const said = (user: object, more: Partial<ShownPerson> = {}) =>
    face({ ...user }, more).root.getAttribute("aria-label");
  expect(said({})).toBe("Ada Lovelace");
  expect(said({}, { state: "idle" })).toBe("Ada Lovelace, idle");
  expect(said({}, { state: "quiet" })).toBe("Ada Lovelace, not heard of");
  expect(said({}, { state: "away", self: true })).toBe("Ada Lovelace (you)");
  expect(said({ kind: "agent", name: "Scribe" })).toBe("Scribe, AI");
  expect(said({ name: "" })).toBe("Somebody");
  const { root, part } = face({});
  part.update({ state: "away", where: "in the document" });
  expect(root.getAttribute("aria-label")).toBe("Ada Lovelace, away, in the document");
  expect(root.dataset["state"]).toBe("away");
});

test("[R1291] a name of HTML is text, one of 10,000 emoji is cut, and one that turns directions does not", () => {
  const { root } = face({ name: "<img src=x onerror=alert(1)> <b>Bold</b>" });
  expect(root.querySelector("img, b")).toBeNull();
  expect(root.title).toBe("<img src=x onerror=alert(1)> <b>Bold</b>");
  const many = face({ name: "👩‍👩‍👧‍👦".repeat(10_000) }).root;
  expect(drawn(many)).toBe("👩‍👩‍👧‍👦");
  expect(many.title).toBe(`${"👩‍👩‍👧‍👦".repeat(145)}…`);
  expect(face({ name: "Ada\u202e\u2066\u0007 evil" }).root.title).toBe("Ada  evil");
  expect(face({ name: "עדה" }, { state: "idle" }).root.title).toBe("\u2068עדה\u2069, idle");
  // One letter with a thousand marks.
  expect(drawn(face({ name: `z${"\u0301".repeat(5000)}` }).root).length).toBeLessThan(40);
  expect(face({ name: 7 }).root.title).toBe("Somebody");
});

test("[R1291] a colour that is a script or an address is none", () => {
  for (const color of [
    "javascript:alert(1)",
    "url(https://evil.test/x)",
    "red; background: url(//evil.test)",
    "expression(alert(1))",
    "#".repeat(10_000),
  ]) {
    const { root } = face({ color });
    expect(root.style.getPropertyValue("--alongside-color")).toMatch(/^#[0-9a-f]{6}$/);
    expect(root.getAttribute("style")).not.toMatch(/url|script|expression/);
  }
});

test("[R1291] a picture comes from where pictures come from, and from nowhere else", () => {
  const { href } = new URL("/a.png", document.baseURI);
  expect(face({ picture: "https://img.test/a.png" }).image?.src).toBe("https://img.test/a.png");
  expect(face({ picture: "data:image/png;base64,AAAA" }).image?.src).toBe(
    "data:image/png;base64,AAAA",
  );
  expect(face({ picture: "https://img.test/a.png" }).image?.referrerPolicy).toBe("no-referrer");
  expect(face({ picture: href }).image?.src).toBe(href);
  for (const picture of [
    "javascript:alert(1)",
    " java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "vbscript:x",
    "file:///etc/passwd",
    `https://img.test/${"a".repeat(3000)}`,
    `data:image/png;base64,${"A".repeat(70_000)}`,
    { toString: () => "https://img.test/a.png" },
  ])
    expect(face({ picture }).image).toBeNull();
  const parent = place();
  const user = { id: "x", name: "Ada", color: "#fff", picture: "https://img.test/a.png" };
  userAvatar(parent, { user, pictures: false });
  expect(parent.querySelector("img")).toBeNull();
});

test("[R1292] one entry for each person, oneself first and marked, whoever has two tabs", () => {
  const { parent } = stack([person("Ada"), you, person("Ben", { state: "idle" }), person("Ada")]);
  expect(parent.querySelector("ul")?.getAttribute("aria-label")).toBe("People here: 3");
  expect(labels(parent)).toEqual(["You (you)", "Ada", "Ben, idle"]);
  expect(parent.querySelector<HTMLElement>("li")?.dataset["self"]).toBe("you");
});

test("[R1292] those for whom there is no place are counted in the last one", () => {
  const names = ["Ada", "Ben", "Cleo", "Dov", "Eva"];
  const { parent, part, cell } = stack([...names.map((name) => person(name)), you], { max: 4 });
  expect(labels(parent)).toEqual(["You (you)", "Ada", "Ben", "3 people more: show everyone"]);
  expect(parent.querySelector(".alongside-more")?.textContent).toBe("+3");
  part.update({ max: 6 });
  expect(labels(parent)).toHaveLength(6);
  expect(parent.querySelector(".alongside-more")).toBeNull();
  part.update({ max: 1 });
  expect(labels(parent)).toEqual(["6 people more: show everyone"]);
  cell.set([you]);
  expect(labels(parent)).toEqual(["You (you)"]);
  expect(() => part.update({ max: 0 })).toThrow("max should be a whole number from 1, got 0");
});

test("[R1293] the list of everyone has rows while it is open, and follows who comes and goes", () => {
  const pressed: string[] = [];
  const { parent, cell, popover, toggle } = stack(
    [you, person("Ada", { state: "away" }), person("Ben")],
    {
      max: 2,
      onActivate: ({ user }) => pressed.push(user.name),
      where: ({ user }) => (user.name === "Ben" ? "in the document" : undefined),
    },
  );
  const button = parent.querySelector<HTMLElement>(".alongside-more")!;
  expect(button.getAttribute("popovertarget")).toBe(popover().id);
  expect(popover().getAttribute("role")).toBe("dialog");
  expect(popover().querySelectorAll("li")).toHaveLength(0);
  toggle("open");
  const rows = () => Array.from(popover().querySelectorAll("li"), (row) => row.textContent);
  expect(rows()).toEqual(["Youyou", "Adaaway", "Benin the document"]);
  const [ada] = popover().querySelectorAll("button");
  expect(ada?.title).toBe("Go to Ada, away");
  popover().hidePopover = () => toggle("closed");
  cell.set([you, person("Ada", { state: "away" }), person("Cleo")]);
  expect(rows()).toEqual(["Youyou", "Adaaway", "Cleo"]);
  expect(popover().querySelector("button")).toBe(ada);
  ada?.click();
  expect(pressed).toEqual(["Ada"]);
  expect(popover().querySelectorAll("li")).toHaveLength(0);
});

test("[R1293] all of a stack can be one button, which opens the list", () => {
  const { parent, part, popover, toggle } = stack([you, person("Ada")], {
    isCompact: true,
    onActivate: () => {},
    sign: ({ user }) => (user.name === "Ada" ? "document" : undefined),
  });
  expect(labels(parent)).toEqual(["You (you)", "Ada", "People here: 2"]);
  expect(parent.querySelectorAll("button")).toHaveLength(1);
  expect(parent.querySelectorAll<HTMLElement>("li")[1]?.dataset["sign"]).toBe("document");
  toggle("open");
  expect(popover().querySelectorAll("button")).toHaveLength(1);
  part.update({ max: 1 });
  expect(labels(parent)).toEqual(["2 people more: show everyone"]);
  part.update({ isCompact: false, max: 5 });
  expect(labels(parent)).toEqual(["You (you)", "Go to Ada"]);
});

test("[R1293] of thousands the list shows 500, and how many more there are", () => {
  const crowd = Array.from({ length: 2000 }, (_, i) => person(`P${i}`));
  const { popover, toggle } = stack([you, ...crowd]);
  toggle("open");
  expect(popover().querySelectorAll("li")).toHaveLength(500);
  expect(popover().textContent).toContain("and 1,501 more");
});

test("[R1294] whoever stays keeps their element, and with it the focus", () => {
  const { parent, cell } = stack([you, person("Ada"), person("Ben")], { onActivate: () => {} });
  const ben = parent.querySelectorAll("button")[1]!;
  ben.focus();
  cell.set([person("Cleo"), person("Ben", { state: "idle" }), you]);
  expect(labels(parent)).toEqual(["You (you)", "Go to Cleo", "Go to Ben, idle"]);
  expect(parent.querySelectorAll("button")[1]).toBe(ben);
  expect(document.activeElement).toBe(ben);
});

test("[R1295] a face can be pressed where there is something to do with it, and one's own cannot", () => {
  const pressed: string[] = [];
  const onActivate = ({ user }: ShownPerson): void => void pressed.push(user.name);
  const { parent, part } = stack([you, person("Ada")], { onActivate });
  expect(parent.querySelectorAll("button")).toHaveLength(1);
  parent.querySelector("button")?.click();
  expect(pressed).toEqual(["Ada"]);
  part.update({ onActivateSelf: () => void pressed.push("own") });
  parent.querySelector("button")?.click();
  expect(pressed).toEqual(["Ada", "own"]);
  expect(labels(parent)).toEqual(["You (you)", "Go to Ada"]);
  part.update({ onActivate: undefined, onActivateSelf: undefined });
  expect(parent.querySelector("button")).toBeNull();
  expect(labels(parent)).toEqual(["You (you)", "Ada"]);
});

test("[R1295] arrow keys go through the faces, by the direction of the page", () => {
  const { parent } = stack([you, person("Ada"), person("Ben"), person("Cleo")], {
    onActivate: () => {},
    max: 3,
  });
  const [ada, more] = parent.querySelectorAll("button");
  const press = (key: string) =>
    document.activeElement?.dispatchEvent(
      new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }),
    );
  ada?.focus();
  press("ArrowRight");
  expect(document.activeElement).toBe(more);
  press("Home");
  expect(document.activeElement).toBe(ada);
  parent.style.direction = "rtl";
  press("ArrowLeft");
  expect(document.activeElement).toBe(more);
});

test("[R1301] words and faces can be others", () => {
  const { parent, cell } = stack([you, person("Ada")], {
    words: { you: "du", self: (name) => `${name} (du)`, here: (n) => `Hier: ${n}` },
    avatar(host, { user }) {
      host.textContent = user.name.toUpperCase();
      return {
        update: ({ state }) => host.setAttribute("data-now", String(state)),
        destroy: () => host.replaceChildren(),
      };
    },
  });
  expect(parent.querySelector("ul")?.getAttribute("aria-label")).toBe("Hier: 2");
  expect(parent.querySelector<HTMLElement>("li")?.dataset["self"]).toBe("du");
  expect(Array.from(parent.querySelectorAll("li"), (item) => item.textContent)).toEqual([
    "YOU",
    "ADA",
  ]);
  cell.set([you, person("Ada", { state: "idle" })]);
  expect(parent.querySelectorAll("[data-now]")[1]?.getAttribute("data-now")).toBe("idle");
});

test("[R1292] people may be a list as it is, given anew when it is another one", () => {
  const { parent, part } = stack([]);
  part.update({ people: [person("Ada"), you] });
  expect(labels(parent)).toEqual(["You (you)", "Ada"]);
  part.update({ people: [] });
  expect(labels(parent)).toEqual([]);
});

test("[R1304] a part that is taken away listens to nothing and leaves nothing", () => {
  const { parent, cell, part } = stack([you, person("Ada")]);
  expect(cell.listeners).toBe(1);
  part.update({ max: 3 });
  expect(cell.listeners).toBe(1);
  part.destroy();
  expect(cell.listeners).toBe(0);
  expect(parent.childElementCount).toBe(0);
});
