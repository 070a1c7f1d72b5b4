import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { statusIn } from './status.ts';

const said = (requestStatus: string, ...reasons: string[]) =>
  statusIn({
    ...{ status: 200, headers: {} },
    body: JSON.stringify({
      requestStatusPerDestination: [
        {
          requestStatus,
          errorInfo: {
            errorCounts: reasons.map((one) => ({ recordCount: '1', reason: `PROCESSING_ERROR_REASON_${one}` })),
          },
        },
      ],
    }),
  });

describe('what Google says of a conversion it has read', () => {
  for (const [got, expected] of [
    [said('PROCESSING'), { kind: 'processing' }],
    [said('REQUEST_STATUS_UNKNOWN'), { kind: 'processing' }],
    [said('SUCCESS'), { kind: 'taken' }],
    [said('FAILED', 'DUPLICATE_TRANSACTION_ID'), { kind: 'taken' }],
    [said('FAILED', 'DUPLICATE_GCLID'), { kind: 'taken' }],
    [said('FAILED'), { kind: 'refused', reason: 'not-processed: FAILED' }],
    [said('FAILED', 'INTERNAL_ERROR'), { kind: 'again' }],
    [said('FAILED', 'TOO_RECENT_CLICK'), { kind: 'too-recent' }],
    [said('FAILED', 'CLICK_NOT_FOUND'), { kind: 'refused', reason: 'not-processed: CLICK_NOT_FOUND' }],
    [
      said('FAILED', 'DUPLICATE_GCLID', 'EVENT_TOO_OLD'),
      { kind: 'refused', reason: 'not-processed: DUPLICATE_GCLID, EVENT_TOO_OLD' },
    ],
    [
      said('FAILED', 'DESTINATION_ACCOUNT_ENHANCED_CONVERSIONS_TERMS_NOT_SIGNED'),
      { kind: 'needs-owner', reason: 'terms-not-signed' },
    ],
  ] as const)
    test(JSON.stringify(expected), () => assert.deepEqual(got, expected));
  test('an answer that is none is no word of failure', () =>
    assert.deepEqual(statusIn({ status: 200, headers: {}, body: '' }), { kind: 'processing' }));
});
