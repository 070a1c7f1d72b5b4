// What the API may ask of operators: kinds there are, addresses of hooks, numbers they list, calls told afterwards.
import type { OperatorDesk, ToldAfterwards } from '../api/operator-desk.ts';
import type { Directory } from '../calls/directory.ts';
import type { LegOutcome } from '../core/call.ts';
import { agentMeant } from '../store/agents.ts';
import type { Db } from '../store/database.ts';
import { factsOfRecord } from '../telephony/operators/call-record.ts';
import { OPERATORS, operatorOf } from '../telephony/operators/operators.ts';
import { connectionOf, type Operators } from './operators.ts';

type DeskOptions = { db: Db; directory: Directory; operators: Operators };

/** The API's view of the operators. */
export function openOperatorDesk({ db, directory, operators }: DeskOptions): OperatorDesk {
  return {
    kinds: () => [...OPERATORS.values()].map(({ kind, capabilities, fields }) => ({ kind, capabilities, fields })),
    hooksOf: (row) =>
      (operatorOf(row.kind)?.hooks ?? []).map(({ name, path }) => ({ name, url: operators.hookUrl(row, path) })),
    async numbersOf(connectionId) {
      await operators.reload(); // another node may have written it this moment
      const row = operators.find(connectionId);
      if (!row?.operator.listNumbers) throw new Error('this operator has no list of numbers');
      return row.operator.listNumbers(connectionOf(row));
    },
    async told({ provider, answeredBy, status, ...call }: ToldAfterwards) {
      const number = directory.find(call.number);
      if (!number) return false;
      const agentId = answeredBy ? ((await agentMeant(db, number.siteId, answeredBy)) ?? null) : null;
      await operators.tell(provider, factsOfRecord({ ...call, agentId, status: status as LegOutcome | null }));
      return true;
    },
  };
}
