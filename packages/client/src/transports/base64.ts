/** Bytes whose text is made at a time: more arguments than this overflow a stack. */
const STEP = 0x8000;

export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += STEP)
    text += String.fromCharCode(...bytes.subarray(i, i + STEP));
  return btoa(text);
}

/** Throws for what is not base64, padding included. */
export function fromBase64(text: string): Uint8Array {
  if (text.length % 4 !== 0) throw new RangeError(`Base64 of ${text.length} characters`);
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
