// What people at destinations want done with a call: by a button below a message.
import type { Placing } from '../calls/missed/placing.ts';
import type { SpamDesk } from '../calls/spam/spam.ts';
import type { WayOptions } from '../deliver/way.ts';

type Desks = { spam: Pick<SpamDesk, 'mark'>; placing: Pick<Placing, 'place'> };

export function actingOn({ spam, placing }: Desks): NonNullable<WayOptions['actOn']> {
  return async (what, { id, siteId, caller, spam: mark }) => {
    if (what === 'spam') {
      if (mark) return 'already';
      return (await spam.mark({ callId: id, userId: null, block: false })) === 'marked' ? 'done' : 'refused';
    }
    if (caller === null) return 'refused';
    const placed = await placing.place({ siteId, client: caller, agentId: null, number: null });
    return placed.kind === 'placed' ? 'done' : 'refused';
  };
}
