// Rings when a call or a site has changed, here or at another node: what PostgreSQL notifies, for whoever listens.
import type { Db } from '../store/database.ts';
import { listen } from '../store/listen.ts';

/** `missed`: changes may have gone by unheard, so that what is known must be read anew. */
export type CallListener = {
  changed(siteId: string, callId: string): void;
  missed(): void;
  /** tasks about missed callers of the site have changed */
  callBacks?(siteId: string): void;
};
export type Bell = { onCallChange(listener: CallListener): () => void; close(): void };
export type BellOptions = {
  db: Db;
  log: (message: string, error: unknown) => void;
  /** a site's settings, numbers or people have changed; '': it may have gone by unheard */
  onSites: (siteId: string) => void;
  /** agents of a site do something else; '': it may have gone by unheard */
  onAgents?: (siteId: string) => void;
  onNumbering?: () => void;
  /** the site's rules of spam or its lists of callers have changed; '': it may have gone by unheard */
  onSpam?: (siteId: string) => void;
  /** what has changed about who called; '': it may have gone by unheard */
  onAttribution?: (payload: string) => void;
};

/** Resolves when it hears. */
export async function openBell(options: BellOptions): Promise<Bell> {
  const { db, log, onSites, onAgents = () => {}, onNumbering = () => {}, onAttribution = () => {} } = options;
  const { onSpam = () => {} } = options;
  const listeners = new Set<CallListener>();
  const ring = (payload: string) => {
    const [siteId = '', callId = ''] = payload.split(' ');
    for (const listener of listeners) listener.changed(siteId, callId);
  };
  const onReturn = () => {
    onSites('');
    onAgents('');
    onNumbering();
    onAttribution('');
    onSpam('');
    for (const listener of listeners) listener.missed();
  };
  const channels = {
    ...{ dialtrace_calls: ring, dialtrace_sites: onSites, dialtrace_agents: onAgents },
    ...{ dialtrace_numbering: onNumbering, dialtrace_attribution: onAttribution, dialtrace_spam: onSpam },
    dialtrace_call_backs: (siteId: string) => {
      for (const listener of listeners) listener.callBacks?.(siteId);
    },
  };
  const listening = await listen({ db, log, channels, onReturn });
  return {
    close: listening.close,
    onCallChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
