import { print, write, type Findings } from "./result.ts";
import { stopAll } from "./process.ts";

const BENCHES: { readonly [name: string]: () => Promise<{ run(): Promise<Findings> }> } = {
  commit: () => import("./commit/bench.ts"),
  model: () => import("./model/bench.ts"),
  large: () => import("./large/bench.ts"),
  join: () => import("./join/bench.ts"),
  load: () => import("./load/bench.ts"),
  paint: () => import("./paint/bench.ts"),
  presence: () => import("./presence/bench.ts"),
  crowd: () => import("./crowd/bench.ts"),
  transports: () => import("./transports/bench.ts"),
  reconnect: () => import("./reconnect/bench.ts"),
  attack: () => import("./attack/bench.ts"),
  size: () => import("./size/bench.ts"),
  text: () => import("./text/bench.ts"),
  "text-server": () => import("./text-server/bench.ts"),
  "text-merge": () => import("./text-merge/bench.ts"),
  "traces-live": () => import("./traces-live/bench.ts"),
  history: () => import("./history/bench.ts"),
  scrub: () => import("./scrub/bench.ts"),
  retention: () => import("./retention/bench.ts"),
  chain: () => import("./chain/bench.ts"),
  follow: () => import("./follow/bench.ts"),
  feed: () => import("./feed/bench.ts"),
  inbox: () => import("./inbox/bench.ts"),
  series: () => import("./series/bench.ts"),
  ui: () => import("./ui/bench.ts"),
  start: () => import("./start/bench.ts"),
  report: () => import("./report/bench.ts"),
  offline: () => import("./offline/bench.ts"),
};

const name = process.argv[2] ?? "";
const load = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
if (load === undefined) {
  console.error(`Usage: npm run bench -- ${Object.keys(BENCHES).join(" | ")}`);
  process.exit(2);
}
try {
  const bench = await load();
  const findings = await bench.run();
  const met = print(name, findings);
  write(name, findings);
  process.exitCode = met ? 0 : 1;
} finally {
  await stopAll();
}
