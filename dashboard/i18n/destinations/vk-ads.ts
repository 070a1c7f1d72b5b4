// Words of the destination "vk-ads".
import type { DestinationWords } from './words.ts';

export const vkAds: DestinationWords = {
  en: {
    name: 'VK Реклама: goals',
    about:
      'A call reaches a goal of your VK pixel by the click on the ad, so that campaigns can be led by calls and deals.',
    fields: {
      pixel: { label: 'Number of the pixel', help: 'VK Реклама, Sites: the number under the name of the site.' },
      goal: {
        label: 'Name of the goal',
        help: 'VK Реклама, Sites, Events: an event of the type “JavaScript event” with this name.',
      },
      dealStatus: { label: 'Which deals', help: 'If deals are told.' },
      price: { label: 'What it is worth', help: 'A whole amount or a template: {deal_amount}. Empty: none.' },
      weighted: {
        label: 'Weigh by probability',
        help: 'A call that is this visitor’s with 60 % brings 60 % of the amount.',
      },
      leastVisit: { label: 'Least probability of the visit', help: 'From 0 to 1. Less certain calls are not told.' },
      byVisitor: {
        label: 'Without a click: by our visitor id',
        help: 'Only if your pixel gets it as userid: userid: dialtrace.ids().visitor',
      },
    },
    options: { dealStatus: { won: 'Won', open: 'In progress', lost: 'Lost', any: 'All: once each' } },
    reasons: {
      'no-click': 'The visit came by no click on a VK ad (rb_clickid), or nobody knows the visit.',
      'already-told': 'VK was told of this one before and would count it twice.',
      'not-over': 'The call is not over.',
      'other-status': 'The deal stands otherwise than those that are told.',
      'no-call': 'The deal came of no call that we know.',
    },
  },
  ru: {
    name: 'VK Реклама: цели',
    about:
      'Звонок достигает цели вашего пикселя VK по клику на объявление: кампании могут учиться на звонках и сделках.',
    fields: {
      pixel: { label: 'Номер пикселя', help: 'VK Реклама, «Сайты»: номер под названием сайта.' },
      goal: { label: 'Название события', help: 'VK Реклама, «Сайты», «События»: тип «JS-событие» с таким названием.' },
      dealStatus: { label: 'Какие сделки', help: 'Если передаются сделки.' },
      price: { label: 'Ценность', help: 'Целая сумма или шаблон: {deal_amount}. Пусто: без ценности.' },
      weighted: {
        label: 'Взвешивать по вероятности',
        help: 'Звонок, который с вероятностью 60 % от этого посетителя, даёт 60 % суммы.',
      },
      leastVisit: { label: 'Минимальная вероятность визита', help: 'От 0 до 1. Менее уверенные звонки не передаются.' },
      byVisitor: {
        label: 'Без клика: по нашему номеру посетителя',
        help: 'Только если ваш пиксель получает его как userid: userid: dialtrace.ids().visitor',
      },
    },
    options: { dealStatus: { won: 'Выигранные', open: 'В работе', lost: 'Проигранные', any: 'Все, по одному разу' } },
    reasons: {
      'no-click': 'Визит пришёл не с рекламы VK (нет rb_clickid) или визит неизвестен.',
      'already-told': 'Об этом VK уже сообщили, второй раз он посчитал бы дважды.',
      'not-over': 'Звонок ещё не закончился.',
      'other-status': 'Сделка сейчас в другом состоянии, чем те, что передаются.',
      'no-call': 'У сделки нет известного нам звонка.',
    },
  },
};
