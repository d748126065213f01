/** What networks give as pixels. */

/** From 0 to 1 → from 0 to 255. */
export function toPixels(values: ArrayLike<number>): Uint8Array {
  return new Uint8Array(Uint8ClampedArray.from(values, (value) => 255 * value).buffer);
}

/** @param values [C, H, W] from 0 to 1; C 1 or 3 */
export function toImageData(values: ArrayLike<number>, shape: readonly number[]): ImageData {
  const [channels = 1, height = 1, width = 1] = shape;
  const image = new ImageData(width, height);
  const size = height * width;
  for (let place = 0; place < size; place++) {
    for (let colour = 0; colour < 3; colour++) {
      image.data[4 * place + colour] = 255 * values[(channels === 3 ? colour * size : 0) + place]!;
    }
    image.data[4 * place + 3] = 255;
  }
  return image;
}

export const sizeOf = (shape: readonly number[]): number =>
  shape.reduce((product, side) => product * side, 1);
