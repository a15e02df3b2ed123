/** Fields of its owner that belong together: see `record`. */
export interface RecordOf<out F = unknown> {
  readonly "~kind": "record";
  readonly fields: F;
}
