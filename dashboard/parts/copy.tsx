// Copies a text: a small button beside it, or a whole block of code with the button in its corner.
import { ActionIcon, Button, CopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import css from './copy.module.css';

export function CopyIcon({ text, label }: { text: string; label?: string }) {
  const { t } = useTranslation();
  return (
    <CopyButton value={text} timeout={1500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t('action.copied') : (label ?? t('action.copy'))}>
          <ActionIcon size={24} onClick={copy} aria-label={copied ? t('action.copied') : (label ?? t('action.copy'))}>
            {copied ? <IconCheck size={15} stroke={2} /> : <IconCopy size={15} stroke={1.6} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}

export function CopyBlock({ text }: { text: string }) {
  const { t } = useTranslation();
  return (
    <div className={css.block}>
      <pre className={css.code}>{text}</pre>
      <CopyButton value={text} timeout={1500}>
        {({ copied, copy }) => (
          <Button
            size="xs"
            variant={copied ? 'light' : 'default'}
            className={css.button ?? ''}
            leftSection={copied ? <IconCheck size={14} stroke={2} /> : <IconCopy size={14} stroke={1.7} />}
            onClick={copy}
          >
            {copied ? t('action.copied') : t('action.copy')}
          </Button>
        )}
      </CopyButton>
    </div>
  );
}
