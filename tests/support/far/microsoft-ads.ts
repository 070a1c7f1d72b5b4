// Microsoft Advertising as it answers programs: Campaign Management v13 over REST, with the tokens of its sign-in.
// https://learn.microsoft.com/advertising/campaign-management-service/applyofflineconversions
import { type FarAnswer, type FarAsked, openFarServer } from './server.ts';

export type FarMicrosoft = Awaited<ReturnType<typeof openFarMicrosoft>>;
export type FarConversion = {
  click: string;
  name: string;
  time: string;
  value: number | null;
  currency: string | null;
  phone: string | null;
  state: 'counted' | 'uncounted' | 'retracted';
};
type Sent = Record<string, unknown>;

const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** To be closed. */
export async function openFarMicrosoft(now: () => Date) {
  const account = {
    token: 'ms-access-1',
    refresh: 'ms-refresh-1',
    developer: 'ms-developer',
    customer: '21025739',
    id: '8505406',
  };
  const goals = ['Phone call'];
  const conversions: FarConversion[] = [];
  /** conversions that came again and were ignored */
  let ignored = 0;
  /** answered first, in order; null: one request is answered as always */
  const faults: ({ status: number; code: number; name: string } | null)[] = [];

  const server = await openFarServer((request): FarAnswer => {
    const { url, headers, body } = request;
    if (headers.host === 'login.microsoftonline.com') return giveToken(request);
    if (headers.host !== 'campaign.api.bingads.microsoft.com') return { status: 404 };
    const one = faults.shift();
    if (one) return fault(one.status, one.code, one.name);
    if (headers.authorization !== `Bearer ${account.token}`) return fault(401, 109, 'AuthenticationTokenExpired');
    if (headers.developertoken !== account.developer) return fault(400, 105, 'InvalidCredentials');
    if (headers.customerid !== account.customer || headers.customeraccountid !== account.id)
      return fault(400, 106, 'UserIsNotAuthorized');
    const asked = JSON.parse(body) as Record<string, Sent[]>;
    if (url.pathname === '/CampaignManagement/v13/OfflineConversions/Apply')
      return apply(asked.OfflineConversions, add);
    if (url.pathname === '/CampaignManagement/v13/OfflineConversionAdjustments/Apply')
      return apply(asked.OfflineConversionAdjustments, adjust);
    if (url.pathname === '/CampaignManagement/v13/ConversionGoals/QueryByIds')
      return {
        body: {
          ConversionGoals: goals.map((Name, n) => ({ Id: n + 1, Name, Type: 'OfflineConversion' })),
          PartialErrors: [],
        },
      };
    return { status: 404 };
  });

  function giveToken({ body }: FarAsked): FarAnswer {
    const form = new URLSearchParams(body);
    if (
      form.get('grant_type') !== 'refresh_token' ||
      form.get('refresh_token') !== account.refresh ||
      !form.get('client_id')
    )
      return {
        status: 400,
        body: { error: 'invalid_grant', error_description: 'AADSTS70000: the grant is not valid' },
      };
    account.token = `${account.token}+`;
    return {
      body: { access_token: account.token, refresh_token: account.refresh, expires_in: 3600, token_type: 'Bearer' },
    };
  }

  function apply(all: Sent[] | undefined, one: (sent: Sent) => string | null): FarAnswer {
    if (!Array.isArray(all) || all.length === 0) return fault(400, 100, 'NullRequest');
    if (all.length > 1000) return fault(400, 4018, 'BatchExceeded');
    const errors = all.map((sent, Index) => ({ Index, ErrorCode: timeFault(sent) ?? one(sent), Code: 5501 }));
    const PartialErrors = errors
      .filter(({ ErrorCode }) => ErrorCode)
      .map((error) => ({ ...error, Message: 'See the code.' }));
    return { body: { PartialErrors } };
  }

  function timeFault({ ConversionTime, MicrosoftClickId, ConversionName }: Sent): string | null {
    if (typeof ConversionName !== 'string' || ConversionName === '') return 'OfflineConversionNameNotPassed';
    if (typeof MicrosoftClickId !== 'string' || MicrosoftClickId === '')
      return 'OfflineConversionMicrosoftClickIdNotPassed';
    if (typeof ConversionTime !== 'string' || !UTC.test(ConversionTime)) return 'OfflineConversionTimeInvalid';
    return Date.parse(ConversionTime) > now().getTime() ? 'OfflineConversionTimeInFuture' : null;
  }

  function add(sent: Sent): string | null {
    const [click, time] = [String(sent.MicrosoftClickId), String(sent.ConversionTime)];
    const {
      ConversionValue: value = null,
      ConversionCurrencyCode: currency = null,
      HashedPhoneNumber: phone = null,
    } = sent;
    if (value !== null && typeof value !== 'number') return 'OfflineConversionValueInvalid';
    if (phone !== null && !/^[0-9a-f]{64}$/.test(String(phone))) return 'OfflineConversionHashedPhoneNumberInvalid';
    if (find(sent)) ignored += 1;
    else
      conversions.push({
        ...{ click, time, name: String(sent.ConversionName), value, currency: currency as string | null },
        ...{
          phone: phone as string | null,
          state: goals.includes(String(sent.ConversionName)) ? 'counted' : 'uncounted',
        },
      });
    return null;
  }

  const find = ({ MicrosoftClickId, ConversionTime }: Sent) =>
    conversions.find(({ click, time }) => click === MicrosoftClickId && time === ConversionTime);

  function adjust(sent: Sent): string | null {
    const found = find(sent);
    if (!found) return 'OfflineConversionNotFound';
    if (typeof sent.AdjustmentTime !== 'string' || !UTC.test(sent.AdjustmentTime) || sent.AdjustmentTime < found.time)
      return 'OfflineConversionAdjustmentTimeInvalid';
    if (sent.AdjustmentType === 'Retract') found.state = 'retracted';
    else if (sent.AdjustmentType === 'Restate' && typeof sent.AdjustmentValue === 'number')
      found.value = sent.AdjustmentValue;
    else return 'OfflineConversionAdjustmentTypeInvalid';
    return null;
  }

  return { ...server, account, goals, conversions, faults, ignored: () => ignored };
}

const fault = (status: number, Code: number, ErrorCode: string): FarAnswer => ({
  status,
  body: {
    TrackingId: 'b9f9',
    Type: 'AdApiFaultDetail',
    Errors: [{ Code, Detail: null, ErrorCode, Message: `${ErrorCode}.` }],
  },
});
