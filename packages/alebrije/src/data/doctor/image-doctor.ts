/** What is wrong with a folder or zip archive of images. */

import { createHash } from 'node:crypto';
import { UserError } from '../../errors.ts';
import type { PreparationOptions } from '../dataset-entry.ts';
import type { FileSource, SourceFile } from '../files/file-source.ts';
import { FEWEST_EXAMPLES } from '../images/image-dataset.ts';
import { decodeImage, release } from '../images/image-file.ts';
import { type ImageLayout, type LabelledFile, understandImages } from '../images/image-layout.ts';
import {
  type Diagnosis,
  type Finding,
  fault,
  findSparsity,
  isFault,
  listed,
  warning,
} from './finding.ts';

/** What is known of one image once it was decoded. */
interface Examined {
  readonly file: SourceFile;
  readonly className: string | undefined;
  readonly width: number;
  readonly height: number;
  readonly sha256: string;
}

/** Sides below this are enlarged by most recipes. */
const SMALL_SIDE = 28;
/** Cropped to a square, an image longer than this loses more than half. */
const LONGEST = 2;
/** Decoded at the same time. */
const AT_ONCE = 4;

/** Reads and decodes every image. @throws UserError if there are none, or the folders make no sense */
export async function diagnoseImages(
  source: FileSource,
  { onProgress, signal }: PreparationOptions = {},
): Promise<Diagnosis> {
  const layout = understandImages(source);
  const files = [...layout.train, ...(layout.test ?? [])];
  const examined: Examined[] = [];
  const unreadable: string[] = [];
  async function examine({ file, className }: LabelledFile): Promise<void> {
    try {
      const bytes = await source.read(file);
      const image = await decodeImage(bytes, file.path);
      const { width, height } = image;
      release(image);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      examined.push({ file, className, width, height, sha256 });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      unreadable.push(error.message);
    }
  }
  for (let begin = 0; begin < files.length; begin += AT_ONCE) {
    signal?.throwIfAborted();
    await Promise.all(files.slice(begin, begin + AT_ONCE).map(examine));
    const done = Math.min(begin + AT_ONCE, files.length);
    onProgress?.({ what: 'checking images', done, total: files.length });
  }
  const findings = [
    ...findUnreadable(unreadable),
    ...findSparsity(examined.length, FEWEST_EXAMPLES, classSizes(examined)),
    ...findDuplicates(examined, layout),
    ...findMixedSizes(examined),
    ...findUnfit(examined),
    ...findOthers(layout),
  ];
  const classes = layout.classNames ? `, ${layout.classNames.length} classes` : '';
  return {
    summary: `images: ${files.length}${classes}`,
    findings: findings.filter(isFault).concat(findings.filter((finding) => !isFault(finding))),
  };
}

function findUnreadable(messages: readonly string[]): Finding[] {
  return messages.length === 0 ? [] : [fault('unreadableImages', { listed: listed(messages) })];
}

function classSizes(images: readonly Examined[]): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const { className } of images) {
    if (className !== undefined) sizes.set(className, (sizes.get(className) ?? 0) + 1);
  }
  return sizes;
}

function findDuplicates(images: readonly Examined[], { test = [] }: ImageLayout): Finding[] {
  const tested = new Set(test.map(({ file }) => file.path));
  const originals = new Map<string, Examined>();
  const pairs: string[] = [];
  let [clashes, leaks] = [0, 0];
  for (const image of images) {
    const original = originals.get(image.sha256);
    if (!original) {
      originals.set(image.sha256, image);
      continue;
    }
    const [path, first] = [image.file.path, original.file.path];
    pairs.push(`${path} = ${first}`);
    if (image.className !== original.className) clashes += 1;
    if (tested.has(path) !== tested.has(first)) leaks += 1;
  }
  return [
    ...(pairs.length > 0 ? [warning('repeatedImages', { listed: listed(pairs) })] : []),
    ...(clashes > 0 ? [warning('repeatedInClasses', { count: clashes })] : []),
    ...(leaks > 0 ? [warning('repeatedInTest', { count: leaks })] : []),
  ];
}

function findMixedSizes(images: readonly Examined[]): Finding[] {
  const sizes = new Map<string, number>();
  for (const { width, height } of images) {
    const size = `${width}x${height}`;
    sizes.set(size, (sizes.get(size) ?? 0) + 1);
  }
  if (sizes.size < 2) return [];
  const frequent = [...sizes]
    .sort((a, b) => b[1] - a[1])
    .map(([size, count]) => `${size} (${count})`);
  return [warning('mixedSizes', { listed: listed(frequent) })];
}

function findUnfit(images: readonly Examined[]): Finding[] {
  const small = images.filter(({ width, height }) => Math.min(width, height) < SMALL_SIDE);
  const long = images.filter(
    ({ width, height }) => Math.max(width, height) > LONGEST * Math.min(width, height),
  );
  const paths = (some: readonly Examined[]) => listed(some.map(({ file }) => file.path));
  return [
    ...(small.length > 0
      ? [warning('smallImages', { side: SMALL_SIDE, listed: paths(small) })]
      : []),
    ...(long.length > 0 ? [warning('longImages', { times: LONGEST, listed: paths(long) })] : []),
  ];
}

function findOthers({ others }: ImageLayout): Finding[] {
  if (others.length === 0) return [];
  return [warning('otherFiles', { listed: listed(others.map(({ path }) => path)) })];
}
