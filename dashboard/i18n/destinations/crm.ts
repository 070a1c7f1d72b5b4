// Words that the forms and reasons of several CRMs share.

export const CRM_EN = {
  fields: {
    strangers: { label: 'Callers whom the CRM does not know' },
    dealsBack: {
      label: 'Deals of the CRM',
      help: 'Whether we ask for them. Without the right to read deals, leave them out.',
    },
    deals: { label: 'Deals', help: 'Of which calls a deal is made when they are over.' },
    dealTitle: { label: 'Title of calls and deals' },
    note: { label: 'Note', help: 'What stands in the call’s description.' },
    owners: {
      label: 'Agents and users of the CRM',
      help: 'A line each: the agent’s name here = the user’s e-mail there. Whoever talked becomes the owner.',
    },
    country: { label: 'Country', help: 'Of phones that are written without a country code, such as DE.' },
    currency: { label: 'Currency', help: 'Of deals whose currency the CRM does not say, such as EUR.' },
  },
  options: {
    strangers: { make: 'Make a card', 'leave-out': 'Leave such calls out' },
    dealsBack: { take: 'Take their stages and sums', 'leave-out': 'Leave them out' },
    deals: { none: 'Make none', 'first-calls': 'Of first-time callers', 'every-call': 'Of every call' },
  },
  reasons: {
    'no-phone': 'The caller’s number is hidden, so there is no card to put the call on.',
    stranger: 'The CRM does not know the caller, and calls of strangers are left out.',
    'call-goes-on': 'The call goes on; all of it is told when it is over.',
    settling: 'An answer of the CRM was lost. What it may have made is looked up before it is made again.',
    gone: 'The CRM says that it has no such record, or no such address. See its words.',
    'right-missing': 'The key may not do this. Give it the right that the CRM names, then resume.',
    'field-unknown': 'The CRM has no such field. Correct the fields in the settings, then send again.',
    'not-taken': 'The CRM has not taken it. Its words say why; correct the settings, then send again.',
  },
} as const;

export const CRM_RU = {
  fields: {
    strangers: { label: 'Звонящие, которых нет в CRM' },
    dealsBack: { label: 'Сделки из CRM', help: 'Забирать ли их. Если у ключа нет права читать сделки, не забирайте.' },
    deals: { label: 'Сделки', help: 'По каким звонкам создавать сделку, когда разговор закончен.' },
    dealTitle: { label: 'Название звонков и сделок' },
    note: { label: 'Примечание', help: 'Что написать в описании звонка.' },
    owners: {
      label: 'Сотрудники и пользователи CRM',
      help: 'По одному в строке: имя сотрудника здесь = почта пользователя в CRM. Кто говорил, тот и ответственный.',
    },
    country: { label: 'Страна', help: 'Для телефонов, записанных без кода страны, например RU.' },
    currency: { label: 'Валюта', help: 'Для сделок, у которых CRM не называет валюту, например RUB.' },
  },
  options: {
    strangers: { make: 'Создать карточку', 'leave-out': 'Такие звонки не передавать' },
    dealsBack: { take: 'Забирать этапы и суммы', 'leave-out': 'Не забирать' },
    deals: { none: 'Не создавать', 'first-calls': 'По первым звонкам клиентов', 'every-call': 'По каждому звонку' },
  },
  reasons: {
    'no-phone': 'Номер звонящего скрыт, записать звонок не на кого.',
    stranger: 'Звонящего в CRM нет, а звонки незнакомых не передаются.',
    'call-goes-on': 'Разговор ещё идёт; всё будет передано, когда он закончится.',
    settling: 'Ответ CRM потерялся. Прежде чем создавать ещё раз, проверяем, не создано ли уже.',
    gone: 'CRM отвечает, что такой записи или такого адреса у неё нет. Подробности — в её словах.',
    'right-missing': 'У ключа нет на это прав. Дайте ему право, которое называет CRM, и возобновите передачу.',
    'field-unknown': 'В CRM нет такого поля. Исправьте поля в настройках и отправьте ещё раз.',
    'not-taken': 'CRM этого не приняла, причина — в её словах. Исправьте настройки и отправьте ещё раз.',
  },
} as const;
