// Keyboard shortcuts by physical key, so that they work in any layout; silent while somebody is typing.
import { useEffect, useEffectEvent } from 'react';

/** Codes of keys (KeyboardEvent.code); a sequence is two codes with a space: "KeyG KeyL". Shift is written "Shift+". */
export type KeyMap = Record<string, () => void>;

// Longer than this between two keys is not a sequence.
const SEQUENCE_MS = 1000;

const TYPING = 'input, textarea, select, [contenteditable="true"], [role="textbox"], [role="listbox"], [role="menu"]';

/** Listens while the component is there. Does nothing when a field has the focus or Ctrl, Alt or Meta is held. */
export function useKeys(map: KeyMap, enabled = true): void {
  const press = useEffectEvent((codes: readonly string[], event: KeyboardEvent) => {
    const action = codes.map((code) => map[code]).find(Boolean);
    if (!action) return;
    event.preventDefault();
    action();
  });
  useEffect(() => {
    if (!enabled) return;
    let before = { code: '', at: 0 };
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.target instanceof Element && event.target.closest(TYPING)) return;
      const code = (event.shiftKey ? 'Shift+' : '') + event.code;
      const inTime = event.timeStamp - before.at < SEQUENCE_MS;
      press(inTime ? [`${before.code} ${code}`, code] : [code], event);
      before = { code, at: event.timeStamp };
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [enabled]);
}
