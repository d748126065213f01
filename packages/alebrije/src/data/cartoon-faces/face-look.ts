/** Everything else about a cartoon face: what its attributes leave open. */

import { drawUniform, type Key } from '../../tensor/key.ts';
import type { FaceTraits } from './face-attributes.ts';

/** In the words of the avatar library; colours are hexadecimal without #. */
export interface FaceLook {
  readonly top: string;
  readonly hairColour: string;
  readonly skinColour: string;
  readonly mouth: string;
  readonly eyes: string;
  readonly eyebrows: string;
  readonly clothing: string;
  readonly clothesColour: string;
  readonly glasses?: string;
  readonly beard?: string;
  /** Colour of the hat. */
  readonly hat?: string;
  readonly background: string;
  /** Radians, clockwise. */
  readonly tilt: number;
  /** Of the face about its usual size. */
  readonly scale: number;
  /** Of the face's middle from its usual place, in units of the avatar. */
  readonly shift: readonly [right: number, down: number];
}

/** What is drawn where an attribute is missing, and where it is there. */
const CHOICES = {
  top: [
    ['shortFlat', 'shortRound', 'shortWaved', 'shortCurly'],
    ['straight01', 'straight02', 'longButNotTooLong', 'bob', 'straightAndStrand', 'curvy'],
  ],
  hair: [
    ['2c1b18', '3b2219', '4a312c'],
    ['e6ae2b', 'f2c53d', 'dba520'],
  ],
  skin: [
    ['ae5d29', '9a5527', 'b8703f'],
    ['ffdbb4', 'f7cfa6', 'f3c39a'],
  ],
  // Of the library's mouths only this one, a row of teeth, is a smile still at 32 pixels a side.
  mouth: [['serious', 'sad'], ['grimace']],
  eyes: [['default'], ['surprised']],
  background: [
    ['b6e3f4', 'ffe0bf', 'd5f0c0', 'f6d7ee', 'e4e4e4'],
    ['1f2a44', '3d2145', '1f4230', '512a24', '33363d'],
  ],
} as const;

const EYEBROWS = ['default', 'defaultNatural', 'raisedExcitedNatural', 'flatNatural'];
const CLOTHING = ['shirtCrewNeck', 'shirtVNeck', 'hoodie', 'collarAndSweater'];
const CLOTHES_COLOURS = ['65c9ff', 'ff5c5c', '8fd694', 'c0c4c9', 'ffe66d', '5a4fcf'];
const GLASSES = ['prescription01', 'prescription02'];
const BEARDS = ['beardLight', 'beardMedium', 'beardMajestic'];
const HATS = ['e23b3b', '2f6fd0', 'd6338a', '2c9c5a', '7a3fc0', 'ef8a17'];

/** Radians. */
const TILT = 0.17;
const TILT_SPREAD = 0.05;

/** A look with the given attributes; all else is drawn at random, from the key alone. */
export function drawFaceLook(source: Key, traits: FaceTraits): FaceLook {
  const uniform = drawUniform(source, 20);
  let drawn = 0;
  const next = () => uniform[drawn++]!;
  const pick = <T>(options: readonly T[]): T => options[Math.floor(next() * options.length)]!;
  const choose = (choice: keyof typeof CHOICES, has: boolean) =>
    pick<string>(CHOICES[choice][has ? 1 : 0]);
  const around = (spread: number) => spread * (2 * next() - 1);
  // Every draw is made whether it is used or not, so that one attribute changes nothing else.
  const [glasses, beard, hat] = [pick(GLASSES), pick(BEARDS), pick(HATS)];
  return {
    top: choose('top', traits.long_hair),
    hairColour: choose('hair', traits.blond_hair),
    skinColour: choose('skin', traits.pale_skin),
    mouth: choose('mouth', traits.smiling),
    eyes: choose('eyes', traits.wide_eyes),
    background: choose('background', traits.dark_background),
    eyebrows: pick(EYEBROWS),
    clothing: pick(CLOTHING),
    clothesColour: pick(CLOTHES_COLOURS),
    ...(traits.glasses && { glasses }),
    ...(traits.beard && { beard }),
    ...(traits.hat && { hat }),
    tilt: (traits.leaning_right ? TILT : -TILT) + around(TILT_SPREAD),
    scale: 1 + around(0.05),
    shift: [around(5), around(4)],
  };
}
