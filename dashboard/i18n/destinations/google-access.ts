// Words that all destinations at Google share: how Google lets us in.

export const googleAccess = {
  en: {
    fields: {
      access: {
        label: 'How Google lets us in',
        help: 'A service account needs no person and never signs out. Signing in takes an OAuth client of your own.',
      },
      serviceAccount: {
        label: "Service account's key (JSON)",
        help: 'console.cloud.google.com → IAM & Admin → Service accounts → your account → Keys → Add key → JSON. Paste the whole file.',
      },
      clientId: {
        label: 'OAuth client ID',
        help: 'console.cloud.google.com → APIs & Services → Credentials → Create → OAuth client ID → Web application.',
      },
      clientSecret: { label: 'OAuth client secret', help: 'Stands beside the client ID.' },
    },
    options: { access: { 'service-account': 'By a service account', 'sign-in': 'I sign in myself' } },
    reasons: {
      'service-account-refused':
        'Google refuses the key of the service account. Make a new key for it, and paste the new file here.',
      'api-off':
        'The API is switched off in your Google Cloud project. Open the address that Google gives and enable it.',
      'no-access': 'Google does not let this account in. Give it access there, then resume.',
    },
  },
  ru: {
    fields: {
      access: {
        label: 'Как Google нас пускает',
        help: 'Сервисному аккаунту не нужен человек, и его вход не истекает. Чтобы входить самому, нужен свой клиент OAuth.',
      },
      serviceAccount: {
        label: 'Ключ сервисного аккаунта (JSON)',
        help: 'console.cloud.google.com → IAM и администрирование → Сервисные аккаунты → ваш аккаунт → Ключи → Добавить ключ → JSON. Вставьте файл целиком.',
      },
      clientId: {
        label: 'Идентификатор клиента OAuth',
        help: 'console.cloud.google.com → API и сервисы → Учётные данные → Создать → Идентификатор клиента OAuth → Веб-приложение.',
      },
      clientSecret: { label: 'Секрет клиента OAuth', help: 'Показан рядом с идентификатором клиента.' },
    },
    options: { access: { 'service-account': 'Через сервисный аккаунт', 'sign-in': 'Войду сам' } },
    reasons: {
      'service-account-refused':
        'Google не принимает ключ сервисного аккаунта. Создайте для него новый ключ и вставьте сюда новый файл.',
      'api-off':
        'В вашем проекте Google Cloud этот API выключен. Откройте адрес, который называет Google, и включите его.',
      'no-access': 'Google не пускает этот аккаунт. Дайте ему доступ и возобновите отправку.',
    },
  },
} as const;
