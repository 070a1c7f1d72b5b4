// Every destination there is, by its kind.
import { amocrm } from './destinations/amocrm.ts';
import { bitrix24 } from './destinations/bitrix24.ts';
import { chatWebhook } from './destinations/chat-webhook.ts';
import { crmWebhook } from './destinations/crm-webhook.ts';
import { email } from './destinations/email.ts';
import { files } from './destinations/files.ts';
import { googleAds } from './destinations/google-ads.ts';
import { googleAnalytics4 } from './destinations/google-analytics-4.ts';
import { googleSheets } from './destinations/google-sheets.ts';
import { hubspot } from './destinations/hubspot.ts';
import { metaConversions } from './destinations/meta-conversions.ts';
import { microsoftAds } from './destinations/microsoft-ads.ts';
import { pipedrive } from './destinations/pipedrive.ts';
import { postback } from './destinations/postback/postback.ts';
import { TRACKERS } from './destinations/postback/trackers.ts';
import { salesforce } from './destinations/salesforce.ts';
import { telegram } from './destinations/telegram.ts';
import { tiktokEvents } from './destinations/tiktok-events.ts';
import { vkAds } from './destinations/vk-ads.ts';
import { vkAdsSpend } from './destinations/vk-ads-spend.ts';
import { webhook } from './destinations/webhook.ts';
import { yandexDirect } from './destinations/yandex-direct.ts';
import { yandexMetricaCalls } from './destinations/yandex-metrica-calls.ts';
import { yandexMetricaConversions } from './destinations/yandex-metrica-conversions.ts';
import { yandexMetricaExpenses } from './destinations/yandex-metrica-expenses.ts';
import { yandexMetricaOrders } from './destinations/yandex-metrica-orders.ts';
import type { Destination } from './port.ts';

const ALL: readonly Destination[] = [
  amocrm,
  bitrix24,
  files,
  googleAds,
  googleAnalytics4,
  googleSheets,
  hubspot,
  pipedrive,
  salesforce,
  crmWebhook,
  metaConversions,
  tiktokEvents,
  ...TRACKERS,
  postback,
  webhook,
  yandexMetricaCalls,
  yandexMetricaConversions,
  yandexMetricaOrders,
  yandexMetricaExpenses,
  telegram,
  email,
  yandexDirect,
  vkAds,
  vkAdsSpend,
  microsoftAds,
  chatWebhook,
];

export const DESTINATIONS: ReadonlyMap<string, Destination> = new Map(ALL.map((one) => [one.kind, one]));
