// The head of the editor: which route, how it stands, undo and redo, what else can be looked at, and publishing.
import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconArrowLeft,
  IconBraces,
  IconDots,
  IconFlask,
  IconHistory,
  IconPencil,
  IconPhone,
  IconRestore,
} from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RouteCard } from '../../../src/api/wire.ts';
import { renameRoute, routeVersion } from '../../api/routes.ts';
import { SaveFailed } from '../../parts/states.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { PublishDialog } from './publish-dialog.tsx';
import { RenameDialog } from './rename-dialog.tsx';
import css from './route-page.module.css';
import { RouteState, usePublishedWords } from './route-state.tsx';
import { ServesDialog } from './serves-dialog.tsx';
import { servesWords } from './serves-words.ts';
import type { Part } from './side-panel.tsx';
import type { Draft } from './use-draft.ts';

interface EditorHeadProps {
  card: RouteCard;
  draft: Draft;
  part: Part | null;
  onPart: (part: Part) => void;
  onRefused: (refused: boolean) => void;
  isOld: boolean;
}

export function EditorHead({ card, draft, part, onPart, onRefused, isOld }: EditorHeadProps) {
  const { t } = useTranslation();
  const [dialog, setDialog] = useState<'publish' | 'serves' | 'rename' | null>(null);
  const published = usePublishedWords(card);
  const { site } = useHouse();
  const close = () => setDialog(null);
  // Whatever is still on its way to the server is saved first: what it says of faults is about this very drawing.
  const publish = async () => {
    const kept = await draft.flush().catch(() => null);
    if (!kept) return;
    onRefused(kept.faults.length > 0);
    if (kept.faults.length === 0) setDialog('publish');
  };
  const isNew = card.changed || !card.published || draft.state !== 'saved';
  return (
    <header className={css.head}>
      <div className={css.title}>
        <Tooltip label={t('routes.edit.back')}>
          <ActionIcon component={Link} to="/routes" size={32} aria-label={t('routes.edit.back')}>
            <IconArrowLeft size={18} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
        <h1>{card.name}</h1>
        <RouteState route={{ ...card, faults: card.faults.length }} />
      </div>
      <p className={css.note}>
        <button
          type="button"
          className={css.serves}
          title={t('routes.edit.chooseServes')}
          onClick={() => setDialog('serves')}
        >
          {servesWords(card.serves, t)}
        </button>{' '}
        · {published}
      </p>
      <div className={css.tools}>
        <span className={css.saved} role="status">
          {isOld ? '' : t(`routes.edit.${draft.state}`)}
        </span>
        <Undo draft={draft} isOld={isOld} />
        <Button
          variant={part === 'try' ? 'light' : 'default'}
          aria-pressed={part === 'try'}
          leftSection={<IconFlask size={16} stroke={1.7} aria-hidden />}
          onClick={() => onPart('try')}
        >
          {t('routes.whatIf.title')}
        </Button>
        <MoreMenu card={card} draft={draft} onPart={onPart} onDialog={setDialog} />
        <Button onClick={() => void publish()} disabled={!isNew || isOld}>
          {t(isNew ? 'routes.edit.publish' : 'routes.edit.nothingNew')}
        </Button>
      </div>
      {draft.error !== null && <SaveFailed error={draft.error} />}
      {dialog === 'publish' && (
        <PublishDialog
          card={card}
          onClose={close}
          onRefused={() => onRefused(true)}
          onServes={() => setDialog('serves')}
        />
      )}
      {dialog === 'serves' && <ServesDialog card={card} onClose={close} />}
      {dialog === 'rename' && (
        <RenameDialog
          title={t('routes.renameTitle')}
          name={card.name}
          rename={(name) => renameRoute(site.id, card.id, name)}
          touched={['route', site.id, card.id]}
          onClose={close}
        />
      )}
    </header>
  );
}

function Undo({ draft: { undo, redo }, isOld }: { draft: Draft; isOld: boolean }) {
  const { t } = useTranslation();
  return (
    <span className={css.undo}>
      <Tooltip label={t('routes.edit.undo')}>
        <ActionIcon size={34} disabled={!undo || isOld} onClick={undo ?? undefined} aria-label={t('routes.edit.undo')}>
          <IconArrowBackUp size={18} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t('routes.edit.redo')}>
        <ActionIcon size={34} disabled={!redo || isOld} onClick={redo ?? undefined} aria-label={t('routes.edit.redo')}>
          <IconArrowForwardUp size={18} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
    </span>
  );
}

interface MoreMenuProps extends Pick<EditorHeadProps, 'card' | 'draft' | 'onPart'> {
  onDialog: (dialog: 'serves' | 'rename') => void;
}

function MoreMenu({ card, draft, onPart, onDialog }: MoreMenuProps) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const client = useQueryClient();
  const discard = async () => {
    if (!card.published) return;
    const { route } = await client.fetchQuery(routeVersion(site.id, card.id, card.published.version));
    draft.edit(route);
  };
  return (
    <Menu position="bottom-end" width={250}>
      <Menu.Target>
        <ActionIcon variant="default" size={34} aria-label={t('routes.edit.more')}>
          <IconDots size={17} stroke={1.8} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPhone size={16} stroke={1.6} />} onClick={() => onDialog('serves')}>
          {t('routes.servesForm.title')}
        </Menu.Item>
        <Menu.Item leftSection={<IconPencil size={16} stroke={1.6} />} onClick={() => onDialog('rename')}>
          {t('routes.rename')}
        </Menu.Item>
        <Menu.Item leftSection={<IconHistory size={16} stroke={1.6} />} onClick={() => onPart('versions')}>
          {t('routes.versions.title')}
        </Menu.Item>
        <Menu.Item leftSection={<IconBraces size={16} stroke={1.6} />} onClick={() => onPart('json')}>
          {t('routes.json.title')}
        </Menu.Item>
        {card.published && card.changed && (
          <Menu.Item
            leftSection={<IconRestore size={16} stroke={1.6} />}
            onClick={() => void discard()}
            title={t('routes.edit.discardHint')}
          >
            {t('routes.edit.discard')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
