/** What the name of an attribute begins with that marks a range of a text. It is always null, so that no text ever has it. */
export const MARK = ":on ";
