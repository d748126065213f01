/** Host arrays to WebGPU buffers and back. The package is typed without the DOM: only what is used is declared. */

import type { HostData } from '../../graph/types.ts';

/** A GPUBuffer; sizes in bytes. */
export interface DeviceBuffer {
  readonly size: number;
  mapAsync(mode: number): Promise<void>;
  getMappedRange(): ArrayBuffer;
  unmap(): void;
  destroy(): void;
}

interface CommandEncoder {
  copyBufferToBuffer(
    source: DeviceBuffer,
    sourceOffset: number,
    target: DeviceBuffer,
    targetOffset: number,
    size: number,
  ): void;
  finish(): object;
}

/** A GPUDevice. */
export interface Device {
  readonly queue: { submit(commands: readonly object[]): void };
  createBuffer(options: { size: number; usage: number; mappedAtCreation?: boolean }): DeviceBuffer;
  createCommandEncoder(): CommandEncoder;
}

/** Flags of GPUBufferUsage and GPUMapMode. */
const MAP_READ = 0x1;
const COPY_SRC = 0x4;
const COPY_DST = 0x8;
const STORAGE = 0x80;

/** ONNX Runtime binds buffers in multiples of so many bytes. */
const BUFFER_STEP = 16;

/** A new buffer with the bytes of an array, and zeros after them up to a multiple of 16. */
export function uploadBuffer(
  device: Device,
  { buffer, byteOffset, byteLength }: HostData,
): DeviceBuffer {
  const size = Math.max(1, Math.ceil(byteLength / BUFFER_STEP)) * BUFFER_STEP;
  const usage = COPY_SRC | COPY_DST | STORAGE;
  const uploaded = device.createBuffer({ size, usage, mappedAtCreation: true });
  new Uint8Array(uploaded.getMappedRange()).set(new Uint8Array(buffer, byteOffset, byteLength));
  uploaded.unmap();
  return uploaded;
}

export async function downloadBuffer(device: Device, source: DeviceBuffer): Promise<ArrayBuffer> {
  const { size } = source;
  const target = device.createBuffer({ size, usage: COPY_DST | MAP_READ });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(source, 0, target, 0, size);
  device.queue.submit([encoder.finish()]);
  await target.mapAsync(MAP_READ);
  const bytes = target.getMappedRange().slice(0);
  target.destroy();
  return bytes;
}
