// What every part of the editor knows: the route as it is now, what its names mean, what is chosen, and how to change it.
import { createContext, useContext } from 'react';
import type { Route } from '../../../src/api/wire.ts';
import type { Choices } from './names.ts';
import type { Drawing } from './tree.ts';

export interface Editing {
  route: Route;
  drawing: Drawing;
  choices: Choices;
  /** sentences by the step they are about */
  faults: ReadonlyMap<string, readonly string[]>;
  /** steps and ways ('step>next') a call that was asked about may come to; null: none was asked about */
  lit: ReadonlySet<string> | null;
  selected: string | null;
  /** `byKey`: the panel takes the focus */
  select(name: string | null, byKey?: boolean): void;
  /** `what`: changes of the same in a row are undone together */
  edit(next: Route, what?: string): void;
  /** an older version is looked at: nothing can be changed */
  isFixed: boolean;
}

export const EditingContext = createContext<Editing | null>(null);

export function useEditing(): Editing {
  const editing = useContext(EditingContext);
  if (!editing) throw new Error('a part of the route editor was shown outside of it');
  return editing;
}

/** Where a step's card is found on the page. */
export const cardId = (name: string) => `step-${name}`;

/** Brings a card into sight and focus. */
export function showCard(name: string): void {
  const card = document.getElementById(cardId(name));
  card?.scrollIntoView({ block: 'center', inline: 'center', behavior: 'smooth' });
  card?.querySelector('button')?.focus({ preventScroll: true });
}

/** Moves the drawing no further than is needed to see a card beside the panel that opens. */
export function bringIntoSight(name: string): void {
  document.getElementById(cardId(name))?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}
