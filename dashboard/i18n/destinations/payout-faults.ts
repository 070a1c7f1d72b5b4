// What is wrong with payout rules and templates of a form, in words.
type Faults = Readonly<Record<'en' | 'ru', Readonly<Record<string, string>>>>;

export const PAYOUT_FAULTS: Faults = {
  en: {
    'no-amount': 'Line {{line}}: “{{what}}” does not end in “: 15.00 USD” or “: none”.',
    'bad-amount': 'Line {{line}}: “{{what}}” is no amount of this currency.',
    'unknown-currency': 'Line {{line}}: there is no currency “{{what}}”.',
    'bad-condition': 'Line {{line}}: “{{what}}” is no condition: write talk>=60, region=Moscow, first or repeat.',
    'unknown-place': 'Line {{line}}: nothing is called “{{what}}”: write talk, wait, region, campaign, click:sub1 …',
    'not-a-number': 'Line {{line}}: “{{what}}” is not one number.',
    'never-reached': 'Line {{line}} is never asked: the line above it fits every call.',
  },
  ru: {
    'no-amount': 'Строка {{line}}: «{{what}}» не заканчивается на «: 15.00 USD» или «: none».',
    'bad-amount': 'Строка {{line}}: «{{what}}» — не сумма в этой валюте.',
    'unknown-currency': 'Строка {{line}}: нет валюты «{{what}}».',
    'bad-condition': 'Строка {{line}}: «{{what}}» — не условие. Пишите talk>=60, region=Москва, first или repeat.',
    'unknown-place': 'Строка {{line}}: не знаем, что такое «{{what}}». Есть talk, wait, region, campaign, click:sub1…',
    'not-a-number': 'Строка {{line}}: «{{what}}» — не одно число.',
    'never-reached': 'До строки {{line}} дело не дойдёт: строка над ней подходит любому звонку.',
  },
};

export const TEMPLATE_FAULTS: Faults = {
  en: {
    'no-place': 'There is no such value: {{what}}.',
    'no-server': 'The address begins with https:// and the name of a server.',
    'place-in-server': 'The name of the server can’t come from a value.',
    'user-in-address': 'No user name in the address: put {token} into a header.',
    'no-address': 'This is no address.',
    'no-json': 'This is no JSON. Values stand inside quotes: {"click": "{click_id}"}.',
    'no-header': '“{{what}}” is no header: write Name: value.',
    'not-for-owners': 'The header {{what}} can’t be set.',
  },
  ru: {
    'no-place': 'Такого значения нет: {{what}}.',
    'no-server': 'Адрес начинается с https:// и имени сервера.',
    'place-in-server': 'Имя сервера не может подставляться из значения.',
    'user-in-address': 'Имя пользователя в адресе не нужно: поставьте {token} в заголовок.',
    'no-address': 'Это не адрес.',
    'no-json': 'Это не JSON. Значения стоят внутри кавычек: {"click": "{click_id}"}.',
    'no-header': '«{{what}}» — не заголовок. Пишите Имя: значение.',
    'not-for-owners': 'Заголовок {{what}} задать нельзя.',
  },
};
