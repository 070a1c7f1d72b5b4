// A holder: a visit to which a number was shown, and what is known of it so far.

/** Where a visit came from, on the two levels that are told apart. `campaign` is unique inside its channel. */
export type HeldBy = { channel: string; campaign: string };

/** One number shown to one visit. Times are seconds since the epoch; `credited` is 0..1 (number-pool.md § 1). */
export type Holder = HeldBy & {
  visit: string;
  visitor: string;
  number: string;
  region: string | null;
  /** The page is on a computer, where nobody leaves it in order to call. */
  desktop: boolean;
  startedAt: number;
  lastActivityAt: number;
  closedAt: number | null;
  tappedAt: number | null;
  credited: number;
};

/** A page without a close is over when two beats are missing: one may be lost on the way. */
export const MISSING_BEATS = 2;

/** Whether the visit's page was open at `at`, as far as the holder tells. A close after `at` was not known then. */
export function isPageOpen(holder: Holder, at: number, heartbeatSeconds: number): boolean {
  const closed = holder.closedAt !== null && holder.closedAt <= at;
  return !closed && at - holder.lastActivityAt <= MISSING_BEATS * heartbeatSeconds;
}

/** Whether the soft lease still runs at `at`. It is information, not a lock. */
export function isLeaseLive(holder: Holder, at: number, leaseSeconds: number): boolean {
  return at < holder.lastActivityAt + leaseSeconds;
}

// How an event moves a holder. Events come late and twice: none of these ever moves it back.

/** Its page was open at `at`. A page that was left earlier is open again: the visit went on to another one. */
export function wasSeen(holder: Holder, at: number): void {
  holder.lastActivityAt = Math.max(holder.lastActivityAt, at);
  if (holder.closedAt !== null && holder.closedAt < at) holder.closedAt = null;
}

/** A `tel:` link was pressed. That does not open a page again: the tap's beacon may come after the close's. */
export function wasTapped(holder: Holder, at: number): void {
  holder.lastActivityAt = Math.max(holder.lastActivityAt, at);
  holder.tappedAt = Math.max(holder.tappedAt ?? at, at);
}

/** Its page was left. Without effect if it was seen later: then another page of the visit is open. */
export function wasClosed(holder: Holder, at: number): void {
  if (at < holder.lastActivityAt) return;
  holder.lastActivityAt = at;
  holder.closedAt = at;
}

/**
 * One string for a source, as used in tables by source (`rates.byCampaign`).
 * The unit separator (U+001F) keeps ('a/b', 'c') apart from ('a', 'b/c').
 */
export function sourceKey(source: HeldBy): string {
  return `${source.channel}\u001f${source.campaign}`;
}
