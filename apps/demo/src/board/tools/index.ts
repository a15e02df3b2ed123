import { arrow } from "./arrow.ts";
import { ellipse } from "./ellipse.ts";
import { hand } from "./hand.ts";
import { ink } from "./ink.ts";
import { note } from "./note.ts";
import { rectangle } from "./rectangle.ts";
import { select } from "./select.ts";
import type { Tool, ToolName } from "./tool.ts";

export const TOOLS: { readonly [name in ToolName]: Tool } = {
  select,
  hand,
  rectangle,
  ellipse,
  arrow,
  ink,
  note,
};
