// Words of the destination "amocrm".
import type { DestinationWords } from './words.ts';

export const amocrm: DestinationWords = {
  en: {
    name: 'amoCRM / Kommo',
    about:
      'A contact with a lead is there the moment the phone rings, with source and UTM marks; calls with recordings stand in its history. Leads come back with stage and sum.',
    fields: {
      account: { label: 'Address of your account', help: 'As in your browser: shop.amocrm.ru or shop.kommo.com.' },
      access: { label: 'How we are let in' },
      token: {
        label: 'Long-lived token',
        help: 'amoCRM → amoMarket → ⋯ → Create integration → External → Keys and rights → Long-lived token. Write down when it ends.',
      },
      clientId: { label: 'Integration ID', help: 'amoMarket → your integration → Keys and rights.' },
      clientSecret: { label: 'Secret key', help: 'Beside the integration ID.' },
      makes: { label: 'For a caller who is not known', help: 'Among the unsorted they appear when the call is over.' },
      again: { label: 'For a known client who calls again', help: 'Only if none of their leads is open.' },
      pipeline: {
        label: 'Pipeline of new leads',
        help: 'Its number from the address of the page; empty: the main one.',
      },
      status: { label: 'Stage of new leads', help: 'Its number; empty: the first one.' },
      name: { label: 'Name of new leads' },
      employee: {
        label: 'User when nobody else fits',
        help: 'Their ID: responsible for what is made of unanswered calls.',
      },
      employees: {
        label: 'Who is who',
        help: 'A line each: an agent’s name or inner number = the user’s e-mail or ID. Without a line the name tells.',
      },
      managers: {
        label: 'Take managers of clients from here',
        help: 'Who is responsible for the contact there becomes the client’s manager here: the next call may be routed to them.',
      },
      country: {
        label: 'Country of phones there',
        help: 'Where phones are written without a country code: RU, KZ, DE.',
      },
      fields: { label: 'Other fields', help: 'Field of the lead ← what is written into it.' },
    },
    options: {
      access: { token: 'Long-lived token (simplest)', integration: 'Integration, by signing in' },
      makes: {
        lead: 'A contact with a lead',
        unsorted: 'An entry among the unsorted',
        contact: 'A contact',
        nothing: 'Nothing',
      },
      again: { nothing: 'Nothing', lead: 'A lead' },
    },
    reasons: {
      'not-paid': 'amoCRM says that the account is not paid for.',
      'rights-missing':
        'Whoever let us in may not do this in amoCRM. Give them the rights, or let another person do it.',
      'blocked-for-load':
        'amoCRM refuses all requests from this address for a while. It goes on by itself; if not, ask its support.',
      'limit-reached': 'amoCRM’s limit of requests is reached: it goes on by itself in a moment.',
      'account-moved': 'The account answers at another address now. Write its new address into the form.',
      'not-taken': 'amoCRM did not take it.',
      settling:
        'It may just have been made there: it is looked for again in half a minute, so that there are never two.',
      'no-phone': 'The caller withheld their number: there is nobody to find.',
      stranger: 'The caller is not known there, and nothing is to be made.',
      'unsorted-before': 'The call is among the unsorted already.',
      'nothing-made': 'Nothing was made there of this call, so there is nothing to correct.',
      'nothing-to-tell': 'Nothing that amoCRM has a place for.',
      'gone-there': 'What was made there was deleted by somebody.',
      'closed-there': 'The lead was closed by somebody: it stays as it is.',
    },
  },
  ru: {
    name: 'amoCRM / Kommo',
    about:
      'Контакт со сделкой появляется, как только зазвонил телефон, с источником и UTM-метками; звонки с записями — в истории. Сделки возвращаются с этапом и суммой.',
    fields: {
      account: { label: 'Адрес аккаунта', help: 'Как в браузере: shop.amocrm.ru или shop.kommo.com.' },
      access: { label: 'Как подключаемся' },
      token: {
        label: 'Долгосрочный токен',
        help: 'amoCRM → амоМаркет → ⋯ → Создать интеграцию → Внешняя → Ключи и доступы → Долгосрочный токен. Запомните, когда он кончится.',
      },
      clientId: { label: 'ID интеграции', help: 'амоМаркет → ваша интеграция → Ключи и доступы.' },
      clientSecret: { label: 'Секретный ключ', help: 'Рядом с ID интеграции.' },
      makes: { label: 'Если звонит незнакомый', help: 'В «Неразобранном» звонок появляется, когда он закончился.' },
      again: { label: 'Если известный клиент звонит снова', help: 'Только если у него нет открытой сделки.' },
      pipeline: { label: 'Воронка новых сделок', help: 'Номер из адреса страницы; пусто — главная.' },
      status: { label: 'Этап новых сделок', help: 'Его номер; пусто — первый.' },
      name: { label: 'Название новых сделок' },
      employee: {
        label: 'Пользователь, если больше некому',
        help: 'Его ID: отвечает за созданное по неотвеченным звонкам.',
      },
      employees: {
        label: 'Кто есть кто',
        help: 'По строке на каждого: имя или внутренний номер у нас = почта или ID в amoCRM. Без строки сверяем имя.',
      },
      managers: {
        label: 'Брать отсюда менеджеров клиентов',
        help: 'Ответственный за контакт станет менеджером клиента и у нас: следующий звонок можно направить сразу ему.',
      },
      country: { label: 'Страна телефонов в CRM', help: 'Если номера там записаны без кода страны: RU, KZ, DE.' },
      fields: { label: 'Другие поля', help: 'Поле сделки ← что в него записать.' },
    },
    options: {
      access: { token: 'Долгосрочный токен (проще всего)', integration: 'Интеграция, со входом' },
      makes: {
        lead: 'Контакт и сделку',
        unsorted: 'Заявку в «Неразобранном»',
        contact: 'Контакт',
        nothing: 'Ничего не создавать',
      },
      again: { nothing: 'Ничего', lead: 'Сделку' },
    },
    reasons: {
      'not-paid': 'amoCRM отвечает, что аккаунт не оплачен.',
      'rights-missing':
        'У того, кто нас впустил, нет на это прав в amoCRM. Дайте права или подключите под другим пользователем.',
      'blocked-for-load':
        'amoCRM временно отклоняет все запросы с этого адреса. Отправка продолжится сама; если нет — обратитесь в поддержку amoCRM.',
      'limit-reached': 'Достигнут лимит запросов amoCRM: отправка сама продолжится через мгновение.',
      'account-moved': 'Аккаунт теперь отвечает по другому адресу. Впишите новый адрес.',
      'not-taken': 'amoCRM это не приняла.',
      settling: 'Возможно, это там только что создано: поищем ещё раз через полминуты, чтобы не создать дважды.',
      'no-phone': 'Номер скрыт: искать некого.',
      stranger: 'Звонящего там нет, а создавать ничего не нужно.',
      'unsorted-before': 'Звонок уже есть в «Неразобранном».',
      'nothing-made': 'По этому звонку там ничего не создавали: исправлять нечего.',
      'nothing-to-tell': 'Для этого в amoCRM нет места.',
      'gone-there': 'Созданное там кто-то удалил.',
      'closed-there': 'Сделку там кто-то закрыл: оставляем как есть.',
    },
  },
};
