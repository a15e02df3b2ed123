import { Invalid, Refused } from "@alongside/core";
import {
  isFields,
  isKey,
  plainNode,
  type PlainNode,
  REACH,
  Scale,
  type SeriesNode,
} from "@alongside/core/engine";
import type { Put } from "./ring.ts";

/** Fields that a point may have. */
const MOST_FIELDS = 16;

/** Reads what was published to one series. */
export class PointReader {
  readonly #name: string;
  readonly #node: SeriesNode;
  readonly #plain: PlainNode;
  readonly #scale: Scale;
  readonly #names: ReadonlySet<string> | undefined;

  constructor(name: string, node: SeriesNode) {
    this.#name = name;
    this.#node = node;
    this.#plain = plainNode(node.point);
    this.#scale = new Scale(node.step);
    this.#names = node.names && new Set(node.names);
  }

  /**
   * The values of a batch. Throws `Invalid`, with the path, for what is no batch, for a key that the series cannot have and for what is no
   * point, and `Refused` with `limit.series` for more keys than it has at all. However many come, those beyond are not looked at.
   */
  read(points: unknown): readonly Put[] {
    const name = this.#name;
    if (!isFields(points)) throw new Invalid(name, "a batch should be an object of points by key");
    const keys = Object.keys(points);
    const { most } = this.#node;
    if (keys.length > most)
      throw new Refused(
        "limit.series",
        `${name}: ${keys.length} keys came, the series has ${most}`,
      );
    const puts: Put[] = [];
    for (const key of keys) if (points[key] !== undefined) this.#readPoint(key, points[key], puts);
    return puts;
  }

  #readPoint(key: string, given: unknown, puts: Put[]): void {
    if (!isKey(key))
      throw new Invalid(this.#name, "a key has 1 to 128 characters, and no half of a letter");
    const path = (): string => `${this.#name}.${key}`;
    if (this.#names?.has(key) === false) throw new Invalid(path(), "the series has no such key");
    const point: unknown = this.#plain.parse(given, path);
    if (typeof point === "number")
      return void puts.push({ key, field: "", steps: this.#stepsOf(point, path) });
    const fields = isFields(point) ? Object.keys(point) : [];
    if (!isFields(point) || fields.length === 0 || fields.length > MOST_FIELDS)
      throw new Invalid(path(), `a point is a number, or an object of 1 to ${MOST_FIELDS} numbers`);
    for (const field of fields) {
      const at = (): string => `${path()}.${field}`;
      if (!isKey(field)) throw new Invalid(path(), "the name of a field has 1 to 128 characters");
      puts.push({ key, field, steps: this.#stepsOf(point[field], at) });
    }
  }

  #stepsOf(value: unknown, path: () => string): number {
    if (typeof value !== "number") throw new Invalid(path(), "a point has numbers alone");
    const steps = this.#scale.stepsOf(value);
    if (Math.abs(steps) <= REACH) return steps;
    const { step } = this.#node;
    throw new Invalid(
      path(),
      `${value} is beyond ±${this.#scale.valueOf(REACH)}, the reach of the step ${step}: give the series a larger one`,
    );
  }
}
