// The strip above a card: the calls before and after, its link, and the way back.
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconArrowLeft, IconChevronDown, IconChevronUp, IconX } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { CopyIcon } from '../../parts/copy.tsx';
import { useWide } from '../../parts/wide.ts';
import { useNeighbours } from '../calls/neighbours.ts';
import css from './panel-tools.module.css';

export function PanelTools({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const wide = useWide();
  const { previous, next } = useNeighbours();
  return (
    <div className={css.tools}>
      {!wide && (
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconArrowLeft size={16} stroke={1.8} aria-hidden />}
          onClick={onClose}
        >
          {t('call.back')}
        </Button>
      )}
      <Step to={previous} label={t('call.previous')} keys="K">
        <IconChevronUp size={17} stroke={1.7} />
      </Step>
      <Step to={next} label={t('call.next')} keys="J">
        <IconChevronDown size={17} stroke={1.7} />
      </Step>
      <div className={css.right}>
        <CopyIcon text={location.href} label={t('call.copyLink')} />
        {wide && (
          <Tooltip label={`${t('action.close')} (Esc)`}>
            <ActionIcon size={28} onClick={onClose} aria-label={t('action.close')}>
              <IconX size={17} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
    </div>
  );
}

interface StepProps {
  to: string | undefined;
  label: string;
  keys: string;
  children: React.ReactNode;
}

function Step({ to, label, keys, children }: StepProps) {
  const navigate = useNavigate();
  const go = () => {
    if (to) void navigate({ to: '/calls/$callId', params: { callId: to }, search: true, resetScroll: false });
  };
  return (
    <Tooltip label={`${label} (${keys})`}>
      <ActionIcon size={28} onClick={go} disabled={!to} aria-label={label}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
