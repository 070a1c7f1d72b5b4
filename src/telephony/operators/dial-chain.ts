// A plan as operators take it that can only ring: whom, for how long, and what comes when nobody answers. Steps they
// can't do are passed over; a route with such steps can't be published on their numbers.
import { isSamePhone } from '../../core/phone.ts';
import type { Plan, PlanTarget, RejectCause, Step } from '../../core/routing/plan.ts';

export type Ring = { targets: readonly PlanTarget[]; seconds: number };
export type DialChain = {
  /** rung one after the other */
  rings: readonly Ring[];
  /** how the plan ends after them; null: as the last attempt ended */
  end: RejectCause | null;
};

/** The chain of a plan; its loops are cut where they come back. */
export function dialChain(plan: Plan): DialChain {
  const rings: Ring[] = [];
  const seen = new Set<number>();
  let at: number | null = 0;
  while (at !== null && !seen.has(at)) {
    seen.add(at);
    const step: Step | undefined = plan.steps[at];
    if (!step || step.do === 'check') break;
    if (step.do === 'hangup') return { rings, end: step.cause };
    if ('targets' in step && step.targets.length > 0) rings.push({ targets: step.targets, seconds: step.ringSeconds });
    at = 'else' in step ? step.else : step.next;
  }
  return { rings, end: null };
}

/**
 * Whether the caller is to be sent away. A plan without anybody to ring that does not say so, or a number that is not
 * ours, is no reason: operators tell of all numbers of their account, and such a call stays with their own scheme.
 */
export function isSentAway({ rings, end }: DialChain): boolean {
  return rings.length === 0 && end !== null && end !== 'unallocated';
}

/** Digits of the phone that rings a target, as Russian operators dial: '79161112233'; null: it has no number. */
export function numberOf({ phone }: PlanTarget): string | null {
  return phone.kind === 'number' ? phone.e164.slice(1) : null;
}

/** Whether an operator means this target's phone by `phone`: a number in any form, or the user of a SIP address. */
export function isPhoneOf({ phone }: PlanTarget, told: string): boolean {
  if (told === '') return false;
  if (phone.kind === 'number') return isSamePhone(told, phone.e164);
  return userOf(phone.kind === 'sip' ? phone.uri : phone.login) === userOf(told);
}

const userOf = (address: string) => address.replace(/^sips?:/i, '').replace(/@.*$/s, '');
