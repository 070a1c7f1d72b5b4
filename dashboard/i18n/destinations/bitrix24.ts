// Words of the destination "bitrix24".
import type { DestinationWords } from './words.ts';

export const bitrix24: DestinationWords = {
  en: {
    name: 'Bitrix24',
    about:
      'The client’s card opens the moment the phone rings; the call, its recording and its source stay in the client’s history. Deals come back with stage and sum.',
    fields: {
      access: { label: 'How we are let in', help: 'Only an application may open call cards and attach recordings.' },
      portal: { label: 'Address of your Bitrix24', help: 'Without https://, as in your browser: shop.bitrix24.ru.' },
      clientId: {
        label: 'Application ID (client_id)',
        help: 'Bitrix24 → Developer resources → Other → Local application, server type. Rights: crm, telephony, user.',
      },
      clientSecret: { label: 'Application key (client_secret)', help: 'Beside the application ID.' },
      webhookUrl: {
        label: 'Address of the incoming webhook',
        help: 'Bitrix24 → Developer resources → Other → Incoming webhook. Rights: crm, user.',
      },
      applicationToken: {
        label: 'Token of the outgoing webhook',
        help: 'Only if you set up an outgoing webhook for deals by hand: Bitrix24 shows the token beside it.',
      },
      makes: { label: 'For a caller who is not known', help: 'Without leads (simple CRM) choose a deal.' },
      again: { label: 'For a known client who calls again', help: 'Only if nothing of the kind is open.' },
      category: { label: 'Funnel of new deals', help: 'Its number; empty: the common one.' },
      title: { label: 'Title of what is made' },
      source: { label: 'Source', help: 'Its code in Bitrix24, CRM settings → Lists → Sources: CALL, ADVERTISING, …' },
      employee: {
        label: 'Employee when nobody else fits',
        help: 'Their ID: the number in the address of their profile. Sees cards of calls that ring no agent of ours, and is responsible for what is made.',
      },
      employees: {
        label: 'Who is who',
        help: 'A line each: an agent’s name or inner number = the employee’s e-mail or ID. Without a line the inner number tells.',
      },
      managers: {
        label: 'Take managers of clients from here',
        help: 'Who is responsible for the client there becomes their manager here: the next call may be routed to them.',
      },
      country: {
        label: 'Country of phones there',
        help: 'Where phones are written without a country code: RU, KZ, DE.',
      },
      comment: { label: 'Words in the history', help: 'With a webhook, where the call itself can’t be put down.' },
      fields: { label: 'Other fields', help: 'Field of the lead or deal ← what is written into it.' },
    },
    options: {
      access: { application: 'Application (everything)', webhook: 'Incoming webhook (no call cards)' },
      makes: { lead: 'A lead', deal: 'A contact with a deal', contact: 'A contact', nothing: 'Nothing' },
      again: { nothing: 'Nothing', deal: 'A deal', lead: 'A lead' },
    },
    reasons: {
      'rights-missing':
        'Whoever let us in may not do this in Bitrix24. Give them the rights, or let another person sign in.',
      'scope-missing':
        'The application or webhook lacks a right. Add crm, telephony and user to it, then sign in again.',
      'plan-lacks-rest': 'REST is not part of your Bitrix24 plan. Choose a commercial plan, then resume.',
      'application-needed': 'Bitrix24 lets only applications do this, no webhooks. Connect as an application.',
      'portal-gone': 'Bitrix24 says that this portal was closed or deleted.',
      'portal-moved': 'The portal answers at another address now. Write its new address into the form.',
      'blocked-for-load': 'Bitrix24 has blocked REST of this portal because of load. Ask its support, then resume.',
      'limit-reached': 'Bitrix24’s limit of requests is reached: it goes on by itself in a moment.',
      'not-taken': 'Bitrix24 did not take it.',
      'no-phone': 'The caller withheld their number: there is nobody to find.',
      'no-employee': 'The agent is nobody there. Write who is who into the form, or give the agent the inner number.',
      'call-over': 'The call was over before the card could open.',
      'end-told-before': 'The end of this call is there already; Bitrix24 takes it once.',
      'end-not-told': 'The recording came for a call whose end was not told. Let it be told of finished calls.',
      'no-recording': 'There is no recording, or it can’t be had any more.',
      'no-card': 'The client is not known there, and nothing is to be made.',
      'nothing-made': 'Nothing was made there of this call, so there is nothing to correct.',
      'nothing-to-tell': 'Nothing that Bitrix24 has a place for.',
      'gone-there': 'What was made there was deleted by somebody.',
      'closed-there': 'What was made there was closed by somebody: it stays as it is.',
    },
  },
  ru: {
    name: 'Битрикс24',
    about:
      'Карточка клиента открывается, как только зазвонил телефон; звонок, запись и источник остаются в истории клиента. Сделки возвращаются со стадией и суммой.',
    fields: {
      access: {
        label: 'Как подключаемся',
        help: 'Открывать карточки звонка и прикреплять записи может только приложение.',
      },
      portal: { label: 'Адрес вашего Битрикс24', help: 'Без https://, как в браузере: shop.bitrix24.ru.' },
      clientId: {
        label: 'Код приложения (client_id)',
        help: 'Битрикс24 → Разработчикам → Другое → Локальное приложение, тип «Серверное». Права: crm, telephony, user.',
      },
      clientSecret: { label: 'Ключ приложения (client_secret)', help: 'Рядом с кодом приложения.' },
      webhookUrl: {
        label: 'Адрес входящего вебхука',
        help: 'Битрикс24 → Разработчикам → Другое → Входящий вебхук. Права: crm, user.',
      },
      applicationToken: {
        label: 'Токен исходящего вебхука',
        help: 'Только если вы сами настроили исходящий вебхук по сделкам: Битрикс24 показывает токен рядом с ним.',
      },
      makes: { label: 'Если звонит незнакомый', help: 'Если в CRM нет лидов (простая CRM), выберите сделку.' },
      again: {
        label: 'Если известный клиент звонит снова',
        help: 'Только если у него нет ничего открытого такого же рода.',
      },
      category: { label: 'Воронка новых сделок', help: 'Её номер; пусто — общая.' },
      title: { label: 'Название' },
      source: {
        label: 'Источник',
        help: 'Код из Битрикс24: Настройки CRM → Справочники → Источники: CALL, ADVERTISING, …',
      },
      employee: {
        label: 'Сотрудник, если больше некому',
        help: 'Его ID — число в адресе профиля. Видит карточки звонков, которые не звонят ни одному нашему сотруднику, и отвечает за то, что создано.',
      },
      employees: {
        label: 'Кто есть кто',
        help: 'По строке на каждого: имя или внутренний номер у нас = почта или ID в Битрикс24. Без строки сверяем внутренний номер.',
      },
      managers: {
        label: 'Брать отсюда менеджеров клиентов',
        help: 'Ответственный за клиента станет его менеджером и у нас: следующий звонок можно направить сразу ему.',
      },
      country: { label: 'Страна телефонов в CRM', help: 'Если номера там записаны без кода страны: RU, KZ, DE.' },
      comment: { label: 'Запись в истории', help: 'Для вебхука, где сам звонок записать нельзя.' },
      fields: { label: 'Другие поля', help: 'Поле лида или сделки ← что в него записать.' },
    },
    options: {
      access: { application: 'Приложение (всё)', webhook: 'Входящий вебхук (без карточек звонка)' },
      makes: { lead: 'Лид', deal: 'Контакт и сделку', contact: 'Контакт', nothing: 'Ничего не создавать' },
      again: { nothing: 'Ничего', deal: 'Сделку', lead: 'Лид' },
    },
    reasons: {
      'rights-missing':
        'У того, кто нас впустил, нет на это прав в Битрикс24. Дайте права или войдите под другим сотрудником.',
      'scope-missing': 'Приложению или вебхуку не хватает прав. Добавьте crm, telephony и user и войдите снова.',
      'plan-lacks-rest': 'На вашем тарифе Битрикс24 нет REST. Смените тариф и возобновите отправку.',
      'application-needed': 'Это Битрикс24 разрешает только приложениям, вебхукам — нет. Подключитесь как приложение.',
      'portal-gone': 'Битрикс24 отвечает, что портал закрыт или удалён.',
      'portal-moved': 'Портал теперь отвечает по другому адресу. Впишите новый адрес.',
      'blocked-for-load':
        'Битрикс24 заблокировал REST этого портала из-за нагрузки. Обратитесь в его поддержку и возобновите отправку.',
      'limit-reached': 'Достигнут лимит запросов Битрикс24: отправка сама продолжится через мгновение.',
      'not-taken': 'Битрикс24 это не принял.',
      'no-phone': 'Номер скрыт: искать некого.',
      'no-employee': 'Сотрудника там нет. Впишите, кто есть кто, или дайте сотруднику внутренний номер.',
      'call-over': 'Звонок закончился раньше, чем открылась карточка.',
      'end-told-before': 'Конец этого звонка там уже есть; второй раз Битрикс24 его не принимает.',
      'end-not-told': 'Запись пришла для звонка, о конце которого не сообщали. Включите событие «звонок завершён».',
      'no-recording': 'Записи нет или её уже не получить.',
      'no-card': 'Клиента там нет, а создавать ничего не нужно.',
      'nothing-made': 'По этому звонку там ничего не создавали: исправлять нечего.',
      'nothing-to-tell': 'Для этого в Битрикс24 нет места.',
      'gone-there': 'Созданное там кто-то удалил.',
      'closed-there': 'Созданное там кто-то закрыл: оставляем как есть.',
    },
  },
};
