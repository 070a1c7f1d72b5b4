// Data: the places visits come from. Known by the referrer's host, or by the word the owner put in utm_source.

/** What kind of place it is; `…-ads` are places that only send paid visits. */
export type PlaceKind =
  | 'search'
  | 'social'
  | 'messenger'
  | 'maps'
  | 'ai'
  | 'email'
  | 'search-ads'
  | 'social-ads'
  | 'display-ads';

/**
 * `hosts`: 'ya.ru' is that host alone ('www.' and 'm.' aside), '.vk.com' covers its subdomains too, 'google.*' any
 * country's ending, 'bing.com/chat' only addresses whose path starts so. `words`: values of utm_source, in lower case;
 * a utm_source that is a host is looked up among the hosts. An Android app (android-app://com.vkontakte.android/) is
 * its package read from the right: 'android.vkontakte.com'.
 */
export type Place = { name: string; kind: PlaceKind; hosts: readonly string[]; words?: readonly string[] };

export const PLACES: readonly Place[] = [
  // Search engines
  {
    name: 'yandex',
    kind: 'search',
    hosts: ['yandex.*', 'ya.ru', 'search.yandex.*', 'images.yandex.*', 'searchplugin.yandex.ru'],
    words: ['yandex', 'ya', 'яндекс', 'yandex_search', 'yandex-search'],
  },
  {
    name: 'google',
    kind: 'search',
    hosts: ['google.*', 'images.google.*', 'googlequicksearchbox.android.google.com', 'cse.google.*'],
    words: ['google', 'гугл', 'google_search'],
  },
  { name: 'bing', kind: 'search', hosts: ['.bing.com'], words: ['bing', 'microsoft'] },
  { name: 'mail.ru', kind: 'search', hosts: ['mail.ru', 'go.mail.ru'], words: ['mailru', 'mail_ru', 'go.mail.ru'] },
  { name: 'rambler', kind: 'search', hosts: ['rambler.ru', 'nova.rambler.ru', 'r0.ru'], words: ['rambler'] },
  { name: 'duckduckgo', kind: 'search', hosts: ['.duckduckgo.com'], words: ['duckduckgo', 'ddg'] },
  { name: 'baidu', kind: 'search', hosts: ['.baidu.com'], words: ['baidu'] },
  { name: 'yahoo', kind: 'search', hosts: ['.search.yahoo.com', 'yahoo.com', 'search.yahoo.co.jp'], words: ['yahoo'] },
  { name: 'ecosia', kind: 'search', hosts: ['.ecosia.org'], words: ['ecosia'] },
  { name: 'brave', kind: 'search', hosts: ['search.brave.com'], words: ['brave'] },
  { name: 'startpage', kind: 'search', hosts: ['.startpage.com'] },
  { name: 'qwant', kind: 'search', hosts: ['.qwant.com'] },
  { name: 'seznam', kind: 'search', hosts: ['.seznam.cz'], words: ['seznam'] },
  { name: 'naver', kind: 'search', hosts: ['.naver.com'], words: ['naver'] },
  { name: 'sogou', kind: 'search', hosts: ['.sogou.com'] },
  { name: 'kagi', kind: 'search', hosts: ['kagi.com'] },

  // Social networks, video, blogs
  {
    name: 'vk',
    kind: 'social',
    hosts: ['.vk.com', '.vk.ru', '.vkvideo.ru', 'vk.cc', '.vkontakte.com'],
    words: ['vk', 'vkontakte', 'вк', 'вконтакте', 'vk_group', 'vk-group'],
  },
  {
    name: 'ok',
    kind: 'social',
    hosts: ['.ok.ru', '.odnoklassniki.ru'],
    words: ['ok', 'odnoklassniki', 'одноклассники'],
  },
  { name: 'my.mail.ru', kind: 'social', hosts: ['my.mail.ru'], words: ['my.mail.ru', 'mymailru'] },
  { name: 'dzen', kind: 'social', hosts: ['.dzen.ru', 'zen.yandex.*'], words: ['dzen', 'zen', 'дзен', 'yandex_zen'] },
  { name: 'rutube', kind: 'social', hosts: ['.rutube.ru'], words: ['rutube'] },
  { name: 'pikabu', kind: 'social', hosts: ['.pikabu.ru'], words: ['pikabu'] },
  { name: 'tenchat', kind: 'social', hosts: ['.tenchat.ru'], words: ['tenchat'] },
  { name: 'vc.ru', kind: 'social', hosts: ['.vc.ru'] },
  { name: 'habr', kind: 'social', hosts: ['.habr.com'], words: ['habr'] },
  { name: 'livejournal', kind: 'social', hosts: ['.livejournal.com'] },
  {
    name: 'instagram',
    kind: 'social',
    hosts: ['.instagram.com'],
    words: ['instagram', 'ig', 'insta', 'inst', 'инстаграм'],
  },
  {
    name: 'facebook',
    kind: 'social',
    hosts: ['.facebook.com', 'fb.me', 'fb.com'],
    words: ['facebook', 'fb', 'meta', 'фейсбук'],
  },
  { name: 'threads', kind: 'social', hosts: ['.threads.net', '.threads.com'], words: ['threads'] },
  { name: 'tiktok', kind: 'social', hosts: ['.tiktok.com'], words: ['tiktok', 'tik-tok', 'тикток'] },
  { name: 'youtube', kind: 'social', hosts: ['.youtube.com', 'youtu.be'], words: ['youtube', 'yt', 'ютуб'] },
  { name: 'linkedin', kind: 'social', hosts: ['.linkedin.com', 'lnkd.in'], words: ['linkedin'] },
  { name: 'x', kind: 'social', hosts: ['x.com', '.twitter.com', 't.co'], words: ['x', 'twitter'] },
  { name: 'reddit', kind: 'social', hosts: ['.reddit.com'], words: ['reddit'] },
  { name: 'pinterest', kind: 'social', hosts: ['.pinterest.*', 'pin.it'], words: ['pinterest'] },
  { name: 'snapchat', kind: 'social', hosts: ['.snapchat.com'], words: ['snapchat'] },
  { name: 'bluesky', kind: 'social', hosts: ['bsky.app'], words: ['bluesky', 'bsky'] },
  { name: 'twitch', kind: 'social', hosts: ['.twitch.tv'], words: ['twitch'] },
  { name: 'quora', kind: 'social', hosts: ['.quora.com'], words: ['quora'] },
  { name: 'medium', kind: 'social', hosts: ['.medium.com'] },

  // Messengers
  {
    name: 'telegram',
    kind: 'messenger',
    hosts: ['.telegram.org', '.t.me', 'telegram.me'],
    words: ['telegram', 'tg', 'телеграм', 'telega'],
  },
  { name: 'whatsapp', kind: 'messenger', hosts: ['.whatsapp.com', 'wa.me'], words: ['whatsapp', 'wa', 'ватсап'] },
  { name: 'viber', kind: 'messenger', hosts: ['.viber.com'], words: ['viber', 'вайбер'] },
  { name: 'max', kind: 'messenger', hosts: ['.max.ru'], words: ['max', 'макс'] },
  { name: 'messenger', kind: 'messenger', hosts: ['.messenger.com', 'm.me'], words: ['messenger'] },
  { name: 'discord', kind: 'messenger', hosts: ['.discord.com'], words: ['discord'] },
  { name: 'slack', kind: 'messenger', hosts: ['.slack.com'], words: ['slack'] },
  { name: 'signal', kind: 'messenger', hosts: ['signal.me'], words: ['signal'] },
  { name: 'skype', kind: 'messenger', hosts: ['.skype.com'], words: ['skype'] },

  // Maps and listings
  {
    name: 'yandex-maps',
    kind: 'maps',
    hosts: ['maps.yandex.*', 'yandex.*/maps', 'yandex.*/navi', 'yandex.*/profile', 'yandexmaps.yandex.ru'],
    words: [
      'yandex-maps',
      'yandex_maps',
      'yandexmaps',
      'yandex.maps',
      'ymaps',
      'yamaps',
      'яндекс.карты',
      'yandex_business',
    ],
  },
  {
    name: 'google-maps',
    kind: 'maps',
    hosts: ['maps.google.*', 'google.*/maps', 'maps.app.goo.gl', 'business.google.com', 'maps.apps.android.google.com'],
    words: ['google-maps', 'google_maps', 'googlemaps', 'gmaps', 'gmb', 'gbp', 'google_business', 'google-my-business'],
  },
  {
    name: '2gis',
    kind: 'maps',
    hosts: ['.2gis.*', '.2gis.com.cy', '.dublgis.ru'],
    words: ['2gis', '2гис', 'dgis', 'doublegis'],
  },
  { name: 'apple-maps', kind: 'maps', hosts: ['maps.apple.com'], words: ['apple-maps', 'apple_maps'] },
  { name: 'zoon', kind: 'maps', hosts: ['.zoon.ru'], words: ['zoon'] },
  { name: 'yell', kind: 'maps', hosts: ['.yell.ru', '.yell.com'], words: ['yell'] },
  { name: 'flamp', kind: 'maps', hosts: ['.flamp.ru'], words: ['flamp'] },
  { name: 'waze', kind: 'maps', hosts: ['.waze.com'], words: ['waze'] },
  { name: 'tripadvisor', kind: 'maps', hosts: ['.tripadvisor.*'], words: ['tripadvisor'] },
  { name: 'yelp', kind: 'maps', hosts: ['.yelp.*'], words: ['yelp'] },

  // Assistants that answer with links
  {
    name: 'chatgpt',
    kind: 'ai',
    hosts: ['.chatgpt.com', 'chat.openai.com', '.openai.com'],
    words: ['chatgpt', 'openai'],
  },
  { name: 'perplexity', kind: 'ai', hosts: ['.perplexity.ai'], words: ['perplexity'] },
  { name: 'alice', kind: 'ai', hosts: ['alice.yandex.*', 'alice.ya.ru'], words: ['alice', 'алиса', 'yandex_alice'] },
  {
    name: 'gigachat',
    kind: 'ai',
    hosts: ['.giga.chat', '.gigachat.ru', 'developers.sber.ru/gigachat'],
    words: ['gigachat', 'гигачат'],
  },
  {
    name: 'copilot',
    kind: 'ai',
    hosts: ['copilot.microsoft.com', 'copilot.cloud.microsoft', 'bing.com/chat'],
    words: ['copilot'],
  },
  { name: 'gemini', kind: 'ai', hosts: ['gemini.google.com', 'bard.google.com'], words: ['gemini', 'bard'] },
  { name: 'claude', kind: 'ai', hosts: ['.claude.ai'], words: ['claude'] },
  { name: 'deepseek', kind: 'ai', hosts: ['.deepseek.com'], words: ['deepseek'] },
  { name: 'grok', kind: 'ai', hosts: ['.grok.com', '.x.ai', 'x.com/i/grok'], words: ['grok'] },
  { name: 'mistral', kind: 'ai', hosts: ['chat.mistral.ai'], words: ['mistral'] },
  { name: 'qwen', kind: 'ai', hosts: ['chat.qwen.ai'], words: ['qwen'] },
  { name: 'kimi', kind: 'ai', hosts: ['.kimi.com'], words: ['kimi'] },
  { name: 'meta-ai', kind: 'ai', hosts: ['.meta.ai'], words: ['meta-ai'] },
  { name: 'you.com', kind: 'ai', hosts: ['you.com'] },
  { name: 'poe', kind: 'ai', hosts: ['poe.com'] },

  // Mail read in a browser
  { name: 'gmail', kind: 'email', hosts: ['mail.google.com', 'gm.android.google.com'], words: ['gmail'] },
  { name: 'yandex-mail', kind: 'email', hosts: ['mail.yandex.*'], words: ['yandex-mail'] },
  { name: 'mail.ru-mail', kind: 'email', hosts: ['e.mail.ru', 'touch.mail.ru', 'octavius.mail.ru', 'light.mail.ru'] },
  { name: 'rambler-mail', kind: 'email', hosts: ['mail.rambler.ru'] },
  {
    name: 'outlook',
    kind: 'email',
    hosts: ['.outlook.live.com', '.outlook.com', '.outlook.office.com', '.outlook.office365.com'],
    words: ['outlook'],
  },
  { name: 'yahoo-mail', kind: 'email', hosts: ['.mail.yahoo.com'] },
  {
    name: 'email',
    kind: 'email',
    hosts: ['.sendpulse.com', '.unisender.com', '.mailchimp.com'],
    words: ['email', 'e-mail', 'mail', 'newsletter', 'mailing', 'unisender', 'sendpulse', 'mailchimp', 'getresponse'],
  },

  // Ad systems that name themselves
  {
    name: 'yandex',
    kind: 'search-ads',
    hosts: ['direct.yandex.*', 'yabs.yandex.*', 'an.yandex.*'],
    words: [
      'yandex-direct',
      'yandex_direct',
      'yandex.direct',
      'yandexdirect',
      'yadirect',
      'ydirect',
      'direct',
      'яндекс.директ',
    ],
  },
  {
    name: 'google',
    kind: 'search-ads',
    hosts: ['.googleadservices.com'],
    words: ['google-ads', 'google_ads', 'googleads', 'google.ads', 'adwords', 'google_adwords'],
  },
  {
    name: 'bing',
    kind: 'search-ads',
    hosts: [],
    words: ['bing-ads', 'bing_ads', 'bingads', 'microsoft-ads', 'microsoft_ads'],
  },
  {
    name: 'vk',
    kind: 'social-ads',
    hosts: ['ads.vk.com', 'target.my.com', 'r.mradx.net'],
    words: [
      'vk-ads',
      'vk_ads',
      'vkads',
      'vk_target',
      'vk-target',
      'vk_reklama',
      'mytarget',
      'my-target',
      'my_target',
      'target.my.com',
    ],
  },
  {
    name: 'facebook',
    kind: 'social-ads',
    hosts: [],
    words: [
      'facebook-ads',
      'facebook_ads',
      'fb-ads',
      'fb_ads',
      'fbads',
      'meta-ads',
      'meta_ads',
      'instagram-ads',
      'ig-ads',
      'ig_ads',
    ],
  },
  { name: 'tiktok', kind: 'social-ads', hosts: ['ads.tiktok.com'], words: ['tiktok-ads', 'tiktok_ads', 'tiktokads'] },
  {
    name: 'telegram',
    kind: 'social-ads',
    hosts: [],
    words: ['telegram-ads', 'telegram_ads', 'tg-ads', 'tg_ads', 'tgads'],
  },
  {
    name: 'google',
    kind: 'display-ads',
    hosts: ['.doubleclick.net', '.googlesyndication.com'],
    words: ['dv360', 'doubleclick', 'gdn'],
  },
  {
    name: 'display',
    kind: 'display-ads',
    hosts: ['.criteo.com', '.adfox.ru', '.begun.ru', '.soloway.ru', '.hybrid.ai', '.taboola.com', '.outbrain.com'],
    words: ['criteo', 'adfox', 'begun', 'soloway', 'hybrid', 'taboola', 'outbrain', 'rsya', 'rsy', 'рся', 'kms', 'кмс'],
  },
];

