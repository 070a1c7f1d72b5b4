// Words of the destination "everflow".
import { trackerWords } from './trackers.ts';

export const everflow = trackerWords({
  en: {
    name: 'Everflow',
    about: 'The network hears of each call as a conversion or an event of the click’s transaction.',
    fields: {
      address: { label: 'Tracking domain', help: 'https:// and the domain of the postback address.' },
      nid: { label: 'Network id (nid)', help: 'In the postback address of the offer, or in Control Center.' },
      eventId: { label: 'Event id', help: 'For an event instead of the base conversion.' },
      token: { label: 'Verification token', help: 'If the advertiser is set up to use one.' },
      multiple: {
        label: 'The offer allows several conversions',
        help: 'Then a repeated postback counts once more: what may have arrived waits for you.',
      },
    },
  },
  ru: {
    name: 'Everflow',
    about: 'Сеть узнаёт о каждом звонке как о конверсии или событии по transaction id.',
    fields: {
      address: { label: 'Трекинговый домен', help: 'https:// и домен из адреса постбека.' },
      nid: { label: 'Id сети (nid)', help: 'В адресе постбека оффера или в Control Center.' },
      eventId: { label: 'Id события', help: 'Для события вместо основной конверсии.' },
      token: { label: 'Verification token', help: 'Если у рекламодателя он включён.' },
      multiple: {
        label: 'Оффер допускает несколько конверсий',
        help: 'Тогда повторный постбек засчитается ещё раз: то, что могло дойти, ждёт вас.',
      },
    },
  },
});
