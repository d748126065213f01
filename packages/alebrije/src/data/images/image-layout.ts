/** What the folders of a collection of images mean: parts (train, test) and classes. */

import { UserError } from '../../errors.ts';
import { compareNames, type FileSource, type SourceFile } from '../files/file-source.ts';
import { isImageName } from './image-file.ts';

export interface LabelledFile {
  readonly file: SourceFile;
  /** Missing where there are no classes. */
  readonly className?: string;
}

export interface ImageLayout {
  readonly train: readonly LabelledFile[];
  /** Missing unless a folder is named for it. */
  readonly test?: readonly LabelledFile[];
  /** In alphabetical order; missing where there are no folders below a part. */
  readonly classNames?: readonly string[];
  /** Files that are no images. */
  readonly others: readonly SourceFile[];
}

const PARTS: Readonly<Record<string, 'train' | 'test'>> = {
  train: 'train',
  training: 'train',
  test: 'test',
  testing: 'test',
  val: 'test',
  valid: 'test',
  validation: 'test',
};

interface Placed {
  readonly file: SourceFile;
  /** The folders above it that are left to be understood. */
  readonly folders: readonly string[];
}

/**
 * Folders that all images share say nothing. Then `train` and `test` (or `val`), if there are no
 * others; then the outermost folder of each image is its class.
 * @throws UserError if there are no images, or some lie beside the folders of the classes
 */
export function understandImages({ files, location }: FileSource): ImageLayout {
  const images = files.filter(({ path }) => isImageName(path));
  const others = files.filter(({ path }) => !isImageName(path));
  if (images.length === 0) {
    throw new UserError(
      `there are no images in ${location}: JPEG, PNG, WebP, GIF, BMP and AVIF files can be read`,
    );
  }
  let placed: Placed[] = images.map((file) => ({
    file,
    folders: file.path.split('/').slice(0, -1),
  }));
  while (sharesFolder(placed)) placed = placed.map(withoutFolder);

  const outermost = new Set(placed.map(({ folders }) => folders[0]?.toLowerCase() ?? ''));
  const isSplit = outermost.size > 1 && [...outermost].every((name) => name in PARTS);
  const inPart = (part: 'train' | 'test') =>
    placed.filter(({ folders }) => PARTS[folders[0]!.toLowerCase()] === part).map(withoutFolder);
  const parts = isSplit
    ? { train: inPart('train'), test: inPart('test') }
    : { train: placed, test: [] };
  const classNames = classesOf([...parts.train, ...parts.test], location);
  const label = ({ file, folders }: Placed): LabelledFile =>
    classNames ? { file, className: folders[0]! } : { file };
  return {
    train: parts.train.map(label),
    ...(parts.test.length > 0 && parts.train.length > 0 && { test: parts.test.map(label) }),
    ...(classNames && { classNames }),
    others,
  };
}

function withoutFolder({ file, folders }: Placed): Placed {
  return { file, folders: folders.slice(1) };
}

function sharesFolder(placed: readonly Placed[]): boolean {
  const first = placed[0]!.folders[0];
  return first !== undefined && placed.every(({ folders }) => folders[0] === first);
}

function classesOf(placed: readonly Placed[], location: string): readonly string[] | undefined {
  const names = new Set(placed.map(({ folders }) => folders[0]));
  if (!names.has(undefined)) return [...(names as Set<string>)].sort(compareNames);
  if (names.size === 1) return undefined;
  const stray = placed.find(({ folders }) => folders.length === 0)!.file.path;
  const folder = placed.find(({ folders }) => folders.length > 0)!.folders[0];
  throw new UserError(
    `in ${location} some images lie in folders (${folder}) and some beside them (${stray}): folders are classes, so put every image into one, or none`,
  );
}
