import "./page.ts";
import {
  AgentBadge,
  Announcer,
  AvatarStack,
  ConnectionStatus,
  LockBadge,
  TypingIndicator,
  UserAvatar,
} from "@alongside/react/ui";
import { act, createRef, StrictMode } from "react";
import type { ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { expect, test } from "vitest";

(globalThis as Record<string, unknown>)["IS_REACT_ACT_ENVIRONMENT"] = true;

const ada = { user: { id: "ada", name: "Ada", color: "#0369a1" } };
const ben = { user: { id: "ben", name: "Ben", color: "#be185d" }, self: true };

/** A value that stays, and who listens to it. */
function still<T>(value: T) {
  const listeners = new Set<() => void>();
  return {
    listeners,
    get: () => value,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

test("[R1290] [R1304] components show the kit's parts, take what changes, and leave nothing", async () => {
  const people = still([ada, ben]);
  const status = still({ name: "live", pending: 0, saved: "server" } as const);
  const holder = still(ada);
  const reader = createRef<{ ask(): string; say(text: string): void }>();
  const page = (max: number): ReactNode => (
    <StrictMode>
      <UserAvatar {...ada} />
      <AvatarStack people={people} max={max} />
      <TypingIndicator typists={people} />
      <ConnectionStatus status={status} />
      <LockBadge holder={holder} />
      <AgentBadge />
      <Announcer ref={reader} people={people} status={status} />
    </StrictMode>
  );
  expect(renderToString(page(5))).not.toContain("Ada");
  const parent = document.createElement("div");
  const root = createRoot(parent);
  await act(async () => root.render(page(5)));
  expect(parent.querySelector(".alongside-avatar")?.getAttribute("aria-label")).toBe("Ada");
  expect(parent.textContent).toBe("Ada is typingAll savedAda is editing thisAI");
  expect(reader.current?.ask()).toBe("2 people here: Ben (you); Ada");
  await act(async () => root.render(page(1)));
  expect(parent.querySelectorAll(".alongside-stack")).toHaveLength(1);
  expect(parent.querySelector(".alongside-stack")?.textContent).toBe("+2");
  await act(async () => root.render(<AvatarStack people={people} onActivate={() => {}} />));
  expect(parent.querySelectorAll("button")).toHaveLength(1);
  await act(async () => root.render(<AvatarStack people={people} />));
  expect(parent.querySelectorAll("button")).toHaveLength(0);
  await act(async () => root.unmount());
  expect(reader.current).toBeNull();
  expect([people, status, holder].map(({ listeners }) => listeners.size)).toEqual([0, 0, 0]);
});
