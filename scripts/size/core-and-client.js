// What size-limit measures as "core + client": everything both packages export.
export * from "@alongside/client";
export * from "@alongside/core";
