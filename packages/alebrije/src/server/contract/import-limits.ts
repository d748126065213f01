/** Of an upload of images. The page says them too, so they stand apart from the schemas. */

/** Most bytes of a zip, most entries, most bytes unpacked. */
export const IMPORT_LIMITS = {
  archiveBytes: 512 * 2 ** 20,
  entries: 100_000,
  unpackedBytes: 2 * 2 ** 30,
} as const;
