import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CAMPAIGN_PARAMETERS, type Channel, campaignKey, isNewCampaign, readCampaignKey, sourceOf } from './source.ts';

const OWN = ['https://shop.example', 'https://*.shop.example'];
const arrive = (query: string, referrer = '') =>
  sourceOf({ landing: `https://shop.example/p${query}`, referrer, ownOrigins: OWN });

test('a tagged link goes to the channel its source and medium mean', () => {
  const cases: readonly (readonly [string, Channel])[] = [
    ['?utm_source=yandex&utm_medium=cpc', 'paid-search'],
    ['?utm_source=Yandex&utm_medium=CPC', 'paid-search'],
    ['?UTM_SOURCE=yandex&UTM_MEDIUM=cpc', 'paid-search'],
    ['?utm_source=google&utm_medium=ppc', 'paid-search'],
    ['?utm_source=bing&utm_medium=paid_search', 'paid-search'],
    ['?utm_source=yandex_direct', 'paid-search'],
    ['?utm_source=yandex-direct&utm_medium=cpc', 'paid-search'],
    ['?utm_source=google&utm_medium=cpm', 'paid-other'],
    ['?utm_source=yandex&utm_medium=display', 'paid-other'],
    ['?utm_source=rsya&utm_medium=cpc', 'paid-other'],
    ['?utm_source=vk&utm_medium=cpc', 'paid-social'],
    ['?utm_source=vk&utm_medium=cpm', 'paid-social'],
    ['?utm_source=vk_ads&utm_medium=banner', 'paid-social'],
    ['?utm_source=mytarget', 'paid-social'],
    ['?utm_source=instagram&utm_medium=paid_social', 'paid-social'],
    ['?utm_source=inst&utm_medium=target', 'paid-social'],
    ['?utm_source=telegram&utm_medium=cpc', 'paid-social'],
    ['?utm_source=partner.example&utm_medium=cpa', 'paid-other'],
    ['?utm_source=partner.example&utm_medium=paid-anything', 'paid-other'],
    ['?utm_source=vk&utm_medium=social', 'social'],
    ['?utm_source=vk&utm_medium=post', 'social'],
    ['?utm_source=dzen', 'social'],
    ['?utm_source=somewhere&utm_medium=social_network', 'social'],
    ['?utm_source=telegram', 'messenger'],
    ['?utm_source=tg&utm_medium=social', 'messenger'],
    ['?utm_source=crm&utm_medium=sms', 'messenger'],
    ['?utm_source=newsletter', 'email'],
    ['?utm_source=vk&utm_medium=email', 'email'],
    ['?utm_source=sendpulse&utm_medium=email&utm_campaign=may', 'email'],
    ['?utm_source=yandex_maps&utm_medium=cpc', 'maps'],
    ['?utm_source=gmb&utm_medium=organic', 'maps'],
    ['?utm_source=2gis', 'maps'],
    ['?utm_source=google&utm_medium=maps', 'maps'],
    ['?utm_source=chatgpt.com', 'ai'],
    ['?utm_source=perplexity', 'ai'],
    ['?utm_source=yandex&utm_medium=organic', 'organic'],
    ['?utm_source=blog.example&utm_medium=referral', 'referral'],
    ['?utm_source=yandex&utm_medium=referral', 'referral'],
    ['?utm_source=unheard&utm_medium=of', 'referral'],
    ['?utm_campaign=spring', 'referral'],
    ['?utm_source=metro&utm_medium=billboard', 'offline'],
    ['?utm_source=menu&utm_medium=qr', 'offline'],
    ['?q=shoes', 'direct'],
    ['', 'direct'],
  ];
  for (const [query, channel] of cases) assert.equal(arrive(query).source.channel, channel, query);
});

