// The live board of a site, once and as it changes.
import { z } from 'zod';
import { agentsToday, boardCalls, boardFigures, waitingCallers } from '../reports/board.ts';
import { type Api, type ApiDeps, siteOf } from './deps.ts';
import { openStream, tellingLatest } from './stream.ts';
import * as wire from './wire.ts';

const SiteParams = z.object({ site: z.uuid() });

/** The routes about the live board, below /api/v1. */
export function boardRoutes(api: Api, deps: ApiDeps) {
  api.get(
    '/sites/:site/board',
    { schema: { params: SiteParams, response: { 200: wire.Board }, tags: ['agents'] } },
    async ({ person, params }) => boardOf(deps, (await siteOf(deps, person.accountId, params.site)).id),
  );

  api.get(
    '/sites/:site/board/live',
    {
      schema: {
        params: SiteParams,
        response: { 200: wire.Live },
        tags: ['agents'],
        description: '`board` Board whole, at once and after each change',
      },
      exposeHeadRoute: false, // a stream without a body would never end
    },
    async ({ person, params }, reply) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const stream = openStream(reply);
      const tell = tellingLatest(stream, 'board', () => boardOf(deps, site.id));
      const offCalls = deps.onCallChange({
        changed: (siteId) => siteId === site.id && tell(),
        missed: stream.end,
      });
      const offAgents = deps.board.onChange(({ siteIds }) => siteIds.has(site.id) && tell());
      stream.onEnd(() => {
        offCalls();
        offAgents();
      });
      tell();
    },
  );
}

async function boardOf({ db, board }: ApiDeps, siteId: string): Promise<wire.Board> {
  const lines = board.lines(siteId);
  const callIds = lines.flatMap(({ callId }) => callId ?? []);
  const at = new Date();
  const [calls, today, waiting, figures] = await Promise.all([
    boardCalls(db, callIds),
    agentsToday(db, siteId, at),
    waitingCallers(db, siteId),
    boardFigures(db, siteId, at),
  ]);
  const { openCallBacks, lateCallBacks, ...counts } = figures;
  const agents = lines
    .map((line): wire.BoardAgent => {
      const { calls: talks = 0, talkSeconds = 0 } = today.get(line.id) ?? {};
      return { ...agentOf(line), call: callOf(line, calls), today: { calls: talks, talkSeconds } };
    })
    .sort((one, other) => one.name.localeCompare(other.name));
  return { agents, waiting, today: counts, callBacks: { open: openCallBacks, late: lateCallBacks } };
}

type Line = ReturnType<ApiDeps['board']['lines']>[number];

function agentOf({ id, name, state, since, until, awayReason, isOnShift, isOnline }: Line) {
  const [began, ends] = [since?.toISOString() ?? null, until?.toISOString() ?? null];
  const reason = state === 'away' ? awayReason : '';
  return { id, name, state, since: began, until: ends, reason, isOnShift, online: isOnline };
}

function callOf(line: Line, calls: Awaited<ReturnType<typeof boardCalls>>): wire.BoardAgent['call'] {
  const call = line.callId === null ? undefined : calls.get(line.callId);
  if (!call || !line.callSince) return null;
  return { ...call, since: line.callSince.toISOString(), ringing: line.isRinging };
}
