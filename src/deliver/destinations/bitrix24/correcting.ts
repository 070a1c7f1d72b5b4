// What we have made at Bitrix24 put right: another source, or spam after all.
// https://apidocs.bitrix24.com/api-reference/crm/universal/crm-item-update.html
import type { Item, Outcome } from '../../port.ts';
import { PortalError } from './answers.ts';
import { type Far, LEAD } from './clients.ts';
import { sourceOf } from './fields.ts';

type Made = { entityTypeId: number; id: number };

/** The call is judged anew: the lead or deal that was made of it gets its source. */
export async function attributed(item: Item, far: Far): Promise<Outcome> {
  const made = await madeOf(item, far);
  if (!made) return { kind: 'skipped', reason: 'nothing-made' };
  return update(made, sourceOf(item, far.to.settings), far);
}

/** The call turned out to be spam: what was made of it is closed as such, if nobody has closed it. */
export async function qualified(item: Item, far: Far): Promise<Outcome> {
  if (!item.told.call?.spam) return { kind: 'skipped', reason: 'nothing-to-tell' };
  const made = await madeOf(item, far);
  if (!made) return { kind: 'skipped', reason: 'nothing-made' };
  type Element = { stageSemanticId?: string; categoryId?: number };
  const { items } = await far.portal.ask<{ items: Element[] }>(
    'crm.item.list',
    { entityTypeId: made.entityTypeId, filter: { '=id': made.id } },
    { asksOnly: true },
  );
  if (!items[0]) return { kind: 'skipped', reason: 'gone-there' };
  if (items[0].stageSemanticId !== 'P') return { kind: 'skipped', reason: 'closed-there' };
  return update(made, { stageId: lostStage(made, items[0].categoryId) }, far);
}

/** System stages: "junk" of leads, "lost" of each funnel of deals; crm.status.list has them under these names. */
const lostStage = ({ entityTypeId }: Made, category = 0) =>
  entityTypeId === LEAD ? 'JUNK' : category ? `C${category}:LOSE` : 'LOSE';

/** What was made of the call is theirs who took it. */
export async function handOver(item: Item, employee: number, far: Far): Promise<void> {
  const made = await madeOf(item, far);
  if (made) await update(made, { assignedById: employee }, far);
}

async function madeOf({ told }: Item, { way }: Far): Promise<Made | undefined> {
  const [entityTypeId, id] = ((await way.linked('made', told.call?.id ?? '')) ?? '').split(':').map(Number);
  return entityTypeId && id ? { entityTypeId, id } : undefined;
}

async function update(made: Made, fields: Record<string, string | number>, { portal }: Far): Promise<Outcome> {
  try {
    await portal.ask('crm.item.update', { ...made, fields });
    return { kind: 'done', farId: `${made.id}` };
  } catch (error) {
    if (error instanceof PortalError && error.code === 'NOT_FOUND') return { kind: 'skipped', reason: 'gone-there' };
    throw error;
  }
}
