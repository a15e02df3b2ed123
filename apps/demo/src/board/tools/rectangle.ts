import { boxTool } from "./box-tool.ts";

export const rectangle = boxTool("rectangle", { w: 180, h: 120 });
