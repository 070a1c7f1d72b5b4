// What an owner should know and may act on.
import { z } from 'zod';
import { dismissNotice, listNotices, markNoticesSeen } from '../store/notices.ts';
import type { Api, ApiDeps } from './deps.ts';
import { notFound } from './problem.ts';
import * as wire from './wire.ts';

/** The routes about notices, below /api/v1. */
export function noticeRoutes(api: Api, { db }: ApiDeps) {
  api.get(
    '/notices',
    { schema: { querystring: wire.NoticesQuery, response: { 200: z.array(wire.Notice) }, tags: ['notices'] } },
    ({ person, query }) => listNotices(db, person.accountId, { ended: query.ended }),
  );

  api.post(
    '/notices/seen',
    { schema: { response: { 204: z.null() }, tags: ['notices'] } },
    async ({ person }, reply) => {
      await markNoticesSeen(db, person.accountId);
      return reply.code(204).send(null);
    },
  );

  api.post(
    '/notices/:notice/dismiss',
    { schema: { params: z.object({ notice: z.uuid() }), response: { 204: z.null() }, tags: ['notices'] } },
    async ({ person, params }, reply) => {
      if (!(await dismissNotice(db, person.accountId, params.notice))) throw notFound('notice');
      return reply.code(204).send(null);
    },
  );
}
