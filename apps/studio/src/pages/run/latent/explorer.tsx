/** The latent space of a run whose codes can be decoded in the page. */

import { useEffect, useMemo, useState } from 'react';
import type { Capabilities, RunDetail } from '../../../api/contract.ts';
import { Failure } from '../../../components/failure.tsx';
import { Panel } from '../../../components/panel.tsx';
import { createCodeStore } from './code-store.ts';
import { codeOf, codeSetOf } from './codes/code-set.ts';
import { middleCode } from './codes/draw-code.ts';
import { DecodedPanel } from './decoded/decoded-panel.tsx';
import { useDecoder } from './decoder/use-decoder.ts';
import classes from './explorer.module.css';
import {
  ExplorerContext,
  type OwnImage,
  type Explorer as Shared,
  type Stop,
} from './explorer-context.ts';
import { FilmstripPanel } from './film/filmstrip-panel.tsx';
import { HistogramsPanel } from './histograms/histograms-panel.tsx';
import { MapPanel } from './map/map-panel.tsx';
import { OwnImagePanel } from './own-image/own-image-panel.tsx';
import { SlidersPanel } from './sliders/sliders-panel.tsx';
import { useUse } from './uses.ts';

/** The server gives as many as there are, and as fit. */
const MOST_CODES = 60_000;

interface ExplorerProps {
  readonly run: RunDetail;
  readonly capabilities: Capabilities;
}

export function Explorer({ run, capabilities }: ExplorerProps) {
  const { encode, codeSize, kind, classes: told, shape } = capabilities;
  const decoder = useDecoder(run, capabilities);
  const [split, setSplit] = useState<'train' | 'test'>('test');
  const answer = useUse(run.name, 'encode', { split, limit: MOST_CODES }, encode);
  const codes = useMemo(() => answer.data && codeSetOf(answer.data), [answer.data]);
  const code = useMemo(() => createCodeStore(codeSize), [codeSize]);
  const [label, setLabel] = useState(told?.trained[0]);
  const [stops, setStops] = useState<readonly Stop[]>([]);
  const [ownImage, setOwnImage] = useState<OwnImage>();

  const { prior } = capabilities;
  useEffect(() => {
    if (code.source !== 'button') return;
    if (codes) code.set(codeOf(codes, 0), 'example');
    else code.set(middleCode({ codeSize, prior }, undefined), 'button');
  }, [code, codes, codeSize, prior]);

  const shared = useMemo<Shared>(
    () => ({
      ...{ run, capabilities, decoder, code, label, setLabel, split, setSplit, codes },
      ...{ codesError: answer.error, stops, setStops, ownImage, setOwnImage },
    }),
    [run, capabilities, decoder, code, label, split, codes, answer.error, stops, ownImage],
  );
  const hasMap = encode && codeSize > 1;
  const isImage = kind === 'image' && shape.length === 3;
  return (
    <ExplorerContext value={shared}>
      {decoder.error !== undefined && <Failure error={decoder.error} />}
      <div className={classes.top}>
        <Panel>{hasMap ? <MapPanel /> : <SlidersPanel />}</Panel>
        <Panel as="aside">
          <DecodedPanel />
        </Panel>
      </div>
      {encode && (
        <div className={classes.pair}>
          {hasMap && (
            <Panel>
              <SlidersPanel />
            </Panel>
          )}
          {isImage && (
            <Panel>
              <OwnImagePanel />
            </Panel>
          )}
        </div>
      )}
      {isImage && (
        <Panel>
          <FilmstripPanel />
        </Panel>
      )}
      {encode && (
        <Panel>
          <HistogramsPanel />
        </Panel>
      )}
    </ExplorerContext>
  );
}
