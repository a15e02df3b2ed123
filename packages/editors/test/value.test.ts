import { expect, test } from "vitest";
import { bindValue } from "../src/value.ts";
import type { ValueBinding, ValueOptions } from "../src/value.ts";
import type { TextClient } from "./support/text-client.ts";
import { TextServer } from "./support/text-server.ts";

interface Field {
  readonly value: string;
  readonly binding: ValueBinding;
}

/** A string of an app that is bound to the text as `client` sees it. */
function field(client: TextClient, options: Partial<ValueOptions> = {}): Field {
  let value = "";
  const binding = bindValue(client.open(), {
    set(now) {
      value = now;
    },
    ...options,
  });
  return {
    get value() {
      return value;
    },
    binding,
  };
}

test("[R210] what one person writes, the others see, and the editor shows the shared text", async () => {
  const server = new TextServer("one two");
  const ada = field(server.join("ada"));
  const ben = field(server.join("ben"));
  expect(ada.value).toBe("one two");
  ada.binding.change("one and two");
  ben.binding.change("one two!");
  await server.settle();
  expect(server.text.toString()).toBe("one and two!");
  expect([ada.value, ben.value]).toEqual(["one and two!", "one and two!"]);
});
