// What the API is given to change answers and to learn: main hands in calls/attribution/desk.ts.
import type { AttributionParameters } from '../core/attribution/attribution.ts';
import type { StoredAttribution } from '../store/attributions.ts';
import type { IdentityRow } from '../store/identities.ts';

type VersionRef = number | 'default';
type Refused<Reason extends string> = { kind: 'refused'; reason: Reason };
type Corrected = { kind: 'corrected'; answer: StoredAttribution | null; rejudged: number };
export type Change = {
  call: { id: string; at: number; e164: string; caller: string | null };
  before: StoredAttribution | undefined;
  after: StoredAttribution;
};
export type Judged = {
  kind: 'judged';
  calls: number;
  changed: number;
  changes: { channel: number; campaign: number; visit: number; becomesKnown: number; becomesUnknown: number };
  channels: { channel: string | null; before: number; after: number }[];
  examples: Change[];
};

export type AttributionDesk = {
  /** in force at the site */
  parametersOf(siteId: string): AttributionParameters;
  learn(
    siteId: string,
    byPerson: boolean,
  ): Promise<{ outcome: 'in-force' | 'kept' | 'too-few-calls' | 'busy'; calls: number; version?: number }>;
  use(siteId: string, version: VersionRef, userId: string): Promise<boolean>;
  reattribute(asked: {
    siteId: string;
    from: Date;
    to: Date;
    version: VersionRef;
    apply: boolean;
  }): Promise<Judged | Refused<'period-too-long' | 'too-many-calls' | 'no-such-version'>>;
  correcting: {
    correct(of: {
      siteId: string;
      callId: string;
      userId: string;
      visitId: string | null;
    }): Promise<Corrected | Refused<'no-such-call' | 'bound-to-source' | 'no-such-visit' | 'visit-after-call'>>;
    withdraw(of: { siteId: string; callId: string }): Promise<Corrected | Refused<'no-such-call' | 'not-corrected'>>;
    name(of: {
      siteId: string;
      phone: string;
      numbersLike: string | null;
      visitorId?: string | undefined;
      visitId?: string | undefined;
      origin: 'form' | 'crm';
      at: Date;
    }): Promise<
      | { kind: 'named'; identity: IdentityRow; rejudged: number }
      | Refused<'not-a-phone' | 'nobody-named' | 'no-such-visit' | 'no-such-visitor'>
    >;
    unname(of: { siteId: string; identityId: string }): Promise<boolean>;
  };
};
