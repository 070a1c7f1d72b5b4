// Words of the destination "google-ads".
import { googleAccess } from './google-access.ts';
import type { DestinationWords } from './words.ts';

export const googleAds: DestinationWords = {
  en: {
    name: 'Google Ads',
    about:
      'Google Ads learns which clicks bring calls and deals, so that its bidding finds more of them. What you paid comes back into your reports.',
    fields: {
      ...googleAccess.en.fields,
      customerId: {
        label: 'Account number',
        help: 'At the top right in Google Ads: 123-456-7890. The account that owns the conversion action.',
      },
      loginCustomerId: {
        label: "Manager account's number",
        help: 'Only if access was given to a manager account above this one.',
      },
      conversionActionId: {
        label: 'Conversion action of calls',
        help: 'Goals → Conversions → your action of the kind "Import from clicks": the number after ctId= in its address.',
      },
      dealActionId: {
        label: 'Conversion action of won deals',
        help: 'Another one of the same kind. Empty: deals are not sent.',
      },
      value: { label: 'Value of a call', help: "In the site's currency. Empty: the value of the conversion action." },
      valueBy: {
        label: 'Is the value weighted',
        help: 'We know how probable it is that this very click led to the call.',
      },
      identifyBy: {
        label: 'How Google finds the person',
        help: 'The phone goes as a hash, of every call that the filter lets through. The account must have accepted the customer data terms.',
      },
      adUserData: { label: 'Consent: user data for ads', help: 'Needed for visitors from the European Economic Area.' },
      adPersonalization: { label: 'Consent: personalised ads' },
      corrections: {
        label: 'When a call turns out otherwise',
        help: 'Spam, another click, a deal that was lost. Retracting needs the Google Ads API in the same project.',
      },
      variables: {
        label: 'Custom variables',
        help: 'Create them in Google Ads first: Goals → Conversions → Custom variables. No phones, no names.',
      },
      spend: {
        label: 'Take in what was paid',
        help: 'Four times a day, the last two weeks. Needs the Google Ads API in the same project.',
      },
    },
    options: {
      ...googleAccess.en.options,
      valueBy: { full: 'No: always the whole value', probability: 'Yes: multiplied by the probability' },
      identifyBy: { click: 'By the click', 'click-and-phone': "By the click and the hash of the caller's phone" },
      adUserData: { unsaid: 'Nothing is said', granted: 'Given', denied: 'Refused' },
      adPersonalization: { unsaid: 'Nothing is said', granted: 'Given', denied: 'Refused' },
      corrections: {
        value: 'It is worth nothing from then on, but stays counted',
        retract: 'It is retracted: counted no more',
        none: 'It stays as it was told',
      },
    },
    reasons: {
      ...googleAccess.en.reasons,
      'no-click': 'No click on a Google ad led to this call: there is nothing to tell Google Ads.',
      'click-too-old': 'The click is older than 90 days: Google Ads takes no conversions of it any more.',
      'already-told': 'Google Ads already has this conversion.',
      'no-correction': 'The call turned out otherwise, but this destination is set to leave what was told.',
      'not-over': 'The call is not over yet: it is told when it is.',
      'not-told-before': 'Google Ads was never told of it, so there is nothing to take back.',
      'nothing-to-tell': 'There is nothing in this for Google Ads.',
      'no-action-for-deals': 'Choose a conversion action for won deals, and they will be sent.',
      processing: 'Google has taken it and is reading it. We ask again later.',
      'click-too-recent': 'Google wants the click to be some hours old. It is sent again in six hours.',
      'not-processed': 'Google read the conversion and threw it out, for the reason given.',
      'refused-by-google': 'Google refuses the conversion as it is.',
      'settings-refused': 'Google refuses a setting. Mend the one that it names, then resume.',
      'terms-not-signed':
        'The account has not accepted the customer data terms, or enhanced conversions for leads are off. Switch them on in Google Ads: Goals → Settings; or send no phones.',
      'no-such-account': 'Google knows no such account or address. Check the account number.',
    },
  },
  ru: {
    name: 'Google Ads',
    about:
      'Google Ads узнаёт, какие клики приводят звонки и сделки, и его автостратегии находят таких больше. А расходы приходят в ваши отчёты.',
    fields: {
      ...googleAccess.ru.fields,
      customerId: {
        label: 'Номер аккаунта',
        help: 'В Google Ads справа вверху: 123-456-7890. Аккаунт, которому принадлежит конверсия.',
      },
      loginCustomerId: {
        label: 'Номер управляющего аккаунта',
        help: 'Только если доступ дан управляющему аккаунту над этим.',
      },
      conversionActionId: {
        label: 'Конверсия для звонков',
        help: 'Цели → Конверсии → ваша конверсия вида «Импорт по кликам»: число после ctId= в её адресе.',
      },
      dealActionId: {
        label: 'Конверсия для успешных сделок',
        help: 'Ещё одна того же вида. Если пусто, сделки не отправляются.',
      },
      value: { label: 'Ценность звонка', help: 'В валюте сайта. Если пусто — ценность, заданная у конверсии.' },
      valueBy: {
        label: 'Взвешивать ли ценность',
        help: 'Мы знаем, с какой вероятностью к звонку привёл именно этот клик.',
      },
      identifyBy: {
        label: 'Как Google находит человека',
        help: 'Телефон уходит в виде хеша — у всех звонков, которые пропускает фильтр. В аккаунте должны быть приняты условия обработки данных о клиентах.',
      },
      adUserData: {
        label: 'Согласие: данные для рекламы',
        help: 'Нужно для посетителей из Европейской экономической зоны.',
      },
      adPersonalization: { label: 'Согласие: персонализация рекламы' },
      corrections: {
        label: 'Если звонок оказался другим',
        help: 'Спам, другой клик, сорвавшаяся сделка. Для отзыва нужен Google Ads API в том же проекте.',
      },
      variables: {
        label: 'Специальные переменные',
        help: 'Сначала создайте их в Google Ads: Цели → Конверсии → Специальные переменные. Без телефонов и имён.',
      },
      spend: {
        label: 'Загружать расходы',
        help: 'Четыре раза в день, за последние две недели. Нужен Google Ads API в том же проекте.',
      },
    },
    options: {
      ...googleAccess.ru.options,
      valueBy: { full: 'Нет: всегда полная ценность', probability: 'Да: умножать на вероятность' },
      identifyBy: { click: 'По клику', 'click-and-phone': 'По клику и хешу телефона' },
      adUserData: { unsaid: 'Ничего не сообщать', granted: 'Дано', denied: 'Не дано' },
      adPersonalization: { unsaid: 'Ничего не сообщать', granted: 'Дано', denied: 'Не дано' },
      corrections: {
        value: 'Ценность становится нулевой, но конверсия остаётся в счёте',
        retract: 'Конверсия отзывается и больше не считается',
        none: 'Оставить как было',
      },
    },
    reasons: {
      ...googleAccess.ru.reasons,
      'no-click': 'К этому звонку не привёл клик по рекламе Google: сообщать Google Ads нечего.',
      'click-too-old': 'Клику больше 90 дней: конверсий для него Google Ads уже не принимает.',
      'already-told': 'Эта конверсия в Google Ads уже есть.',
      'no-correction': 'Звонок оказался другим, но здесь выбрано оставлять то, что уже отправлено.',
      'not-over': 'Звонок ещё идёт: сообщим, когда закончится.',
      'not-told-before': 'Google Ads о нём не знает, отзывать нечего.',
      'nothing-to-tell': 'Для Google Ads здесь ничего нет.',
      'no-action-for-deals': 'Укажите конверсию для успешных сделок — и они будут отправляться.',
      processing: 'Google принял конверсию и обрабатывает её. Спросим позже.',
      'click-too-recent': 'Google хочет, чтобы клику было несколько часов. Отправим ещё раз через шесть часов.',
      'not-processed': 'Google обработал конверсию и отбросил её по названной причине.',
      'refused-by-google': 'В таком виде Google конверсию не принимает.',
      'settings-refused':
        'Google не принимает одну из настроек. Исправьте ту, которую он называет, и возобновите отправку.',
      'terms-not-signed':
        'В аккаунте не приняты условия обработки данных о клиентах или выключено расширенное отслеживание конверсий для потенциальных клиентов. Включите: Google Ads → Цели → Настройки. Или не отправляйте телефоны.',
      'no-such-account': 'Такого аккаунта или адреса Google не знает. Проверьте номер аккаунта.',
    },
  },
};