test('a click id names the ad system when nobody tagged the link', () => {
  const cases: readonly (readonly [string, Channel, string, string])[] = [
    ['?yclid=1', 'paid-search', 'yandex', 'cpc'],
    ['?gclid=Cj0K', 'paid-search', 'google', 'cpc'],
    ['?gbraid=0AAA', 'paid-search', 'google', 'cpc'],
    ['?wbraid=Ck8', 'paid-search', 'google', 'cpc'],
    ['?dclid=CM', 'paid-other', 'google', 'display'],
    ['?msclkid=0123456789abcdef', 'paid-search', 'bing', 'cpc'],
    ['?rb_clickid=abc', 'paid-social', 'vk', 'cpc'],
    ['?ttclid=E.C.P.abc', 'paid-social', 'tiktok', 'cpc'],
    ['?fbclid=IwAR', 'social', 'facebook', 'social'],
    ['?ysclid=lq1', 'organic', 'yandex', 'organic'],
    ['?ysclid=lq1&yclid=1', 'paid-search', 'yandex', 'cpc'],
    ['?fbclid=IwAR&utm_source=ig&utm_medium=cpc', 'paid-social', 'ig', 'cpc'],
    ['?gclid=Cj0K&utm_source=google&utm_medium=display', 'paid-other', 'google', 'display'],
    ['?yclid=1&utm_source=yandex', 'paid-search', 'yandex', 'cpc'],
    ['?yclid=1&utm_source=agency&utm_medium=unheard', 'paid-search', 'agency', 'unheard'],
    ['?yclid={yclid}', 'direct', '', ''],
  ];
  for (const [query, channel, source, medium] of cases) {
    const found = arrive(query).source;
    assert.deepEqual([found.channel, found.source ?? '', found.medium ?? ''], [channel, source, medium], query);
  }
});

test('a referrer tells where an untagged visit came from', () => {
  const cases: readonly (readonly [string, Channel, string | null, string | null])[] = [
    ['https://yandex.ru/', 'organic', 'yandex', 'organic'],
    ['https://yandex.com.tr/search/?text=x', 'organic', 'yandex', 'organic'],
    ['https://ya.ru/', 'organic', 'yandex', 'organic'],
    ['https://www.google.co.uk/', 'organic', 'google', 'organic'],
    ['https://www.google.com.tr/', 'organic', 'google', 'organic'],
    ['https://cn.bing.com/', 'organic', 'bing', 'organic'],
    ['https://go.mail.ru/search?q=x', 'organic', 'mail.ru', 'organic'],
    ['https://nova.rambler.ru/', 'organic', 'rambler', 'organic'],
    ['https://duckduckgo.com/', 'organic', 'duckduckgo', 'organic'],
    ['https://m.baidu.com/', 'organic', 'baidu', 'organic'],
    ['android-app://com.google.android.googlequicksearchbox/', 'organic', 'google', 'organic'],
    ['android-app://ru.yandex.searchplugin/', 'organic', 'yandex', 'organic'],
    ['https://m.vk.com/', 'social', 'vk', 'social'],
    ['https://away.vk.com/away.php', 'social', 'vk', 'social'],
    ['android-app://com.vkontakte.android/', 'social', 'vk', 'social'],
    ['https://ok.ru/', 'social', 'ok', 'social'],
    ['https://dzen.ru/a/x', 'social', 'dzen', 'social'],
    ['https://zen.yandex.ru/', 'social', 'dzen', 'social'],
    ['https://my.mail.ru/', 'social', 'my.mail.ru', 'social'],
    ['https://l.instagram.com/', 'social', 'instagram', 'social'],
    ['https://l.facebook.com/', 'social', 'facebook', 'social'],
    ['https://www.tiktok.com/', 'social', 'tiktok', 'social'],
    ['https://www.youtube.com/', 'social', 'youtube', 'social'],
    ['https://t.co/abc', 'social', 'x', 'social'],
    ['https://ru.linkedin.com/', 'social', 'linkedin', 'social'],
    ['https://old.reddit.com/r/x', 'social', 'reddit', 'social'],
    ['https://www.pinterest.co.uk/', 'social', 'pinterest', 'social'],
    ['https://web.telegram.org/', 'messenger', 'telegram', 'messenger'],
    ['android-app://org.telegram.messenger/', 'messenger', 'telegram', 'messenger'],
    ['https://web.whatsapp.com/', 'messenger', 'whatsapp', 'messenger'],
    ['https://web.max.ru/', 'messenger', 'max', 'messenger'],
    ['https://yandex.ru/maps/213/moscow/', 'maps', 'yandex-maps', 'maps'],
    ['https://maps.yandex.ru/', 'maps', 'yandex-maps', 'maps'],
    ['https://www.google.com/maps/place/x', 'maps', 'google-maps', 'maps'],
    ['https://2gis.ru/moscow', 'maps', '2gis', 'maps'],
    ['https://chatgpt.com/', 'ai', 'chatgpt', 'ai'],
    ['https://www.perplexity.ai/', 'ai', 'perplexity', 'ai'],
    ['https://alice.yandex.ru/', 'ai', 'alice', 'ai'],
    ['https://giga.chat/', 'ai', 'gigachat', 'ai'],
    ['https://copilot.microsoft.com/', 'ai', 'copilot', 'ai'],
    ['https://gemini.google.com/', 'ai', 'gemini', 'ai'],
    ['https://claude.ai/', 'ai', 'claude', 'ai'],
    ['https://e.mail.ru/inbox', 'email', 'mail.ru-mail', 'email'],
    ['https://mail.google.com/mail/u/0/', 'email', 'gmail', 'email'],
    ['https://mail.yandex.ru/', 'email', 'yandex-mail', 'email'],
    ['https://yabs.yandex.ru/count/x', 'paid-search', 'yandex', 'cpc'],
    ['https://googleads.g.doubleclick.net/', 'paid-other', 'google', 'cpc'],
    ['https://www.blog.example/post', 'referral', 'blog.example', 'referral'],
    ['https://docs.google.com/', 'referral', 'docs.google.com', 'referral'],
    ['https://notvk.com/', 'referral', 'notvk.com', 'referral'],
    ['https://vk.com.evil.example/', 'referral', 'vk.com.evil.example', 'referral'],
    ['android-app://com.some.app/', 'referral', 'com.some.app', 'referral'],
    ['about:blank', 'direct', null, null],
    ['not an address', 'direct', null, null],
    ['', 'direct', null, null],
  ];
  for (const [referrer, channel, source, medium] of cases) {
    const found = arrive('', referrer).source;
    assert.deepEqual([found.channel, found.source, found.medium], [channel, source, medium], referrer);
  }
});

