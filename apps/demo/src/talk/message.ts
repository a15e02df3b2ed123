import { feed } from "@alongside/core";
import * as z from "zod";

/** What people say to each other beside a page. */
export const talk = () => feed(z.object({ text: z.string().min(1).max(4000) }));

/** Where somebody types: in a chat, or in one of its threads. */
export const typing = z.string().max(400).nullable();
