// What every destination is to us: an outside system that is told of calls. A destination translates an event into
// requests and the answers into an outcome; when, how often and in which order is the house's business (sending.ts).
import type { FarDeal } from '../core/deal.ts';
import type { FilterReason } from '../core/delivery-filter.ts';
import type { EventType } from '../core/event.ts';
import type { FarSpend } from '../core/spend.ts';
import type { DayRows, DayTable } from '../reports/day-rows.ts';
import type { Exchange } from './exchanges.ts';
import type { Told } from './told.ts';

export type DestinationGroup = 'analytics' | 'ads' | 'crm' | 'arbitrage' | 'webhooks' | 'people' | 'files';

/**
 * A field of a destination's form. flag: "yes" or empty; lines: several, one below the other; template: text with places
 * (fields.ts); mapping: a JSON object, the far side's field → template.
 */
export type DestinationField = {
  name: string;
  kind: 'text' | 'url' | 'secret' | 'number' | 'choice' | 'flag' | 'lines' | 'template' | 'mapping';
  required: boolean;
  /** what an empty field stands for; shown in it */
  byDefault?: string;
  /** asked, and required, only while another field has this value */
  onlyIf?: { name: string; is: string };
  /** of a choice, the first is the default */
  options?: readonly string[];
  /** a regular expression its whole value must match */
  pattern?: string;
  example: string;
};

/** `settings` are the fields named by the destination, secrets among them. */
export type DestinationTold = { id: string; kind: string; settings: Readonly<Record<string, string>> };

export type Request = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
  /** words that must not be kept, masked wherever they stand, beside the destination's own secrets */
  secrets?: readonly string[];
  /** what is answered is a secret: its body is not kept */
  secretAnswer?: boolean;
  /** it changes nothing there (a token, a look-up): asked even when a delivery is only shown, which ends at what would */
  asksOnly?: boolean;
  /** in milliseconds; default 15,000 */
  timeout?: number;
};
export type Response = { status: number; headers: Readonly<Record<string, string>>; body: string };

/** One event on its way. */
export type Item = {
  /** the delivery's; the same at every try: what the destination knows a repeated one by */
  id: string;
  told: Told;
  /** steps done at an earlier try */
  memo: Readonly<Record<string, string>>;
  /** a person tries the destination: nothing is kept of it, and what the far side must not count is to be marked as a test */
  trial?: boolean;
  /** the owner's filter leaves the call out: only what was told of it before is to be taken back (`takesBack`) */
  leftOut?: FilterReason;
};

/**
 * Reasons are words of a closed union, which the dashboard has sentences for (`Destination.reasons` and those of the house),
 * and may go on in the far side's own words: `code: words`.
 */
export type Outcome =
  | { kind: 'done'; farId?: string }
  /** it is none of this destination's business, and why */
  | { kind: 'skipped'; reason: string }
  /** its time has not come (hold, quiet hours, an upload that is still being read): asked again then, and no try is counted */
  | { kind: 'wait'; reason: string; until: Date }
  /** it will never be taken as it is */
  | { kind: 'refused'; reason: string }
  /** try again; `after`: as long as the destination asks for, in milliseconds */
  | { kind: 'later'; reason: string; after?: number }
  /** nothing will be taken until the owner has done something */
  | { kind: 'needs-owner'; reason: string };

/** An application at somebody else's that its owner lets in: RFC 6749, the authorization code grant. */
export type OAuth = {
  authorizeUrl: string;
  tokenUrl: string;
  scope?: string;
  /** how the application names itself at `tokenUrl`; default `body` */
  clientIn?: 'body' | 'header';
  /** default `form` */
  bodyAs?: 'form' | 'json';
  /** more of what `authorizeUrl` is asked with */
  more?: Readonly<Record<string, string>>;
  /** of the token's answer, what is kept among the settings beside the tokens, as strings */
  keeps?: readonly string[];
  /** a token is refreshed with the address that the owner came back to, too */
  redirectAgain?: boolean;
};

/** What was asked of us by a destination, at its own address (`Way.hookUrl`). */
export type Hook = {
  method: 'GET' | 'POST';
  /** what stands behind the address: '' or '/deals' */
  path: string;
  query: Readonly<Record<string, string>>;
  headers: Readonly<Record<string, string>>;
  body: string;
};
export type HookAnswer = { status: number; body?: string; type?: string };

/** spam: it is marked as such; call-back: an agent who is free is rung, then the caller */
export type Act = 'spam' | 'call-back';
/** already: it was done before; refused: it can't be done now */
export type Acted = 'done' | 'already' | 'refused' | 'no-such-call';

