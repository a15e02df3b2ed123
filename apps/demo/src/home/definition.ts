import { defineRoom, map, Refused, value } from "@alongside/core";
import type { MutationContext } from "@alongside/core";
import * as z from "zod";
import { PAGES, PAGE_WORDS } from "../page/page-words.ts";
import type { PageName } from "../page/page-words.ts";

/** Rooms that the home shows at most: as many as one question for their activity may name. */
const MOST_ROOMS = 100;

/** People whose names the home remembers. */
const MOST_PEOPLE = 500;

/** Of each room so many of the newest posts are known: unread ones are counted up to this. */
export const MOST_SAID = 50;

/** A post of a chat: its entry, who wrote it, and its id. */
export type SaidPost = readonly [seq: number, by: string, id: string];

/** What a card shows of a room: shapes in a picture of 160 × 100, or the first lines of a text. */
export type Preview =
  | { readonly shapes: readonly PreviewShape[] }
  | { readonly lines: readonly PreviewLine[] };
/** `points` are those of arrows and drawings, x and y by turns, from 0 to 1 over the box. */
export type PreviewShape = readonly [
  kind: string,
  color: string,
  x: number,
  y: number,
  w: number,
  h: number,
  points: readonly number[],
];
export type PreviewLine = readonly [text: string, kind: "heading" | "item" | "text"];

/** A listed room is named as on the server: `board:roadmap`. */
const Key = z.string().regex(/^(?:board|document|code):[A-Za-z0-9_.:-]{1,128}$/);
const Seq = z.int().min(0);
const Person = z.object({ id: z.string().max(200), name: z.string().max(80), color: z.string() });
const Shapes = z.array(
  z.tuple([
    z.string(),
    z.string(),
    z.number(),
    z.number(),
    z.number(),
    z.number(),
    z.array(z.number()),
  ]),
);
const Lines = z.array(z.tuple([z.string(), z.enum(["heading", "item", "text"])]));

/** The home: which rooms there are for everybody, and who is in which. What happens in them is written by the server alone. */
export const Home = defineRoom("home", {
  version: 1,
  presence: {
    /** The listed room that somebody is in. */
    at: z.string().max(140).nullable(),
  },
  storage: {
    rooms: map({
      page: value<PageName>("board"),
      /** Without what it is of: `roadmap`. */
      name: value(""),
      title: value(""),
      /** When and by whom it was last written, and when it was put on the home. */
      at: value(0),
      by: value(""),
      made: value(0),
      preview: value<Preview>({ lines: [] }),
      /** The newest posts of its chat, oldest first. */
      said: value<readonly SaidPost[]>([]),
    }),
    /** Whoever did something in a listed room, by their id. */
    people: map({ name: value(""), color: value("") }),
  },
  mutations: {
    /** Puts a room on the home, for everybody. */
    list: {
      args: z.object({ page: z.enum(PAGES), id: z.string().regex(/^[A-Za-z0-9_.:-]{1,128}$/) }),
      run(doc, { page, id }, { now, user }) {
        const key = `${page}:${id}`;
        if (doc.rooms.has(key)) return;
        if (doc.rooms.size >= MOST_ROOMS)
          throw new Refused("home.full", `The home holds ${MOST_ROOMS} rooms: take one off it`);
        const title = PAGE_WORDS[page].untitled;
        doc.rooms.set(key, {
          page,
          name: id,
          title,
          at: now,
          made: now,
          by: user?.id ?? "",
          preview: { lines: [] },
          said: [],
        });
      },
    },
    /** Takes a room off the home. It is there still, for whoever has the link. */
    unlist: {
      args: z.object({ key: Key }),
      run(doc, { key }) {
        doc.rooms.delete(key);
      },
    },
    /** What was written in a room. */
    touched: {
      args: z.object({
        key: Key,
        title: z.string().max(80),
        at: z.number(),
        by: Person.nullable(),
        preview: z.union([z.object({ shapes: Shapes }), z.object({ lines: Lines })]),
      }),
      run(doc, { key, title, at, by, preview }, context) {
        onlyServer(context);
        const room = doc.rooms.get(key);
        if (room === undefined) return;
        if (room.title !== title) room.title = title;
        if (JSON.stringify(room.preview) !== JSON.stringify(preview)) room.preview = preview;
        room.at = Math.max(at, room.made);
        if (by === null) return;
        if (room.by !== by.id) room.by = by.id;
        const known = doc.people.get(by.id);
        if (known === undefined ? doc.people.size >= MOST_PEOPLE : isAs(known, by)) return;
        doc.people.set(by.id, { name: by.name, color: by.color });
      },
    },
    /** What was said in a room's chat, or taken back. */
    said: {
      args: z.object({
        key: Key,
        posts: z.array(z.tuple([Seq, z.string(), z.string()])),
        gone: z.array(z.string()),
      }),
      run(doc, { key, posts, gone }, context) {
        onlyServer(context);
        const room = doc.rooms.get(key);
        if (room === undefined) return;
        const all = [...room.said, ...posts].filter(([, , id]) => !gone.includes(id));
        room.said = all.slice(-MOST_SAID);
      },
    },
  },
});

function isAs(
  known: { readonly name: string; readonly color: string },
  { name, color }: z.infer<typeof Person>,
): boolean {
  return known.name === name && known.color === color;
}

function onlyServer({ user, where }: MutationContext): void {
  if (where === "server" && user?.id !== "server")
    throw new Refused("home.closed", "Only the server says what happened in a room");
}
