// [R207] What a step may do, and which mistakes do not compile.
import { defineRoom, type Json, list, value } from "@alongside/core";
import type { Equal, Expect } from "./expect-type.ts";

defineRoom("cards", {
  version: 3,
  storage: { title: value(""), cards: list({ body: value("") }) },
  migrate: {
    2(doc) {
      const title = doc.get("title");
      type _Title = Expect<Equal<typeof title, Json | undefined>>;
      for (const card of doc.records("cards")) {
        const key = card.key;
        type _Key = Expect<Equal<typeof key, string | undefined>>;
        const text = card.get("text");
        if (typeof text === "string") card.set("body", text.replaceAll("\r\n", "\n"));
        card.remove("text");
        // @ts-expect-error what is stored may be anything: look before you use it
        card.set("body", text.trim());
        // @ts-expect-error it may also not be there
        card.set("body", card.get("text"));
        // @ts-expect-error not JSON
        card.set("at", new Date());
        // @ts-expect-error records are not assigned to
        card.body = "";
        // @ts-expect-error an id is for life
        card.id = "other";
        // @ts-expect-error what is in the trash stays there
        card.trashed = false;
      }
      // @ts-expect-error the old schema is gone, so there are no fields by name
      void doc.cards;
      // @ts-expect-error storage itself is no record
      void doc.id;
      // @ts-expect-error a list has more than one record
      doc.records("cards").set("body", "");
    },
    3: (doc) => doc.remove("title"),
  },
});

defineRoom("late", {
  version: 2,
  storage: {},
  migrate: {
    // @ts-expect-error a step is synchronous
    async 2(doc) {
      doc.set("title", await Promise.resolve(""));
    },
  },
});

defineRoom("named", {
  version: 2,
  storage: {},
  migrate: {
    // @ts-expect-error versions are numbers
    two() {},
  },
});

defineRoom("told", {
  version: 2,
  storage: {},
  migrate: {
    // @ts-expect-error a step is a function
    2: "rename text to body",
  },
});
