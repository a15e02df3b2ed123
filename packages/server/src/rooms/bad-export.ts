/** Why an export cannot be imported: some line is not as it was written, is of a newer version, or of something else. */
export type BadExportCode = "import.damaged" | "import.newer" | "import.foreign";

/** A line of an export that cannot be read. Nothing of the export is left. */
export class BadExport extends Error {
  override readonly name = "BadExport";
  readonly code: BadExportCode;
  /** The first one is 1. */
  readonly line: number;

  constructor(code: BadExportCode, line: number, why: string) {
    super(`Line ${line}: ${why}`);
    this.code = code;
    this.line = line;
  }
}
