// Words that all destinations at Yandex share: how they are let in, and what Metrica refuses.
import type { FieldWords } from '../words.ts';

export const ACCESS = {
  en: {
    access: { label: 'How we are let in' },
    accessToken: {
      label: 'OAuth token',
      help: 'Open https://oauth.yandex.ru/authorize?response_type=token&client_id=… of your application as the owner of the account, and copy the token.',
    },
    clientId: { label: 'Client ID', help: 'Of your application at oauth.yandex.ru.' },
    clientSecret: { label: 'Client secret', help: 'Of the same application.' },
  },
  ru: {
    access: { label: 'Как нам открыть доступ' },
    accessToken: {
      label: 'OAuth-токен',
      help: 'Под владельцем аккаунта откройте https://oauth.yandex.ru/authorize?response_type=token&client_id=… своего приложения и скопируйте токен.',
    },
    clientId: { label: 'ClientID приложения', help: 'На странице приложения в oauth.yandex.ru.' },
    clientSecret: { label: 'Client secret', help: 'Там же.' },
  },
} satisfies Record<'en' | 'ru', Record<string, FieldWords>>;

export const ACCESS_OPTIONS = {
  en: { access: { token: 'A token that I paste', 'sign-in': 'I sign in at Yandex' } },
  ru: { access: { token: 'Вставлю готовый токен', 'sign-in': 'Войду через Яндекс' } },
};

export const COUNTER = {
  en: { counter: { label: 'Counter number', help: 'In Metrica: Settings, the number beside the site.' } },
  ru: { counter: { label: 'Номер счётчика', help: 'В Метрике: «Настройка», номер рядом с сайтом.' } },
};

export const METRICA_REASONS = {
  en: {
    'no-right':
      'The account of the token may not change this counter. Give it edit access in Metrica, or take a token of the owner; the application needs the right metrika:write.',
    'counter-unknown': 'Metrica has no such counter. Check its number.',
    'quota-of-the-day':
      'Requests to the Metrica API are used up for today (5,000 for a user, all programs together). It goes on after 03:00 Moscow time.',
    invalid: 'Metrica does not take the line as it is; its own words say why.',
  },
  ru: {
    'no-right':
      'Аккаунту токена нельзя менять этот счётчик. Дайте ему в Метрике доступ на редактирование или возьмите токен владельца; приложению нужно право metrika:write.',
    'counter-unknown': 'Такого счётчика в Метрике нет. Проверьте номер.',
    'quota-of-the-day':
      'На сегодня запросы к API Метрики исчерпаны (5000 на пользователя, на все программы вместе). Продолжим после 03:00 по Москве.',
    invalid: 'Метрика не принимает строку в таком виде; почему – в её собственном ответе.',
  },
};

export const UPLOAD_REASONS = {
  en: {
    'being-read': 'Metrica has the file and is reading it. That takes up to two hours.',
    'being-looked-up': 'The answer was lost. We look in Metrica whether the file arrived before sending it again.',
    'never-read': 'Metrica has not read the file in a day. Look at “Data import” in its settings, then replay.',
    'not-linked':
      'Metrica knows no visit of this visitor in the last 21 days before the call. If that is so for many calls, check the counter number.',
    'goal-unknown': 'Metrica has no such goal. Create it with the type “JavaScript event”, condition “matches”.',
    'rows-refused': 'Metrica has taken only a part of the file and does not say which lines are missing.',
  },
  ru: {
    'being-read': 'Файл в Метрике, она его обрабатывает. Это занимает до двух часов.',
    'being-looked-up': 'Ответ потерялся. Сначала посмотрим в Метрике, дошёл ли файл, и только потом отправим ещё раз.',
    'never-read':
      'Метрика не обработала файл за сутки. Посмотрите «Загрузку данных» в её настройках и отправьте снова.',
    'not-linked':
      'Метрика не знает визитов этого посетителя за 21 день до звонка. Если так со многими звонками, проверьте номер счётчика.',
    'goal-unknown': 'Такой цели в Метрике нет. Создайте её: тип «JavaScript-событие», условие «совпадает».',
    'rows-refused': 'Метрика приняла лишь часть файла и не говорит, каких строк не хватает.',
  },
};

export const VISITOR = {
  en: {
    price: {
      label: 'What it is worth',
      help: 'An amount in the currency of the site, or a template: {deal_amount}. Empty: the goal has no value.',
    },
    weighted: {
      label: 'Weigh by probability',
      help: 'A call that is this visitor’s with 60 % brings 60 % of the amount: the sum over many calls is right.',
    },
    leastVisit: {
      label: 'Least probability of the visit',
      help: 'From 0 to 1. Calls whose visitor is less certain count as those whose visitor nobody knows.',
    },
    holdHours: {
      label: 'Wait, hours',
      help: 'What Metrica was told can’t be corrected. Waiting a day lets spam be marked and the answer be judged anew first.',
    },
  },
  ru: {
    price: {
      label: 'Ценность',
      help: 'Сумма в валюте сайта или шаблон: {deal_amount}. Пусто: у цели нет ценности.',
    },
    weighted: {
      label: 'Взвешивать по вероятности',
      help: 'Звонок, который с вероятностью 60 % от этого посетителя, даёт 60 % суммы: в сумме по многим звонкам выходит верно.',
    },
    leastVisit: {
      label: 'Минимальная вероятность визита',
      help: 'От 0 до 1. Если посетитель известен хуже, звонок считается звонком неизвестного посетителя.',
    },
    holdHours: {
      label: 'Подождать, часов',
      help: 'Переданное в Метрику не исправить. За сутки успевают отметить спам и пересчитать ответ.',
    },
  },
};

export const VISITOR_REASONS = {
  en: {
    'no-visitor':
      'Nobody knows the visitor, or the page had no Metrica counter when they came, so there is no ClientID and no yclid.',
    'visit-too-old': 'The click in Direct was more than 21 days ago: Metrica ties nothing to it any more.',
    'already-told': 'Metrica was told of this one before and would count it twice.',
    'on-hold': 'Waits as long as the form says.',
    'not-over': 'The call is not over.',
  },
  ru: {
    'no-visitor': 'Посетитель неизвестен, или на странице не было счётчика Метрики: нет ни ClientID, ни yclid.',
    'visit-too-old': 'Клик в Директе был больше 21 дня назад: Метрика уже ничего с ним не свяжет.',
    'already-told': 'Об этом Метрике уже сообщили, второй раз она посчитала бы дважды.',
    'on-hold': 'Ждёт столько, сколько указано в настройках.',
    'not-over': 'Звонок ещё не закончился.',
  },
};
