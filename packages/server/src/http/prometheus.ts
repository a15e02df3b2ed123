/** One figure, as Prometheus reads it. */
export interface Metric {
  readonly name: string;
  readonly help: string;
  /** A counter only grows while the process lives; a gauge goes up and down. */
  readonly type: "counter" | "gauge";
  readonly value: number;
  /** What it is of, where there are several. */
  readonly labels?: { readonly [label: string]: string };
}

/** The content type of `prometheusText`. */
export const PROMETHEUS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** Figures in Prometheus' text format; those of one name stand together. */
export function prometheusText(metrics: readonly Metric[]): string {
  let before = "";
  return metrics
    .map(({ name, help, type, value, labels }) => {
      const head = name === before ? "" : `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
      before = name;
      return `${head}${name}${labelsText(labels)} ${value}\n`;
    })
    .join("");
}

function labelsText(labels: Metric["labels"]): string {
  if (labels === undefined) return "";
  const parts = Object.entries(labels).map(([label, of]) => `${label}=${JSON.stringify(of)}`);
  return `{${parts.join(",")}}`;
}
