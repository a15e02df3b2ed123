import { bindValue } from "../../src/value.ts";
import type { ValueBinding, ValueOptions } from "../../src/value.ts";
import type { SharedText } from "../../src/value.ts";

/** A string of an app and its binding. */
export interface Field extends ValueBinding {
  readonly value: string;
}

/** A string of an app that is bound to a shared text. */
export function field(shared: SharedText, options: Partial<ValueOptions> = {}): Field {
  let value = "";
  const binding = bindValue(shared, {
    set(now) {
      value = now;
    },
    ...options,
  });
  return {
    ...binding,
    change(now, caret) {
      value = now;
      binding.change(now, caret);
    },
    get value() {
      return value;
    },
  };
}
