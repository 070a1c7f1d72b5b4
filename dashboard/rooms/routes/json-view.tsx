// The route as programs have it: to read, to copy, to paste another one over it.
import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Route } from '../../../src/api/wire.ts';
import { CopyIcon } from '../../parts/copy.tsx';
import { Remark } from '../../parts/remark.tsx';
import { useEditing } from './editing.ts';
import { readRoute } from './read-route.ts';
import css from './step-form.module.css';

export function JsonView({ onTaken }: { onTaken: () => void }) {
  const { t } = useTranslation();
  const { route, edit, isFixed } = useEditing();
  const [text, setText] = useState(() => JSON.stringify(route, null, 2));
  const [wrong, setWrong] = useState<string | null>(null);
  const apply = () => {
    const read = readRoute(text);
    setWrong('wrong' in read ? read.wrong : null);
    if ('wrong' in read) return;
    edit(read.route as Route);
    onTaken();
  };
  return (
    <div className={css.form}>
      <p className="dt-dim dt-small">{t('routes.json.hint')}</p>
      <Textarea
        aria-label={t('routes.json.title')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        autosize
        minRows={12}
        maxRows={28}
        spellCheck={false}
        readOnly={isFixed}
        classNames={{ input: 'dt-mono' }}
      />
      {wrong !== null && (
        <Remark tone="bad" alert>
          {t('routes.json.wrong', { why: wrong })}
        </Remark>
      )}
      <div className={css.row}>
        <Button onClick={apply} disabled={isFixed || text === JSON.stringify(route, null, 2)}>
          {t('routes.json.apply')}
        </Button>
        <CopyIcon text={text} />
      </div>
    </div>
  );
}
