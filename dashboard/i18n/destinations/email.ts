// Words of the destination "email".
import { peopleEn, peopleRu } from './people.ts';
import type { DestinationWords } from './words.ts';

export const email: DestinationWords = {
  en: {
    name: 'E-mail',
    about:
      'The day’s figures by source each morning, and a letter when clients wait for a call back or something is broken.',
    fields: {
      ...peopleEn.fields,
      to: {
        label: 'Who gets letters',
        help: 'One address a line. Each gets a letter of their own and sees nobody else.',
      },
      from: { label: 'From', help: 'An address that your mail server lets you send from, usually the user’s own.' },
      fromName: { label: 'Sender’s name' },
      host: {
        label: 'Mail server (SMTP)',
        help: 'smtp.gmail.com, smtp.yandex.ru, smtp.office365.com or your own; your mail provider’s help names it.',
      },
      security: { label: 'Encryption' },
      port: { label: 'Port', help: 'Empty: 587, 465 or 25, as the encryption is.' },
      user: { label: 'User', help: 'Usually the whole address. Empty: the server asks for no password.' },
      password: {
        label: 'Password',
        help: 'Of Gmail, Yandex and others an app password, made in the account’s security settings; the usual one is refused.',
      },
      replyTo: { label: 'Answers go to', help: 'Empty: to the sender’s address.' },
    },
    options: {
      ...peopleEn.options,
      security: {
        starttls: 'STARTTLS (usual)',
        tls: 'TLS from the start',
        none: 'None: only for a server of your own network',
      },
    },
    reasons: {
      ...peopleEn.reasons,
      'put-off': 'The server asks to come later: it is tried again.',
      'mailbox-refused': 'The server knows no such mailbox. Correct the address; the others got their letters.',
      'sender-refused':
        'The server does not let you send from this address, or does not talk with us. Check “From” and the user.',
      'letter-refused':
        'The server does not want this letter. Its words say why; spam rules (SPF, DKIM) are the usual reason.',
      'no-encryption': 'The server offers no encryption here. Check the port and the kind of encryption.',
      'certificate-wrong':
        'The server’s certificate is not for this name, or nobody vouches for it. Check the server’s name.',
    },
  },
  ru: {
    name: 'Почта',
    about: 'Каждое утро – итоги дня по источникам; письмо, если клиенту не перезвонили или что-то сломалось.',
    fields: {
      ...peopleRu.fields,
      to: { label: 'Кому', help: 'По адресу в строке. Каждый получает своё письмо и не видит остальных.' },
      from: {
        label: 'От кого',
        help: 'Адрес, с которого почтовый сервер разрешает отправлять, – обычно адрес самого пользователя.',
      },
      fromName: { label: 'Имя отправителя' },
      host: {
        label: 'Почтовый сервер (SMTP)',
        help: 'smtp.yandex.ru, smtp.mail.ru, smtp.gmail.com или свой; точное имя – в справке вашей почты.',
      },
      security: { label: 'Шифрование' },
      port: { label: 'Порт', help: 'Пусто – 587, 465 или 25, смотря по шифрованию.' },
      user: { label: 'Пользователь', help: 'Обычно адрес целиком. Пусто – сервер не требует пароля.' },
      password: {
        label: 'Пароль',
        help: 'Яндекс, Mail.ru, Gmail принимают только пароль приложения: его создают в настройках безопасности почты.',
      },
      replyTo: { label: 'Адрес для ответов', help: 'Пусто – адрес отправителя.' },
    },
    options: {
      ...peopleRu.options,
      security: {
        starttls: 'STARTTLS (обычно)',
        tls: 'TLS с самого начала',
        none: 'Нет: только для сервера в своей сети',
      },
    },
    reasons: {
      ...peopleRu.reasons,
      'put-off': 'Сервер просит прийти позже: попробуем ещё раз.',
      'mailbox-refused': 'Такого ящика на сервере нет. Исправьте адрес; остальные письма получили.',
      'sender-refused':
        'Сервер не разрешает отправлять с этого адреса или не хочет с нами говорить. Проверьте «От кого» и пользователя.',
      'letter-refused':
        'Сервер не принял письмо. Почему – в его словах; чаще всего это правила против спама (SPF, DKIM).',
      'no-encryption': 'Сервер не предлагает здесь шифрования. Проверьте порт и вид шифрования.',
      'certificate-wrong': 'Сертификат сервера выдан на другое имя или не заслуживает доверия. Проверьте имя сервера.',
    },
  },
};
