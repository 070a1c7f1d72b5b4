import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toPhoneRate } from './resampling.ts';
import { type Heard, readWav, secondsOf, writeWav } from './wav.ts';

const tone = (hertz: number, rate: number, seconds = 0.5, level = 0.5) =>
  Float32Array.from({ length: rate * seconds }, (_, n) => level * Math.sin((2 * Math.PI * hertz * n) / rate));

/** A WAV as others make them: `width` bytes a sample, the same on each channel unless `right` says otherwise. */
function wavOf(
  samples: Float32Array,
  {
    rate,
    bits,
    float = false,
    right,
    extensible = false,
    size,
  }: { rate: number; bits: number; float?: boolean; right?: Float32Array; extensible?: boolean; size?: number },
): Buffer {
  const channels = right ? 2 : 1;
  const width = bits / 8;
  const data = Buffer.alloc(samples.length * channels * width);
  const put = (value: number, at: number) => {
    if (float && bits === 32) data.writeFloatLE(value, at);
    else if (float) data.writeDoubleLE(value, at);
    else if (bits === 8) data.writeUInt8(Math.round(value * 127) + 128, at);
    else data.writeIntLE(Math.round(value * (2 ** (bits - 1) - 1)), at, width);
  };
  samples.forEach((value, n) => {
    put(value, n * channels * width);
    if (right) put(right[n] ?? 0, (n * channels + 1) * width);
  });
  const code = float ? 3 : 1;
  const format = Buffer.alloc(extensible ? 40 : 16);
  format.writeUInt16LE(extensible ? 0xfffe : code, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(rate, 4);
  format.writeUInt32LE(rate * channels * width, 8);
  format.writeUInt16LE(channels * width, 12);
  format.writeUInt16LE(bits, 14);
  if (extensible) format.writeUInt16LE(code, 24);
  return Buffer.concat([
    Buffer.from('RIFF\0\0\0\0WAVE', 'latin1'),
    chunk('LIST', Buffer.from('odd')),
    chunk('fmt ', format),
    chunk('data', data, size),
  ]);
}

function chunk(name: string, body: Buffer, size = body.length): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, 'latin1');
  head.writeUInt32LE(size, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}

const heard = async (file: Uint8Array): Promise<Heard> => {
  const read = await readWav(file);
  return typeof read === 'string' ? assert.fail(read) : read;
};
const furthest = (a: Float32Array, b: Float32Array) => a.reduce((most, v, n) => Math.max(most, Math.abs(v - b[n]!)), 0);
const level = (samples: Float32Array) => Math.sqrt(samples.reduce((sum, v) => sum + v * v, 0) / samples.length);

test('a WAV of every usual width is read as what was said', async () => {
  const said = tone(440, 8000);
  const forms = [
    { bits: 8, off: 0.01 },
    { bits: 16, off: 1e-4 },
    { bits: 24, off: 1e-6 },
    { bits: 32, off: 1e-6 },
    { bits: 32, float: true, off: 1e-6 },
    { bits: 64, float: true, off: 1e-6 },
    { bits: 24, extensible: true, off: 1e-6 },
    { bits: 32, float: true, extensible: true, off: 1e-6 },
  ];
  for (const { off, ...form } of forms) {
    const { rate, samples } = await heard(wavOf(said, { rate: 8000, ...form }));
    assert.deepEqual([rate, samples.length], [8000, said.length]);
    assert.ok(furthest(samples, said) <= off, `${JSON.stringify(form)}: ${furthest(samples, said)}`);
  }
});

test('two channels become one: their mean', async () => {
  const { samples } = await heard(
    wavOf(tone(440, 8000), { rate: 8000, bits: 16, right: tone(440, 8000).map((v) => -v) }),
  );
  assert.ok(level(samples) < 1e-4);
});

test('a size that was not known when the header was written means the rest of the file', async () => {
  for (const size of [0x7fff_f000, 0xffff_ffff]) {
    const { samples } = await heard(wavOf(tone(440, 8000), { rate: 8000, bits: 16, size }));
    assert.equal(samples.length, 4000);
  }
});

test('what is no WAV, or none we read, is refused with the reason', async () => {
  const fine = wavOf(tone(440, 8000), { rate: 8000, bits: 16 });
  const with_ = (at: number, value: number) => {
    const file = Buffer.from(fine);
    file.writeUInt16LE(value, at);
    return file;
  };
  const FORMAT = 12 + 8 + 4 + 8; // after RIFF and the odd LIST
  assert.equal(await readWav(Buffer.from('ID3 an mp3 of some length')), 'not-a-wav');
  assert.equal(await readWav(Buffer.alloc(0)), 'not-a-wav');
  assert.equal(await readWav(fine.subarray(0, FORMAT)), 'not-a-wav');
  assert.equal(await readWav(with_(FORMAT, 0x55)), 'compressed');
  assert.equal(await readWav(with_(FORMAT + 14, 12)), 'compressed');
  assert.equal(await readWav(with_(FORMAT + 2, 6)), 'channels');
  assert.equal(await readWav(with_(FORMAT + 2, 0)), 'channels');
  assert.equal(await readWav(with_(FORMAT + 4, 100)), 'rate');
  assert.equal(await readWav(wavOf(new Float32Array(), { rate: 8000, bits: 16 })), 'empty');
});

test('random bytes after a right beginning are refused or read, never a crash', async () => {
  let seed = 7;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed;
  };
  for (let round = 0; round < 500; round++) {
    const file = Buffer.from(wavOf(tone(440, 8000, 0.01), { rate: 8000, bits: 16 }));
    for (let n = 0; n < 6; n++) file[8 + (random() % 60)] = random() % 256;
    await readWav(file.subarray(0, random() % file.length));
  }
});

test('what is written is read back the same, to a bit', async () => {
  const said = tone(440, 8000);
  const file = writeWav(said);
  const { rate, samples } = await heard(file);
  assert.equal(rate, 8000);
  assert.ok(furthest(samples, said) <= 1 / 0x8000);
  assert.equal(secondsOf(file.length), 0.5);
  assert.equal(Math.max(...(await heard(writeWav(Float32Array.of(2, -2)))).samples), 0x7fff / 0x8000);
});

test('a tone of the telephone band keeps its level at every rate, one above 4 kHz is silenced', async () => {
  for (const rate of [11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000]) {
    const kept = (await toPhoneRate(tone(1000, rate), rate)).subarray(400, 3600);
    assert.ok(Math.abs(level(kept) / level(tone(1000, 8000)) - 1) < 0.002, `${rate}: ${level(kept)}`);
    if (rate < 12_000) continue;
    const folded = (await toPhoneRate(tone(4600, rate), rate)).subarray(400, 3600);
    assert.ok(level(folded) < 1e-4, `${rate}: 4.6 kHz came through at ${level(folded)}`);
  }
});

test('a lower rate is brought up without a false tone', async () => {
  const said = (await toPhoneRate(tone(500, 4000), 4000)).subarray(400, 3600);
  assert.ok(furthest(said, tone(500, 8000).subarray(400, 3600)) < 0.001);
});

test('the length stays', async () => {
  for (const rate of [8000, 16_000, 44_100, 48_000])
    assert.equal((await toPhoneRate(tone(440, rate, 1), rate)).length, 8000);
});
