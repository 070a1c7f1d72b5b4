// Every destination there is, by its kind.
import { files } from './destinations/files.ts';
import { googleAnalytics4 } from './destinations/google-analytics-4.ts';
import { webhook } from './destinations/webhook.ts';
import { yandexMetricaCalls } from './destinations/yandex-metrica-calls.ts';
import { yandexMetricaConversions } from './destinations/yandex-metrica-conversions.ts';
import { yandexMetricaExpenses } from './destinations/yandex-metrica-expenses.ts';
import { yandexMetricaOrders } from './destinations/yandex-metrica-orders.ts';
import type { Destination } from './port.ts';

const ALL: readonly Destination[] = [
  files,
  googleAnalytics4,
  webhook,
  yandexMetricaCalls,
  yandexMetricaConversions,
  yandexMetricaOrders,
  yandexMetricaExpenses,
];

export const DESTINATIONS: ReadonlyMap<string, Destination> = new Map(ALL.map((one) => [one.kind, one]));
