// What the server tells after each change: `paperNotes/status`.

/** How much there is in all folders. */
export interface Counts {
  readonly entries: number;
  readonly papers: number;
  readonly findings: Readonly<Record<"error" | "warning" | "information" | "hint", number>>;
}
