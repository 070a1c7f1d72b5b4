// Contracts with operators: in force until when, by what licence; made, edited and deleted here.
import { ActionIcon, Button, Skeleton } from '@mantine/core';
import { IconFileCertificate, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Contract } from '../../../src/api/wire.ts';
import { contracts as contractsQuery } from '../../api/numbers.ts';
import { Panel } from '../../parts/room.tsx';
import { Empty, Failed } from '../../parts/states.tsx';
import { inOrderRoute } from '../../routes.tsx';
import { ContractForm } from './contract-form.tsx';
import { ContractPapers } from './contract-papers.tsx';
import { DeletePaper } from './delete-paper.tsx';
import css from './lists.module.css';

export function Contracts() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(contractsQuery);
  const { contract: asked } = inOrderRoute.useSearch();
  const navigate = useNavigate();
  const [adding, setAdding] = useState(false);
  const [deleting, setDeleting] = useState<Contract | null>(null);
  const edit = (contract: string | undefined) =>
    void navigate({
      to: '/numbers/in-order',
      search: (now) => ({ ...now, contract }),
      replace: true,
      resetScroll: false,
    });
  const editing = data?.find(({ id }) => id === asked);
  const add = () => setAdding(true);
  return (
    <Panel
      id="contracts"
      title={t('inOrder.contracts.title')}
      hint={t('inOrder.contracts.hint')}
      aside={<AddButton label={t('inOrder.contracts.add')} onClick={add} />}
    >
      {!data && error && <Failed error={error} onRetry={() => void refetch()} compact />}
      {!data && !error && <Skeleton h={90} m={16} />}
      {data?.length === 0 && (
        <Empty
          compact
          icon={<IconFileCertificate size={22} stroke={1.5} />}
          title={t('inOrder.contracts.none')}
          hint={t('inOrder.contracts.noneHint')}
        />
      )}
      <ul className={css.list}>
        {data?.map((contract) => (
          <ContractLine
            key={contract.id}
            contract={contract}
            onEdit={() => edit(contract.id)}
            onDelete={() => setDeleting(contract)}
          />
        ))}
      </ul>
      {adding && <ContractForm contract={null} onClose={() => setAdding(false)} />}
      {editing && <ContractForm key={editing.id} contract={editing} onClose={() => edit(undefined)} />}
      {deleting && (
        <DeletePaper
          at={`/contracts/${deleting.id}`}
          title={t('inOrder.contracts.delete', { contractNumber: deleting.contractNumber })}
          hint={t('inOrder.contracts.deleteHint')}
          onClose={() => setDeleting(null)}
        />
      )}
    </Panel>
  );
}

export function AddButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconPlus size={14} stroke={1.8} aria-hidden />}
      onClick={onClick}
      style={{ flex: 'none' }}
    >
      {label}
    </Button>
  );
}

interface ContractLineProps {
  contract: Contract;
  onEdit: () => void;
  onDelete: () => void;
}

function ContractLine({ contract, onEdit, onDelete }: ContractLineProps) {
  const { t } = useTranslation();
  return (
    <li className={css.line}>
      <div className={css.facts}>
        <span className={css.name}>{contract.operator}</span>
        <span className="dt-dim">
          № {contract.contractNumber} · {t('inOrder.contracts.numbers', { count: contract.numbers })}
        </span>
      </div>
      <ContractPapers contract={contract} />
      <LineTools name={contract.contractNumber} onEdit={onEdit} onDelete={onDelete} />
    </li>
  );
}

/** Edit and delete at the end of a line. */
export function LineTools({ name, onEdit, onDelete }: { name: string; onEdit: () => void; onDelete: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={css.tools}>
      <ActionIcon size={30} onClick={onEdit} aria-label={`${t('action.edit')} ${name}`}>
        <IconPencil size={16} stroke={1.6} />
      </ActionIcon>
      <ActionIcon size={30} onClick={onDelete} aria-label={`${t('action.delete')} ${name}`}>
        <IconTrash size={16} stroke={1.6} />
      </ActionIcon>
    </div>
  );
}
