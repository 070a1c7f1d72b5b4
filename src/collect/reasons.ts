// Every way a page's message can end without a number: closed list, each with its answer. All are counted.

type Answer = { status: number; title: string; detail: string };

const refused = {
  malformed: {
    status: 400,
    title: 'The message could not be read',
    detail: 'Send one JSON object as described in docs/page-contract, UTF-8, Content-Type text/plain.',
  },
  'too-large': { status: 413, title: 'The message is too large', detail: 'Send at most 8 KiB.' },
  'unknown-site': {
    status: 404,
    title: 'No site has this key',
    detail: "Copy the script again from the dashboard's install page: its data-site is the site's key.",
  },
  'origin-not-allowed': {
    status: 403,
    title: 'This page may not speak for the site',
    detail: "Add the page's origin, such as https://shop.example, to the site's origins in the dashboard.",
  },
  'page-origin-mismatch': {
    status: 403,
    title: 'The page is not where it says it is',
    detail: "The address in the message must have the origin of the page that sends it (the browser's Origin header).",
  },
  'rate-limited': {
    status: 429,
    title: 'Too many messages',
    detail: 'This address has sent too many messages; try again in a minute.',
  },
  overloaded: { status: 503, title: 'Too busy', detail: 'The page keeps its own number. Try again later.' },
  'store-unavailable': {
    status: 503,
    title: 'The database does not answer',
    detail: 'The page keeps its own number. Try again later.',
  },
} as const satisfies Record<string, Answer>;

/** Answered with a problem document. */
export type RefusedReason = keyof typeof refused;
/** Answered as if all was well, with placements at most: neither a crawler nor a page can do anything about it. */
export type DroppedReason = 'crawler' | 'automation' | 'without-consent' | 'unknown-visit';
/** A message that is not taken in ends so. */
export type EndReason = RefusedReason | DroppedReason;
/**
 * The view is taken in, but a number of the business stays on the page: every number of the pool was held and the owner
 * wants none shared, or no pool that serves the visit has a number that works.
 */
export type MissedReason = 'overflow' | 'pool-empty';
export type Reason = EndReason | MissedReason;

/** RFC 9457 problem document for a refusal. `reason` is for programs, `detail` says what to do. */
export function problemOf(reason: RefusedReason): Answer & { type: string; reason: RefusedReason } {
  return { type: 'about:blank', reason, ...refused[reason] };
}

/** Whether the page is told of it. */
export function isRefused(reason: Reason): reason is RefusedReason {
  return reason in refused;
}
