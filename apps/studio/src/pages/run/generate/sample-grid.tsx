/** Images side by side, enlarged without blur; each opens when it can be. */

import { UnstyledButton } from '@mantine/core';
import type { CSSProperties } from 'react';
import { PixelImage } from '../../../components/pixel-image.tsx';
import classes from './generate.module.css';
import type { Tile } from './tiles.ts';

interface SampleGridProps {
  readonly tiles: readonly Tile[];
  /** What screen readers call each. */
  readonly nameOf: (index: number) => string;
  /** Under each image. */
  readonly captionOf?: ((index: number) => string | undefined) | undefined;
  /** As many as fit unless given; on a narrow screen always. */
  readonly columns?: number | undefined;
  readonly onOpen?: ((index: number) => void) | undefined;
  readonly isStale?: boolean;
}

/** Images of more pixels a side are shown larger. */
const LARGE_SIDE = 48;
/** Few images have room. */
const FEW = 16;

export function SampleGrid(props: SampleGridProps) {
  const { tiles, nameOf, captionOf, columns, onOpen, isStale = false } = props;
  const side = tiles[0]?.shape[1] ?? 0;
  return (
    <ul
      className={classes.grid}
      data-large={side > LARGE_SIDE || tiles.length <= FEW || undefined}
      data-columns={columns !== undefined || undefined}
      data-stale={isStale || undefined}
      style={{ '--columns': columns } as CSSProperties}
    >
      {tiles.map(({ pixels, shape }, index) => {
        const caption = captionOf?.(index);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a sample is its place
          <li key={index}>
            {onOpen ? (
              <UnstyledButton
                className={classes.tile}
                aria-label={nameOf(index)}
                onClick={() => onOpen(index)}
              >
                <PixelImage pixels={pixels} shape={shape} label="" />
              </UnstyledButton>
            ) : (
              <div className={classes.tile}>
                <PixelImage pixels={pixels} shape={shape} label={nameOf(index)} />
              </div>
            )}
            {caption !== undefined && (
              <span className={classes.caption} aria-hidden>
                {caption}
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
