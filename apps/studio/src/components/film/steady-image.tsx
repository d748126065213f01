/** A picture that gives way to the next one only when that can be shown, so that a film does not flicker. */

import { useEffect, useState } from 'react';
import classes from './film.module.css';

/** Decoded pictures that were shown lately: the browser keeps them as long as something holds them. */
const kept = new Map<string, HTMLImageElement>();
const MOST_KEPT = 300;

function decoded(url: string): Promise<void> {
  const image = kept.get(url) ?? new Image();
  if (!kept.has(url)) {
    image.src = url;
    kept.set(url, image);
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  }
  return image.decode();
}

/** Fetches pictures before they are shown. */
export function preload(urls: readonly string[]): void {
  for (const url of urls) decoded(url).catch(() => kept.delete(url));
}

export function SteadyImage({ url, alt }: { url: string; alt: string }) {
  const [shown, setShown] = useState(url);
  useEffect(() => {
    let isCurrent = true;
    const show = () => isCurrent && setShown(url);
    decoded(url).then(show, () => {
      kept.delete(url);
      show();
    });
    return () => {
      isCurrent = false;
    };
  }, [url]);
  return (
    <div className={classes.frame}>
      <img src={shown} alt={alt} decoding="sync" />
    </div>
  );
}
