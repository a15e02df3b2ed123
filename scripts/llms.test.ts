import { expect, test } from "vitest";

import { llmsFullText, llmsText } from "./llms/pages.ts";

test("[R2085] llms.txt lists what the index of the documentation lists", async () => {
  await expect(llmsText()).toMatchFileSnapshot("../llms.txt");
});

test("[R2085] llms-full.txt has all guides", async () => {
  await expect(llmsFullText()).toMatchFileSnapshot("../llms-full.txt");
});
