// Ctrl+Z and Ctrl+Shift+Z (or Ctrl+Y), by physical key; in a field they are the field's own.
import { useEffect, useEffectEvent } from 'react';
import type { Draft } from './use-draft.ts';

const FIELD = 'input, textarea, [contenteditable="true"]';

export function useUndoKeys({ undo, redo }: Pick<Draft, 'undo' | 'redo'>): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    if (event.target instanceof Element && event.target.closest(FIELD)) return;
    const back = event.code === 'KeyZ' && !event.shiftKey;
    const forth = (event.code === 'KeyZ' && event.shiftKey) || event.code === 'KeyY';
    if (!back && !forth) return;
    event.preventDefault();
    (back ? undo : redo)?.();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => press(event);
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
}
