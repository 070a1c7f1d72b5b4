// The targets while they are being edited: drafts with a key, so that rows keep their fields when they are moved.
import type { Site, Target } from '../../../src/api/wire.ts';

export interface Draft {
  key: string;
  id: string | undefined;
  name: string;
  /** null: a phone of another kind, which is set at the agent */
  sipUri: string | null;
  ringSeconds: number;
}

/** The limits of the API. */
export const RING_SECONDS = { least: 3, usual: 25, most: 180 };

export const isSip = (text: string | null) => text === null || /^sip:[^\s;,&|()"$]+$/.test(text);

export const newDraft = (): Draft => ({
  key: crypto.randomUUID(),
  id: undefined,
  name: '',
  sipUri: '',
  ringSeconds: RING_SECONDS.usual,
});

export function draftsOf(targets: Site['targets']): Draft[] {
  return targets.length === 0 ? [newDraft()] : targets.map((target: Target) => ({ ...target, key: target.id }));
}

/** The list with one of it a place up (-1) or down (1). */
export function moved<One>(list: readonly One[], index: number, by: -1 | 1): One[] {
  const one = list[index];
  return one === undefined ? [...list] : list.toSpliced(index, 1).toSpliced(index + by, 0, one);
}

/** What is sent: drafts of targets that exist keep their id. */
export function putOf(drafts: readonly Draft[]) {
  return {
    targets: drafts.map(({ id, name, sipUri, ringSeconds }) => ({
      ...(id === undefined ? {} : { id }),
      name: name.trim(),
      sipUri,
      ringSeconds,
    })),
  };
}
