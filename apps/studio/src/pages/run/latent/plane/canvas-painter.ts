/** Points without WebGL: squares on a canvas, which a few ten thousand are still quick enough for. */

import { projectOne, projectPoints } from './camera.ts';
import type { Painter, Scene } from './painter.ts';

export function createCanvasPainter(canvas: HTMLCanvasElement): Painter {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser draws on no canvas');
  return {
    kind: 'canvas',
    paint: (scene) => paint(context, scene),
    dispose: () => undefined,
  };
}

function paint(context: CanvasRenderingContext2D, { points, underlay, view, size }: Scene): void {
  const ratio = window.devicePixelRatio || 1;
  context.canvas.width = size.width * ratio;
  context.canvas.height = size.height * ratio;
  context.scale(ratio, ratio);
  if (underlay) {
    const [left, top] = projectOne([underlay.left, underlay.top], view);
    const [right, bottom] = projectOne([underlay.right, underlay.bottom], view);
    context.imageSmoothingEnabled = false;
    context.drawImage(underlay.image, left, top, right - left, bottom - top);
  }
  const pixels = projectPoints(points, view);
  const { colours, radius } = points;
  for (const [colour, places] of byColour(colours)) {
    context.fillStyle = colour;
    for (const place of places) {
      const x = pixels[2 * place]! - radius;
      const y = pixels[2 * place + 1]! - radius;
      context.fillRect(x, y, 2 * radius, 2 * radius);
    }
  }
}

/** A change of colour takes longer than a square. */
function byColour(colours: Uint8Array): Map<string, number[]> {
  const groups = new Map<number, number[]>();
  for (let place = 0; place < colours.length / 4; place++) {
    const [red, green, blue, opacity] = colours.subarray(4 * place, 4 * place + 4);
    const key = ((red! * 256 + green!) * 256 + blue!) * 256 + opacity!;
    const group = groups.get(key);
    if (group) group.push(place);
    else groups.set(key, [place]);
  }
  return new Map(
    [...groups].map(([, places]) => {
      const [red, green, blue, opacity] = colours.subarray(4 * places[0]!, 4 * places[0]! + 4);
      return [`rgb(${red} ${green} ${blue} / ${opacity! / 255})`, places];
    }),
  );
}
