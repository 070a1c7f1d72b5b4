// Our plan in the words the dialplan reads, and the plans that lie on Asterisk's disk for the time we don't answer.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Plan, type PlanTarget, REJECT_CAUSES, type Sound, type Step } from '../../core/routing/plan.ts';
import { DEFAULT_MUSIC } from './music.ts';
import { dialString, type PhoneBook } from './phones.ts';

/** What is known of phones and sounds as a plan is written. */
export type PlanContext = {
  book: PhoneBook;
  /** the connection of the number that is called */
  connectionId: string | null;
  /** sounds that Asterisk can play to those who wait */
  music: ReadonlySet<Sound>;
};
export const NO_CONTEXT: PlanContext = { book: { endpoints: new Set() }, connectionId: null, music: new Set() };

/** The longest plan document the dialplan can hold: Set() substitutes into 8,192 bytes. */
export const PLAN_BYTES_LIMIT = 6000;
/** One value of it: a function's result is cut at 4,096 bytes. */
const VALUE_BYTES_LIMIT = 4000;

/**
 * The plan in the dialplan's words; what is null or empty is left out:
 * {"plan":1,"record":1,"steps":[{"do":"dial","target":ID,"to":"PJSIP/agent-ID","seconds":25,"else":1},{"do":"hangup","cause":17}]}
 */
export function renderPlan(plan: Plan, context: PlanContext = NO_CONTEXT): string {
  const steps = plan.steps.map((step) => withoutNothing(renderStep(step, context)));
  const text = JSON.stringify({ plan: 1, record: plan.record ? 1 : 0, steps });
  const longest = Math.max(0, ...steps.flatMap((step) => Object.values(step).map((value) => String(value).length)));
  if (Buffer.byteLength(text) > PLAN_BYTES_LIMIT || longest > VALUE_BYTES_LIMIT)
    throw new Error(
      `The plan has ${plan.steps.length} steps and ${text.length} bytes, the longest list of phones ${longest}; Asterisk takes ${PLAN_BYTES_LIMIT} and ${VALUE_BYTES_LIMIT}. Use fewer steps or fewer targets.`,
    );
  return text;
}

type Rendered = Record<string, unknown>;

function renderStep(step: Step, context: PlanContext): Rendered {
  switch (step.do) {
    case 'play':
      return { do: 'play', sound: step.sound, what: step.what, next: step.next };
    case 'consent':
      return { do: 'consent', sound: step.sound, digit: step.digit, seconds: step.seconds, next: step.next };
    case 'menu':
      return { ...{ do: 'menu', sound: step.sound, seconds: step.seconds, tries: step.tries }, ...branches(step) };
    case 'dial':
      return { do: 'dial', ...ringing(step, context), seconds: step.ringSeconds, else: step.else };
    case 'queue':
      return { do: 'queue', ...ringing(step, context), ...waiting(step, context), else: step.else };
    case 'voicemail':
      return { do: 'voicemail', sound: step.sound, seconds: step.seconds, next: step.next };
    case 'call-back':
      return { do: 'callback', sound: step.sound, next: step.next };
    case 'hangup':
      return { do: 'hangup', cause: REJECT_CAUSES[step.cause] };
    case 'check':
      return { do: 'check', check: step.id };
    default:
      return step satisfies never;
  }
}

// 'k' before a key: the dialplan would read a bare digit as a place in a list.
function branches({ on, else: otherwise }: Step & { do: 'menu' }): Rendered {
  return { on: Object.fromEntries(Object.entries(on).map(([key, to]) => [`k${key}`, to])), else: otherwise };
}

type Ringing = { targets: readonly PlanTarget[]; whisper: Sound | null; acceptKey: string | null };

function ringing({ targets, whisper, acceptKey }: Ringing, { book, connectionId }: PlanContext): Rendered {
  return {
    target: onlyOne(targets),
    to: dialString({ targets, asksKey: acceptKey !== null, book, connectionId }),
    whisper,
    key: acceptKey,
  };
}

/** Whom a step rings, where it rings one; where it rings several each leg tells whom. */
export function onlyOne(targets: readonly PlanTarget[]): string | null {
  return targets.length === 1 ? (targets[0]?.id ?? null) : null;
}

function waiting(step: Step & { do: 'queue' }, { music }: PlanContext): Rendered {
  return {
    queue: step.queue,
    seconds: step.seconds,
    music: step.music && music.has(step.music) ? step.music : DEFAULT_MUSIC,
    leave: step.leave?.digit,
    exit: step.leave && leaveContext(step.leave.digit),
    after: step.leave?.next,
  };
}

export const LEAVE_KEYS = [...'0123456789*#'];

/** The context in which this key, and no other, leaves a queue while a phone rings. */
export function leaveContext(key: string): string {
  return `dt-leave-${LEAVE_KEYS.indexOf(key)}`;
}

function withoutNothing(step: Rendered): Rendered {
  return Object.fromEntries(
    Object.entries(step).filter(([, value]) => value !== null && value !== undefined && value !== ''),
  );
}

/** `connectionId`: the number's own, through which agents at phone numbers are called. */
export type NumberPlan = { dialledForms: readonly string[]; plan: Plan; connectionId?: string | null };

/**
 * Makes the folder hold exactly these plans, one file for each form the operator may dial a number in. A form that two
 * numbers share goes to neither; a number that `render` has no plan for (null) keeps the one it had. Files are replaced whole, so a call that reads one meanwhile sees the old or the new.
 */
export function writeFallbackPlans(
  folder: string,
  numbers: readonly NumberPlan[],
  render: (number: NumberPlan) => string | null = ({ plan }) => renderPlan(plan),
): void {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const wanted = new Map<string, string | null>();
  const seen = new Map<string, number>();
  for (const { dialledForms } of numbers) for (const form of dialledForms) seen.set(form, (seen.get(form) ?? 0) + 1);
  for (const number of numbers) {
    const text = render(number);
    for (const form of number.dialledForms) if (seen.get(form) === 1) wanted.set(`${form}.json`, text);
  }
  for (const [name, text] of wanted) if (text !== null) writeWhole(path.join(folder, name), text);
  for (const name of readdirSync(folder))
    if (!wanted.has(name) && name !== 'default.json') rmSync(path.join(folder, name), { force: true });
}

function writeWhole(file: string, text: string) {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  writeFileSync(`${file}.new`, text, { mode: 0o644 });
  renameSync(`${file}.new`, file);
}
