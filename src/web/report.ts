// What a look at a page finds, as data: shared by the two ways of looking (a browser, or the HTML alone), the API and the
// command line.

/** How the page was looked at: opened in a browser, or its HTML read as the server sends it (no script has run then). */
export const HOWS = ['browser', 'parsed'] as const;
export type How = (typeof HOWS)[number];

/** Why no browser was used. */
export const WHY_PARSED = ['no-browser', 'browser-failed', 'little-memory'] as const;
export type WhyParsed = (typeof WHY_PARSED)[number];

/** What a place is. `label`: aria-label or title; `meta`: title, description and the like in the head. */
export const PLACE_KINDS = [
  ...(['text', 'link', 'label', 'image-alt', 'image', 'input', 'css', 'structured-data', 'meta'] as const),
] as const;
export type PlaceKind = (typeof PLACE_KINDS)[number];

/** In what a place is. `frame`: of this origin; `foreign-frame`: of another, where no script of the page can reach. */
export const PLACE_ROOTS = ['page', 'shadow', 'closed-shadow', 'frame', 'foreign-frame'] as const;
export type PlaceRoot = (typeof PLACE_ROOTS)[number];

/** `left`: kept as it is on purpose; `missed`: people see the page's own number there. */
export const PLACE_VERDICTS = ['swapped', 'left', 'missed'] as const;
export type PlaceVerdict = (typeof PLACE_VERDICTS)[number];

export const LEFT_REASONS = [
  ...(['input', 'editable', 'marked-to-skip', 'structured-data', 'meta', 'messenger-link', 'other-link'] as const),
] as const;
export const MISSED_REASONS = [
  ...(['closed-shadow', 'other-origin-frame', 'image', 'written-by-css', 'split', 'needs-dt-full'] as const),
  ...(['shadow', 'frame', 'unusual-form'] as const),
] as const;
export const PLACE_REASONS = [...LEFT_REASONS, ...MISSED_REASONS] as const;
export type PlaceReason = (typeof PLACE_REASONS)[number];

export type Place = {
  /** the business's own number, E.164 */
  number: string;
  kind: PlaceKind;
  within: PlaceRoot;
  /** the number as it is written there, with what stands around it: 60 characters at most */
  text: string;
  /** a short CSS path that a person can recognise */
  path: string;
  /** false: hidden just now (a closed menu, another screen width) */
  isVisible: boolean;
  verdict: PlaceVerdict;
  /** null: swapped */
  reason: PlaceReason | null;
};

/** A phone number on the page that nothing replaces. */
export type OtherNumber = { number: string; text: string; path: string; places: number };

/** What must be added to a Content-Security-Policy. */
export type CspAdvice = {
  directive: 'script-src' | 'connect-src';
  /** where the policy is: in a header of the answer, or in <meta> */
  from: 'header' | 'meta';
  /** the whole directive as it should be, theirs kept; null: the script tag needs the page's nonce instead */
  line: string | null;
  /** what is added to theirs */
  add: string;
};

export const SCRIPT_STATES = [
  ...(['works', 'missing', 'wrong-key', 'blocked', 'not-loaded', 'silent', 'found'] as const),
] as const;
/**
 * works: it ran and asked for numbers. blocked: by CSP or as http on an https page. silent: it ran, but asked nothing.
 * found: it is in the HTML (nothing was run).
 */
export type ScriptState = (typeof SCRIPT_STATES)[number];

export type ScriptCopy = {
  /** 'dt.js', 'dt-full.js', 'inline' or whatever else has our attributes */
  file: string;
  /** null: in the page's own text */
  src: string | null;
  /** of a frozen version; null: the newest */
  version: string | null;
  key: string | null;
};

/** bad: must be mended; warn: worth a look; info: good to know. */
export const SEVERITIES = ['bad', 'warn', 'info'] as const;
export const FINDING_KINDS = [
  ...([
    'script-missing',
    'wrong-key',
    'script-twice',
    'other-host',
    'script-not-loaded',
    'integrity-mismatch',
  ] as const),
  ...(['mixed-content', 'csp-script', 'csp-collect', 'script-silent', 'script-error'] as const),
  ...(['unknown-attribute', 'needs-dt-full', 'waits-for-consent', 'consent-platform', 'service-worker'] as const),
  ...(['from-cache', 'no-pools', 'no-target-number', 'led-elsewhere', 'scripts-not-run'] as const),
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];
export type Finding = {
  kind: FindingKind;
  severity: (typeof SEVERITIES)[number];
  /** what it is about: an attribute, an address, a platform; null: nothing more to say */
  subject: string | null;
  /** a sentence in English that says what to do */
  detail: string;
};

export const PAGE_OUTCOMES = ['opened', 'unreachable', 'not-an-origin-of-this-site', 'not-a-page'] as const;
/** well: nothing to mend. unchecked: the page could not be looked at. */
export const CHECK_VERDICTS = ['well', 'mend', 'unchecked'] as const;

export type PageCheck = {
  /** what was asked for, and where that led */
  url: string;
  finalUrl: string | null;
  how: How;
  whyParsed: WhyParsed | null;
  page: (typeof PAGE_OUTCOMES)[number];
  /** of `page`, in English */
  detail: string;
  verdict: (typeof CHECK_VERDICTS)[number];
  script: { state: ScriptState; copies: ScriptCopy[] } | null;
  /** the script was put in for the check: so it would be if it were installed and allowed */
  isTrial: boolean;
  places: Place[];
  /** places that are not listed, since there are so many */
  placesLeftOut: number;
  otherNumbers: OtherNumber[];
  csp: CspAdvice[];
  findings: Finding[];
  /** ms from the beginning of the page to its first swapped number, the server's own time left out */
  swappedMs: number | null;
};
