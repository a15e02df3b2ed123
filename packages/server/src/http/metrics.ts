import { type IntervalHistogram, monitorEventLoopDelay } from "node:perf_hooks";
import type { Figures } from "../session/hub.ts";
import type { EndpointFigures } from "../transports/endpoint.ts";
import type { SweepSteps } from "../store/store.ts";
import type { Metric } from "./prometheus.ts";

/** What the server says about itself at `/metrics`. */
export class Metrics {
  readonly #hub: Readonly<Figures>;
  readonly #links: Readonly<EndpointFigures>;
  readonly #sweepSteps: () => SweepSteps | undefined;
  #loop: IntervalHistogram | undefined;

  /** `sweepSteps` are the store's, where it has any. */
  constructor(
    hub: Readonly<Figures>,
    links: Readonly<EndpointFigures>,
    sweepSteps: () => SweepSteps | undefined,
  ) {
    this.#hub = hub;
    this.#links = links;
    this.#sweepSteps = sweepSteps;
  }

  read(): readonly Metric[] {
    const { connections, bytesIn, bytesOut } = this.#links;
    const { steps, longestMs } = this.#sweepSteps() ?? { steps: 0, longestMs: 0 };
    const { sessions, rooms, commits, refusals, framesIn, framesOut, swept, sweptAt } = this.#hub;
    return [
      gauge("alongside_connections", "Open connections, over whatever transport.", connections),
      gauge("alongside_sessions", "Sessions, those that have not said hello included.", sessions),
      gauge("alongside_rooms", "Rooms in memory.", rooms),
      counter("alongside_commits_total", "Changes committed.", commits),
      counter("alongside_refusals_total", "Changes refused.", refusals),
      counter("alongside_swept_entries_total", "Entries that retention let go of.", swept),
      gauge(
        "alongside_sweep_last_round_seconds",
        "When all rooms of which something was due had been swept, since the epoch; 0 before the first time.",
        sweptAt / 1000,
      ),
      counter(
        "alongside_sweep_steps_total",
        "Steps in which the store removed what was let go.",
        steps,
      ),
      gauge(
        "alongside_sweep_longest_step_seconds",
        "For how long such a step held up writing at most since the last reading.",
        longestMs / 1000,
      ),
      counter("alongside_messages_in_total", "Messages from clients.", framesIn),
      counter("alongside_messages_out_total", "Messages to clients.", framesOut),
      counter("alongside_bytes_in_total", "Bytes of messages from clients.", bytesIn),
      counter("alongside_bytes_out_total", "Bytes of messages to clients.", bytesOut),
      gauge(
        "alongside_event_loop_delay_seconds",
        "Longest delay of the event loop since the last reading.",
        this.#delay(),
      ),
      gauge("process_resident_memory_bytes", "Resident memory.", process.memoryUsage.rss()),
      gauge(
        "process_start_time_seconds",
        "Start of the process since the epoch.",
        Math.round(performance.timeOrigin) / 1000,
      ),
      counter("process_cpu_seconds_total", "CPU time of all threads.", cpuSeconds()),
    ];
  }

  stop(): void {
    this.#loop?.disable();
    this.#loop = undefined;
  }

  /** Measuring wakes the process fifty times a second, so it begins with the first reader. */
  #delay(): number {
    if (this.#loop === undefined) {
      this.#loop = monitorEventLoopDelay({ resolution: 20 });
      this.#loop.enable();
      return 0;
    }
    const longest = this.#loop.count === 0 ? 0 : this.#loop.max;
    this.#loop.reset();
    return longest / 1e9;
  }
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function gauge(name: string, help: string, value: number): Metric {
  return { name, help, type: "gauge", value };
}

function counter(name: string, help: string, value: number): Metric {
  return { name, help, type: "counter", value };
}
