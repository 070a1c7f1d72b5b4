// Our plan in the words the dialplan reads, and the plans that lie on Asterisk's disk for the time we don't answer.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Plan, REJECT_CAUSES, type Step } from '../../core/plan.ts';
import { PLAN_BYTES_LIMIT } from './dialplan.ts';

/** {"plan":1,"record":1,"steps":[{"do":"dial","target":ID,"to":"PJSIP/targets/sip:…","seconds":25},{"do":"hangup","cause":17}]} */
export function renderPlan(plan: Plan): string {
  const text = JSON.stringify({ plan: 1, record: plan.record ? 1 : 0, steps: plan.steps.map(renderStep) });
  if (Buffer.byteLength(text) > PLAN_BYTES_LIMIT)
    throw new Error(
      `The plan has ${plan.steps.length} steps and ${text.length} bytes; Asterisk takes ${PLAN_BYTES_LIMIT}. Use fewer targets.`,
    );
  return text;
}

function renderStep(step: Step) {
  if (step.do === 'hangup') return { do: 'hangup', cause: REJECT_CAUSES[step.cause] };
  if (step.do === 'check') return { do: 'check', check: step.id };
  if (step.do !== 'dial') throw new Error(`Asterisk can't ${step.do}`);
  const to = step.targets.map(({ phone }) => `PJSIP/targets/${phone.kind === 'sip' ? phone.uri : ''}`).join('&');
  return { do: 'dial', target: step.targets[0]?.id, to, seconds: step.ringSeconds };
}

export type NumberPlan = { dialledForms: readonly string[]; plan: Plan };

/**
 * Makes the folder hold exactly these plans, one file for each form the operator may dial a number in. A form that two
 * numbers share goes to neither. Files are replaced whole, so a call that reads one meanwhile sees the old or the new.
 */
export function writeFallbackPlans(folder: string, numbers: readonly NumberPlan[]): void {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const wanted = new Map<string, string>();
  const seen = new Map<string, number>();
  for (const { dialledForms } of numbers) for (const form of dialledForms) seen.set(form, (seen.get(form) ?? 0) + 1);
  for (const { dialledForms, plan } of numbers) {
    const text = renderPlan(plan);
    for (const form of dialledForms) if (seen.get(form) === 1) wanted.set(`${form}.json`, text);
  }
  for (const [name, text] of wanted) writeWhole(path.join(folder, name), text);
  for (const name of readdirSync(folder))
    if (!wanted.has(name) && name !== 'default.json') rmSync(path.join(folder, name), { force: true });
}

function writeWhole(file: string, text: string) {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  writeFileSync(`${file}.new`, text, { mode: 0o644 });
  renameSync(`${file}.new`, file);
}