test("the site's own pages are never a source", () => {
  for (const referrer of [
    'https://shop.example/a',
    'https://www.shop.example/',
    'https://pay.shop.example/',
    'http://shop.example/',
  ])
    assert.equal(arrive('', referrer).source.channel, 'direct', referrer);
  const unlisted = sourceOf({ landing: 'https://new.example/', referrer: 'https://www.new.example/', ownOrigins: [] });
  assert.equal(unlisted.source.channel, 'direct');
});

test('what the owner wrote is stronger than the referrer', () => {
  const found = arrive('?utm_source=agency&utm_medium=cpc&utm_campaign=Spring', 'https://vk.com/').source;
  assert.deepEqual(found, {
    channel: 'paid-other',
    source: 'agency',
    medium: 'cpc',
    campaign: 'Spring',
    adGroup: null,
    content: null,
    term: null,
  });
});

test('a medium without a source takes the source from the referrer', () => {
  const found = arrive('?utm_medium=cpc', 'https://yandex.ru/').source;
  assert.deepEqual([found.channel, found.source, found.medium], ['paid-search', 'yandex', 'cpc']);
});

test('every level is read, the campaign also from utm_id', () => {
  const found = arrive(
    '?utm_source=yandex&utm_medium=cpc&utm_id=77&utm_group=g1&utm_content=b2&utm_term=roses+delivery',
  ).source;
  assert.deepEqual([found.campaign, found.adGroup, found.content, found.term], ['77', 'g1', 'b2', 'roses delivery']);
});

test('Openstat names the ad system, the campaign and the ad', () => {
  const openstat = btoa('direct.yandex.ru;123;456;yandex.ru:premium');
  const { source, clickIds } = arrive(`?_openstat=${openstat}`);
  assert.deepEqual(
    [source.channel, source.source, source.medium, source.campaign, source.content],
    ['paid-search', 'yandex', 'cpc', '123', '456'],
  );
  assert.deepEqual(clickIds, { _openstat: openstat });
  assert.equal(arrive('?openstat=%%%').source.channel, 'direct');
});

test('a label names the source only when nothing better does', () => {
  assert.deepEqual(arrive('?from=Partner').source.source, 'partner');
  assert.deepEqual(arrive('?from=partner').source.channel, 'referral');
  assert.deepEqual(arrive('?from=telegram').source.channel, 'messenger');
  assert.deepEqual(arrive('?from=menu', 'https://yandex.ru/').source.source, 'yandex');
});

