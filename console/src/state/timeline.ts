/**
 * What happened to an alarm, who was told of it and how it was handled, as one list. Pure. A notice
 * stands where its fate was decided, one that waits where it was to be told.
 */
import type { Instant } from "../wire/frames";
import type { HandlingEntry } from "../wire/handling";
import type { JournalRow, NoticeRow } from "../wire/rest";

export type Moment =
  | { at: Instant; key: string; entry: JournalRow }
  | { at: Instant; key: string; notice: NoticeRow }
  | { at: Instant; key: string; deed: HandlingEntry };

/** Newest first; of one instant what happened comes before who was told of it. */
export function mergeMoments(
  entries: readonly JournalRow[],
  notices: readonly NoticeRow[],
  deeds: readonly HandlingEntry[] = [],
): Moment[] {
  const moments: Moment[] = [
    // What the journal tells itself is not told twice.
    ...deeds
      .filter((deed) => deed.journal_seq === null)
      .map((deed) => ({ at: deed.at, key: `handling ${deed.seq}`, deed })),
    ...notices.map((notice) => ({ at: notice.settled_at ?? notice.due, key: notice.key, notice })),
    ...entries.map((entry) => ({ at: entry.at, key: String(entry.seq), entry })),
  ];
  return moments.sort((one, other) => other.at - one.at);
}

/** Whether the list may change although the alarm does not: somebody is still to be told. */
export function isPending(notices: readonly NoticeRow[]): boolean {
  return notices.some((notice) => notice.fate === "pending");
}
