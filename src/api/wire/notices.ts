// Shapes of notices: what an owner should know and may act on.
import { z } from 'zod';
import { NOTICE_KINDS } from '../../core/notice.ts';
import { Time } from './base.ts';

export const Notice = z.object({
  id: z.uuid(),
  siteId: z.uuid().nullable().describe('null: it is about the whole account'),
  kind: z.enum(NOTICE_KINDS),
  subject: z.string().describe('id of the number, contract … it is about'),
  data: z
    .record(z.string(), z.unknown())
    .describe(
      'what its sentence names. contract-ends and licence-ends: {operator, contractNumber, licenceNumber, endsOn, ' +
        'daysLeft (below 0: it has ended), stage: 60 | 30 | 7 | "ended"}. disk-low and disk-full: {node, free, missing} ' +
        '(bytes; missing: to be freed until calls are recorded again). recording-unsaid: {node, number, language}',
    ),
  at: Time,
  seen: z.boolean(),
  ended: z.boolean().describe('it is over, or a person has put it away'),
});
export const NoticesQuery = z.object({ ended: z.stringbool().default(false).describe('also those that are over') });

export type Notice = z.infer<typeof Notice>;
