// Reads an Ogg Opus file page by page and tells whether it is whole and how long it is: by our own eyes, before what it
// was made from is deleted. Sources: RFC 3533 (Ogg), RFC 7845 (Opus in Ogg).
import { open } from 'node:fs/promises';

export type OggFault = 'not-ogg' | 'not-opus' | 'bad-checksum' | 'page-missing' | 'cut-off' | 'several-streams';
export type OggOpus = { kind: 'whole'; channels: number; seconds: number } | { kind: 'faulty'; fault: OggFault };

const HEADER = 27;
const RATE = 48_000; // granules count samples at 48 kHz, whatever was recorded (RFC 7845 § 4)
const LAST_PAGE = 4;

/** Every page is looked at: its checksum, its place in the row, the end-of-stream mark on the last. */
export async function readOggOpus(file: string): Promise<OggOpus> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    let head: { channels: number; preSkip: number } | undefined;
    let last: Page | undefined;
    for (let at = 0; at < size; ) {
      const page = await readPage(async (from, length) => {
        const buffer = Buffer.alloc(length);
        const { bytesRead } = await handle.read(buffer, 0, length, at + from);
        return buffer.subarray(0, bytesRead);
      });
      if (typeof page === 'string') return { kind: 'faulty', fault: at === 0 ? 'not-ogg' : page };
      if (last && page.serial !== last.serial) return { kind: 'faulty', fault: 'several-streams' };
      if (page.number !== (last ? last.number + 1 : 0)) return { kind: 'faulty', fault: 'page-missing' };
      head ??= opusHead(page.body);
      if (!head) return { kind: 'faulty', fault: 'not-opus' };
      last = page;
      at += page.length;
    }
    if (!head || !last) return { kind: 'faulty', fault: 'not-ogg' };
    if (!last.isLast) return { kind: 'faulty', fault: 'cut-off' };
    return { kind: 'whole', channels: head.channels, seconds: Math.max(0, last.granule - head.preSkip) / RATE };
  } finally {
    await handle.close();
  }
}

type Page = { serial: number; number: number; granule: number; isLast: boolean; length: number; body: Buffer };

async function readPage(piece: (from: number, length: number) => Promise<Buffer>): Promise<Page | OggFault> {
  const header = await piece(0, HEADER);
  if (header.length < HEADER) return 'cut-off';
  if (header.toString('latin1', 0, 4) !== 'OggS') return 'not-ogg';
  const segments = header[26] ?? 0;
  const table = await piece(HEADER, segments);
  const bytes = table.reduce((sum, length) => sum + length, 0);
  const body = await piece(HEADER + segments, bytes);
  if (table.length < segments || body.length < bytes) return 'cut-off';
  const claimed = header.readUInt32LE(22);
  header.writeUInt32LE(0, 22); // the checksum is taken with its own field empty
  if (checksum([header, table, body]) !== claimed) return 'bad-checksum';
  return {
    serial: header.readUInt32LE(14),
    number: header.readUInt32LE(18),
    granule: Number(header.readBigInt64LE(6)),
    isLast: ((header[5] ?? 0) & LAST_PAGE) !== 0,
    length: HEADER + segments + bytes,
    body,
  };
}

function opusHead(body: Buffer): { channels: number; preSkip: number } | undefined {
  if (body.length < 19 || body.toString('latin1', 0, 8) !== 'OpusHead') return undefined;
  return { channels: body[9] ?? 0, preSkip: body.readUInt16LE(10) };
}

// CRC-32 with the polynomial 0x04c11db7, neither reflected nor inverted (RFC 3533 § 6).
const TABLE = Uint32Array.from({ length: 256 }, (_, at) => {
  let crc = at << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc >>> 0;
});

function checksum(parts: readonly Buffer[]): number {
  let crc = 0;
  for (const part of parts)
    for (const byte of part) crc = ((crc << 8) ^ (TABLE[((crc >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0;
  return crc;
}
