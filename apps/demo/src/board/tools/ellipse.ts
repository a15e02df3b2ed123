import { boxTool } from "./box-tool.ts";

export const ellipse = boxTool("ellipse", { w: 160, h: 160 });
