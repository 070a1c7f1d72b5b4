// Spam over HTTP: a site's rules and lists, people's word on calls, what was marked.
import { z } from 'zod';
import { countryOf, toE164 } from '../core/phone.ts';
import { SPAM_REASONS, SPAM_WEIGHTS } from '../core/spam.ts';
import { numbersToShow } from '../store/placing.ts';
import {
  announceSpam,
  callerLists,
  isContact,
  type ListRow,
  listCaller,
  saveSpamRules,
  spamFigures,
  spamRules,
  unlistCaller,
} from '../store/spam.ts';
import { type Api, type ApiDeps, callOf, siteOf } from './deps.ts';
import { periodOf } from './period.ts';
import { notFound, Problem } from './problem.ts';
import * as wire from './wire.ts';

const SiteParams = z.object({ site: z.uuid() });
const CallParams = z.object({ call: z.uuid() });

/** People's word on calls (calls/spam/spam.ts). */
export type SpamJudge = {
  mark(of: {
    callId: string;
    userId: string;
    block: boolean;
  }): Promise<'marked' | 'no-such-call' | 'hidden-caller' | 'is-a-contact'>;
  unmark(of: { callId: string; userId: string }): Promise<'unmarked' | 'no-such-call' | 'not-marked'>;
};

/** The routes about spam, below /api/v1. */
export function spamRoutes(api: Api, deps: ApiDeps) {
  const { db } = deps;
  const rulesOf = async (siteId: string) => ({ ...(await spamRules(db, siteId)), usual: USUAL });

  api.get(
    '/sites/:site/spam/rules',
    { schema: { params: SiteParams, response: { 200: wire.SpamRulesCard }, tags: ['spam'] } },
    async ({ person, params }) => rulesOf((await siteOf(deps, person.accountId, params.site)).id),
  );

  api.put(
    '/sites/:site/spam/rules',
    { schema: { params: SiteParams, body: wire.SpamRules, response: { 200: wire.SpamRulesCard }, tags: ['spam'] } },
    async ({ person, params, body }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      await saveSpamRules(db, site.id, body as Parameters<typeof saveSpamRules>[2]);
      await announceSpam(db, site.id);
      return rulesOf(site.id);
    },
  );

  api.get(
    '/sites/:site/spam/callers',
    { schema: { params: SiteParams, response: { 200: z.array(wire.ListedCaller) }, tags: ['spam'] } },
    async ({ person, params }) =>
      (await callerLists(db, (await siteOf(deps, person.accountId, params.site)).id)).map(lineOf),
  );

  api.post(
    '/sites/:site/spam/callers',
    {
      schema: {
        ...{ params: SiteParams, body: wire.ListCaller, response: { 201: wire.ListedCaller } },
        tags: ['spam'],
        description: 'Holds a caller back, or says that one never is. A caller on the other list leaves it.',
      },
    },
    async ({ person, params, body: { list, match, phone, note } }, reply) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const meant = match === 'hidden' ? null : await phoneMeant(deps, site.id, match, phone ?? '');
      if (list === 'blocked' && match === 'phone' && meant && (await isContact(db, site.id, meant))) throw CONTACT();
      const entry = { id: deps.newId(), siteId: site.id, list, match, phone: meant, note, userId: person.userId };
      const id = await listCaller(db, entry);
      await announceSpam(db, site.id);
      const row = (await callerLists(db, site.id)).find((one) => one.id === id);
      if (!row) throw notFound('entry');
      return reply.code(201).send(lineOf(row));
    },
  );

  api.delete(
    '/sites/:site/spam/callers/:entry',
    { schema: { params: SiteParams.extend({ entry: z.uuid() }), response: { 204: z.null() }, tags: ['spam'] } },
    async ({ person, params }, reply) => {
      const site = await siteOf(deps, person.accountId, params.site);
      if (!(await unlistCaller(db, site.id, params.entry))) throw notFound('entry');
      await announceSpam(db, site.id);
      return reply.code(204).send(null);
    },
  );

  api.get(
    '/sites/:site/spam/figures',
    { schema: { params: SiteParams, querystring: wire.Period, response: { 200: wire.SpamFigures }, tags: ['spam'] } },
    async ({ person, params, query }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const { from, to } = periodOf(query);
      return spamFigures(db, site.id, from, to);
    },
  );

  api.post(
    '/calls/:call/spam',
    {
      schema: {
        ...{ params: CallParams, body: wire.SpamSaid.default({ block: false }), response: { 200: wire.CallRow } },
        tags: ['spam'],
        description: 'A person says that it is spam: it counts nowhere, opens no task, and teaches nothing.',
      },
    },
    async ({ person, params, body }) => {
      await callOf(deps, person.accountId, params.call);
      const done = await deps.spam.mark({ callId: params.call, userId: person.userId, block: body.block });
      if (done === 'no-such-call')
        throw new Problem(409, 'call-of-ours', 'This is a call of ours to a client: it can’t be spam.');
      if (done === 'is-a-contact') throw CONTACT();
      if (done === 'hidden-caller')
        throw new Problem(
          409,
          'hidden-caller',
          'This caller showed no number. To hold back all who show none, put hidden callers on the list.',
        );
      return callOf(deps, person.accountId, params.call);
    },
  );

  api.delete(
    '/calls/:call/spam',
    {
      schema: {
        ...{ params: CallParams, response: { 200: wire.CallRow } },
        tags: ['spam'],
        description: 'A person says that it is none: it counts again everywhere, and its caller is safe from now on.',
      },
    },
    async ({ person, params }) => {
      await callOf(deps, person.accountId, params.call);
      const done = await deps.spam.unmark({ callId: params.call, userId: person.userId });
      if (done !== 'unmarked') throw new Problem(409, 'not-marked', 'This call is not marked as spam.');
      return callOf(deps, person.accountId, params.call);
    },
  );
}

const USUAL = SPAM_REASONS.map((reason) => ({ reason, weight: SPAM_WEIGHTS[reason] }));

const CONTACT = () =>
  new Problem(
    409,
    'is-a-contact',
    'This phone is one of your contacts, and contacts are never held back. Delete the contact first.',
  );

const lineOf = ({ siteId: _, createdAt, ...row }: ListRow): wire.ListedCaller => ({
  ...row,
  createdAt: createdAt.toISOString(),
});

async function phoneMeant({ db }: ApiDeps, siteId: string, match: 'phone' | 'prefix', phone: string): Promise<string> {
  if (match === 'prefix') {
    const digits = phone.replace(/[\s().-]/g, '');
    if (/^\+[1-9]\d{0,13}$/.test(digits)) return digits;
    throw new Problem(400, 'not-a-prefix', 'phone: write the beginning of a number with its country, like +7800.');
  }
  const like = (await numbersToShow(db, siteId, ''))[0]?.e164;
  const meant = toE164(phone, (like && countryOf(like)) ?? '');
  if (meant.kind === 'phone') return meant.e164;
  throw new Problem(400, 'not-a-phone', 'phone: this is not a phone number. Write it like +74951234567.');
}
