/** The set-up of the lab in the page's address: read when it is opened, written when it changes. */

import { useEffect, useState } from 'react';
import { type ReadSetUp, readFragment, type SetUp, writeFragment } from './engine/share-link.ts';

/** A set-up, with a number of its own for each time that an address was read. */
export type OpenedSetUp = ReadSetUp & { readonly number: number };

/** What the address says, again when the user changes it; nothing until it is read. */
export function useOpenedSetUp(): OpenedSetUp | undefined {
  const [opened, setOpened] = useState<OpenedSetUp>();
  useEffect(() => {
    let number = 0;
    let isGone = false;
    async function read() {
      number += 1;
      const own = number;
      const setUp = await readFragment(window.location.hash);
      if (!isGone && own === number) setOpened({ ...setUp, number });
    }
    void read();
    window.addEventListener('hashchange', read);
    return () => {
      isGone = true;
      window.removeEventListener('hashchange', read);
    };
  }, []);
  return opened;
}

/** The address of a set-up. */
export async function linkTo(setUp: SetUp): Promise<string> {
  const { origin, pathname, search } = window.location;
  const fragment = await writeFragment(setUp);
  return `${origin}${pathname}${search}${fragment === '' ? '' : `#${fragment}`}`;
}

/** Milliseconds without a change before the address is written. */
const PATIENCE = 250;

/** Keeps the page's address that of the set-up, so that loading it again brings it back. */
export function useAddress({ settings, drawing }: SetUp): void {
  const [rewrites, setRewrites] = useState(0);
  // A link to the lab inside the lab leaves an address without the set-up.
  useEffect(() => {
    const rewrite = () => setRewrites((before) => before + 1);
    window.addEventListener('pushState', rewrite);
    return () => window.removeEventListener('pushState', rewrite);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each count of rewrites is a reason of its own
  useEffect(() => {
    let isGone = false;
    const timer = setTimeout(async () => {
      const link = await linkTo({ settings, drawing });
      if (!isGone && link !== window.location.href) {
        window.history.replaceState(window.history.state, '', link);
      }
    }, PATIENCE);
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [settings, drawing, rewrites]);
}
