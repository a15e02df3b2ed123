import { parseSync } from "vite";

/** One small change of a program that a test should notice. */
export interface Mutant {
  readonly line: number;
  /** The line, or lines, as they are and as they become, in one. */
  readonly original: string;
  readonly mutated: string;
  /** The whole file with the change. */
  readonly source: string;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [property: string]: unknown;
}

const SWAPPED: { readonly [operator: string]: string } = {
  "===": "!==",
  "!==": "===",
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "&&": "||",
  "||": "&&",
  "&&=": "||=",
  "||=": "&&=",
};
const OPPOSITE: typeof SWAPPED = { "+": "-", "-": "+", "+=": "-=", "-=": "+=" };

/** Types, and texts for people. */
const LEFT_ALONE = /^TS.*(Type|Keyword|Declaration|Annotation|Ident)|^TemplateLiteral$/;

/** The mutants of a file; with `only`, those inside functions of these names. */
export function mutantsOf(source: string, only?: readonly string[]): readonly Mutant[] {
  const found: Mutant[] = [];
  const missing = new Set(only);
  const seen = new Set<string>();

  function add(start: number, end: number, text: string): void {
    const mutated = source.slice(0, start) + text + source.slice(end);
    if (seen.has(mutated) || parseSync("mutant.ts", mutated).errors.length > 0) return;
    seen.add(mutated);
    const from = source.lastIndexOf("\n", start - 1) + 1;
    const to = source.indexOf("\n", end - 1);
    const tail = source.slice(end, to < 0 ? undefined : to);
    found.push({
      line: source.slice(0, start).split("\n").length,
      original: flat(source.slice(from, end) + tail),
      mutated: flat(source.slice(from, start) + text + tail),
      source: mutated,
    });
  }

  /** The operator stands between its sides; what else does (a comment) has none of its characters in this code. */
  function operator(left: Node, right: Node, now: string, then: string): void {
    const at = source.indexOf(now, left.end);
    if (at < right.start) add(at, at + now.length, then);
  }

  function mutate(node: Node): void {
    const left = node["left"] as Node;
    const right = node["right"] as Node;
    const sign = node["operator"] as string;
    if (/^(Binary|Logical|Assignment)Expression$/.test(node.type)) {
      if (SWAPPED[sign] !== undefined) operator(left, right, sign, SWAPPED[sign]);
      if (sign === "??") add(left.end, right.end, "");
      if (OPPOSITE[sign] !== undefined && right["value"] === 1) {
        operator(left, right, sign, OPPOSITE[sign]);
        add(right.start, right.end, "0");
      }
    }
    if (node.type === "UnaryExpression" && sign === "!") add(node.start, node.start + 1, "");
    if (node.type === "Literal" && typeof node["value"] === "boolean")
      add(node.start, node.end, String(!node["value"]));
    if (isRemovable(node)) add(node.start, node.end, ";");
  }

  function walk(value: unknown, isInside: boolean): void {
    if (Array.isArray(value)) for (const item of value) walk(item, isInside);
    if (!isNode(value) || LEFT_ALONE.test(value.type)) return;
    const name = nameOf(value, source);
    const inside = isInside || (name !== undefined && only?.includes(name) === true);
    if (name !== undefined) missing.delete(name);
    if (inside) mutate(value);
    for (const child of Object.values(value)) walk(child, inside);
  }

  walk(parseSync("original.ts", source).program, only === undefined);
  if (missing.size > 0) throw new Error(`There is no ${[...missing].join(", ")} to mutate`);
  return found;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

/** A statement that does something: a call, an assignment, a return, a throw. */
function isRemovable({ type, ...node }: Node): boolean {
  if (type === "ReturnStatement" || type === "ThrowStatement") return true;
  return type === "ExpressionStatement" && (node["expression"] as Node).type !== "Literal";
}

function nameOf(node: Node, source: string): string | undefined {
  const name = node[node.type === "MethodDefinition" ? "key" : "id"];
  if (!/^(MethodDefinition|FunctionDeclaration)$/.test(node.type) || !isNode(name))
    return undefined;
  return source.slice(name.start, name.end);
}

function flat(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
