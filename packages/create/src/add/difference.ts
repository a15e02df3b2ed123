/** What changes in a file, as `diff -u` shows it, with two lines around. Both are short: their product is what it costs. */
export function difference(
  path: string,
  before: string | undefined,
  after: string | undefined,
): string {
  const [old, now] = [linesOf(before), linesOf(after)];
  const rows = changes(old, now);
  const near = rows.map((_, i) =>
    rows.slice(Math.max(0, i - 2), i + 3).some(([sign]) => sign !== " "),
  );
  const shown = rows.flatMap(([sign, line], i) => {
    if (near[i] === true) return [`${sign}${line}`];
    return near[i - 1] === true ? [" …"] : [];
  });
  const from = before === undefined ? "/dev/null" : path;
  const to = after === undefined ? "/dev/null" : path;
  return [`--- ${from}`, `+++ ${to}`, ...shown, ""].join("\n");
}

function linesOf(text: string | undefined): readonly string[] {
  return text === undefined ? [] : text.replace(/\n$/, "").split("\n");
}

type Row = readonly [sign: " " | "-" | "+", line: string];

/** The longest common lines, and what is taken and added between them. */
function changes(old: readonly string[], now: readonly string[]): readonly Row[] {
  const lengths = Array.from({ length: old.length + 1 }, () => new Uint32Array(now.length + 1));
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--) {
      const row = lengths[i];
      if (row)
        row[j] = old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  const rows: Row[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    const [was, is] = [old[i], now[j]];
    if (was !== undefined && was === is) {
      rows.push([" ", was]);
      i++;
      j++;
    } else if (was !== undefined && (is === undefined || at(i + 1, j) >= at(i, j + 1))) {
      rows.push(["-", was]);
      i++;
    } else if (is !== undefined) {
      rows.push(["+", is]);
      j++;
    }
  }
  return rows;
}
