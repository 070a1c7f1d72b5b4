// The list one works through: the current call takes the keys; after a word the next one is current.
import { useState } from 'react';
import type { Doubt } from '../../../src/api/wire.ts';
import { useKeys } from '../../parts/keys.ts';
import { SaveFailed } from '../../parts/states.tsx';
import { DoubtCard, doubtId } from './doubt-card.tsx';
import { useDoubtWords } from './doubt-words.ts';
import css from './doubts.module.css';
import { useDecisions } from './use-decisions.ts';

export function DoubtList({ items }: { items: readonly Doubt[] }) {
  const decisions = useDecisions();
  const { titleOf, nobody } = useDoubtWords();
  const [chosen, setChosen] = useState<string | null>(null);
  const [searching, setSearching] = useState<string | null>(null);
  const open = items.filter(({ callId }) => !decisions.of(callId));
  const current = open.find(({ callId }) => callId === chosen) ?? open[0];

  const go = (callId: string | undefined) => {
    if (!callId) return;
    setChosen(callId);
    const card = document.getElementById(doubtId(callId));
    // The button that was pressed is gone with its call; who works by keyboard goes on here.
    card?.focus({ preventScroll: true });
    card?.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
  };
  const step = (by: number) => go(open[(current ? open.indexOf(current) : 0) + by]?.callId);
  const say = (doubt: Doubt, visitId: string | null, title: string) => {
    decisions.say({ callId: doubt.callId, visitId, title });
    // Where this call was, the one below it is next.
    const below = items.slice(items.indexOf(doubt) + 1).find(({ callId }) => !decisions.of(callId));
    go(below?.callId);
  };
  const sayCandidate = (place: number) => {
    const candidate = current?.candidates[place];
    if (current && candidate?.visitId) say(current, candidate.visitId, titleOf(candidate));
  };
  const undo = () => {
    if (!decisions.last) return;
    decisions.undo(decisions.last.callId);
    go(decisions.last.callId);
  };
  const digits = (place: number, action: () => void) => ({ [`Digit${place}`]: action, [`Numpad${place}`]: action });
  useKeys(
    {
      ...digits(1, () => sayCandidate(0)),
      ...digits(2, () => sayCandidate(1)),
      ...digits(3, () => sayCandidate(2)),
      ...digits(0, () => current && say(current, null, nobody)),
      KeyO: () => setSearching(current?.callId ?? null),
      KeyU: undo,
      KeyJ: () => step(1),
      KeyK: () => step(-1),
    },
    searching === null,
  );
  return (
    <ol className={css.list}>
      {items.map((doubt) => (
        <li key={doubt.callId}>
          <DoubtCard
            doubt={doubt}
            current={doubt === current}
            decision={decisions.of(doubt.callId)}
            searching={searching === doubt.callId}
            onSearch={(on) => setSearching(on ? doubt.callId : null)}
            onCurrent={() => setChosen(doubt.callId)}
            onSay={(visitId, title) => say(doubt, visitId, title)}
            onUndo={() => {
              decisions.undo(doubt.callId);
              go(doubt.callId);
            }}
          />
          {decisions.error?.callId === doubt.callId && <SaveFailed error={decisions.error.error} />}
        </li>
      ))}
    </ol>
  );
}
