// The numbers in service by what an operator may dial, and the plan of each: in memory, so that a call is answered
// without a look at the database.
import { dialledForms } from '../core/phone.ts';
import type { Plan } from '../core/routing/plan.ts';
import type { Db } from '../store/database.ts';
import { type CallNumber, listCallNumbers } from '../store/numbers.ts';

export type Directory = {
  /** the number meant by the digits an operator dialled; undefined: none of ours, or not a number */
  find(did: string): CallNumber | undefined;
  byId(numberId: string): CallNumber | undefined;
  all(): readonly CallNumber[];
  reload(): Promise<void>;
};

/** Reads the numbers; `reload` after any change of numbers, agents or routes. */
export async function openDirectory(db: Db): Promise<Directory> {
  let numbers: CallNumber[] = [];
  let forms = new Map<string, CallNumber>();
  let ids = new Map<string, CallNumber>();
  const reload = async () => {
    numbers = await listCallNumbers(db);
    forms = formsOf(numbers);
    ids = new Map(numbers.map((number) => [number.id, number]));
  };
  await reload();
  return {
    find: (did) => (/^\+?\d+$/.test(did) ? forms.get(did.replace('+', '')) : undefined),
    byId: (numberId) => ids.get(numberId),
    all: () => numbers,
    reload,
  };
}

// A form that two numbers share (a national number of two countries) is nobody's, unless it is one's full number.
function formsOf(numbers: readonly CallNumber[]): Map<string, CallNumber> {
  const found = new Map<string, CallNumber | null>();
  for (const number of numbers)
    for (const form of dialledForms(number.e164)) found.set(form, found.has(form) ? null : number);
  for (const number of numbers) found.set(number.e164.slice(1), number);
  return new Map([...found].filter((entry): entry is [string, CallNumber] => entry[1] !== null));
}

/** Ring the site's line one after the other; if none answers, hang up as the last one did. */
export function linePlan({ line }: Pick<CallNumber, 'line'>): Plan {
  return {
    record: true,
    steps: line.map(({ ringSeconds, ...target }, at) => ({
      ...{ do: 'dial', targets: [target], ringSeconds, whisper: null, acceptKey: null },
      else: at + 1 < line.length ? at + 1 : null,
    })),
  };
}

/** What a call to a number that is not ours gets: SIP 404. */
export const UNKNOWN_NUMBER: Plan = { record: false, steps: [{ do: 'hangup', cause: 'unallocated' }] };
