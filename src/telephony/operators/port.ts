// What every operator's adapter is to us: their requests in, our words out, and commands the other way. An adapter
// translates and decides nothing; it keeps nothing in memory that a call needs, so any node answers any request.
import type { CallFact, OfferedCall } from '../../core/call.ts';
import type { Capabilities } from '../../core/routing/capabilities.ts';
import type { PlaceOrder } from '../../core/routing/place-order.ts';
import type { Plan, QueueAsk, QueueTurn, Sound } from '../../core/routing/plan.ts';

/** Operators and PBXs by the name a connection bears. 'sip-trunk' is Asterisk of our own (telephony/asterisk). */
export const OPERATOR_KINDS = [
  ...['twilio', 'signalwire', 'telnyx', 'plivo', 'vonage', 'uis', 'mango', 'zadarma', 'exolve', 'voximplant'],
  ...['megafon', 'beeline', 'sipuni', 'mts', 'freeswitch', 'pbx'],
] as const;
export type OperatorKind = (typeof OPERATOR_KINDS)[number];

/** A connection as its adapter is told of it. `settings` are the fields named by the adapter, secrets among them. */
/** `settings.apiUrl`, named by no field, is where the operator's API is looked for instead: tests and twins of it. */
export type OperatorConnection = { id: string; kind: string; settings: Readonly<Record<string, string>> };

/** A request of the operator to `/hooks/<connection id>/<secret>/<path>`; the secret has been checked already. */
export type HookRequest = {
  method: string;
  /** below the secret, without a slash at its start; '' is where calls are offered */
  path: string;
  /** the address the operator asked for, as its signature covers it: public origin, path and query */
  url: string;
  query: URLSearchParams;
  /** lower-case names */
  headers: Readonly<Record<string, string | undefined>>;
  /** exactly as it came */
  body: Buffer;
  ip: string;
  at: Date;
};
export type HookAnswer = {
  status: number;
  type?: string;
  body?: string | Buffer;
  headers?: Readonly<Record<string, string>>;
};

export type RecordingRef = { providerCallId: string; ref: Readonly<Record<string, string>> };

/** The house, as an adapter sees it. Each throws if it can't: the adapter then answers so that the call goes on. */
export type House = {
  /** a call is ringing; the same call again gets the same plan. Resolves within the operator's deadline. */
  offer(offer: OfferedCall): Promise<Plan>;
  /** what the call's plan was, for a later question about it; undefined: no such call, or it has none */
  planOf(providerCallId: string): Promise<Plan | undefined>;
  queue(ask: QueueAsk): Promise<QueueTurn>;
  /** where a call would go that its operator has not named yet: nothing is stored */
  foresee?(offer: Omit<OfferedCall, 'providerCallId'>): Promise<Plan>;
  /** somebody has taken the call, as far as its facts say */
  isTaken?(providerCallId: string): Promise<boolean>;
  /**
   * The agent whom the operator means by a word of its own (an extension, a phone number, a SIP user, a name), at the
   * site of the number that was called; null: nobody, or it can't be told.
   */
  agentMeant?(did: string, word: string): Promise<string | null>;
  /** resolves when they are stored: answer the operator 2xx after that only, so that it tells them again otherwise */
  tell(facts: readonly CallFact[]): Promise<void>;
  /** address of a sound for the operator to fetch, valid for hours */
  soundUrl(sound: Sound): string;
  /** public address of a path below this connection's hooks */
  hookUrl(path: string): string;
  log(message: string, error?: unknown): void;
};

export type Refused = {
  refused: 'bad-signature' | 'no-signature' | 'too-old' | 'bad-request' | 'wrong-address';
  detail: string;
};

export type OperatorNumber = {
  e164: string;
  region: string | null;
  monthlyCost: number | null;
  currency: string | null;
};
export type PlacedCall = { providerCallId: string };

/** A field of a connection's settings, as its form shows it. */
export type SettingField = {
  name: string;
  /** kept out of every answer of the API */
  secret: boolean;
  required: boolean;
  /** a regular expression its whole value must match, and a value as an example of it */
  pattern?: string;
  example: string;
};

export type Operator = {
  kind: OperatorKind;
  capabilities: Capabilities;
  fields: readonly SettingField[];
  /** paths below the hook address that the owner enters at the operator, by what they are called there */
  hooks: readonly { name: string; path: string }[];
  /** one request, from an address the settings allow: known as the operator's own by its proof, translated, answered */
  receive(request: HookRequest, connection: OperatorConnection, house: House): Promise<HookAnswer | Refused>;
  /** asks the operator to send its requests; holds until the time it answers with, and is to be asked for again before */
  subscribe?(connection: OperatorConnection, house: Pick<House, 'hookUrl'>): Promise<Date>;
  /** throws an Error that says why, if the operator does not take the order */
  place?(order: PlaceOrder, connection: OperatorConnection, house: House): Promise<PlacedCall>;
  hangUp?(providerCallId: string, connection: OperatorConnection): Promise<void>;
  /** 'later': it is not ready yet. An Error: it can't be had now. */
  fetchRecording?(
    recording: RecordingRef,
    connection: OperatorConnection,
  ): Promise<{ audio: Buffer; type: string; callerChannel: 'left' | 'right' | 'mono' } | 'later' | 'gone'>;
  deleteRecording?(recording: RecordingRef, connection: OperatorConnection): Promise<void>;
  listNumbers?(connection: OperatorConnection): Promise<OperatorNumber[]>;
  /** what the operator says of calls it has had, for what its hooks have lost */
  reconcile?(period: { from: Date; to: Date }, connection: OperatorConnection): Promise<CallFact[]>;
};
