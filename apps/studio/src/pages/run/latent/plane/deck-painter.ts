/**
 * Points by deck.gl. Its own view is that of the screen's pixels, and the layers' model matrix puts points
 * there: so the pointer, the lasso and the canvas painter see the same places.
 */

import { Deck, OrthographicView } from '@deck.gl/core';
import { BitmapLayer } from '@deck.gl/layers';
import type { ViewMatrix } from './camera.ts';
import type { PaintedPoints } from './painted-points.ts';
import type { Painter, Scene, Underlay } from './painter.ts';
import { PointsLayer } from './points-layer.ts';

const VIEW = new OrthographicView({ id: 'pixels', flipY: true, controller: false });

/** deck.gl's own types ask of a list of numbers that it is a typed array too. */
const deckMatrix = (view: ViewMatrix) => [...view] as number[] & Float64Array;

function pointLayer({ points, view }: Scene, data: ReturnType<typeof binaryData>) {
  return new PointsLayer({
    id: `points-${points.dimensions}`,
    data,
    modelMatrix: deckMatrix(view),
    radius: points.radius,
    parameters: {
      depthCompare: points.dimensions === 3 ? 'less-equal' : 'always',
      depthWriteEnabled: points.dimensions === 3,
    },
  });
}

function binaryData({ count, dimensions, positions, colours }: PaintedPoints) {
  return {
    length: count,
    attributes: {
      getPosition: { value: positions, size: dimensions },
      getFillColor: { value: colours, size: 4, normalized: true },
    },
  };
}

function underlayLayer({ image, version, left, right, bottom, top }: Underlay, { view }: Scene) {
  return new BitmapLayer({
    id: `underlay-${version}`,
    image,
    bounds: [left, bottom, right, top],
    modelMatrix: deckMatrix(view),
    textureParameters: { minFilter: 'linear', magFilter: 'nearest' },
    parameters: { depthCompare: 'always', depthWriteEnabled: false },
  });
}

/** @throws Error if WebGL cannot be had */
export function createDeckPainter(
  canvas: HTMLCanvasElement,
  onFailure: (error: Error) => void,
): Painter {
  // The page's own handle takes the keys; the canvas is not for screen readers.
  const leaveKeys = () => {
    canvas.tabIndex = -1;
  };
  const deck = new Deck({
    canvas,
    width: '100%',
    height: '100%',
    views: VIEW,
    viewState: { target: [0, 0, 0], zoom: 0 },
    controller: false,
    layers: [],
    deviceProps: { type: 'webgl' },
    onError: onFailure,
    onLoad: leaveKeys,
  });
  let known: PaintedPoints | undefined;
  let data: ReturnType<typeof binaryData> | undefined;
  return {
    kind: 'webgl',
    paint(scene) {
      const { points, underlay, size } = scene;
      if (known !== points) {
        known = points;
        data = binaryData(points);
      }
      deck.setProps({
        viewState: { target: [size.width / 2, size.height / 2, 0], zoom: 0 },
        layers: [...(underlay ? [underlayLayer(underlay, scene)] : []), pointLayer(scene, data!)],
      });
    },
    dispose: () => deck.finalize(),
  };
}
