// Contracts with operators.
import { z } from 'zod';
import type { NoticeKind } from '../core/notice.ts';
import {
  type ContractFields,
  deleteContract,
  insertContract,
  listContracts,
  updateContract,
} from '../store/contracts.ts';
import { transaction } from '../store/database.ts';
import { endNotices } from '../store/notices.ts';
import type { Api, ApiDeps } from './deps.ts';
import { known } from './known.ts';
import { notFound, Problem } from './problem.ts';
import * as wire from './wire.ts';

const ContractParams = z.object({ contract: z.uuid() });
const BARE = { signedOn: null, endsOn: null, licenceNumber: null, licenceIssuedOn: null, licenceEndsOn: null };

/** The routes about contracts, below /api/v1. */
export function contractRoutes(api: Api, { db, newId }: ApiDeps) {
  const contractOf = async (accountId: string, id: string) => {
    const contract = (await listContracts(db, accountId)).find((one) => one.id === id);
    if (!contract) throw notFound('contract');
    return contract;
  };

  api.get('/contracts', { schema: { response: { 200: z.array(wire.Contract) }, tags: ['numbers'] } }, ({ person }) =>
    listContracts(db, person.accountId),
  );

  api.post(
    '/contracts',
    { schema: { body: wire.ContractCreate, response: { 201: wire.Contract }, tags: ['numbers'] } },
    async ({ person, body }, reply) => {
      const contract = { id: newId(), ...BARE, ...known(body) };
      refuseBackwards(contract);
      refuseTwice(await insertContract(db, person.accountId, contract), contract);
      return reply.code(201).send({ ...contract, numbers: 0 });
    },
  );

  api.patch(
    '/contracts/:contract',
    {
      schema: {
        params: ContractParams,
        body: wire.ContractPatch,
        response: { 200: wire.Contract },
        tags: ['numbers'],
      },
    },
    async ({ person, params, body }) => {
      const before = await contractOf(person.accountId, params.contract);
      const contract = { ...before, ...known(body) };
      refuseBackwards(contract);
      refuseTwice(await updateContract(db, person.accountId, contract), contract);
      const kinds: NoticeKind[] = [];
      if (contract.endsOn !== before.endsOn) kinds.push('contract-ends');
      if (contract.licenceEndsOn !== before.licenceEndsOn) kinds.push('licence-ends');
      await endNotices(db, { accountId: person.accountId, kinds, subject: contract.id }); // said anew where it is due
      return contract;
    },
  );

  api.delete(
    '/contracts/:contract',
    { schema: { params: ContractParams, response: { 204: z.null() }, tags: ['numbers'] } },
    async ({ person, params }, reply) => {
      const deleted = await transaction(db, (tx) => deleteContract(tx, person.accountId, params.contract));
      if (deleted === 'unknown') throw notFound('contract');
      if (deleted === 'in-use')
        throw new Problem(409, 'contract-in-use', 'Numbers are under this contract. Put them under another one first.');
      const kinds: NoticeKind[] = ['contract-ends', 'licence-ends'];
      await endNotices(db, { accountId: person.accountId, kinds, subject: params.contract });
      return reply.code(204).send(null);
    },
  );
}

function refuseTwice(written: 'written' | 'exists', { operator, contractNumber }: ContractFields) {
  if (written === 'exists')
    throw new Problem(409, 'contract-exists', `There is a contract ${contractNumber} with ${operator} already.`);
}

function refuseBackwards({ signedOn, endsOn, licenceIssuedOn, licenceEndsOn }: ContractFields) {
  if (signedOn && endsOn && endsOn < signedOn)
    throw new Problem(400, 'invalid', 'endsOn: the contract would end before it was signed.');
  if (licenceIssuedOn && licenceEndsOn && licenceEndsOn < licenceIssuedOn)
    throw new Problem(400, 'invalid', 'licenceEndsOn: the licence would end before it was issued.');
}
