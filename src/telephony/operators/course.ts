// How far a call has come in its plan: carried in the addresses that the operator asks next, under its signature, so
// that any node of ours can go on with any call.

export type Course = {
  /** the operator's own id of the call */
  call: string;
  /** as it was offered */
  did: string;
  caller: string;
  at: Date;
  /** the step the address is about; -1: the call is to end */
  step: number;
  /** the talk may be recorded */
  record: boolean;
  /** the caller has been answered by the operator: a refusal is heard as a hang-up from now on */
  isAnswered: boolean;
  /** sounds that play on the way to this address, by their steps: said to have been heard when it is asked for */
  played: readonly number[];
};

/** More of what an address needs to know. */
export type Extra = Readonly<Record<string, string | number | null>>;

/** A course as a query; `extra` names are of two letters at least, the course's own of one. */
export function courseQuery(course: Course, extra: Extra = {}): string {
  const query = new URLSearchParams({
    ...{ c: course.call, d: course.did, f: course.caller, t: course.at.getTime().toString(36) },
    ...{ s: String(course.step), r: course.record ? '1' : '0', a: course.isAnswered ? '1' : '0' },
  });
  if (course.played.length > 0) query.set('p', course.played.join('.'));
  for (const [name, value] of Object.entries(extra)) if (value !== null) query.set(name, String(value));
  return query.toString();
}

const LONGEST = 300; // ids of operators are shorter

/** The course in an address; undefined: there is none. */
export function courseOf(query: URLSearchParams): Course | undefined {
  const word = (name: string) => (query.get(name) ?? '').slice(0, LONGEST);
  const at = new Date(Number.parseInt(word('t'), 36));
  const step = Number(word('s'));
  if (!word('c') || Number.isNaN(at.getTime()) || !Number.isInteger(step) || step < -1) return undefined;
  return {
    ...{ call: word('c'), did: word('d'), caller: word('f'), at, step },
    ...{ record: word('r') === '1', isAnswered: word('a') === '1' },
    played: word('p').split('.').filter(Boolean).map(Number).filter(Number.isInteger),
  };
}
