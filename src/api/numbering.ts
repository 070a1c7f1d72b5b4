// The numbering register over HTTP: whether there is one, and how old it is. It is imported on the command line.
import { listRegisters } from '../store/numbering.ts';
import type { Api, ApiDeps } from './deps.ts';
import { NumberingRegisters } from './wire/numbering.ts';

/** The route about the numbering register, below /api/v1. */
export function numberingRoutes(api: Api, { db }: ApiDeps) {
  api.get('/numbering', { schema: { response: { 200: NumberingRegisters }, tags: ['numbers'] } }, async () => {
    const registers = await listRegisters(db);
    return {
      countries: registers.map(({ importedAt, ...register }) => ({
        ...register,
        importedAt: importedAt.toISOString(),
      })),
    };
  });
}