/** The house, as a destination sees it. */
export type Way = {
  /**
   * Sends a request and keeps it with its answer; rejects with Unanswered if none came. Never follows a redirect, and goes
   * to no private address that the machine's owner has not allowed.
   */
  ask(request: Request): Promise<Response>;
  /** keeps that a step was done before the next one begins */
  note(item: Item, memo: Readonly<Record<string, string>>): Promise<void>;
  /** what the destination calls something of ours, kept by an earlier delivery: ('call', call's id), ('phone', E.164) */
  linked(what: string, key: string): Promise<string | undefined>;
  link(what: string, key: string, farId: string): Promise<void>;
  /** one at a time with the same key: two calls of one moment make one contact */
  alone<T>(key: string, work: () => Promise<T>): Promise<T>;
  /** `settings` as they are now: another way to the same destination may have kept new tokens */
  readAgain(): Promise<void>;
  /** keeps new tokens before they are used; they are in `settings` from then on */
  keepSecrets(secrets: Readonly<Record<string, string>>): Promise<void>;
  /**
   * Keeps an exchange that `ask` had no part in: a conversation with a mail server. Secrets must not be in it. Kept before
   * `addressOf` is asked, so that it is seen when it is only to be shown; its answer is written into it later.
   */
  keep(exchange: Exchange): void;
  /** an address of the host that may be connected to; rejects with Unanswered (`private-address`, `unreachable`) */
  addressOf(host: string): Promise<string>;
  /** the talk of a call; undefined: there is none, or it can't be had now */
  recording(callId: string): Promise<{ bytes: Uint8Array; type: string; extension: string } | undefined>;
  /** of the talk, for whoever has the address, for so many days (default 30) */
  recordingUrl(callId: string, days?: number): string;
  /** where the numbering register knows the number, E.164, to be of; null: it doesn't */
  regionOfCaller(e164: string): string | null;
  /** where the destination reaches us (`receive`); nobody else knows it */
  hookUrl(): string;
  /** what a CRM tells of its deals; those that have changed are told on */
  takeDeals(deals: readonly FarDeal[]): Promise<void>;
  /** what an ad system tells of money paid; the rows of the days named take the place of what was told of these days before */
  takeSpend(days: { from: string; to: string }, rows: readonly FarSpend[]): Promise<void>;
  /** does with a call of the site what a person at the far side wants done */
  act(what: Act, callId: string): Promise<Acted>;
  /** who may answer the site's calls; `extension`: their inner number */
  agents(): Promise<{ id: string; name: string; extension: string | null }[]>;
  /** who looks after a client by the CRM's word: routes may ring them, whispers name them. A name of ours stays. */
  takeManager(client: { phone: string; name: string; agentId: string }): Promise<void>;
  /** what happened at the site on a day (YYYY-MM-DD by its clock), line by line */
  dayRows(table: DayTable, day: string): AsyncIterable<DayRows>;
  /** the destination's folder for files on this machine */
  filesFolder(): string;
  /** of the call's card, for people who may sign in */
  cardUrl(callId: string): string;
  now(): Date;
};

export type Destination = {
  kind: string;
  group: DestinationGroup;
  fields: readonly DestinationField[];
  /** which events it can be told, and which of them by default */
  takes: readonly EventType[];
  byDefault: readonly EventType[];
  /** known: the destination takes a repeated delivery once. unknown: what may have arrived waits for a person to say so */
  repeats: 'known' | 'unknown' | ((settings: Readonly<Record<string, string>>) => 'known' | 'unknown');
  /** every reason of its own that `deliver` may give; each has its words in the dashboard */
  reasons: readonly string[];
  /** `perSecond` in requests; `burst`: so many may go at once where the far side lets them, the average staying the same */
  limits: { perSecond: number; parallel: number; burst?: number };
  /** it can take back what it was told: it also hears of calls that the filter leaves out, spam among them (`Item.leftOut`) */
  takesBack?: boolean;
  /** so many go in one request */
  batch?: number;
  /** an event waits so long for others to go with, in milliseconds */
  gathersFor?: number;
  /** an event of this type is of no use after so long, in milliseconds */
  lapsesAfter?: Partial<Record<EventType, number>>;
  /** what is wrong with settings, beyond what the fields say of themselves: the field's name and what to mend, in English */
  faults?(settings: Readonly<Record<string, string>>): readonly SettingFault[];
  /** tells of all items, one outcome each, in their order */
  deliver(items: readonly Item[], to: DestinationTold, way: Way): Promise<Outcome[]>;
  /** asks whether the settings are right, and changes nothing there; without it an event is told to see */
  check?(to: DestinationTold, way: Way): Promise<Outcome>;
  /** how its owner lets us in; the tokens are then had by `freshToken` (oauth.ts) */
  oauth?(to: DestinationTold): OAuth;
  /** answers what the destination asks of us: deals, an application's installation */
  receive?(hook: Hook, to: DestinationTold, way: Way): Promise<HookAnswer>;
  /** it tells the far side by itself where it is reached; without it a person enters `hookUrl` there */
  introducesItself?: boolean;
  /** asks for deals or spend, every so many milliseconds */
  poll?: { every: number; run(to: DestinationTold, way: Way): Promise<Outcome> };
  /** what a mapping may fill: asked while the form is filled in */
  farFields?(to: DestinationTold, way: Way): Promise<FarField[]>;
};
/** `code` with `line` and `what`: the same for whoever puts it into words of another language. */
export type SettingFault = { field: string; fault: string; code?: string; line?: number; what?: string };
export type FarField = { name: string; title: string };

/** No answer came: refused, cut off, too late, or the address may not be asked. */
export class Unanswered extends Error {
  readonly reason: 'unreachable' | 'timed-out' | 'cut-off' | 'private-address';
  constructor(reason: Unanswered['reason'], detail: string) {
    super(detail);
    this.reason = reason;
  }
}
