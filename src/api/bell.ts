// Rings when a call or a site has changed, here or at another node: what PostgreSQL notifies, for whoever listens.
import type { Db } from '../store/database.ts';
import { listen } from '../store/listen.ts';

/** `missed`: changes may have gone by unheard, so that what is known must be read anew. */
export type CallListener = { changed(siteId: string, callId: string): void; missed(): void };
export type Bell = { onCallChange(listener: CallListener): () => void; close(): void };
export type BellOptions = { db: Db; log: (message: string, error: unknown) => void; onSites: () => void };

/** Resolves when it hears. */
export async function openBell({ db, log, onSites }: BellOptions): Promise<Bell> {
  const listeners = new Set<CallListener>();
  const ring = (payload: string) => {
    const [siteId = '', callId = ''] = payload.split(' ');
    for (const listener of listeners) listener.changed(siteId, callId);
  };
  const onReturn = () => {
    onSites();
    for (const listener of listeners) listener.missed();
  };
  const listening = await listen({ db, log, channels: { dialtrace_calls: ring, dialtrace_sites: onSites }, onReturn });
  return {
    close: listening.close,
    onCallChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
