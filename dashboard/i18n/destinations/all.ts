// The words of every kind of destination, by kind.

import { affise } from './affise.ts';
import { amocrm } from './amocrm.ts';
import { binom } from './binom.ts';
import { bitrix24 } from './bitrix24.ts';
import { chatWebhook } from './chat-webhook.ts';
import { crmWebhook } from './crm-webhook.ts';
import { email } from './email.ts';
import { everflow } from './everflow.ts';
import { files } from './files.ts';
import { googleAds } from './google-ads.ts';
import { googleAnalytics4 } from './google-analytics-4.ts';
import { googleSheets } from './google-sheets.ts';
import { hubspot } from './hubspot.ts';
import { keitaro } from './keitaro.ts';
import { metaConversions } from './meta-conversions.ts';
import { microsoftAds } from './microsoft-ads.ts';
import { pipedrive } from './pipedrive.ts';
import { postback } from './postback.ts';
import { redtrack } from './redtrack.ts';
import { salesforce } from './salesforce.ts';
import { telegram } from './telegram.ts';
import { tiktokEvents } from './tiktok-events.ts';
import { tune } from './tune.ts';
import { vkAds } from './vk-ads.ts';
import { vkAdsSpend } from './vk-ads-spend.ts';
import { voluum } from './voluum.ts';
import { webhook } from './webhook.ts';
import type { DestinationWords } from './words.ts';
import { yandexDirect } from './yandex-direct.ts';
import { yandexMetricaCalls } from './yandex-metrica-calls.ts';
import { yandexMetricaConversions } from './yandex-metrica-conversions.ts';
import { yandexMetricaExpenses } from './yandex-metrica-expenses.ts';
import { yandexMetricaOrders } from './yandex-metrica-orders.ts';

export const destinationWords: Readonly<Record<string, DestinationWords>> = {
  amocrm,
  bitrix24,
  files,
  'google-ads': googleAds,
  'google-analytics-4': googleAnalytics4,
  'google-sheets': googleSheets,
  hubspot,
  pipedrive,
  salesforce,
  'crm-webhook': crmWebhook,
  ...{ keitaro, binom, voluum, redtrack, tune, affise, everflow, postback },
  'meta-conversions': metaConversions,
  'tiktok-events': tiktokEvents,
  webhook,
  'yandex-metrica-calls': yandexMetricaCalls,
  'yandex-metrica-conversions': yandexMetricaConversions,
  'yandex-metrica-orders': yandexMetricaOrders,
  'yandex-metrica-expenses': yandexMetricaExpenses,
  telegram,
  email,
  'yandex-direct': yandexDirect,
  'vk-ads': vkAds,
  'vk-ads-spend': vkAdsSpend,
  'microsoft-ads': microsoftAds,
  'chat-webhook': chatWebhook,
};
