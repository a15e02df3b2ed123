/** One figure, as Prometheus reads it. */
export interface Metric {
  readonly name: string;
  readonly help: string;
  /** A counter only grows while the process lives; a gauge goes up and down. */
  readonly type: "counter" | "gauge";
  readonly value: number;
}

/** The content type of `prometheusText`. */
export const PROMETHEUS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** Figures in Prometheus' text format. */
export function prometheusText(metrics: readonly Metric[]): string {
  return metrics
    .map(
      ({ name, help, type, value }) =>
        `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} ${value}\n`,
    )
    .join("");
}
