/** What of the files that a user brings can be imported. */

import { IMPORT_LIMITS } from '../../../../../packages/alebrije/src/server/contract/import-limits.ts';

const IMAGES = ['.png', '.jpg', '.jpeg', '.webp', '.gif', '.bmp', '.avif'];

/** Archives, and the images that the server can read: endings by type. */
export const IMPORTED_FILES = {
  'application/zip': ['.zip'],
  'application/x-zip-compressed': ['.zip'],
  'image/*': IMAGES,
};

const endsIn =
  (endings: readonly string[]) =>
  ({ name }: File): boolean =>
    endings.some((ending) => name.toLowerCase().endsWith(ending));

export type Refused = 'wrongFile' | 'twoArchives' | 'tooLarge' | 'tooMany';

type ToImport =
  | { readonly archive: File }
  | { readonly images: readonly File[] }
  | { readonly refused: Refused };

/** One archive as it is, or the images among files: a folder may hold others too. */
export function whatToImport(files: readonly File[]): ToImport {
  const archives = files.filter(endsIn(['.zip']));
  const images = files.filter(endsIn(IMAGES));
  if (images.length === 0 && archives.length > 1) return { refused: 'twoArchives' };
  const [archive] = archives;
  const taken = images.length === 0 && archive ? [archive] : images;
  if (taken.length === 0) return { refused: 'wrongFile' };
  const bytes = taken.reduce((sum, { size }) => sum + size, 0);
  if (bytes > IMPORT_LIMITS.archiveBytes) return { refused: 'tooLarge' };
  if (taken.length > IMPORT_LIMITS.entries) return { refused: 'tooMany' };
  return archive && taken[0] === archive ? { archive } : { images: taken };
}
