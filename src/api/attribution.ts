// Learning over HTTP: versions of the parameters, learning on demand, judging a period anew.
import { z } from 'zod';
import { attribute } from '../core/attribution/attribution.ts';
import { DEFAULT_PRIOR } from '../core/attribution/default-prior.ts';
import { summaryOf } from '../reports/answers.ts';
import { curveOf } from '../reports/curve.ts';
import { type ChoiceInForce, choicesInForce, listParameters, type ParametersRow } from '../store/parameters.ts';
import type { Change } from './attribution-desk.ts';
import { type Api, type ApiDeps, siteOf } from './deps.ts';
import { notFound, Problem } from './problem.ts';
import * as wire from './wire.ts';

const SiteParams = z.object({ site: z.uuid() });
const LEAST_CALLS = 30; // that a site can learn from: calls/attribution/learning.ts

/** The routes about learning, below /api/v1. */
export function attributionRoutes(api: Api, deps: ApiDeps) {
  const { attribution } = deps;

  api.get(
    '/sites/:site/attribution/versions',
    { schema: { params: SiteParams, response: { 200: wire.ParametersVersions }, tags: ['attribution'] } },
    async ({ person, params }) => versionsOf(deps, (await siteOf(deps, person.accountId, params.site)).id),
  );

  api.post(
    '/sites/:site/attribution/versions/:version/use',
    {
      schema: {
        params: SiteParams.extend({ version: wire.VersionRef }),
        response: { 200: wire.ParametersVersions },
        tags: ['attribution'],
        description:
          'Puts a version in force for calls from now on. An older one, or "default", stays in force until a person chooses otherwise or learns on demand.',
      },
    },
    async ({ person, params }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      if (!(await attribution.use(site.id, params.version, person.userId))) throw notFound('version');
      return versionsOf(deps, site.id);
    },
  );

  api.post(
    '/sites/:site/attribution/learn',
    {
      schema: {
        params: SiteParams,
        response: { 200: wire.Learned },
        tags: ['attribution'],
        description: 'Learns from the last 1,000 first-time calls, now. Answers that were given do not change by it.',
      },
    },
    async ({ person, params }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const { outcome, calls, version } = await attribution.learn(site.id, true);
      const { items } = await versionsOf(deps, site.id);
      return { outcome, calls, needed: LEAST_CALLS, version: items.find((item) => item.version === version) ?? null };
    },
  );

  for (const apply of [false, true]) {
    const judge = async (asked: z.infer<typeof wire.ReattributionBody>, siteId: string) => {
      const [from, to] = [new Date(asked.from), new Date(asked.to)];
      if (from >= to)
        throw new Problem(400, 'empty-period', 'The period ends before it begins: "from" must be earlier than "to".');
      const judged = await attribution.reattribute({ siteId, from, to, version: asked.version, apply });
      if (judged.kind === 'judged') return judged;
      if (judged.reason === 'no-such-version') throw notFound('version');
      throw new Problem(400, judged.reason, REFUSALS[judged.reason]);
    };
    if (apply)
      api.post(
        '/sites/:site/attribution/apply',
        {
          schema: {
            ...{ params: SiteParams, body: wire.ReattributionBody, response: { 200: wire.Reattributed } },
            tags: ['attribution'],
            description: 'Gives the calls of a period that come out otherwise a new answer; the old ones stay.',
          },
        },
        async ({ person, params, body }) => {
          const { calls, changed } = await judge(body, (await siteOf(deps, person.accountId, params.site)).id);
          return { calls, changed };
        },
      );
    else
      api.post(
        '/sites/:site/attribution/preview',
        {
          schema: {
            ...{ params: SiteParams, body: wire.ReattributionBody, response: { 200: wire.ReattributionPreview } },
            tags: ['attribution'],
            description: 'What judging a period anew would change. Changes nothing.',
          },
        },
        async ({ person, params, body }) => {
          const judged = await judge(body, (await siteOf(deps, person.accountId, params.site)).id);
          const { calls, changed, changes, channels, examples } = judged;
          const asked = { from: new Date(body.from).toISOString(), to: new Date(body.to).toISOString() };
          return {
            ...asked,
            version: body.version,
            calls,
            changed,
            changes,
            channels,
            examples: examples.map(exampleOf),
          };
        },
      );
  }
}

const REFUSALS = {
  'period-too-long': 'Judge at most 100 days at once.',
  'too-many-calls': 'The period has more than 20,000 calls. Judge a shorter one, one after the other.',
} as const;

function exampleOf({ call, before, after }: Change) {
  return {
    ...{ callId: call.id, startedAt: new Date(call.at * 1000).toISOString(), number: call.e164, caller: call.caller },
    ...{ before: before ? summaryOf(before) : null, after: summaryOf(after) },
  };
}

/** As answers name parameters: only the rules know their own name. */
export function modelOf(parameters: Parameters<typeof attribute>[0]['parameters']): string {
  return attribute({ holders: [], call: { at: 0, region: null, caller: null }, parameters }).version;
}

async function versionsOf({ db, attribution }: ApiDeps, siteId: string): Promise<wire.ParametersVersions> {
  const [rows, choices] = await Promise.all([listParameters(db, siteId), choicesInForce(db, siteId)]);
  const choice = choices[0];
  const inForce = choice?.version ?? 'default';
  const prior = inForce === 'default' ? attribution.parametersOf(siteId) : DEFAULT_PRIOR;
  return {
    ...{ inForce, chosenBy: choice?.by ?? null, inForceSince: choice?.at.toISOString() ?? null },
    items: rows.map((row) => versionOf(row, choice)),
    default: { model: modelOf(prior), curve: curveOf(prior) },
  };
}

function versionOf(row: ParametersRow, choice: ChoiceInForce | undefined): wire.ParametersVersion {
  const inForce = choice?.version === row.version;
  const whyNot = row.inForceSince ? ('replaced' as const) : row.whyNot;
  return {
    ...{ version: row.version, model: modelOf(row.parameters), madeAt: row.madeAt.toISOString() },
    ...{ learnedFrom: row.learnedFrom.toISOString(), learnedTo: row.learnedTo.toISOString() },
    ...{ calls: row.calls, labelled: row.labelled, heldOutCalls: row.heldOut },
    ...{ score: row.score, scoreInForce: row.scoreInForce, inForce },
    ...{ inForceSince: row.inForceSince?.toISOString() ?? null, whyNot: inForce ? null : whyNot },
    curve: curveOf(row.parameters),
  };
}
