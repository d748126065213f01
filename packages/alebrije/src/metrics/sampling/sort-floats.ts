/** Numbers in ascending order by the digits of their bits: several times as fast as comparing them. */

const DIGIT = 11;
const DIGITS = 1 << DIGIT;
const MASK = DIGITS - 1;
const PASSES = 3;

/** Where the numbers of each digit begin, from how many there are. */
function beginnings(counts: Uint32Array): void {
  let sum = 0;
  for (let digit = 0; digit < counts.length; digit++) {
    const count = counts[digit]!;
    counts[digit] = sum;
    sum += count;
  }
}

/** Moves numbers to the places of their digits, in the order they come in. */
function distribute(from: Uint32Array, to: Uint32Array, places: Uint32Array, shift: number): void {
  for (let i = 0; i < from.length; i++) {
    const bits = from[i]!;
    const digit = (bits >>> shift) & MASK;
    to[places[digit]!] = bits;
    places[digit]! += 1;
  }
}

/** A sorted copy, by three stable passes of 11 bits. @param values without NaN */
export function sortFloats(values: Float32Array): Float32Array {
  const bits = new Int32Array(Float32Array.from(values).buffer);
  const counts = Array.from({ length: PASSES }, () => new Uint32Array(DIGITS));
  const [low, middle, high] = counts as [Uint32Array, Uint32Array, Uint32Array];
  const unsigned = new Uint32Array(bits.buffer);
  for (let i = 0; i < bits.length; i++) {
    // Negative numbers have all bits turned and others the sign: then they are ordered as they are read.
    const ordered = bits[i]! ^ ((bits[i]! >> 31) | 0x8000_0000);
    bits[i] = ordered;
    low[ordered & MASK]! += 1;
    middle[(ordered >>> DIGIT) & MASK]! += 1;
    high[ordered >>> (2 * DIGIT)]! += 1;
  }
  let [from, to] = [unsigned, new Uint32Array(bits.length)];
  for (const [pass, places] of counts.entries()) {
    beginnings(places);
    distribute(from, to, places, pass * DIGIT);
    [from, to] = [to, from];
  }
  const sorted = new Int32Array(from.buffer);
  for (let i = 0; i < sorted.length; i++) sorted[i]! ^= ~(sorted[i]! >> 31) | 0x8000_0000;
  return new Float32Array(sorted.buffer);
}
