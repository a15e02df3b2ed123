import { Problem } from "./problem.ts";

/** The lines of a body as it comes, without their breaks. Throws `Problem`, 413, for one of more than `most` characters. */
export async function* linesOf(
  body: AsyncIterable<Uint8Array>,
  most: number,
): AsyncGenerator<string, undefined> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const piece of body) {
    const text = decoder.decode(piece, { stream: true });
    const lines = text.split("\n");
    lines[0] = rest + lines[0];
    rest = lines.pop() ?? "";
    yield* lines.filter((line) => line !== "");
    if (rest.length > most)
      throw new Problem(413, "message.too-big", `A line may have ${most} characters`);
  }
  rest += decoder.decode();
  if (rest !== "") yield rest;
}
