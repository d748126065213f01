/**
 * Event files as TensorBoard reads them: scalars and PNG images.
 *
 * A file is a series of TFRecords (tensorflow/core/lib/io/record_writer.h): length (uint64, little-
 * endian), masked CRC-32C of the length, the bytes, masked CRC-32C of the bytes. Each record is an
 * `Event` message (tensorflow/core/util/event.proto), which may hold a `Summary`
 * (tensorflow/core/framework/summary.proto). Field numbers below are theirs.
 */

import fs from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { crc32c } from '@node-rs/crc32';
import { UserError } from '../../errors.ts';
import { openAppendFile } from './append.ts';

export interface EventWriter {
  readonly path: string;
  /**
   * @param value rounded to float32; beyond its range, Infinity
   * @throws UserError for a full disk and the like, as does `image`
   */
  scalar(tag: string, value: number, step: number): void;
  /** @param png a whole PNG file */
  image(tag: string, png: Uint8Array, step: number): void;
  close(): void;
}

export interface EventWriterOptions {
  /** A resumed run's step: TensorBoard drops what earlier files hold beyond it. */
  readonly resumedAt?: number | undefined;
  /** Seconds since 1970. */
  readonly now?: (() => number) | undefined;
}

const SESSION_START = 1;
const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Summary.Image.colorspace (1 grey, 2 with alpha, 3 RGB, 4 RGBA) by PNG colour type (3: palette). */
const colorspaces: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 3, 4: 2, 6: 4 };

type WriteMessage = (message: BinaryWriter) => void;

function submessage(writer: BinaryWriter, field: number, write: WriteMessage): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write(writer);
  writer.join();
}

/** Event: wall_time = 1, step = 2, and one of file_version = 3, summary = 5, session_log = 7. */
function encodeEvent(wallTime: number, step: number, what: WriteMessage): Uint8Array {
  const event = new BinaryWriter();
  event.tag(1, WireType.Bit64).double(wallTime);
  // proto3 leaves a zero out.
  if (step !== 0) event.tag(2, WireType.Varint).int64(step);
  what(event);
  return event.finish();
}

/** Summary: value = 1; Value: tag = 1, and `value` among simple_value = 2, image = 4. */
function summaryOf(tag: string, value: WriteMessage): WriteMessage {
  return (event) =>
    submessage(event, 5, (summary) =>
      submessage(summary, 1, (entry) => {
        entry.tag(1, WireType.LengthDelimited).string(tag);
        value(entry);
      }),
    );
}

/** Image: height = 1, width = 2, colorspace = 3, encoded_image_string = 4. */
function encodeImage(png: Uint8Array): WriteMessage {
  // PNG specification, 11.2.1: the header chunk comes first; width, height, depth, colour type.
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  if (png.length < 26 || PNG_SIGNATURE.some((byte, index) => png[index] !== byte)) {
    throw new UserError('an image for TensorBoard must be a PNG file');
  }
  return (value) =>
    submessage(value, 4, (image) => {
      image.tag(1, WireType.Varint).int32(view.getUint32(20));
      image.tag(2, WireType.Varint).int32(view.getUint32(16));
      image.tag(3, WireType.Varint).int32(colorspaces[view.getUint8(25)] ?? 0);
      image.tag(4, WireType.LengthDelimited).bytes(png);
    });
}

/** TensorFlow's mask (core/lib/hash/crc32c.h): checksums of data with checksums in it are weak. */
function maskedCrc(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

function frame(event: Uint8Array): Uint8Array {
  const record = new Uint8Array(12 + event.length + 4);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(event.length), true);
  view.setUint32(8, maskedCrc(record.subarray(0, 8)), true);
  record.set(event, 12);
  view.setUint32(12 + event.length, maskedCrc(event), true);
  return record;
}

/** A name that no file has yet; within one second the last number tells a process's files apart. */
function newEventPath(folder: string, seconds: number): string {
  const stem = `events.out.tfevents.${seconds}.${hostname()}.${process.pid}`;
  for (let number = 0; ; number += 1) {
    const path = join(folder, `${stem}.${number}`);
    if (!fs.existsSync(path)) return path;
  }
}

/**
 * Creates an event file in a folder; each event is handed to the operating system at once.
 * @param folder an existing folder, usually the run's
 * @throws UserError if the file cannot be written
 */
export function createEventWriter(folder: string, options: EventWriterOptions = {}): EventWriter {
  const now = options.now ?? (() => Date.now() / 1000);
  const file = openAppendFile(newEventPath(folder, Math.floor(now())));
  const append = (step: number, what: WriteMessage): void =>
    file.append(frame(encodeEvent(now(), step, what)));

  append(0, (event) => event.tag(3, WireType.LengthDelimited).string('brain.Event:2'));
  if (options.resumedAt !== undefined) {
    // TensorBoard drops events of this step and later when it meets the start of a session.
    append(options.resumedAt + 1, (event) =>
      submessage(event, 7, (log) => log.tag(1, WireType.Varint).int32(SESSION_START)),
    );
  }
  return {
    path: file.path,
    scalar(tag, value, step) {
      append(
        step,
        summaryOf(tag, (entry) => entry.tag(2, WireType.Bit32).float(Math.fround(value))),
      );
    },
    image(tag, png, step) {
      append(step, summaryOf(tag, encodeImage(png)));
    },
    close() {
      file.close();
    },
  };
}
