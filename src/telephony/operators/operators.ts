// The operators we speak to, by the kind a connection bears: one line an adapter.
import { BEELINE } from './beeline.ts';
import { EXOLVE } from './exolve.ts';
import { freeswitch } from './freeswitch.ts';
import { MANGO } from './mango.ts';
import { MEGAFON } from './megafon.ts';
import { MTS } from './mts.ts';
import { pbx } from './pbx.ts';
import { plivo } from './plivo.ts';
import type { Operator, OperatorKind } from './port.ts';
import { signalwire } from './signalwire.ts';
import { SIPUNI } from './sipuni.ts';
import { telnyx } from './telnyx.ts';
import { twilio } from './twilio.ts';
import { UIS } from './uis.ts';
import { vonage } from './vonage.ts';
import { VOXIMPLANT } from './voximplant.ts';
import { ZADARMA } from './zadarma.ts';

const RUSSIAN: readonly Operator[] = [UIS, ZADARMA, MANGO, EXOLVE, VOXIMPLANT, MEGAFON, BEELINE, SIPUNI, MTS];
const WESTERN: readonly Operator[] = [twilio, signalwire, telnyx, plivo, vonage, freeswitch, pbx];
const ALL: readonly Operator[] = [...WESTERN, ...RUSSIAN];

/** Every adapter by its kind. */
export const OPERATORS: ReadonlyMap<OperatorKind, Operator> = new Map(ALL.map((operator) => [operator.kind, operator]));

/** The adapter of a connection's kind; undefined: that kind is no operator ('sip-trunk': Asterisk of our own). */
export function operatorOf(kind: string): Operator | undefined {
  return OPERATORS.get(kind as OperatorKind);
}
