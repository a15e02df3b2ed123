import type { Undo } from "@alongside/client";
import type { MemoryDevice } from "@alongside/testing";
import type { TestPage } from "../../../packages/client/test/support/in-memory-server.ts";
import type { Paper } from "./paper.ts";
import type { Name } from "./words.ts";

export type Page = TestPage<typeof Paper>;

/** A browser's profile of somebody: a device, and the page that is open on it. */
export interface Profile {
  readonly name: Name;
  readonly device: MemoryDevice;
  /** What the tab remembers of its pages. */
  inTab: Map<string, string>;
  page: Page | undefined;
  undo: Undo | undefined;
}
