// Words of the destination "tune".
import { NETWORK_REASONS, trackerWords } from './trackers.ts';

export const tune = trackerWords({
  en: {
    name: 'TUNE (HasOffers)',
    about:
      'The network hears of each call as a conversion of the click’s transaction; its answer is read, not only its status.',
    fields: {
      address: { label: 'Network’s address', help: 'https://NETWORK.go2cloud.org or your tracking domain.' },
      offerId: { label: 'Offer id', help: 'Only if the network’s protocol asks for it.' },
      goalId: { label: 'Goal id', help: 'For a goal instead of the offer’s own conversion.' },
      token: { label: 'Security token', help: 'Advertiser Security Token, if the network asks for one.' },
      multiple: {
        label: 'The offer allows multiple conversions',
        help: 'Then a repeated postback counts once more: what may have arrived waits for you.',
      },
    },
    reasons: NETWORK_REASONS.en,
  },
  ru: {
    name: 'TUNE (HasOffers)',
    about: 'Сеть узнаёт о каждом звонке как о конверсии по transaction id; читаем её ответ, а не только код.',
    fields: {
      address: { label: 'Адрес сети', help: 'https://СЕТЬ.go2cloud.org или ваш трекинговый домен.' },
      offerId: { label: 'Id оффера', help: 'Только если его требует протокол сети.' },
      goalId: { label: 'Id цели', help: 'Для цели вместо основной конверсии оффера.' },
      token: { label: 'Security token', help: 'Advertiser Security Token, если сеть его требует.' },
      multiple: {
        label: 'Оффер допускает несколько конверсий',
        help: 'Тогда повторный постбек засчитается ещё раз: то, что могло дойти, ждёт вас.',
      },
    },
    reasons: NETWORK_REASONS.ru,
  },
});
