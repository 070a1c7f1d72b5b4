// A route as a person draws it and a developer reads it: steps with names, each saying where to go on. It knows agents,
// teams, schedules and sounds by their ids. What it makes of one call is a plan (core/routing/routing.ts); what is wrong with it
// says core/routing/route-faults.ts.
import type { Phone, RejectCause } from './plan.ts';

/** Name of a step in its route; null: the call ends there. */
export type Ref = string | null;

export type Route = { start: string; steps: Readonly<Record<string, RouteStep>> };

/** A sound that was uploaded, or words to be spoken. In whispers words may have the places of WHISPER_PLACES. */
export type Prompt = { sound: string } | { text: string; language: 'ru' | 'en' };

/** What words of a whisper are filled with: '{source}' … ; one that is not known is left out with the words up to the next comma. */
export const WHISPER_PLACES = ['channel', 'source', 'campaign', 'term', 'caller', 'number', 'visits', 'calls'] as const;

/** `last-manager`: who talked with this caller last, if on shift; `own-manager`: who is named at the contact. */
export type Whom = { agent: string } | { team: string } | { is: 'last-manager' } | { is: 'own-manager' };

/**
 * In which order those who are free are rung: `all-at-once`; `in-turn`: as listed; `round-robin`: beginning after the one
 * who was rung first last time; `longest-idle`: who has not talked for longest; `skill-priority`: by level of `skill`,
 * then by priority in the team, then longest idle.
 */
export type Strategy = 'all-at-once' | 'in-turn' | 'round-robin' | 'longest-idle' | 'skill-priority';

type Ringing = {
  strategy: Strategy;
  /** with `skill-priority` */
  skill: string | null;
  /** how long one agent rings before the next; with all-at-once: all */
  ringSeconds: number;
  /** the step's limit, from its beginning */
  seconds: number;
  whisper: Prompt | null;
  /** one digit of 0-9, * or #; null: answering takes the call */
  acceptKey: string | null;
};

export type RouteStep =
  /** the first rule whose conditions all hold; a rule without conditions always does */
  | { do: 'choose'; rules: readonly { if: readonly Condition[]; then: Ref }[]; else: Ref }
  | { do: 'announce'; prompt: Prompt; next: Ref }
  /** that the talk is recorded; prompt null: the site's own, in the language of the called number's country */
  | { do: 'notice'; prompt: Prompt | null; next: Ref }
  /** asks to press the digit if the talk may be recorded; without it the call goes on unrecorded */
  | { do: 'consent'; prompt: Prompt; digit: string; seconds: number; next: Ref }
  | {
      do: 'menu';
      prompt: Prompt;
      seconds: number;
      tries: number;
      on: Readonly<Record<string, Ref>>;
      else: Ref;
    }
  | ({ do: 'dial'; to: readonly Whom[]; else: Ref } & Ringing)
  | ({
      do: 'queue';
      team: string;
      /** id of a sound; null: the house's own music */
      music: string | null;
      announcePosition: boolean;
      leave: { digit: string; to: Ref } | null;
      else: Ref;
    } & Ringing)
  | { do: 'voicemail'; prompt: Prompt | null; seconds: number; next: Ref }
  | { do: 'call-back'; prompt: Prompt | null; next: Ref }
  | { do: 'hang-up'; cause: Exclude<RejectCause, 'unallocated'> };

/** `not`: holds when it would not. */
export type Condition = {
  not?: boolean;
} /** `known`: has called before, or is among the contacts; `hidden`: shows no number */ & (
  | { about: 'caller'; is: 'known' | 'new' | 'vip' | 'blocked' | 'hidden' }
  /** sum of past deals, minor units of the site's currency */
  | { about: 'value'; atLeast: number }
  | { about: 'tag'; any: readonly string[] }
  /** of the caller's phone, as visits' regions are called */
  | { about: 'region'; any: readonly string[] }
  | { about: 'manager'; who: 'last-manager' | 'own-manager'; is: 'on-shift' | 'free' }
  /** all visits whose `field` is one of `any` together are at least so probable; values as in reports, '(none)': none */
  | {
      about: 'source';
      field: 'channel' | 'source' | 'medium' | 'campaign' | 'term';
      any: readonly string[];
      probability: number;
    }
  /** origin and path of the landing page; '*' stands for any characters */
  | { about: 'landing-page'; any: readonly string[]; probability: number }
  | { about: 'time'; schedule: string; is: 'open' | 'closed' }
  /** `free`: agents of the team that could be rung now; `waiting`: callers in its queue */
  | { about: 'load'; team: string; of: 'free' | 'waiting'; atLeast: number }
  | { about: 'number'; any: readonly string[] }
);

/** When a business is open or an agent on shift, in the site's time zone. */
export type Schedule = {
  /** `days`: 1 Monday … 7 Sunday; `from`, `to`: 'HH:MM'; '24:00' ends a day; `to` not after `from`: over midnight */
  weekly: readonly { days: readonly number[]; from: string; to: string }[];
  /** exceptions, 'YYYY-MM-DD'; `hours` empty: closed all day */
  dates: readonly { date: string; name: string; hours: readonly { from: string; to: string }[] }[];
};

/** One step's words in "what would happen": `said` is a key with values, put into words by the reader. */
export type Trail = readonly {
  step: string;
  do: RouteStep['do'];
  /** e.g. 'rule-holds' {rule: 1}, 'no-rule-holds', 'rings' {agents}, 'nobody-to-ring' {why}, 'plays', 'waits', 'ends' */
  said: string;
  with: Readonly<Record<string, string | number | readonly string[]>>;
  next: Ref;
}[];

/** What is known when a call rings, as routing is told it. */
export type RoutingFacts = {
  at: Date;
  timeZone: string;
  /** E.164 of ours */
  number: string;
  caller: {
    /** null: hidden */
    e164: string | null;
    region: string | null;
    earlierCalls: number;
    lastManager: string | null;
    contact: Contact | null;
    isBlocked: boolean;
  };
  /** likeliest first; what is missing to 1 is nobody of ours */
  visits: readonly {
    probability: number;
    channel: string;
    source: string | null;
    medium: string | null;
    campaign: string | null;
    term: string | null;
    landingPage: string | null;
  }[];
  agents: ReadonlyMap<string, AgentNow>;
  teams: ReadonlyMap<string, { name: string; members: readonly { agent: string; priority: number }[] }>;
  /** callers in the queue of a team, by its id */
  waiting: ReadonlyMap<string, number>;
  schedules: ReadonlyMap<string, Schedule>;
  /** who was rung first last time, by step's name (round robin) */
  lastFirst: ReadonlyMap<string, string>;
};

export type Contact = {
  name: string;
  vip: boolean;
  tags: readonly string[];
  /** sum of deals, minor units */
  value: number;
  /** the manager who is named for them */
  manager: string | null;
};

export type AgentState = 'free' | 'talking' | 'wrap-up' | 'away' | 'off-shift';
export type AgentNow = {
  id: string;
  name: string;
  phone: Phone;
  /** level 1…5 by skill */
  skills: Readonly<Record<string, number>>;
  state: AgentState;
  isOnShift: boolean;
  /** since when they have not talked; null: not known */
  idleSince: Date | null;
  /** a call rings them at this moment: others go before them */
  isRung?: boolean;
};