/**
 * Click ids, strongest first. Those of ad systems mean a paid click. fbclid, ysclid and srsltid are put on unpaid
 * links as well, so they only name the place.
 */
export const CLICK_IDS: readonly { name: string; place: string; kind: PlaceKind; medium: string }[] = [
  { name: 'yclid', place: 'yandex', kind: 'search-ads', medium: 'cpc' },
  { name: 'gclid', place: 'google', kind: 'search-ads', medium: 'cpc' },
  { name: 'gbraid', place: 'google', kind: 'search-ads', medium: 'cpc' },
  { name: 'wbraid', place: 'google', kind: 'search-ads', medium: 'cpc' },
  { name: 'msclkid', place: 'bing', kind: 'search-ads', medium: 'cpc' },
  { name: 'rb_clickid', place: 'vk', kind: 'social-ads', medium: 'cpc' },
  { name: 'vkclid', place: 'vk', kind: 'social-ads', medium: 'cpc' },
  { name: 'ttclid', place: 'tiktok', kind: 'social-ads', medium: 'cpc' },
  { name: 'twclid', place: 'x', kind: 'social-ads', medium: 'cpc' },
  { name: 'li_fat_id', place: 'linkedin', kind: 'social-ads', medium: 'cpc' },
  { name: 'rdt_cid', place: 'reddit', kind: 'social-ads', medium: 'cpc' },
  { name: 'epik', place: 'pinterest', kind: 'social-ads', medium: 'cpc' },
  { name: 'sccid', place: 'snapchat', kind: 'social-ads', medium: 'cpc' },
  { name: 'dclid', place: 'google', kind: 'display-ads', medium: 'display' },
  { name: 'ymclid', place: 'yandex-market', kind: 'display-ads', medium: 'cpc' },
  { name: 'fbclid', place: 'facebook', kind: 'social', medium: 'social' },
  { name: 'ysclid', place: 'yandex', kind: 'search', medium: 'organic' },
  { name: 'srsltid', place: 'google', kind: 'search', medium: 'organic' },
];

