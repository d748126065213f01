/** An image of a dataset or a model, one pixel a number, enlarged without blur. */

import { useEffect, useRef } from 'react';

export interface PixelImageProps {
  /** [C, H, W] from 0 to 255, C 1 or 3. */
  readonly pixels: Uint8Array;
  readonly shape: readonly number[];
  /** What is seen; empty if text beside it says so. */
  readonly label: string;
  readonly className?: string | undefined;
}

export function PixelImage({ pixels, shape, label, className }: PixelImageProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [channels = 1, height = 1, width = 1] = shape;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    context?.putImageData(toImageData(pixels, channels, height, width), 0, 0);
  }, [pixels, channels, height, width]);
  return (
    <canvas
      ref={canvas}
      width={width}
      height={height}
      className={`pixels ${className ?? ''}`}
      {...(label === '' ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    />
  );
}

function toImageData(
  pixels: Uint8Array,
  channels: number,
  height: number,
  width: number,
): ImageData {
  const image = new ImageData(width, height);
  const size = height * width;
  for (let place = 0; place < size; place++) {
    for (let colour = 0; colour < 3; colour++) {
      image.data[4 * place + colour] = pixels[(channels === 3 ? colour * size : 0) + place]!;
    }
    image.data[4 * place + 3] = 255;
  }
  return image;
}
