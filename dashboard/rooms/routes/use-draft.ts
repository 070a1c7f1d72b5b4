// The route while it is drawn: undo and redo, and the draft that is saved by itself a moment after each change.
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react';
import type { Route, RouteCard } from '../../../src/api/wire.ts';
import { ApiProblem } from '../../api/client.ts';
import { route as routeQuery, saveDraft } from '../../api/routes.ts';
import { begun, changed, redone, undone } from './history.ts';

export interface Draft {
  route: Route;
  edit(next: Route, what?: string): void;
  undo: (() => void) | null;
  redo: (() => void) | null;
  state: 'saved' | 'saving' | 'unsaved';
  /** why the last try to save failed */
  error: unknown;
  /** resolves with the route as the server has it, when all is saved */
  flush(): Promise<RouteCard>;
  /** what one has just done to the route at the server, other than saving the drawing */
  follow(card: RouteCard): void;
  /** somebody else has saved another drawing since this one was begun: nothing is saved until a person has chosen */
  conflict: Conflict | null;
}
export interface Conflict {
  /** as the server has it */
  theirs: RouteCard;
  /** draws theirs; one's own comes back by undo */
  take(): void;
  /** saves one's own over theirs */
  keep(): void;
}

// A breath after the last letter; and until the server may be there again.
const SAVE_AFTER_MS = 500;
const AGAIN_AFTER_MS = 4000;

export function useDraft(siteId: string, card: RouteCard): Draft {
  const client = useQueryClient();
  const [history, setHistory] = useState(() => begun(card.draft as Route));
  const [saved, setSaved] = useState<{ route: Route; card: RouteCard }>({ route: card.draft, card });
  const [failed, setFailed] = useState<{ route: Route; error: unknown } | null>(null);
  const [theirs, setTheirs] = useState<RouteCard | null>(null);
  const known = useRef(card.draftAt);
  const saving = useRef<Promise<unknown>>(Promise.resolve());
  const route = history.now;
  const isSaved = saved.route === route;

  // One after the other: the last that was drawn is the last that is kept.
  const save = useCallback(
    (wanted: Route): Promise<RouteCard> => {
      const done = saving.current.then(
        () => saveDraft(siteId, card.id, wanted, known.current),
        () => saveDraft(siteId, card.id, wanted, known.current),
      );
      saving.current = done;
      return done.then(
        (kept) => {
          client.setQueryData(['route', siteId, card.id], kept);
          void client.invalidateQueries({ queryKey: ['routes', siteId] });
          known.current = kept.draftAt;
          setSaved({ route: wanted, card: kept });
          setFailed(null);
          setTheirs(null);
          return kept;
        },
        async (error) => {
          setFailed({ route: wanted, error });
          if (isConflict(error)) setTheirs(await client.fetchQuery({ ...routeQuery(siteId, card.id), staleTime: 0 }));
          throw error;
        },
      );
    },
    [client, siteId, card.id],
  );
  useEffect(() => {
    const again = failed?.route === route;
    if (isSaved || theirs || (again && !mayPass(failed.error))) return;
    const timer = setTimeout(() => void save(route).catch(() => {}), again ? AGAIN_AFTER_MS : SAVE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [isSaved, route, save, failed, theirs]);
  useEffect(() => {
    if (isSaved) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [isSaved]);

  const leave = useEffectEvent(() => {
    if (!isSaved && !theirs) void save(route).catch(() => {});
  });
  useEffect(() => () => leave(), []);

  const edit = useCallback(
    (next: Route, what?: string) =>
      setHistory((before) => changed(before, next, { what: what ?? null, at: performance.now() })),
    [],
  );
  const follow = (done: RouteCard) => {
    known.current = done.draftAt;
    if (done.changed) return;
    setSaved({ route: done.draft, card: done });
    edit(done.draft);
  };
  const choose = (other: RouteCard) => {
    known.current = other.draftAt;
    setTheirs(null);
    setFailed(null);
  };
  const conflict = theirs && {
    theirs,
    take() {
      choose(theirs);
      setSaved({ route: theirs.draft, card: theirs });
      edit(theirs.draft);
    },
    keep() {
      choose(theirs);
      void save(route).catch(() => {});
    },
  };
  return {
    ...{ route, edit, follow, conflict, error: conflict ? null : (failed?.error ?? null) },
    undo: history.past.length > 0 ? () => setHistory(undone) : null,
    redo: history.future.length > 0 ? () => setHistory(redone) : null,
    state: isSaved ? 'saved' : failed ? 'unsaved' : 'saving',
    flush: () => (isSaved ? Promise.resolve(saved.card) : save(route)),
  };
}

const isConflict = (error: unknown) => error instanceof ApiProblem && error.reason === 'draft-changed';

// No answer, or one that says it is the server's fault: the same draft may be taken later.
const mayPass = (error: unknown) => error instanceof ApiProblem && (error.status === 0 || error.status >= 500);
