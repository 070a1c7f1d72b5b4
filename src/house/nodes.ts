// This node among those that share its database: says that it lives, and ends in the list the calls of nodes that are lost.
import type { Story } from '../calls/story.ts';
import type { Db } from '../store/database.ts';
import { BEAT_SECONDS, beat, lostNodes, noteGone } from '../store/nodes.ts';

type NodesOptions = {
  db: Db;
  name: string;
  /** what calls of its engine bear */
  provider: string;
  story: Pick<Story, 'giveUp'>;
  /** milliseconds since the epoch */
  now?: () => number;
  log: (message: string, error?: unknown) => void;
};
export type Nodes = {
  /** says that this node lives, and looks for those that do not; never rejects. By itself every ten seconds */
  look(): Promise<void>;
  /** its last word: its engine has ended with it, so that nobody need wait for its calls' ends */
  gone(): Promise<void>;
  /** says nothing more */
  close(): Promise<void>;
};

/**
 * A node that is silent may have an engine that talks on: a Dialtrace that was killed, or that can't reach the database.
 * Operators end a call after four hours as a rule; a call that was open when its node fell silent is over after twelve.
 */
export const LOST_SECONDS = 12 * 3600;
/** After the database was away all nodes look silent: so long all of them have had time to say otherwise. */
const WATCH_MS = 600_000;

/** This node lives from now on. Rejects if that can't be said at first. */
export async function openNodes({ db, name, provider, story, now = Date.now, log }: NodesOptions): Promise<Nodes> {
  let watchingSince: number | undefined;
  let closed = false;

  const endCallsOf = async (lost: { name: string; provider: string }) => {
    const calls = await story.giveUp(lost.provider, new Date(now()));
    if (calls > 0) log(`node ${lost.name} is lost: ${calls} calls that it had open are told as cut off`);
  };
  const lookOnce = async () => {
    if (closed) return;
    await beat(db, { name, provider });
    watchingSince ??= now();
    const silentSeconds = now() - watchingSince >= WATCH_MS ? LOST_SECONDS : null;
    for (const lost of await lostNodes(db, { name, silentSeconds })) await endCallsOf(lost);
  };
  let looking = beat(db, { name, provider });
  await looking;
  const look = () => {
    looking = looking.then(lookOnce).catch((error) => {
      watchingSince = undefined;
      log('this node could not say that it lives, or look for others', error);
    });
    return looking;
  };
  const timer = setInterval(look, BEAT_SECONDS * 1000);
  timer.unref();
  const close = async () => {
    closed = true;
    clearInterval(timer);
    await looking;
  };
  return {
    look,
    async gone() {
      await close();
      await noteGone(db, name, 'stopped');
    },
    close,
  };
}
