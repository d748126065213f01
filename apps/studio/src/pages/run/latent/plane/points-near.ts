/** Which points lie where, in pixels of the screen: [x, y, x, y, …]. */

export type Pixel = readonly [x: number, y: number];

/** The point nearest to a pixel, if one is as near as `reach`. */
export function nearestPoint(
  pixels: Float32Array,
  [x, y]: Pixel,
  reach = Number.POSITIVE_INFINITY,
): number | undefined {
  let nearest: number | undefined;
  let least = reach ** 2;
  for (let place = 0; place < pixels.length; place += 2) {
    const distance = (pixels[place]! - x) ** 2 + (pixels[place + 1]! - y) ** 2;
    if (distance <= least) {
      least = distance;
      nearest = place / 2;
    }
  }
  return nearest;
}

/** The next point in a direction: near, and rather straight ahead than aside. */
export function nextPoint(
  pixels: Float32Array,
  from: number,
  [right, down]: Pixel,
): number | undefined {
  const [x, y] = [pixels[2 * from]!, pixels[2 * from + 1]!];
  let next: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (let place = 0; place < pixels.length; place += 2) {
    const [dx, dy] = [pixels[place]! - x, pixels[place + 1]! - y];
    const ahead = dx * right + dy * down;
    if (ahead < 1) continue;
    const aside = Math.abs(dx * down - dy * right);
    const cost = ahead + 3 * aside;
    if (cost < least) {
      least = cost;
      next = place / 2;
    }
  }
  return next;
}

/** Those inside a closed line, by the rule of even and odd crossings. */
export function pointsInside(pixels: Float32Array, line: readonly Pixel[]): number[] {
  const inside: number[] = [];
  if (line.length < 3) return inside;
  for (let place = 0; place < pixels.length; place += 2) {
    if (isInside(line, pixels[place]!, pixels[place + 1]!)) inside.push(place / 2);
  }
  return inside;
}

function isInside(line: readonly Pixel[], x: number, y: number): boolean {
  let isOdd = false;
  let [beforeX, beforeY] = line.at(-1)!;
  for (const [nextX, nextY] of line) {
    const crosses = nextY > y !== beforeY > y;
    if (crosses && x < ((beforeX - nextX) * (y - nextY)) / (beforeY - nextY) + nextX)
      isOdd = !isOdd;
    [beforeX, beforeY] = [nextX, nextY];
  }
  return isOdd;
}
