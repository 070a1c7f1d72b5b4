// Words of the destination "yandex-metrica-orders".
import type { DestinationWords } from './words.ts';
import { ACCESS, ACCESS_OPTIONS, COUNTER, METRICA_REASONS, VISITOR } from './yandex/access.ts';

export const yandexMetricaOrders: DestinationWords = {
  en: {
    name: 'Yandex.Metrica: orders and revenue',
    about:
      'Each call is an order that becomes paid, cancelled or spam as its deal does. Metrica finds the client by ClientID and by the hashed phone, and corrects the order when we do.',
    fields: { ...COUNTER.en, ...ACCESS.en, leastVisit: VISITOR.en.leastVisit },
    options: ACCESS_OPTIONS.en,
    reasons: {
      ...METRICA_REASONS.en,
      'not-over': 'The call is not over.',
      'no-call': 'The deal came of no call that we know.',
      nobody: 'There is neither a phone nor a ClientID to find the client by.',
      'newer-told': 'Metrica knows something newer of the same order.',
      'not-told': 'Who called is judged anew, but Metrica was not told of this call.',
      'file-refused': 'Metrica has checked the file and refused it. Its answer is kept with the attempt.',
    },
  },
  ru: {
    name: 'Яндекс Метрика: заказы и доход',
    about:
      'Каждый звонок – заказ, который вслед за сделкой становится оплаченным, отменённым или спамом. Метрика находит клиента по ClientID и по хешу телефона и исправляет заказ вслед за нами.',
    fields: { ...COUNTER.ru, ...ACCESS.ru, leastVisit: VISITOR.ru.leastVisit },
    options: ACCESS_OPTIONS.ru,
    reasons: {
      ...METRICA_REASONS.ru,
      'not-over': 'Звонок ещё не закончился.',
      'no-call': 'У сделки нет известного нам звонка.',
      nobody: 'Нет ни телефона, ни ClientID, по которым можно найти клиента.',
      'newer-told': 'Об этом заказе Метрика уже знает более новое.',
      'not-told': 'Ответ пересчитан, но об этом звонке Метрике не сообщали.',
      'file-refused': 'Метрика проверила файл и отклонила его. Её ответ сохранён в попытке.',
    },
  },
};
