/** Archives that try to write elsewhere, to be something else, or to unpack to more than there is room for. */

import { zipSync } from 'fflate';
import {
  changed,
  flagged,
  imageZip,
  onePng,
  renamed,
  sizedAs,
  typed,
  zipNamed,
} from '../zip-files.ts';
import { type HostileRequest, ownHeaders, type Place, shown } from './hostile-request.ts';

/** Names of datasets, as they stand in an address. */
const NAMES = [
  '',
  '..%2Fx',
  '..',
  '.x',
  '%2Ftmp%2Fx',
  'a%2Fb',
  'a%5Cb',
  'a%00b',
  'a%20b',
  'a.b',
  '-x',
  '_x',
  'x'.repeat(61),
  'C:x',
];

/** Names of entries. */
const ENTRIES = [
  '../evil.png',
  '../../evil.png',
  '/evil.png',
  '//evil.png',
  'a/../../evil.png',
  'a/../evil.png',
  './evil.png',
  'a//evil.png',
  'a/./evil.png',
  '..\\evil.png',
  'a\\evil.png',
  'C:\\evil.png',
  'C:evil.png',
  'evil\0.png',
  'evil\n.png',
  '\x01evil.png',
  '..',
  '.',
];

const MODES: Readonly<Record<string, number>> = {
  link: 0o120777,
  'character device': 0o020666,
  'block device': 0o060666,
  pipe: 0o010666,
  socket: 0o140666,
};

function archives(): Readonly<Record<string, Uint8Array>> {
  const sound = imageZip();
  const plain = zipSync({ 'aa.png': onePng(), 'bb.png': onePng() }, { level: 0 });
  const packed = zipSync({ 'a.png': new Uint8Array(100_000) }, { level: 9 });
  return {
    'no bytes': new Uint8Array(),
    'no archive': Buffer.from('this is no archive'),
    'a picture': onePng(),
    'half an archive': sound.subarray(0, sound.length >> 1),
    'an archive without its end': sound.subarray(0, sound.length - 22),
    'an archive of nothing': zipSync({}),
    'no pictures': zipSync({ 'a.txt': onePng(), 'b.html': onePng() }),
    'too few pictures': imageZip(4),
    'an archive in an archive': zipSync({ 'a.zip': imageZip() }),
    'pictures that are none': zipSync(
      Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`${i}.png`, Buffer.from('<svg>')])),
    ),
    'an encrypted entry': flagged(plain, 0x0001),
    'a strongly encrypted entry': flagged(plain, 0x0041),
    'an unknown packing': changed(plain, (view, { local, central }) => {
      view.setUint16(local + 8, 99, true);
      view.setUint16(central + 10, 99, true);
    }),
    'an entry that says it is smaller': sizedAs(packed, 10),
    'an entry that says it is larger': sizedAs(packed, 200_000),
    'an entry that says it is huge': sizedAs(packed, 0xff_ff_ff_f0),
    'a wrong checksum': changed(imageZip(), (view, { local, central }) => {
      view.setUint32(local + 14, 1, true);
      view.setUint32(central + 16, 1, true);
    }),
    'an entry outside of the file': changed(plain, (view, { central }) => {
      view.setUint32(central + 42, 0x7f_ff_ff_ff, true);
    }),
    'a directory outside of the file': changed(plain, (view, { end }) => {
      view.setUint32(end + 16, 0x7f_ff_ff_ff, true);
    }),
    'more entries than it has': changed(plain, (view, { end }) => {
      view.setUint16(end + 8, 60_000, true);
      view.setUint16(end + 10, 60_000, true);
    }),
    'a part of several': changed(plain, (view, { end }) => view.setUint16(end + 4, 3, true)),
    'one name twice': renamed(plain, 'bb.png'),
    'one name twice, by its case': renamed(plain, 'BB.PNG'),
    'a folder for a picture': zipSync({ 'a.png/': new Uint8Array() }),
    ...Object.fromEntries(ENTRIES.map((name) => [`an entry ${shown(name)}`, zipNamed(name)])),
    ...Object.fromEntries(
      Object.entries(MODES).map(([kind, mode]) => [`a ${kind}`, typed(plain, mode)]),
    ),
  };
}

export function hostileArchives(place: Place): HostileRequest[] {
  const headers = ownHeaders(place);
  const zip = [...headers, 'Content-Type: application/zip'];
  const post = { method: 'POST', headers: zip, body: imageZip(4) };
  return [
    ...NAMES.map((name) => ({
      what: `dataset named ${shown(name)}`,
      request: { ...post, target: `/api/datasets?name=${name}` },
      status: [400],
    })),
    ...['', '?name=a&name=b', '?name=a&path=/etc', '?name=a&size=0', '?name=a&size=100000'].map(
      (query) => ({
        what: `import with ${shown(query)}`,
        request: { ...post, target: `/api/datasets${query}` },
        status: [400],
      }),
    ),
    {
      what: 'the name of a dataset that comes with the package',
      request: { ...post, target: '/api/datasets?name=moons' },
      status: [409],
    },
    ...['text/plain', 'application/x-tar', 'multipart/form-data; boundary=x'].map((type) => ({
      what: `an archive as ${type}`,
      request: {
        ...post,
        target: '/api/datasets?name=evil',
        headers: [...headers, `Content-Type: ${type}`],
      },
      status: [415],
    })),
    {
      what: 'an archive that says it has 100 GB',
      request: {
        ...post,
        target: '/api/datasets?name=evil',
        headers: [...zip, 'Content-Length: 100000000000'],
      },
      status: [413],
    },
    ...Object.entries(archives()).map(([what, body]) => ({
      what,
      request: { ...post, target: '/api/datasets?name=evil', body },
      status: [400, 413, 422],
    })),
  ];
}
