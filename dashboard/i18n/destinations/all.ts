// The words of every kind of destination, by kind.
import { files } from './files.ts';
import { googleAnalytics4 } from './google-analytics-4.ts';
import { webhook } from './webhook.ts';
import type { DestinationWords } from './words.ts';
import { yandexMetricaCalls } from './yandex-metrica-calls.ts';
import { yandexMetricaConversions } from './yandex-metrica-conversions.ts';
import { yandexMetricaExpenses } from './yandex-metrica-expenses.ts';
import { yandexMetricaOrders } from './yandex-metrica-orders.ts';

export const destinationWords: Readonly<Record<string, DestinationWords>> = {
  files,
  'google-analytics-4': googleAnalytics4,
  webhook,
  'yandex-metrica-calls': yandexMetricaCalls,
  'yandex-metrica-conversions': yandexMetricaConversions,
  'yandex-metrica-orders': yandexMetricaOrders,
  'yandex-metrica-expenses': yandexMetricaExpenses,
};