test('a macro that the ad system did not fill in is no value', () => {
  for (const [written, kept] of [
    ['{keyword}', null],
    ['{{campaign_name}}', null],
    ['__CAMPAIGN_NAME__', null],
    ['spring_{device_type}', 'spring'],
    ['cid|{campaign_id}|gid|{gbid}', 'cid||gid'],
    ['a__b', 'a__b'],
    ['roses {white}', 'roses'],
  ] as const)
    assert.equal(arrive(`?utm_source=yandex&utm_term=${encodeURIComponent(written)}`).source.term, kept, written);
});

test('values are bounded and fit to keep, click ids verbatim or not at all', () => {
  const long = 'x'.repeat(600);
  const { source, clickIds } = arrive(`?utm_campaign=a%00b&utm_term=${long}&yclid=${long}&gclid=a%20b&fbclid=Iw-_.~AR`);
  assert.equal(source.campaign, 'a b');
  assert.equal(source.term?.length, 200);
  assert.deepEqual(clickIds, { fbclid: 'Iw-_.~AR' });
});

test('hostile addresses say nothing and do no harm', () => {
  for (const landing of ['', 'x', 'https://', 'https://shop.example/?utm_source=%ff%fe&__proto__=x&utm_medium', '//'])
    assert.equal(
      typeof sourceOf({ landing, referrer: 'https://[', ownOrigins: OWN }).source.channel,
      'string',
      landing,
    );
  assert.equal(arrive('?utm_source=__proto__').source.channel, 'referral');
  assert.equal(arrive('?utm_source=constructor&utm_medium=toString').source.channel, 'referral');
});

test('a visit goes on until a view brings another campaign', () => {
  const visit = arrive('?utm_source=yandex&utm_medium=cpc&utm_campaign=spring&yclid=1', 'https://yandex.ru/');
  for (const [query, isNew] of [
    ['', false],
    ['?page=2', false],
    ['?utm_source=yandex&utm_medium=cpc&utm_campaign=spring&yclid=1', false],
    ['?utm_campaign=spring', false],
    ['?utm_source=yandex&utm_medium=cpc&utm_campaign=autumn', true],
    ['?utm_source=google', true],
    ['?yclid=2', true],
    ['?gclid=1', true],
    ['?from=menu', false],
  ] as const)
    assert.equal(isNewCampaign(`https://shop.example/q${query}`, visit), isNew, query);
});

test('a campaign key tells source, medium and campaign apart, and can be read back', () => {
  const campaigns = [
    { source: 'a', medium: 'b', campaign: 'c' },
    { source: 'a', medium: 'bc', campaign: null },
    { source: 'ab', medium: null, campaign: 'c' },
    { source: null, medium: null, campaign: null },
  ];
  assert.equal(new Set(campaigns.map(campaignKey)).size, campaigns.length);
  for (const campaign of campaigns) assert.deepEqual(readCampaignKey(campaignKey(campaign)), campaign);
});

test('what trackers put into links is kept, and says nothing of the place', () => {
  const { source, clickIds } = arrive('?subid=k1&sub_id_2=ad7&aff_sub=a&cid=9&sub21=no&other=x');
  assert.deepEqual(clickIds, { subid: 'k1', sub_id_2: 'ad7', aff_sub: 'a', cid: '9' });
  assert.equal(source.channel, 'direct');
});

test('another click of a tracker is another visit; what may be a page of the shop is not', () => {
  const visit = { source: arrive('').source, clickIds: { subid: 'k1', cid: '9' } };
  assert.equal(isNewCampaign('https://shop.example/?subid=k2', visit), true);
  assert.equal(isNewCampaign('https://shop.example/?subid=k1', visit), false);
  assert.equal(isNewCampaign('https://shop.example/?cid=10&tid=3&sub1=x', visit), false);
});

test('the list of parameters a page sends covers the contract', () => {
  for (const name of [
    'utm_source',
    'utm_term',
    'gclid',
    'gbraid',
    'wbraid',
    'dclid',
    'yclid',
    'ysclid',
    'fbclid',
    'rb_clickid',
    'ttclid',
    'msclkid',
    'openstat',
    'from',
  ])
    assert.ok(CAMPAIGN_PARAMETERS.includes(name), name);
});
