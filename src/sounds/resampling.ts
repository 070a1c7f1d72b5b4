// Brings samples of any rate to the telephone's 8 kHz through a low-pass, so that nothing above 4 kHz folds back into
// what is heard. A windowed sinc in phases (Julius O. Smith, "Digital Audio Resampling", ccrma.stanford.edu/~jos/resample).
import { setImmediate as breathe } from 'node:timers/promises';
import { PHONE_RATE } from './wav.ts';

// The band ends a little below half the rate: so wide is the filter's slope with so many crossings.
const BAND = 0.92;
const CROSSINGS = 24;
/** Kaiser window: 9 holds what is beyond the slope below -90 dB. */
const BETA = 9;
// A few milliseconds of work: calls are answered in between.
const MULTIPLIED_A_TURN = 1_000_000;

/** `samples` of `rate` per second, as 8,000 a second. */
export async function toPhoneRate(samples: Float32Array, rate: number): Promise<Float32Array> {
  if (rate === PHONE_RATE) return samples;
  const shared = gcd(rate, PHONE_RATE);
  const [step, phases] = [rate / shared, PHONE_RATE / shared];
  const kernels = new Map<number, Float64Array>();
  const reach = reachOf(rate);
  const out = new Float32Array(Math.floor((samples.length * PHONE_RATE) / rate));
  const pause = Math.max(1, Math.floor(MULTIPLIED_A_TURN / (2 * reach)));
  for (let n = 0; n < out.length; n++) {
    if (n % pause === pause - 1) await breathe();
    const phase = (n * step) % phases;
    const kernel = kernels.get(phase) ?? kernelOf(phase / phases, rate);
    kernels.set(phase, kernel);
    out[n] = weigh(samples, Math.floor((n * step) / phases) - reach + 1, kernel);
  }
  return out;
}

// Samples that are looked at on either side.
const reachOf = (rate: number) => Math.ceil((CROSSINGS * Math.max(rate, PHONE_RATE)) / (PHONE_RATE * BAND));

function weigh(samples: Float32Array, from: number, kernel: Float64Array): number {
  let sum = 0;
  const first = Math.max(0, -from);
  const last = Math.min(kernel.length, samples.length - from);
  for (let k = first; k < last; k++) sum += (samples[from + k] as number) * (kernel[k] as number);
  return sum;
}

/** Weights of the samples around a point that lies `fraction` of a sample after one of them; they sum to 1. */
function kernelOf(fraction: number, rate: number): Float64Array {
  const reach = reachOf(rate);
  const cutoff = BAND * Math.min(1, PHONE_RATE / rate); // of half the given rate
  const kernel = new Float64Array(2 * reach);
  let sum = 0;
  for (let k = 0; k < kernel.length; k++) {
    const x = k - reach + 1 - fraction;
    const weight = sinc(cutoff * x) * kaiser(x / reach);
    kernel[k] = weight;
    sum += weight;
  }
  return kernel.map((weight) => weight / sum);
}

const sinc = (x: number) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
const kaiser = (x: number) => (Math.abs(x) >= 1 ? 0 : bessel(BETA * Math.sqrt(1 - x * x)) / bessel(BETA));

/** Modified Bessel function of order 0, by its series. */
function bessel(x: number): number {
  let [sum, term] = [1, 1];
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
