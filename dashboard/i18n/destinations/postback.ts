// Words of the destination "postback".
import { trackerWords, WORDS_FIELDS } from './trackers.ts';

export const postback = trackerWords({
  en: {
    name: 'Postback to any address',
    about:
      'Any tracker, network or program hears of calls by GET or POST, with places for the click id, sub ids, payout and all that is known of the call.',
    fields: {
      ...WORDS_FIELDS.en,
      url: {
        label: 'Address',
        help: 'With places: {click_id}, {subid1}, {payout}, {payout_currency}, {transaction_id}, {conversion_status}, {talk_seconds} … Each value is encoded. With {conversion_status} pending and rejected ones are told, too.',
      },
      method: { label: 'Method' },
      bodyAs: { label: 'Body is' },
      body: { label: 'Body', help: 'With the same places; in JSON they stand inside quotes.' },
      headers: { label: 'Headers', help: 'One a line, Name: value; {token} stands for the secret word.' },
      token: { label: 'Secret word', help: 'What {token} stands for; it is shown nowhere.' },
      success: { label: 'It was taken if' },
      successText: { label: 'Text in the answer' },
      redirectIsDone: { label: 'A redirect (3xx) means that it was taken' },
      repeats: { label: 'A repeated postback', help: 'It carries the same {transaction_id}.' },
    },
    options: {
      method: { GET: 'GET', POST: 'POST' },
      bodyAs: { form: 'A form', json: 'JSON' },
      success: { status: 'The status is 2xx', body: 'The status is 2xx and the answer has a text' },
      repeats: { unknown: 'Counts once more', known: 'Updates the same conversion' },
    },
    reasons: { 'not-the-answer': 'The answer has not the text that means success; its beginning stands beside this.' },
  },
  ru: {
    name: 'Постбек на любой адрес',
    about:
      'Любой трекер, сеть или программа узнаёт о звонках запросом GET или POST — с click id, sub id, выплатой и всем, что известно о звонке.',
    fields: {
      ...WORDS_FIELDS.ru,
      url: {
        label: 'Адрес',
        help: 'С подстановками: {click_id}, {subid1}, {payout}, {payout_currency}, {transaction_id}, {conversion_status}, {talk_seconds}… Каждое значение кодируется. Если есть {conversion_status}, сообщаем и об ожидающих, и об отклонённых.',
      },
      method: { label: 'Метод' },
      bodyAs: { label: 'Тело запроса' },
      body: { label: 'Тело', help: 'С теми же подстановками; в JSON они стоят внутри кавычек.' },
      headers: { label: 'Заголовки', help: 'По одному в строке, Имя: значение; {token} заменяется секретным словом.' },
      token: { label: 'Секретное слово', help: 'Подставляется вместо {token}; нигде не показывается.' },
      success: { label: 'Принято, если' },
      successText: { label: 'Текст в ответе' },
      redirectIsDone: { label: 'Перенаправление (3xx) значит «принято»' },
      repeats: { label: 'Повторный постбек', help: 'В нём тот же {transaction_id}.' },
    },
    options: {
      method: { GET: 'GET', POST: 'POST' },
      bodyAs: { form: 'Форма', json: 'JSON' },
      success: { status: 'Код ответа 2xx', body: 'Код ответа 2xx и в ответе есть текст' },
      repeats: { unknown: 'Засчитается ещё раз', known: 'Обновит ту же конверсию' },
    },
    reasons: { 'not-the-answer': 'В ответе нет текста, который значит успех; начало ответа рядом.' },
  },
});
