// Words of the destination "crm-webhook".
import { CRM_EN, CRM_RU } from './crm.ts';
import type { DestinationWords } from './words.ts';

export const crmWebhook: DestinationWords = {
  en: {
    name: 'Another CRM',
    about:
      'Any CRM with an HTTP API: you say what is asked and where its answer names the client. It tells us deals at an address of its own.',
    fields: {
      url: { label: 'Address', help: 'Where each event goes; it may have places, such as {call_id}.' },
      method: { label: 'Method' },
      format: { label: 'Form of the body' },
      headers: { label: 'Headers', help: 'A line each. {token} is the secret below.' },
      token: { label: 'Key', help: 'Never shown; stands where you write {token}.' },
      body: {
        label: 'Body',
        help: 'Empty: everything that is known. Beside the places: {card_url}, {recording_url}, {client_id}.',
      },
      bodyRing: { label: 'Body while the phone rings', help: 'Empty: as above; with a look-up, nothing is sent then.' },
      bodyEnd: { label: 'Body at the end of a call', help: 'Empty: as above.' },
      bodyRecording: { label: 'Body when the recording is ready', help: 'Empty: as above.' },
      bodyAttributed: { label: 'Body when the source is judged anew', help: 'Empty: as above.' },
      lookupUrl: { label: 'Look-up while the phone rings', help: 'Asked with GET. An answer of 404 means: not known.' },
      idPointer: { label: 'Client’s id in answers', help: 'A JSON pointer, such as /client/id.' },
      namePointer: { label: 'Client’s name in answers', help: 'A JSON pointer.' },
      managerPointer: {
        label: 'Client’s manager in answers',
        help: 'A JSON pointer to an agent’s name, inner number or e-mail.',
      },
      owners: { label: 'Agents and their e-mail', help: CRM_EN.fields.owners.help },
      okPointer: { label: 'Where an answer says yes or no', help: 'For systems that answer 200 with an error inside.' },
      okValue: { label: 'What it says then', help: 'Empty: anything but false and nothing.' },
      repeats: { label: 'A repeated request', help: 'Each carries the header Idempotency-Key.' },
      hookSecret: {
        label: 'Secret of deals that come in',
        help: 'The CRM sends it as the header X-Secret, as Authorization: Bearer …, or as ?secret= in the address.',
      },
      dealsPointer: { label: 'Where the deals stand in what comes', help: 'A JSON pointer; empty: the whole.' },
      dealPointers: {
        label: 'Where a deal’s fields stand',
        help: 'A line each: id, phone, title, stage, status, amount, currency, created, changed, call, url = a JSON pointer.',
      },
      wonWords: { label: 'Words for a deal that is won' },
      lostWords: { label: 'Words for a deal that is lost' },
      currency: { label: 'Currency', help: CRM_EN.fields.currency.help },
      country: { label: 'Country', help: CRM_EN.fields.country.help },
    },
    options: {
      method: { POST: 'POST', PUT: 'PUT', PATCH: 'PATCH', GET: 'GET' },
      format: { json: 'JSON', form: 'A form', xml: 'XML' },
      repeats: { unknown: 'Would be taken twice', known: 'Is known by its key, and taken once' },
    },
    reasons: {
      'said-no': 'The CRM answered, and said no. Its words say why; correct the settings, then send again.',
      'not-json': 'The body’s template does not come to JSON for this call. Put places into quotes, then send again.',
      'no-address': 'The address does not come to one for this call. Correct it, then send again.',
      'not-understood': 'The answer could not be read. It is tried again.',
    },
  },
  ru: {
    name: 'Другая CRM',
    about:
      'Любая CRM с HTTP API: вы задаёте, что отправлять и где в ответе назван клиент. О сделках она сообщает нам на отдельный адрес.',
    fields: {
      url: { label: 'Адрес', help: 'Куда отправлять события; можно с подстановками, например {call_id}.' },
      method: { label: 'Метод' },
      format: { label: 'Вид тела запроса' },
      headers: { label: 'Заголовки', help: 'По одному в строке. {token} — секрет, указанный ниже.' },
      token: { label: 'Ключ', help: 'Никому не показывается; подставляется вместо {token}.' },
      body: {
        label: 'Тело',
        help: 'Пусто — всё, что известно. Кроме обычных подстановок: {card_url}, {recording_url}, {client_id}.',
      },
      bodyRing: {
        label: 'Тело, пока звонит телефон',
        help: 'Пусто — как выше; если задан поиск клиента, ничего не отправляется.',
      },
      bodyEnd: { label: 'Тело в конце звонка', help: 'Пусто — как выше.' },
      bodyRecording: { label: 'Тело, когда готова запись', help: 'Пусто — как выше.' },
      bodyAttributed: { label: 'Тело, когда источник уточнён', help: 'Пусто — как выше.' },
      lookupUrl: {
        label: 'Поиск клиента, пока звонит телефон',
        help: 'Запрос GET. Ответ 404 означает, что клиента нет.',
      },
      idPointer: { label: 'Где в ответе id клиента', help: 'JSON Pointer, например /client/id.' },
      namePointer: { label: 'Где в ответе имя клиента', help: 'JSON Pointer.' },
      managerPointer: {
        label: 'Где в ответе менеджер клиента',
        help: 'JSON Pointer на имя сотрудника, его внутренний номер или почту.',
      },
      owners: { label: 'Сотрудники и их почта', help: CRM_RU.fields.owners.help },
      okPointer: {
        label: 'Где в ответе сказано, успех ли это',
        help: 'Для систем, которые отвечают 200 с ошибкой внутри.',
      },
      okValue: { label: 'Что там стоит при успехе', help: 'Пусто — что угодно, кроме false и пустоты.' },
      repeats: { label: 'Повторный запрос', help: 'В каждом запросе есть заголовок Idempotency-Key.' },
      hookSecret: {
        label: 'Секрет для входящих сделок',
        help: 'CRM передаёт его заголовком X-Secret, как Authorization: Bearer … или в адресе: ?secret=.',
      },
      dealsPointer: { label: 'Где в запросе стоят сделки', help: 'JSON Pointer; пусто — весь запрос.' },
      dealPointers: {
        label: 'Где стоят поля сделки',
        help: 'По одному в строке: id, phone, title, stage, status, amount, currency, created, changed, call, url = JSON Pointer.',
      },
      wonWords: { label: 'Как называется выигранная сделка' },
      lostWords: { label: 'Как называется проигранная сделка' },
      currency: { label: 'Валюта', help: CRM_RU.fields.currency.help },
      country: { label: 'Страна', help: CRM_RU.fields.country.help },
    },
    options: {
      method: { POST: 'POST', PUT: 'PUT', PATCH: 'PATCH', GET: 'GET' },
      format: { json: 'JSON', form: 'Форма', xml: 'XML' },
      repeats: { unknown: 'Будет принят дважды', known: 'Узнаётся по ключу и принимается один раз' },
    },
    reasons: {
      'said-no': 'CRM ответила отказом, причина — в её словах. Исправьте настройки и отправьте ещё раз.',
      'not-json': 'Из шаблона для этого звонка не получается JSON. Возьмите подстановки в кавычки и отправьте ещё раз.',
      'no-address': 'Из шаблона для этого звонка не получается адрес. Исправьте его и отправьте ещё раз.',
      'not-understood': 'Ответ не удалось прочитать. Попробуем ещё раз.',
    },
  },
};
