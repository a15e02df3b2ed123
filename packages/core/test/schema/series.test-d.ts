// [R1797] What a user of a series sees on hovering.
import * as v from "valibot";
import { type } from "arktype";
import { z } from "zod";
import { defineRoom, type PointsOf, type Series, series, value } from "@alongside/core";
import type { Equal, Expect } from "./expect-type.ts";

const Dash = defineRoom("dash", {
  version: 1,
  storage: { title: value("") },
  series: {
    load: series(z.number(), { keys: 100, keep: 600, resolution: "1s" }),
    power: series(z.number().min(0), { keys: ["sun", "wind"] }),
    boxes: series(v.object({ cpu: v.number(), memory: v.number() })),
    speed: series(type("number"), { step: 0.1, resolution: "500ms" }),
  },
});

type XY = { cpu: number; memory: number };

export type Points = Expect<
  Equal<
    PointsOf<typeof Dash>,
    {
      readonly load: { readonly [key: string]: number | undefined };
      readonly power: { readonly sun?: number; readonly wind?: number };
      readonly boxes: { readonly [key: string]: XY | undefined };
      readonly speed: { readonly [key: string]: number | undefined };
    }
  >
>;

const Plain = defineRoom("plain", { version: 1, storage: { title: value("") } });
// oxlint-disable-next-line typescript/no-generated-empty-object-type -- that is what it is
export type NoPoints = Expect<Equal<PointsOf<typeof Plain>, {}>>;

export type Made = Expect<Equal<(typeof Dash)["series"]["power"], Series<number, "sun" | "wind">>>;

// @ts-expect-error -- a text is no number
series(z.string());
// @ts-expect-error -- nor is a part of an object
series(z.object({ cpu: z.number(), host: z.string() }));
// @ts-expect-error -- nor a number that was a text
series(z.string().transform(Number));
// @ts-expect-error -- a unit that is none
series(z.number(), { resolution: "1 fortnight" });

defineRoom("clash", {
  version: 1,
  storage: { load: value(0) },
  // @ts-expect-error -- the name of a field of storage
  series: { load: series(z.number()) },
});
