import { byText } from "../page.ts";
import { alongside } from "./alongside.ts";

/** The shipped client, written to as an editor's binding does. */
export const system = alongside(byText);
