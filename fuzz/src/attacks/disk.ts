import { DatabaseSync } from "node:sqlite";
import type { Attack } from "../attack.ts";
import { Found } from "../field.ts";
import { later } from "../link.ts";

/** Another program holds the database: the server is not well, and says so without a path. */
export const heldDisk: Attack = {
  name: "held-disk",
  waitMs: 10_000,
  async run(field) {
    const other = new DatabaseSync(field.file);
    other.exec("PRAGMA busy_timeout = 2000; BEGIN IMMEDIATE");
    try {
      await later(1500);
      const response = await fetch(`http://127.0.0.1:${field.places.port}/healthz`);
      const text = await response.text();
      if (response.status !== 503)
        throw new Found(`The disk is held, and /healthz says ${response.status} ${text}`);
      if (text.includes("/")) throw new Found(`/healthz tells a path: ${text}`);
    } finally {
      other.exec("ROLLBACK");
      other.close();
    }
  },
};
