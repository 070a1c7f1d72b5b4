// A conversion that is counted no more: retracted by the Google Ads API, as the Data Manager API can only change values.
// https://developers.google.com/google-ads/api/docs/conversions/upload-adjustments

import { readJson } from '../../json.ts';
import type { DestinationTold, Outcome, Way } from '../../port.ts';
import { askGoogle } from '../google/access.ts';
import { judgedByGoogle } from '../google/refusal.ts';
import { digits } from './conversion.ts';

export const ADS_ORIGIN = 'https://googleads.googleapis.com';
export const ADS_VERSION = 'v25';
const SIX_HOURS_MS = 6 * 3_600_000;
/** There is nothing left to take back. */
const NOTHING_THERE = new Set(['CONVERSION_ALREADY_RETRACTED', 'CONVERSION_NOT_FOUND', 'CONVERSION_EXPIRED']);

type Answer = {
  partialFailureError?: { message?: string; details?: { errors?: { errorCode?: Record<string, string> }[] }[] };
};

/** done: it is counted no more. */
export async function retract(
  { transactionId, actionId }: { transactionId: string; actionId: string },
  { to, scope, way }: { to: DestinationTold; scope: string; way: Way },
): Promise<Outcome> {
  const customer = digits(to.settings.customerId ?? '');
  const response = await askGoogle(
    {
      method: 'POST',
      url: `${ADS_ORIGIN}/${ADS_VERSION}/customers/${customer}:uploadConversionAdjustments`,
      headers: { 'content-type': 'application/json', ...loginHeader(to) },
      body: JSON.stringify({
        conversionAdjustments: [
          {
            ...{ adjustmentType: 'RETRACTION', orderId: transactionId },
            conversionAction: `customers/${customer}/conversionActions/${actionId}`,
            adjustmentDateTime: `${way.now().toISOString().slice(0, 19).replace('T', ' ')}+00:00`,
          },
        ],
        partialFailure: true,
      }),
    },
    { to, scope, way },
  );
  if (!('status' in response)) return response;
  const outcome = judgedByGoogle(response);
  if (outcome.kind !== 'done') return outcome;
  const { partialFailureError } = readJson(response.body) as Answer;
  if (!partialFailureError) return outcome;
  const codes = (partialFailureError.details ?? [])
    .flatMap(({ errors = [] }) => errors)
    .flatMap(({ errorCode = {} }) => Object.values(errorCode));
  if (codes.some((code) => NOTHING_THERE.has(code))) return { kind: 'done' };
  if (codes.includes('TOO_RECENT_CONVERSION'))
    return { kind: 'wait', reason: 'click-too-recent', until: new Date(way.now().getTime() + SIX_HOURS_MS) };
  return { kind: 'refused', reason: `refused-by-google: ${codes.join(', ') || partialFailureError.message}` };
}

/** The manager's account, if one lets us in. */
export const loginHeader = ({ settings }: DestinationTold): Record<string, string> =>
  settings.loginCustomerId ? { 'login-customer-id': digits(settings.loginCustomerId) } : {};
