// What a portal tells us by itself: that our application is installed there, that a deal has changed.
// https://apidocs.bitrix24.com/api-reference/events/, https://apidocs.bitrix24.com/api-reference/common/events/on-app-install.html
import type { DestinationTold, Hook, HookAnswer, Way } from '../../port.ts';
import { Stopped } from '../crm/stopped.ts';
import type { Far } from './clients.ts';
import { readDeals } from './deals.ts';
import { openPortal } from './portal.ts';

const DEALS = ['ONCRMDEALADD', 'ONCRMDEALUPDATE'];
const TAKEN: HookAnswer = { status: 200 };
const NOT_OURS: HookAnswer = { status: 403, body: 'not of this portal' };

/** Once told, an event is told no more: what is missed here is found by the next look. */
export async function receive({ body }: Hook, to: DestinationTold, way: Way): Promise<HookAnswer> {
  const form = new URLSearchParams(body);
  const event = form.get('event')?.toUpperCase() ?? '';
  if (event === 'ONAPPINSTALL') return install(form, to, way);
  if (!isFromPortal(form, to)) return NOT_OURS;
  const token = form.get('auth[application_token]') ?? '';
  if (!to.settings.applicationToken) await way.keepSecrets({ applicationToken: token });
  const id = Number(form.get('data[FIELDS][ID]'));
  if (DEALS.includes(event) && Number.isSafeInteger(id) && id > 0)
    await readQuietly(id, { portal: openPortal(to, way), to, way });
  return TAKEN;
}

async function readQuietly(id: number, far: Far): Promise<void> {
  try {
    await readDeals([id], far);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  }
}

/** By the application's token; before one is known, by the portal's id, which is had when the owner lets us in. */
function isFromPortal(form: URLSearchParams, { settings }: DestinationTold): boolean {
  const token = form.get('auth[application_token]') ?? '';
  if (settings.applicationToken) return token === settings.applicationToken;
  const member = form.get('auth[member_id]');
  return token !== '' && Boolean(settings.member_id) && member === settings.member_id;
}

/** An application without pages gets its tokens so. They are kept when the portal itself takes them. */
async function install(form: URLSearchParams, to: DestinationTold, way: Way): Promise<HookAnswer> {
  const auth = (name: string) => form.get(`auth[${name}]`) ?? '';
  const { portal, member_id: member } = to.settings;
  if (to.settings.access === 'webhook' || auth('domain').toLowerCase() !== portal?.toLowerCase()) return NOT_OURS;
  if (member && member !== auth('member_id')) return NOT_OURS;
  const answer = await way.ask({
    method: 'POST',
    url: `https://${portal}/rest/app.info`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ auth: auth('access_token') }),
    secrets: [auth('access_token')],
  });
  if (answer.status !== 200) return NOT_OURS;
  const seconds = Number(auth('expires_in')) || 3600;
  await way.keepSecrets({
    ...{ accessToken: auth('access_token'), refreshToken: auth('refresh_token'), member_id: auth('member_id') },
    applicationToken: auth('application_token'),
    tokenUntil: new Date(way.now().getTime() + seconds * 1000).toISOString(),
  });
  await bindEvents({ portal: openPortal(to, way), to, way });
  return TAKEN;
}

/** Asks the portal to tell of deals; once for each address of ours. */
export async function bindEvents({ portal, way }: Far): Promise<void> {
  if (!portal.isApplication || (await way.linked('bound', 'deals')) === way.hookUrl()) return;
  for (const event of DEALS) {
    try {
      await portal.ask('event.bind', { event, handler: way.hookUrl() });
    } catch (error) {
      if (!(error instanceof Stopped) || !/already/i.test(error.message)) return; // the look does without
    }
  }
  await way.link('bound', 'deals', way.hookUrl());
}
