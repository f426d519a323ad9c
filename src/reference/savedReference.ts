/** What is known of a reference in the browser's storage without loading it. */
export interface SavedReference {
  /** It was saved by this name. */
  readonly name: string;
  /** Names its content in verdicts: `reference.id`. */
  readonly id: string;
  /** Number of feature rows. */
  readonly size: number;
  /** Values per feature row. */
  readonly width: number;
  /** Size of its file, calibrations and all. */
  readonly bytes: number;
  /** When it was fitted, ISO 8601. */
  readonly createdAt: string;
  /** When it was last saved by this name, ISO 8601. */
  readonly savedAt: string;
}
