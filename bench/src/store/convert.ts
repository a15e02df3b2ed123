// How long the conversion of a file of format 1 takes: node --conditions=source bench/src/store/convert.ts FILE
// The file is converted in place: give it a copy.
import { statSync } from "node:fs";
import { sqlite } from "@alongside/server";

const [, , file = ""] = process.argv;
const before = statSync(file).size;
const store = sqlite(file);
const begun = performance.now();
await store.open?.();
const seconds = (performance.now() - begun) / 1000;
await store.close();
const mb = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
console.log(
  `${mb(before)} MB became ${mb(statSync(file).size)} MB in ${seconds.toFixed(2)} s: ${mb(before / seconds)} MB/s`,
);
