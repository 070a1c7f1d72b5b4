// Words of the destination "google-analytics-4".
import type { DestinationWords } from './words.ts';

export const googleAnalytics4: DestinationWords = {
  en: {
    name: 'Google Analytics 4',
    about:
      'Calls stand in your reports as events of the very visit that led to them, and can be marked as key events and used in Google Ads.',
    fields: {
      measurementId: { label: 'Measurement ID', help: 'Admin → Data streams → your web stream, at the top right: G-…' },
      apiSecret: {
        label: 'API secret',
        help: 'On the same page: Measurement Protocol API secrets → Create. Google takes a wrong one without a word, so copy it whole.',
      },
      processing: { label: 'Where events are processed' },
      eventName: {
        label: 'Name of the event',
        help: 'Mark it as a key event in Google Analytics after the first call.',
      },
      missedEventName: {
        label: 'Name of the event for missed calls',
        help: 'Empty: the same name; call_status tells them apart.',
      },
      value: { label: 'Value of an answered call', help: "In the site's currency. Empty: none is sent." },
      wonEvent: {
        label: 'What a won deal is called',
        help: 'Purchases are counted once per deal by Google, and a deal that is lost after all is sent as a refund.',
      },
      adUserData: {
        label: 'Consent: user data for ads',
        help: 'What your visitors have agreed to. "As the page said": we send nothing.',
      },
      adPersonalization: { label: 'Consent: personalised ads' },
      parameters: {
        label: 'More parameters',
        help: 'Register each as a custom dimension to see it in reports. Google forbids phones and names: such values are left out.',
      },
    },
    options: {
      processing: { worldwide: 'Anywhere', eu: 'In the European Union' },
      wonEvent: { close_convert_lead: 'A lead that was won (close_convert_lead)', purchase: 'A purchase (purchase)' },
      adUserData: { unsaid: 'As the page said', granted: 'Given', denied: 'Refused' },
      adPersonalization: { unsaid: 'As the page said', granted: 'Given', denied: 'Refused' },
    },
    reasons: {
      'no-client-id':
        'No visit with a Google Analytics cookie led to this call, so there is nobody in Google Analytics to add it to. Check that the tag is on the page if this happens to most calls.',
      'already-told': 'Google Analytics already has this event.',
      'no-correction':
        'The event was sent for another visit before. Google Analytics takes nothing back, so it stays there.',
      'not-over': 'The call is not over yet: it is told when it is.',
      'too-old': 'The call is older than 72 hours, and Google Analytics takes nothing older.',
      'not-told-before': 'Google Analytics was never told of it, so there is nothing to change there.',
      'nothing-to-tell': 'There is no event for this in Google Analytics.',
      'not-valid': 'The validation server of Google Analytics refuses the event. Change the setting that it names.',
    },
  },
  ru: {
    name: 'Google Аналитика 4',
    about:
      'Звонки видны в отчётах как события того самого визита, который к ним привёл; их можно сделать ключевыми событиями и передать в Google Ads.',
    fields: {
      measurementId: {
        label: 'Идентификатор показателя (Measurement ID)',
        help: 'Администратор → Потоки данных → веб-поток, справа вверху: G-…',
      },
      apiSecret: {
        label: 'Секретный ключ API',
        help: 'На той же странице: «Секретные ключи API Measurement Protocol» → «Создать». Неверный ключ Google принимает молча, поэтому скопируйте его целиком.',
      },
      processing: { label: 'Где обрабатываются события' },
      eventName: {
        label: 'Название события',
        help: 'После первого звонка отметьте его в Google Аналитике как ключевое событие.',
      },
      missedEventName: {
        label: 'Название события для пропущенных звонков',
        help: 'Если пусто — такое же; различить их можно по call_status.',
      },
      value: { label: 'Ценность отвеченного звонка', help: 'В валюте сайта. Если пусто, ценность не передаётся.' },
      wonEvent: {
        label: 'Чем считать успешную сделку',
        help: 'Покупку Google засчитывает один раз на сделку, а если сделка всё же сорвалась, уйдёт возврат.',
      },
      adUserData: {
        label: 'Согласие: данные для рекламы',
        help: 'На что согласились ваши посетители. «Как сказала страница» — мы ничего не передаём.',
      },
      adPersonalization: { label: 'Согласие: персонализация рекламы' },
      parameters: {
        label: 'Дополнительные параметры',
        help: 'Чтобы видеть их в отчётах, заведите для каждого специальный параметр. Телефоны и имена Google запрещает: такие значения не отправляются.',
      },
    },
    options: {
      processing: { worldwide: 'Где угодно', eu: 'В Евросоюзе' },
      wonEvent: {
        close_convert_lead: 'Успешно закрытый лид (close_convert_lead)',
        purchase: 'Покупка (purchase)',
      },
      adUserData: { unsaid: 'Как сказала страница', granted: 'Дано', denied: 'Не дано' },
      adPersonalization: { unsaid: 'Как сказала страница', granted: 'Дано', denied: 'Не дано' },
    },
    reasons: {
      'no-client-id':
        'К этому звонку не привёл ни один визит с cookie Google Аналитики, поэтому добавить его не к кому. Если так с большинством звонков, проверьте, стоит ли на странице тег.',
      'already-told': 'Это событие в Google Аналитике уже есть.',
      'no-correction':
        'Событие уже отправлено для другого визита. Отозвать его Google Аналитика не даёт, поэтому оно останется там.',
      'not-over': 'Звонок ещё идёт: сообщим, когда закончится.',
      'too-old': 'Звонку больше 72 часов, а старше Google Аналитика не принимает.',
      'not-told-before': 'Google Аналитика об этом звонке не знает, менять там нечего.',
      'nothing-to-tell': 'Для этого в Google Аналитике нет события.',
      'not-valid': 'Сервер проверки Google Аналитики не принимает событие. Исправьте настройку, которую он называет.',
    },
  },
};
