import { PING } from "@alongside/core/engine";
import type { Attack } from "../attack.ts";
import { Found } from "../field.ts";
import { secretOf } from "./holds.ts";

/** Numbers of a batch that are none. */
const NUMBERS = ["", "n=", "n=-1", "n=2.5", "n=2e0", "n=0x2", "n=two", "n=%202", "n=2&n=2"];

/** Posts that no client sends, with the secret of a link. Each is told so: none is taken and then dropped. */
export const oddRequests: Attack = {
  name: "odd-requests",
  async run({ random, places }) {
    const secret = await secretOf(places.port, random.id());
    const query = random.pick([...NUMBERS, `n=${"9".repeat(random.between(16, 400))}`]);
    const response = await fetch(`http://127.0.0.1:${places.port}/live?${query}`, {
      method: "POST",
      body: `${secret}\n${PING}`,
    });
    if (response.status !== 400)
      throw new Found(`A post with "${query.slice(0, 40)}" was answered ${response.status}`);
  },
};
