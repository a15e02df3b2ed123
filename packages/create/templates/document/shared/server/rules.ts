import { implement } from "@alongside/server";
import { Document } from "../rooms/document.ts";

/** The document with its rules, which never reach the browser. */
export const document = implement(Document, {
  allow({ ops }, { before, after }) {
    const isKept = before.isFinal && after.isFinal && Object.keys(ops).length > 0;
    return !isKept || { code: "document.final", message: "This document is final" };
  },
});
