import { answer, argumentsOf } from "../process.ts";
import { Load, type Pressure, type Target } from "./load.ts";
import { WIRES, type WireName } from "./wires/index.ts";

/** What the bench asks of a load generator. */
export type DriverQuestion =
  | { readonly ask: "prepare"; readonly clients: number; readonly count: number }
  | { readonly ask: "open"; readonly target: Target }
  | {
      readonly ask: "run";
      readonly pressure: Pressure;
      readonly ms: number;
      readonly serverPid: number;
    }
  | { readonly ask: "close" };

const { wire: name } = argumentsOf<{ readonly wire: WireName }>();
const wire = WIRES[name];
let load: Load | undefined;

answer(async (question: DriverQuestion): Promise<unknown> => {
  switch (question.ask) {
    case "prepare":
      return "prepare" in wire ? await wire.prepare(question.clients, question.count) : undefined;
    case "open":
      load = await Load.open(wire, question.target);
      return undefined;
    case "run":
      return await load?.run(question.pressure, question.ms, question.serverPid);
    case "close": {
      const acked = load?.acked ?? 0;
      load?.close();
      load = undefined;
      return { acked };
    }
  }
});
