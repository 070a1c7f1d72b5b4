// A pasted route, looked at just closely enough to be drawn; the server says the rest.
import type { Route } from '../../../src/api/wire.ts';
import { STEP_KINDS } from './new-steps.ts';

/** `wrong`: why it can't be drawn. */
export function readRoute(text: string): { route: Route } | { wrong: string } {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) };
  }
  if (!isRecord(read) || typeof read.start !== 'string') return { wrong: '"start"' };
  if (!isRecord(read.steps)) return { wrong: '"steps"' };
  for (const [name, step] of Object.entries(read.steps)) {
    const kind = isRecord(step) ? STEP_KINDS.find((one) => one === step.do) : undefined;
    if (!kind || !isRecord(step)) return { wrong: `"steps.${name}.do"` };
    const lacking = NEEDED[kind].find((field) => !(field in step));
    if (lacking) return { wrong: `"steps.${name}.${lacking}"` };
    if (kind === 'choose' && !(Array.isArray(step.rules) && step.rules.every(isRule)))
      return { wrong: `"steps.${name}.rules"` };
    if (kind === 'dial' && !Array.isArray(step.to)) return { wrong: `"steps.${name}.to"` };
    if (kind === 'menu' && !isRecord(step.on)) return { wrong: `"steps.${name}.on"` };
  }
  return { route: read as Route };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isRule = (rule: unknown) => isRecord(rule) && Array.isArray(rule.if) && 'then' in rule;

const RINGING = ['strategy', 'skill', 'ringSeconds', 'seconds', 'whisper', 'acceptKey', 'else'];
// What the drawing reads of each kind.
const NEEDED: Record<(typeof STEP_KINDS)[number], readonly string[]> = {
  choose: ['rules', 'else'],
  announce: ['prompt', 'next'],
  notice: ['prompt', 'next'],
  consent: ['prompt', 'digit', 'seconds', 'next'],
  menu: ['prompt', 'seconds', 'tries', 'on', 'else'],
  dial: ['to', ...RINGING],
  queue: ['team', 'music', 'announcePosition', 'leave', ...RINGING],
  voicemail: ['prompt', 'seconds', 'next'],
  'call-back': ['prompt', 'next'],
  'hang-up': ['cause'],
};
