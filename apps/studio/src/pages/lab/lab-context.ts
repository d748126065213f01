/** What all parts of the lab share: settings, data and the models at work. */

import {
  createContext,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react';
import { connectWorker } from './connect-worker.ts';
import { type Conductor, createConductor } from './engine/conductor.ts';
import { type Ink, type LabData, labData } from './engine/datasets.ts';
import type { Drawing } from './engine/drawn-points.ts';
import type { ModelState } from './engine/model-state.ts';
import type { LabSettings, ModelName } from './engine/settings.ts';
import type { SetUp } from './engine/share-link.ts';
import { createSlowStates, type SlowStates } from './slow-states.ts';
import { inkOf } from './text-ink.ts';

export interface Lab {
  readonly settings: LabSettings;
  readonly change: (changed: Partial<LabSettings>) => void;
  readonly drawing: Drawing;
  readonly changeDrawing: (drawing: Drawing) => void;
  /** Nothing where there is nothing drawn or written yet. */
  readonly data: LabData | undefined;
  readonly conductor: Conductor;
  readonly slowStates: SlowStates;
}

export const LabContext = createContext<Lab | undefined>(undefined);

export function useLab(): Lab {
  const lab = useContext(LabContext);
  if (!lab) throw new Error('this is no part of the lab');
  return lab;
}

/** The ink of a text, once it is drawn; nothing without a text. */
function useInk(text: string | undefined): Ink | undefined {
  const [drawn, setDrawn] = useState<{ readonly text: string; readonly ink: Ink | undefined }>();
  useEffect(() => {
    if (text === undefined) return;
    let isGone = false;
    void inkOf(text).then((ink) => {
      if (!isGone) setDrawn({ text, ink });
    });
    return () => {
      isGone = true;
    };
  }, [text]);
  // The ink of another text must not be learned in the meantime.
  return drawn?.text === text ? drawn?.ink : undefined;
}

const NOTHING_DRAWN: Drawing = [];

/** The points of the settings; the same object as long as nothing of them changes. */
function useData(settings: LabSettings, drawing: Drawing): LabData | undefined {
  const { data, points, noise, seed } = settings;
  const ink = useInk(data === 'text' ? settings.text : undefined);
  const own = data === 'drawn' ? drawing : NOTHING_DRAWN;
  return useMemo(
    () => labData({ choice: { data, points, noise, seed }, drawing: own, ink }),
    [data, points, noise, seed, own, ink],
  );
}

/** A lab that works, from a set-up on. */
export function useLabWork(initial: SetUp): Lab {
  const [settings, setSettings] = useState(initial.settings);
  const [drawing, changeDrawing] = useState(initial.drawing);
  const [conductor] = useState(() => createConductor({ connect: connectWorker }));
  const [slowStates] = useState(() => createSlowStates(conductor));
  const data = useData(settings, drawing);
  useEffect(() => {
    conductor.use({ settings, points: data?.points });
  }, [conductor, settings, data]);
  useEffect(() => () => conductor.close(), [conductor]);
  return useMemo(
    () => ({
      settings,
      change: (changed) => setSettings((before) => ({ ...before, ...changed })),
      drawing,
      changeDrawing,
      data,
      conductor,
      slowStates,
    }),
    [settings, drawing, data, conductor, slowStates],
  );
}

export function useIsPlaying({ conductor }: Lab): boolean {
  return useSyncExternalStore(conductor.subscribe, () => conductor.isPlaying);
}

/** The state of a model, a few times a second. */
export function useModelState({ slowStates }: Lab, model: ModelName): ModelState {
  return useSyncExternalStore(slowStates.subscribe, () => slowStates.stateOf(model));
}
