// The words of every kind of destination, by kind.
import { bitrix24 } from './bitrix24.ts';
import { files } from './files.ts';
import { googleAnalytics4 } from './google-analytics-4.ts';
import { hubspot } from './hubspot.ts';
import { telegram } from './telegram.ts';
import { webhook } from './webhook.ts';
import type { DestinationWords } from './words.ts';
import { yandexMetricaCalls } from './yandex-metrica-calls.ts';
import { yandexMetricaConversions } from './yandex-metrica-conversions.ts';
import { yandexMetricaExpenses } from './yandex-metrica-expenses.ts';
import { yandexMetricaOrders } from './yandex-metrica-orders.ts';

export const destinationWords: Readonly<Record<string, DestinationWords>> = {
  bitrix24,
  files,
  'google-analytics-4': googleAnalytics4,
  hubspot,
  webhook,
  'yandex-metrica-calls': yandexMetricaCalls,
  'yandex-metrica-conversions': yandexMetricaConversions,
  'yandex-metrica-orders': yandexMetricaOrders,
  'yandex-metrica-expenses': yandexMetricaExpenses,
  telegram,
};
