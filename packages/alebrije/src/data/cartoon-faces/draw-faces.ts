/**
 * Cartoon faces as pixels. The drawings are Pablo Stanley's Avataaars (avataaars.com, free for personal
 * and commercial use), put together by DiceBear and rendered by the canvas library.
 */

import type { Image } from '@napi-rs/canvas';
import type { HostTensor } from '../../graph/types.ts';
import type { PreparationOptions } from '../dataset-entry.ts';
import { release } from '../images/image-file.ts';
import { type SupersampledSheet, supersampledSheet } from '../images/supersampling.ts';
import type { FaceLook } from './face-look.ts';

type AvatarOptions = Readonly<Record<string, readonly string[] | number>>;
/** The SVG image of an avatar. */
type Draw = (options: AvatarOptions) => Promise<Image>;

/** Pixels of the sheet along each pixel of a picture. */
const FACTOR = 3;
/** Side of an avatar's drawing in its own units. */
const AVATAR = 280;
/** Side of the part of it that a picture shows: the head, with room for hair and hat. */
const FRAME = 216;
/** The middle of that part, about which faces lean. */
const MIDDLE = [132, 96] as const;
/** Where a hat's rim sits on the head, and where it is drawn; hats are made a little smaller. */
const HAT = { rim: 42, drawnRim: 86, width: 0.8, height: 0.75, bottom: 120 } as const;
/** Drawn at the same time, in the threads of the canvas library. */
const AT_ONCE = 32;

const BARE = {
  style: ['default'],
  base: ['default'],
  nose: ['default'],
  accessoriesColor: ['262e33'],
} as const;

/** A hat and nothing else: in the library a hat replaces the hair, here it sits on it. */
const HAT_ALONE = {
  ...BARE,
  nose: [],
  eyes: [],
  mouth: [],
  eyebrows: [],
  clothing: [],
  accessoriesProbability: 0,
  facialHairProbability: 0,
  skinColor: ['transparent'],
  top: ['winterHat03'],
} as const;

function headOptions(look: FaceLook): AvatarOptions {
  return {
    ...BARE,
    top: [look.top],
    hairColor: [look.hairColour],
    facialHairColor: [look.hairColour],
    skinColor: [look.skinColour],
    mouth: [look.mouth],
    eyes: [look.eyes],
    eyebrows: [look.eyebrows],
    clothing: [look.clothing],
    clothesColor: [look.clothesColour],
    accessories: look.glasses ? [look.glasses] : [],
    accessoriesProbability: look.glasses ? 100 : 0,
    facialHair: look.beard ? [look.beard] : [],
    facialHairProbability: look.beard ? 100 : 0,
  };
}

/** @param side pixels of the whole drawing */
async function createDraw(side: number): Promise<Draw> {
  const [{ createAvatar }, avataaars, { loadImage }] = await Promise.all([
    import('@dicebear/core'),
    import('@dicebear/avataaars'),
    import('@napi-rs/canvas'),
  ]);
  return (options) =>
    loadImage(Buffer.from(createAvatar(avataaars, { ...options, size: side }).toString()));
}

function drawFace(sheet: SupersampledSheet, look: FaceLook, head: Image, hat?: Image): void {
  const { context, width } = sheet;
  context.fillStyle = `#${look.background}`;
  context.fillRect(0, 0, width, width);
  context.save();
  context.imageSmoothingQuality = 'high';
  context.translate(width / 2, width / 2);
  context.rotate(look.tilt);
  context.scale((look.scale * width) / FRAME, (look.scale * width) / FRAME);
  context.translate(look.shift[0] - MIDDLE[0], look.shift[1] - MIDDLE[1]);
  context.drawImage(head, 0, 0, AVATAR, AVATAR);
  if (hat) {
    context.translate(MIDDLE[0], HAT.rim);
    context.scale(HAT.width, HAT.height);
    context.translate(-MIDDLE[0], -HAT.drawnRim);
    // Below the hat, the drawing has the shade of the neck.
    context.beginPath();
    context.rect(0, -AVATAR, AVATAR, AVATAR + HAT.bottom);
    context.clip();
    context.drawImage(hat, 0, 0, AVATAR, AVATAR);
  }
  context.restore();
}

/**
 * Draws faces.
 * @param side pixels
 * @returns uint8 [N, 3, side, side]
 */
export async function drawFaces(
  looks: readonly FaceLook[],
  side: number,
  { onProgress, signal }: PreparationOptions = {},
): Promise<HostTensor> {
  const { createCanvas } = await import('@napi-rs/canvas');
  const sheet = supersampledSheet(createCanvas(FACTOR * side, FACTOR * side), FACTOR);
  const draw = await createDraw(Math.ceil((FACTOR * side * AVATAR) / FRAME));
  const hats = new Map<string, Promise<Image>>();
  async function hatOf({ hat }: FaceLook): Promise<Image | undefined> {
    if (hat === undefined) return undefined;
    const drawn = hats.get(hat) ?? draw({ ...HAT_ALONE, hatColor: [hat] });
    hats.set(hat, drawn);
    return drawn;
  }
  const size = 3 * side * side;
  const data = new Uint8Array(looks.length * size);
  for (let begin = 0; begin < looks.length; begin += AT_ONCE) {
    signal?.throwIfAborted();
    const some = looks.slice(begin, begin + AT_ONCE);
    const images = await Promise.all(
      some.map(async (look) => [look, await draw(headOptions(look)), await hatOf(look)] as const),
    );
    for (const [place, [look, head, hat]] of images.entries()) {
      drawFace(sheet, look, head, hat);
      release(head);
      const start = (begin + place) * size;
      sheet.read(data.subarray(start, start + size), 3);
    }
    const done = begin + some.length;
    onProgress?.({ what: 'drawing cartoon faces', done, total: looks.length });
  }
  return { dtype: 'uint8', shape: [looks.length, 3, side, side], data };
}
