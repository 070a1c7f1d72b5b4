// What a line of the file says of a number, beside what it serves.
import type { InventoryRow, NumberParticulars } from '../store/inventory.ts';
import {
  type Cells,
  type Column,
  cellsOf,
  type Names,
  readContract,
  readCost,
  readCurrency,
  readDay,
  readKind,
  readNamed,
  textOf,
} from './csv-columns.ts';

/** What the cells say of the number; what they leave out stays. */
export function particularsOf(row: InventoryRow, cells: Cells, names: Names): NumberParticulars {
  const given = <T>(column: Column, read: (cell: string) => T, old: T): T => {
    const cell = cells[column];
    return cell === undefined ? old : read(cell);
  };
  const currency = given('currency', readCurrency, row.currency);
  const costs = { ...(row.currency !== currency && amountsOf(row, names)), ...cells };
  const cost = (column: 'monthly_cost' | 'minute_cost', old: number | null) =>
    costs[column] === undefined ? old : readCost(column, costs[column], currency);
  const [monthlyCost, minuteCost] = [cost('monthly_cost', row.monthlyCost), cost('minute_cost', row.minuteCost)];
  return {
    connectionId: cells.connection ? readNamed('connection', cells.connection, names.connections) : row.connection.id,
    kind: cells.kind ? readKind(cells.kind) : row.kind,
    region: given('region', (cell) => textOf('region', cell, 80) || null, row.region),
    contractId: contractAfter(row, cells, names),
    capacityOwner: given('capacity_owner', (cell) => textOf('capacity_owner', cell, 200) || null, row.capacityOwner),
    ownedSince: given('owned_since', readDay, row.ownedSince),
    ...{ monthlyCost, minuteCost },
    currency: monthlyCost === null && minuteCost === null ? null : currency,
    note: given('note', (cell) => textOf('note', cell, 1000), row.note),
  };
}

// An amount that stays while its currency changes is read anew: 250.00 RUB becomes 250 JPY.
function amountsOf(row: InventoryRow, names: Names): Cells {
  const { monthly_cost, minute_cost } = cellsOf(row, names);
  return { monthly_cost, minute_cost };
}

function contractAfter(row: InventoryRow, cells: Cells, { contracts }: Names): string | null {
  if (cells.operator === undefined && cells.contract_number === undefined) return row.contract?.id ?? null;
  const operator = cells.operator ?? row.contract?.operator ?? '';
  return readContract(operator, cells.contract_number ?? row.contract?.contractNumber ?? '', contracts);
}