/**
 * What trackers and networks of arbitrage put into links: their click ids, by which another click is another visit. They say
 * nothing of the place.
 */
export const TRACKER_CLICK_IDS: readonly string[] = ['subid', 'clickid', 'click_id', 'aff_click_id', 'aff_sub'];

const upTo = (name: string, last: number) => Array.from({ length: last }, (_, n) => `${name}${n + 1}`);

/** And what may be many other things on a page of the site itself: kept of the landing page, never the beginning of a visit. */
export const TRACKER_IDS: readonly string[] = [
  ...['cid', 'tid', 'sub_id'],
  ...upTo('sub', 20),
  ...upTo('subid', 20),
  ...upTo('sub_id_', 20),
  ...upTo('aff_sub', 5).slice(1),
];

export type MediumKind =
  | 'offline'
  | 'paid-search'
  | 'paid-social'
  | 'paid'
  | 'display'
  | 'email'
  | 'messenger'
  | 'social'
  | 'organic'
  | 'maps'
  | 'ai'
  | 'referral';

/** Values of utm_medium, in lower case, with '-' for '_' and spaces. */
export const MEDIUMS: Readonly<Record<MediumKind, readonly string[]>> = {
  offline: [
    'offline',
    'print',
    'flyer',
    'leaflet',
    'radio',
    'tv',
    'outdoor',
    'billboard',
    'qr',
    'qrcode',
    'qr-code',
    'офлайн',
  ],
  'paid-search': ['paid-search', 'paidsearch', 'search-ads', 'sem', 'cpc-search', 'search-cpc', 'poisk'],
  'paid-social': [
    ...['paid-social', 'paidsocial', 'social-ads', 'social-paid', 'social-cpc', 'cpc-social', 'cpc-paid-social'],
    ...['target', 'targeting', 'targeted', 'таргет', 'smm-ads'],
  ],
  paid: ['cpc', 'ppc', 'cpa', 'cpl', 'cps', 'cpo', 'cpi', 'cpe', 'cpp', 'paid', 'ad', 'ads', 'adwords', 'paid-media'],
  display: [
    ...[
      'cpm',
      'cpv',
      'display',
      'banner',
      'banners',
      'retargeting',
      'remarketing',
      'programmatic',
      'video-ads',
      'native',
    ],
    ...['media', 'network', 'rsya', 'rsy', 'рся', 'kms', 'кмс', 'gdn', 'pmax', 'interstitial', 'expandable'],
  ],
  email: ['email', 'e-mail', 'mail', 'newsletter', 'mailing', 'digest', 'trigger', 'рассылка'],
  messenger: ['messenger', 'messengers', 'sms', 'chat', 'bot', 'im', 'push', 'web-push', 'мессенджер'],
  social: [
    'social',
    'social-network',
    'social-networks',
    'social-media',
    'sm',
    'smm',
    'post',
    'posts',
    'story',
    'stories',
    'bio',
    'соцсети',
  ],
  organic: ['organic', 'seo', 'органика'],
  maps: ['maps', 'map', 'geo', 'local', 'listing', 'gmb', 'gbp', 'карты'],
  ai: ['ai', 'llm', 'ai-assistant', 'ai-assistants', 'chatbot'],
  referral: ['referral', 'ref', 'link', 'partner', 'partners', 'affiliate', 'influencer', 'blog', 'article', 'catalog'],
};
