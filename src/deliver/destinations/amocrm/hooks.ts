// What an account tells us by itself: that leads have changed. Webhooks bear no signature; their address is our secret.
// https://www.amocrm.ru/developers/content/crm_platform/webhooks-api
import type { DestinationTold, Hook, HookAnswer, Way } from '../../port.ts';
import { Stopped } from '../crm/stopped.ts';
import { type Far, openAccount } from './account.ts';
import { readDeals } from './deals.ts';

const EVENTS = ['add_lead', 'update_lead', 'status_lead'];
const MOST = 50;
const LEAD_ID = /^leads\[(?:add|update|status)\]\[\d+\]\[id\]$/;

/** Read from the account itself, whatever the webhook says of them; what fails here is found by the next look. */
export async function receive({ body }: Hook, to: DestinationTold, way: Way): Promise<HookAnswer> {
  const form = [...new URLSearchParams(body)];
  const said = form.find(([name]) => name === 'account[subdomain]')?.[1];
  if (said !== to.settings.account?.split('.')[0]) return { status: 403, body: 'not of this account' };
  const ids = form.flatMap(([name, value]) => (LEAD_ID.test(name) && /^\d{1,15}$/.test(value) ? [Number(value)] : []));
  const wanted = [...new Set(ids)].slice(0, MOST);
  if (wanted.length > 0) await readQuietly(wanted, { account: openAccount(to, way), to, way });
  return { status: 200 };
}

async function readQuietly(ids: readonly number[], far: Far): Promise<void> {
  try {
    await readDeals(ids, far);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  }
}

/** Asks the account to tell of leads; once for each address of ours. Only its administrators may: without it the look does. */
export async function bindEvents({ account, way }: Far): Promise<void> {
  const destination = way.hookUrl();
  if ((await way.linked('bound', 'leads')) === destination) return;
  try {
    await account.send('POST', '/api/v4/webhooks', { destination, settings: EVENTS });
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    if (error.outcome.kind === 'later' || error.outcome.kind === 'wait') return;
  }
  await way.link('bound', 'leads', destination);
}
