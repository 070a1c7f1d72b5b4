// Google's Data Manager API and the part of the Google Ads API that we use, as they behave: a wrong field refuses the whole
// request; what is taken is read later; the same transaction id changes a conversion's value and never its click.
import assert from 'node:assert/strict';
import { openReceiver, type Received, type ReceiverAnswer } from '../receiver.ts';
import { googleError, json, type openGoogleAccount } from './google-account.ts';

type Event = {
  transactionId?: string;
  eventTimestamp?: string;
  eventSource?: string;
  adIdentifiers?: Record<string, string>;
  userData?: { userIdentifiers: { phoneNumber?: string }[] };
  conversionValue?: number;
  currency?: string;
};
type Ingest = {
  destinations?: { operatingAccount?: { accountType: string; accountId: string }; productDestinationId?: string }[];
  events?: Event[];
  encoding?: string;
  consent?: Record<string, string>;
  validateOnly?: boolean;
};
export type FarConversion = {
  id: string;
  action: string;
  click: string | null;
  phone: string | null;
  at: string;
  value: number | null;
  currency: string | null;
  retracted: boolean;
};
type Status = { requestStatus: string; errorInfo?: { errorCounts: { recordCount: string; reason: string }[] } };

const DM_SCOPE = 'https://www.googleapis.com/auth/datamanager';
const ADS_SCOPE = 'https://www.googleapis.com/auth/adwords';
const ACTIONS: Record<string, string> = {
  '987654321': 'UPLOAD_CLICKS',
  '987654322': 'UPLOAD_CLICKS',
  '111111': 'WEBPAGE',
};

