/** Text in PNG files: tEXt chunks (PNG Specification, Third Edition, 11.3.3.2). */

const SIGNATURE = 8;
/** Length, type and checksum of a chunk. */
const FRAME = 12;
const HEADER_END = SIGNATURE + FRAME + 13;

/** Of CRC-32, reflected (Annex D of the specification). */
const POLYNOMIAL = 0xedb88320;

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** The chunk holds Latin-1; what is not ASCII is escaped as JSON does it. */
function asAscii(text: string): string {
  return text.replaceAll(
    /[^\x20-\x7e\n]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function textChunk(keyword: string, text: string): Uint8Array<ArrayBuffer> {
  const content = new TextEncoder().encode(`tEXt${keyword}\0${asAscii(text)}`);
  const chunk = new Uint8Array(content.length + 8);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, content.length - 4);
  chunk.set(content, 4);
  view.setUint32(content.length + 4, crc32(content));
  return chunk;
}

/** A PNG file with texts by their keywords, right behind its header. */
export function withTexts(
  png: Uint8Array,
  texts: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const chunks = Object.entries(texts).map(([keyword, text]) => textChunk(keyword, text));
  const added = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const whole = new Uint8Array(png.length + added);
  whole.set(png.subarray(0, HEADER_END));
  let place = HEADER_END;
  for (const chunk of chunks) {
    whole.set(chunk, place);
    place += chunk.length;
  }
  whole.set(png.subarray(HEADER_END), place);
  return whole;
}

/** The texts of a PNG file. @throws Error if a checksum is wrong */
export function readTexts(png: Uint8Array): Record<string, string> {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const texts: Record<string, string> = {};
  for (let place = SIGNATURE; place + FRAME <= png.length; ) {
    const length = view.getUint32(place);
    const content = png.subarray(place + 4, place + 8 + length);
    const whole = new TextDecoder('latin1').decode(content);
    if (whole.startsWith('tEXt')) {
      if (view.getUint32(place + 8 + length) !== crc32(content)) throw new Error('wrong checksum');
      const [keyword = '', text = ''] = whole.slice(4).split('\0');
      texts[keyword] = text;
    }
    place += FRAME + length;
  }
  return texts;
}
