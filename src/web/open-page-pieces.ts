// All pieces of an open page: its document, its frames, and shadow roots that are closed to every script of the page.
import type { CDPSession, Frame, Page } from 'playwright-core';
import { inTime } from './in-time.ts';
import { collectPieces } from './page-pieces.ts';
import type { Piece } from './piece.ts';

const FRAMES_LIMIT = 20;
const FRAME_MS = 2000;
const CLOSED_ROOTS_LIMIT = 50;
const CLOSED_ROOTS_MS = 4000;

/** Frames that do not answer are left out. Throws when the page itself does not answer by the deadline (Date.now()). */
export async function piecesOf(page: Page, deadline: number): Promise<Piece[]> {
  const pieces = await inTime(page.mainFrame().evaluate(collectPieces, null), deadline);
  for (const frame of page.frames().slice(1, FRAMES_LIMIT + 1))
    pieces.push(...(await inTime(framePieces(frame), Math.min(deadline, Date.now() + FRAME_MS)).catch(() => [])));
  const session = await page.context().newCDPSession(page);
  pieces.push(
    ...(await inTime(closedPieces(session), Math.min(deadline, Date.now() + CLOSED_ROOTS_MS)).catch(() => [])),
  );
  return pieces;
}

async function framePieces(frame: Frame): Promise<Piece[]> {
  const isOwn = await frame.evaluate(() => {
    try {
      return Boolean((globalThis as unknown as { top: { document: unknown } }).top.document);
    } catch {
      return false;
    }
  });
  const name = isOwn ? 'iframe' : `iframe ${URL.parse(frame.url())?.origin ?? ''}`;
  return (await frame.evaluate(collectPieces, null)).map((piece) => ({
    ...piece,
    path: `${name} » ${piece.path}`,
    within: isOwn ? (piece.within === 'closed-shadow' ? piece.within : 'frame') : 'foreign-frame',
    line: -1, // lines of other documents are no neighbours
  }));
}

type CdpNode = {
  backendNodeId: number;
  shadowRootType?: string;
  children?: CdpNode[];
  shadowRoots?: CdpNode[];
};

/** Closed shadow roots: no script of the page gets at them, the browser's debugger does. */
async function closedPieces(session: CDPSession): Promise<Piece[]> {
  const { root } = (await session.send('DOM.getDocument', { depth: -1, pierce: true })) as { root: CdpNode };
  const closed: CdpNode[] = [];
  const left = [root];
  for (let node = left.pop(); node; node = left.pop()) {
    if (node.shadowRootType === 'closed') closed.push(node);
    left.push(...(node.children ?? []), ...(node.shadowRoots ?? []));
  }
  const pieces: Piece[] = [];
  for (const { backendNodeId } of closed.slice(0, CLOSED_ROOTS_LIMIT)) {
    const { object } = await session.send('DOM.resolveNode', { backendNodeId });
    if (!object.objectId) continue;
    const { result } = await session.send('Runtime.callFunctionOn', {
      functionDeclaration: collectPieces.toString(),
      objectId: object.objectId,
      arguments: [{ objectId: object.objectId }],
      returnByValue: true,
    });
    pieces.push(...((result.value as Piece[] | undefined) ?? []).map((piece) => ({ ...piece, line: -1 })));
  }
  return pieces;
}
