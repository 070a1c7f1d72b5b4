// What the API is given about destinations: main hands in what they are and what can be asked of them.
import type { EventType } from '../core/event.ts';

export type DeliveryDesk = {
  /** every kind there is */
  kinds(): readonly DestinationFacts[];
  /** undefined: there is no call to tell of */
  try(trial: {
    destinationId: string;
    type: EventType | undefined;
    callId: string | undefined;
    dry: boolean;
  }): Promise<TriedDestination | undefined>;
  /** what is wrong with settings beyond what their fields say of themselves; what `destinationId` keeps secret stays */
  faults(asked: {
    kind: string;
    settings: Readonly<Record<string, string>>;
    destinationId: string | null;
  }): Promise<readonly { field: string; fault: string; code?: string; line?: number; what?: string }[]>;
  /** templates filled for a call, and all that they may have; undefined: there is no call to tell of */
  fill(asked: {
    siteId: string;
    templates: readonly string[];
    callId: string | undefined;
  }): Promise<
    { callId: string | null; values: string[]; places: { name: string; value: string | null }[] } | undefined
  >;
  /** what its mapping may fill; null: it can't be asked */
  farFields(destinationId: string): Promise<{ fields: { name: string; title: string }[] } | { reason: string } | null>;
  /** whether its settings are right; undefined: it can't be asked */
  check(destinationId: string): Promise<TriedDestination | undefined>;
  /** looks at once for what is due */
  look(): void;
  /** answers what a destination asks at its address here; undefined: there is no such address */
  receive(asked: {
    destinationId: string;
    token: string;
    hook: {
      method: 'GET' | 'POST';
      path: string;
      query: Record<string, string>;
      headers: Record<string, string>;
      body: string;
    };
  }): Promise<{ status: number; body?: string; type?: string } | undefined>;
  hookUrl(destination: { id: string; hookToken: string }): string;
  /** the page where the owner lets us in; undefined: nobody is let in at such a destination */
  beginSignIn(destinationId: string): Promise<string | undefined>;
  /** the owner is back from there */
  endSignIn(query: Record<string, string>): Promise<SignedIn>;
  /** of whose site the talk is that an address leads to, and whom the address was given to */
  sharedTalk(shared: {
    destinationId: string;
    callId: string;
    until: number;
    signature: string;
  }): Promise<{ siteId: string; name: string } | undefined>;
};
export type SignedIn =
  | { kind: 'in'; destinationId: string }
  | { kind: 'not-in'; destinationId: string; why: string }
  | { kind: 'unknown' };
export type DestinationFacts = {
  kind: string;
  group: 'analytics' | 'ads' | 'crm' | 'arbitrage' | 'webhooks' | 'people' | 'files';
  fields: readonly DestinationFieldFacts[];
  takes: readonly EventType[];
  byDefault: readonly EventType[];
  repeats: 'known' | 'unknown' | 'by-settings';
  reasons: readonly string[];
  /** its owner lets us in at its own page */
  signsIn: boolean;
  /** it reaches us at an address of its own */
  receives: boolean;
  /** it can be asked whether the settings are right */
  checks: boolean;
  /** it can say what a mapping may fill */
  listsFields: boolean;
  limits: { perSecond: number };
};
export type DestinationFieldFacts = {
  name: string;
  kind: 'text' | 'url' | 'secret' | 'number' | 'choice' | 'flag' | 'lines' | 'template' | 'mapping';
  required: boolean;
  byDefault?: string;
  onlyIf?: { name: string; is: string };
  options?: readonly string[];
  pattern?: string;
  example: string;
};
export type TriedDestination = {
  outcome: 'done' | 'skipped' | 'wait' | 'refused' | 'later' | 'needs-owner' | 'not-sent';
  reason: string | null;
  exchanges: {
    request: { method: string; url: string; headers: Record<string, string>; body: string };
    response: { status: number; headers: Record<string, string>; body: string } | null;
    error: { reason: string; detail: string } | null;
    milliseconds: number;
  }[];
};