/** `conversions`: as reports would have them. */
export async function openGoogleAds(account: Awaited<ReturnType<typeof openGoogleAccount>>, now: () => Date) {
  const conversions: FarConversion[] = [];
  const statuses = new Map<string, Status>();
  const spend: Record<string, { campaign: { id: string; name: string }; costMicros: string; clicks: string }[]> = {};
  const settings = { termsSigned: true, processingFor: 0, project: 'good' as 'good' | 'off' };
  const next: { answer?: ReceiverAnswer; reason?: string } = {};
  let requests = 0;
  const far = { conversions, statuses, settings, next, spend, failing: undefined as string | undefined };

  const read = ({ events = [], destinations = [] }: Ingest, id: string) => {
    const [event = {}] = events;
    const reason = next.reason;
    delete next.reason;
    if (reason) {
      statuses.set(id, failed(reason));
      return;
    }
    const action = destinations[0]?.productDestinationId ?? '';
    const there = conversions.find((one) => one.id === event.transactionId && one.action === action);
    const click = Object.entries(event.adIdentifiers ?? {})[0]?.join(':') ?? null;
    const phone = event.userData?.userIdentifiers[0]?.phoneNumber ?? null;
    const [value, currency] = [event.conversionValue ?? null, event.currency ?? null];
    if (there) Object.assign(there, { ...(value === null ? {} : { value, currency }) });
    else if (event.transactionId)
      conversions.push({
        ...{ id: event.transactionId, action, click, phone, at: event.eventTimestamp ?? '', value, currency },
        retracted: false,
      });
    statuses.set(id, { requestStatus: 'SUCCESS' });
  };

  const ingest = (request: Received): ReceiverAnswer => {
    const body = JSON.parse(request.body) as Ingest;
    const fault = faultOf(body, { now: now(), termsSigned: settings.termsSigned });
    if (fault) return fault;
    if (body.validateOnly) return json(200, {});
    const requestId = `request-${++requests}`;
    read(body, requestId);
    return json(200, { requestId });
  };

  const status = (url: URL): ReceiverAnswer => {
    const said = statuses.get(url.searchParams.get('requestId') ?? '');
    if (!said) return invalid('INVALID_REQUEST_ID', 'request_id');
    if (settings.processingFor > 0) {
      settings.processingFor--;
      return json(200, { requestStatusPerDestination: [{ requestStatus: 'PROCESSING' }] });
    }
    return json(200, {
      requestStatusPerDestination: [{ destination: {}, ...said, eventsIngestionStatus: { recordCount: '1' } }],
    });
  };

  const adjust = (request: Received): ReceiverAnswer => {
    const body = JSON.parse(request.body) as {
      conversionAdjustments: {
        adjustmentType: string;
        orderId: string;
        conversionAction: string;
        adjustmentDateTime: string;
      }[];
      partialFailure?: boolean;
    };
    assert.equal(body.partialFailure, true);
    const [one] = body.conversionAdjustments;
    assert.match(one?.adjustmentDateTime ?? '', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d$/);
    const action = /^customers\/1234567890\/conversionActions\/(\d+)$/.exec(one?.conversionAction ?? '')?.[1];
    const there = conversions.find(({ id, action: of }) => id === one?.orderId && of === action);
    const code = !there ? 'CONVERSION_NOT_FOUND' : there.retracted ? 'CONVERSION_ALREADY_RETRACTED' : null;
    if (code)
      return json(200, {
        results: [{}],
        partialFailureError: {
          ...{ code: 3, message: code },
          details: [{ errors: [{ errorCode: { conversionAdjustmentUploadError: code }, message: code }] }],
        },
      });
    if (there) there.retracted = true;
    return json(200, { results: [one] });
  };

  const stream = (request: Received): ReceiverAnswer => {
    const { query } = JSON.parse(request.body) as { query: string };
    const day = /^SELECT [\w., ]+ FROM campaign WHERE segments\.date = '(\d{4}-\d\d-\d\d)'/.exec(query)?.[1];
    if (!day) return googleError(400, 'INVALID_ARGUMENT', `Error in query: ${query}`);
    const results = (spend[day] ?? []).map(({ campaign, costMicros, clicks }) => ({
      campaign: { resourceName: `customers/1234567890/campaigns/${campaign.id}`, ...campaign },
      customer: { resourceName: 'customers/1234567890', currencyCode: 'RUB' },
      metrics: { clicks, costMicros, impressions: '1000' },
      segments: { date: day },
    }));
    return { ...json(200, {}), body: JSON.stringify(results.length > 0 ? [{ results, requestId: 'x' }] : []) };
  };

  const receiver = await openReceiver((request) => {
    const { host } = request.headers;
    const isAds = host === 'googleads.googleapis.com';
    if (!isAds) assert.equal(host, 'datamanager.googleapis.com');
    const refused = account.refusal(request, isAds ? ADS_SCOPE : DM_SCOPE);
    if (refused) return refused;
    const { answer } = next;
    delete next.answer;
    if (answer !== undefined) return answer;
    if (settings.project === 'off')
      return googleError(
        403,
        'PERMISSION_DENIED',
        'Data Manager API has not been used in project 1 before or it is disabled.',
        [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'SERVICE_DISABLED', domain: 'googleapis.com' }],
      );
    const url = new URL(request.path, 'http://x');
    const what = `${request.method} ${url.pathname}`;
    if (what === far.failing) return { status: 500 };
    if (what === 'POST /v1/events:ingest') return ingest(request);
    if (what === 'GET /v1/requestStatus:retrieve') return status(url);
    if (isAds && !what.startsWith('POST /v25/customers/1234567890')) return { status: 404 };
    if (isAds && what.endsWith(':uploadConversionAdjustments')) return adjust(request);
    if (isAds && what.endsWith('/googleAds:searchStream')) return stream(request);
    return { status: 404, body: '<html>Not Found</html>' };
  });
  return Object.assign(far, { url: receiver.url, got: receiver.got, close: receiver.close });
}

const failed = (reason: string): Status => ({
  requestStatus: 'FAILED',
  errorInfo: { errorCounts: [{ recordCount: '1', reason: `PROCESSING_ERROR_REASON_${reason}` }] },
});

