/** Packs loose images, or a folder of them, into an archive, as which the server takes them. */

import type { FileWithPath } from 'react-dropzone';

const DEFAULT_NAME = 'images';

/** Folders and all, without what says nothing: './pets/cats/1.png' → 'pets/cats/1.png'. */
function pathOf(file: File & Partial<FileWithPath>): string {
  const path = file.webkitRelativePath || file.relativePath || file.path || file.name;
  return path.replace(/^(?:\.?\/)+/, '');
}

/** The folder that all share, for a name. */
function folderOf(paths: readonly string[]): string {
  const [first = ''] = paths;
  const folder = first.split('/', 1)[0]!;
  const isShared = paths.every((path) => path.startsWith(`${folder}/`));
  return isShared ? folder : DEFAULT_NAME;
}

/**
 * Images are compressed already, so they are stored as they are.
 * @param onProgress share that is done, from 0 to 1
 * @returns `<folder>.zip`
 */
export async function packImages(
  files: readonly File[],
  onProgress: (share: number) => void,
): Promise<File> {
  const { Zip, ZipPassThrough } = await import('fflate');
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const archive = new Zip((error, part) => {
    if (error) throw error;
    parts.push(part as Uint8Array<ArrayBuffer>);
  });
  const paths = files.map(pathOf);
  for (const [place, file] of files.entries()) {
    const entry = new ZipPassThrough(paths[place]!);
    archive.add(entry);
    entry.push(new Uint8Array(await file.arrayBuffer()), true);
    onProgress((place + 1) / files.length);
  }
  archive.end();
  return new File(parts, `${folderOf(paths)}.zip`, { type: 'application/zip' });
}
