// What was asked and answered, exactly: the line, the headers, the body.
import { useTranslation } from 'react-i18next';
import type { DeliveryExchange } from '../../../src/api/wire.ts';
import { CopyIcon } from '../../parts/copy.tsx';
import { reasonText } from '../../words/destination.ts';
import { prettyBody } from './body.ts';
import css from './delivery.module.css';

interface ExchangeProps {
  exchange: DeliveryExchange;
  /** It is only shown as it would be sent. */
  isDry?: boolean;
}

export function ExchangeView({ exchange: { request, response, error, milliseconds }, isDry = false }: ExchangeProps) {
  const { t } = useTranslation();
  return (
    <div className={css.exchange}>
      <Message title={t('destinations.exchange.request')} headers={request.headers} body={request.body}>
        <b>{request.method}</b> <span className={css.url}>{request.url}</span>
      </Message>
      {!isDry && response && (
        <Message
          title={t('destinations.exchange.response')}
          headers={response.headers}
          body={response.body}
          aside={t('destinations.exchange.took', { ms: milliseconds })}
        >
          <b className={css.status} data-bad={response.status >= 400 || undefined}>
            HTTP {response.status}
          </b>
        </Message>
      )}
      {!isDry && !response && (
        <section className={css.message}>
          <h5>
            {t('destinations.exchange.none')}
            <span>{t('destinations.exchange.took', { ms: milliseconds })}</span>
          </h5>
          {error && <p className={css.none}>{reasonText(`${error.reason}: ${error.detail}`, undefined, t)}</p>}
        </section>
      )}
    </div>
  );
}

interface MessageProps {
  title: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  aside?: string;
  children: React.ReactNode;
}

function Message({ title, headers, body, aside, children }: MessageProps) {
  const { t } = useTranslation();
  const lines = Object.entries(headers);
  const pretty = prettyBody(body);
  return (
    <section className={css.message}>
      <h5>
        {title}
        {aside && <span>{aside}</span>}
      </h5>
      <div className={css.first}>{children}</div>
      {lines.length > 0 && (
        <details className={css.headers}>
          <summary>{t('destinations.exchange.headers', { count: lines.length })}</summary>
          <dl>
            {lines.map(([name, value]) => (
              <div key={name}>
                <dt>{name}:</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
      {pretty === '' ? (
        <p className={css.none}>{t('destinations.exchange.emptyBody')}</p>
      ) : (
        <div className={css.bodyBox}>
          <pre className={css.body}>{pretty}</pre>
          <span className={css.copy}>
            <CopyIcon text={pretty} />
          </span>
        </div>
      )}
    </section>
  );
}