const invalid = (reason: string, field: string): ReceiverAnswer =>
  googleError(400, 'INVALID_ARGUMENT', 'There was a problem with the request.', [
    {
      '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
      reason: 'INVALID_ARGUMENT',
      domain: 'datamanager.googleapis.com',
    },
    {
      '@type': 'type.googleapis.com/google.rpc.BadRequest',
      fieldViolations: [{ field, description: `Wrong: ${field}`, reason }],
    },
  ]);

const DAY_MS = 86_400_000;

function faultOf(body: Ingest, { now, termsSigned }: { now: Date; termsSigned: boolean }): ReceiverAnswer | undefined {
  const { destinations = [], events = [] } = body;
  if (destinations.length === 0) return invalid('REQUIRED_FIELD_MISSING', 'destinations');
  if (destinations.length > 10) return invalid('TOO_MANY_DESTINATIONS', 'destinations');
  if (events.length === 0) return invalid('REQUIRED_FIELD_MISSING', 'events');
  if (events.length > 2000) return invalid('TOO_MANY_EVENTS', 'events');
  for (const { operatingAccount, productDestinationId = '' } of destinations) {
    if (operatingAccount?.accountType !== 'GOOGLE_ADS') return invalid('INVALID_DESTINATION', 'destinations[0]');
    if (!/^\d{10}$/.test(operatingAccount.accountId)) return invalid('INVALID_NUMBER_FORMAT', 'account_id');
    if (operatingAccount.accountId !== '1234567890')
      return googleError(403, 'PERMISSION_DENIED', 'The user does not have permission or the resource is not found.');
    if (!ACTIONS[productDestinationId]) return invalid('INVALID_CONVERSION_ACTION_ID', 'product_destination_id');
    if (ACTIONS[productDestinationId] !== 'UPLOAD_CLICKS')
      return invalid('INVALID_CONVERSION_ACTION_TYPE', 'product_destination_id');
  }
  for (const { adIdentifiers = {}, userData, eventTimestamp = '', eventSource, currency } of events) {
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(eventTimestamp))
      return invalid('INVALID_FORMAT', 'events.events[0].event_timestamp');
    const age = now.getTime() - Date.parse(eventTimestamp);
    if (age < -60_000 || age > 90 * DAY_MS) return invalid('EVENT_TIME_INVALID', 'events.events[0].event_timestamp');
    const ids = Object.entries(adIdentifiers);
    if (ids.length === 0 && !userData) return invalid('NO_IDENTIFIERS_PROVIDED', 'events.events[0]');
    if (ids.length > 1 || ids.some(([name]) => !['gclid', 'gbraid', 'wbraid'].includes(name)))
      return invalid('INVALID_EVENT', 'events.events[0].ad_identifiers');
    if (eventSource !== 'PHONE') return invalid('INVALID_ENUM_VALUE', 'events.events[0].event_source');
    if (currency !== undefined && !/^[A-Z]{3}$/.test(currency)) return invalid('INVALID_CURRENCY_CODE', 'currency');
    if (!userData) continue;
    if (body.encoding !== 'HEX') return invalid('REQUIRED_FIELD_MISSING', 'encoding');
    if (!userData.userIdentifiers.every(({ phoneNumber = '' }) => /^[0-9a-f]{64}$/.test(phoneNumber)))
      return invalid('INVALID_SHA256_FORMAT', 'events.events[0].user_data');
    if (!termsSigned) return invalid('DESTINATION_ACCOUNT_ENHANCED_CONVERSIONS_TERMS_NOT_SIGNED', 'destinations[0]');
  }
  for (const word of Object.values(body.consent ?? {}))
    if (!['CONSENT_GRANTED', 'CONSENT_DENIED'].includes(word)) return invalid('INVALID_ENUM_VALUE', 'consent');
  return undefined;
}
