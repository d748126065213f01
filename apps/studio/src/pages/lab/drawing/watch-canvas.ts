/** A canvas that has as many pixels as the screen shows of it. */

export interface WatchedCanvas {
  /** Whether it can be seen without scrolling. */
  readonly isVisible: boolean;
  dispose(): void;
}

/**
 * @param onChange told when the canvas comes into sight, and when it has another size and is empty: then it
 *   should be drawn at once, before it is seen
 */
export function watchCanvas(
  canvas: HTMLCanvasElement,
  onChange: (isEmpty: boolean) => void,
): WatchedCanvas {
  let isVisible = true;
  const sizes = new ResizeObserver(() => {
    const side = Math.round(canvas.clientWidth * (window.devicePixelRatio || 1));
    if (canvas.width === side) return;
    canvas.width = side;
    canvas.height = side;
    onChange(true);
  });
  sizes.observe(canvas);
  const sight = new IntersectionObserver(([entry]) => {
    isVisible = entry?.isIntersecting ?? true;
    if (isVisible) onChange(false);
  });
  sight.observe(canvas);
  return {
    get isVisible() {
      return isVisible;
    },
    dispose() {
      sizes.disconnect();
      sight.disconnect();
    },
  };
}
