/** Begins the names of rooms that are being imported, and those of no rooms that can be seen: it sorts before all of them. */
export const IMPORTING = "\u0001";

/** Whatever is listed comes after this. */
export const AFTER_IMPORTS = "\u0002";
