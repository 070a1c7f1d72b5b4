// Every destination there is, by its kind.
import { bitrix24 } from './destinations/bitrix24.ts';
import { email } from './destinations/email.ts';
import { files } from './destinations/files.ts';
import { googleAds } from './destinations/google-ads.ts';
import { googleAnalytics4 } from './destinations/google-analytics-4.ts';
import { hubspot } from './destinations/hubspot.ts';
import { postback } from './destinations/postback/postback.ts';
import { TRACKERS } from './destinations/postback/trackers.ts';
import { telegram } from './destinations/telegram.ts';
import { webhook } from './destinations/webhook.ts';
import { yandexMetricaCalls } from './destinations/yandex-metrica-calls.ts';
import { yandexMetricaConversions } from './destinations/yandex-metrica-conversions.ts';
import { yandexMetricaExpenses } from './destinations/yandex-metrica-expenses.ts';
import { yandexMetricaOrders } from './destinations/yandex-metrica-orders.ts';
import type { Destination } from './port.ts';

const ALL: readonly Destination[] = [
  bitrix24,
  files,
  googleAds,
  googleAnalytics4,
  hubspot,
  ...TRACKERS,
  postback,
  webhook,
  yandexMetricaCalls,
  yandexMetricaConversions,
  yandexMetricaOrders,
  yandexMetricaExpenses,
  telegram,
  email,
];

export const DESTINATIONS: ReadonlyMap<string, Destination> = new Map(ALL.map((one) => [one.kind, one]));
