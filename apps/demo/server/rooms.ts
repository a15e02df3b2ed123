import { implement } from "@alongside/server";
import { CodeFile } from "../src/code/definition.ts";
import { Dashboard } from "../src/dashboard/definition.ts";
import { RichDocument } from "../src/document/definition.ts";
import { Gallery } from "../src/gallery/definition.ts";
import { Place } from "../src/place/definition.ts";
import type { Digest } from "./digest.ts";
import { homeHeard } from "./home.ts";
import { boardHeard } from "./rules.ts";

/** The rooms that the demo's server runs. `digest` hears what is written in them. */
export function roomsOf(digest: Digest) {
  return [
    boardHeard(digest.hear("board")),
    implement(RichDocument, { onChange: digest.hear("document") }),
    implement(CodeFile, { onChange: digest.hear("code") }),
    Place,
    Gallery,
    Dashboard,
    homeHeard(digest.hearHome),
  ];
}
