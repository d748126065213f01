import fs from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { createEventWriter } from '../../../src/train/files/tensorboard.ts';
import { temporaryFolder, thrownBy } from './temporary-folder.ts';

const fixtures = new URL('../../fixtures/tensorboard/', import.meta.url);
const png = fs.readFileSync(new URL('tiny.png', fixtures));
const now = () => 1700000000.25;

/** CRC-32C bit by bit (RFC 3720, appendix B.4; polynomial 0x1EDC6F41, reflected). */
function crc32cBitwise(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  return ~crc >>> 0;
}

/** Undoes TensorFlow's mask (core/lib/hash/crc32c.h, Unmask). */
function unmask(masked: number): number {
  const rotated = (masked - 0xa282ead8) >>> 0;
  return ((rotated >>> 17) | (rotated << 15)) >>> 0;
}

/** Takes a file apart into its records and checks both checksums of each. */
function readRecords(path: string): Uint8Array[] {
  const bytes = fs.readFileSync(path);
  const records: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at));
    expect(unmask(bytes.readUInt32LE(at + 8))).toBe(crc32cBitwise(bytes.subarray(at, at + 8)));
    const record = bytes.subarray(at + 12, at + 12 + length);
    expect(unmask(bytes.readUInt32LE(at + 12 + length))).toBe(crc32cBitwise(record));
    records.push(record);
    at += 16 + length;
  }
  return records;
}

test('the independent checksum gives the check value of RFC 3720', () => {
  expect(crc32cBitwise(new Uint8Array(32))).toBe(0x8a9136aa);
});

describe('event file', () => {
  test('is byte for byte what TensorBoard itself writes', () => {
    const writer = createEventWriter(temporaryFolder(), { resumedAt: 7, now });
    writer.scalar('loss', 0, 0);
    writer.scalar('valLoss', 0.26125, 9);
    writer.scalar('größe', NaN, 300000);
    writer.image('samples', png, 10);
    writer.close();
    const golden = fs.readFileSync(new URL('golden.tfevents', fixtures));
    expect(fs.readFileSync(writer.path).toString('hex')).toBe(golden.toString('hex'));
  });

  test('has sound frames after each event, before it is closed', () => {
    const writer = createEventWriter(temporaryFolder());
    expect(readRecords(writer.path)).toHaveLength(1);
    writer.scalar('loss', 1, 1);
    writer.image('samples', png, 2);
    expect(readRecords(writer.path)).toHaveLength(3);
    writer.close();
  });

  test('is named by time, host, process and a number that makes it new', () => {
    const folder = temporaryFolder();
    const names = [0, 1].map(() => {
      const writer = createEventWriter(folder, { now });
      writer.close();
      return basename(writer.path);
    });
    const stem = `events.out.tfevents.1700000000.${hostname()}.${process.pid}`;
    expect(names).toEqual([`${stem}.0`, `${stem}.1`]);
  });

  test('takes a value beyond float32', () => {
    const writer = createEventWriter(temporaryFolder());
    writer.scalar('loss', 1e300, 1);
    writer.close();
    const event = Buffer.from(readRecords(writer.path)[1]!);
    expect(event.readFloatLE(event.length - 4)).toBe(Infinity);
  });

  test('takes only PNG files as images, and no missing folder', () => {
    const folder = temporaryFolder();
    const writer = createEventWriter(folder);
    const jpeg = Uint8Array.from([0xff, 0xd8, 0xff, ...new Uint8Array(40)]);
    expect(thrownBy(() => writer.image('samples', jpeg, 1))).toBeInstanceOf(UserError);
    expect(thrownBy(() => writer.image('samples', png.subarray(0, 10), 1))).toBeInstanceOf(
      UserError,
    );
    expect(readRecords(writer.path)).toHaveLength(1);
    writer.close();
    expect(thrownBy(() => createEventWriter(join(folder, 'missing')))).toBeInstanceOf(UserError);
  });
});
