/**
 * Every setting of the lab: what it may be, what it is at first, its name in a shared link, and what has to
 * begin anew when it changes.
 */

export const MODELS = ['ae', 'vae', 'gan', 'diffusion'] as const;
export type ModelName = (typeof MODELS)[number];

/** 'data' restarts all models on new data, 'models' all, a name that one; 'nothing' is used as it is. */
type Restarts = 'data' | 'models' | ModelName | 'nothing';

export interface NumberSetting {
  readonly kind: 'number';
  readonly initial: number;
  readonly least: number;
  readonly most: number;
  /** Whole numbers have 1, others the step of their control; on a logarithmic scale there is none. */
  readonly step?: number;
  readonly scale: 'linear' | 'logarithmic';
  readonly restarts: Restarts;
}

export interface ChoiceSetting<Value extends string = string> {
  readonly kind: 'choice';
  readonly initial: Value;
  readonly choices: readonly Value[];
  readonly restarts: Restarts;
}

/** Any of the choices. */
export interface SetSetting<Value extends string = string> {
  readonly kind: 'set';
  readonly initial: readonly Value[];
  readonly choices: readonly Value[];
  readonly restarts: Restarts;
}

export interface FlagSetting {
  readonly kind: 'flag';
  readonly initial: boolean;
  readonly restarts: Restarts;
}

export interface TextSetting {
  readonly kind: 'text';
  readonly initial: string;
  /** In characters. */
  readonly longest: number;
  readonly restarts: Restarts;
}

export type Setting = NumberSetting | ChoiceSetting | SetSetting | FlagSetting | TextSetting;

const whole = (initial: number, least: number, most: number, restarts: Restarts, step = 1) =>
  ({ kind: 'number', initial, least, most, step, scale: 'linear', restarts }) as const;

const fraction = (initial: number, least: number, most: number, step: number, restarts: Restarts) =>
  ({ kind: 'number', initial, least, most, step, scale: 'linear', restarts }) as const;

const magnitude = (initial: number, least: number, most: number, restarts: Restarts) =>
  ({ kind: 'number', initial, least, most, scale: 'logarithmic', restarts }) as const;

const choice = <const Values extends readonly string[]>(
  choices: Values,
  initial: Values[number],
  restarts: Restarts,
) => ({ kind: 'choice', choices, initial, restarts }) as ChoiceSetting<Values[number]>;

const set = <const Values extends readonly string[]>(
  choices: Values,
  initial: readonly Values[number][],
) =>
  ({ kind: 'set', choices, initial, restarts: 'nothing' }) as const satisfies SetSetting<
    Values[number]
  >;

const flag = (initial: boolean, restarts: Restarts) =>
  ({ kind: 'flag', initial, restarts }) as const;

const learningRate = (initial: number) => magnitude(initial, 1e-4, 3e-2, 'nothing');

export const SETTINGS = {
  data: choice(
    ['swiss-roll', 'moons', 'rings', 'gaussians', 'pinwheel', 'text', 'drawn'],
    'moons',
    'data',
  ),
  text: { kind: 'text', initial: 'hola', longest: 24, restarts: 'data' },
  points: whole(600, 100, 2000, 'data', 50),
  noise: fraction(0.05, 0, 0.3, 0.01, 'data'),
  seed: whole(1, 1, 999_999, 'data'),

  width: choice(['8', '16', '32', '64', '128'], '64', 'models'),
  depth: whole(2, 1, 4, 'models'),
  activation: choice(['silu', 'tanh', 'relu'], 'silu', 'models'),
  batch: choice(['32', '64', '128', '256'], '128', 'models'),

  pace: choice(['together', 'own'], 'together', 'nothing'),
  speed: choice(['1', '5', '25', 'full'], 'full', 'nothing'),

  ae: flag(true, 'nothing'),
  'ae.code': choice(['1', '2'], '1', 'ae'),
  'ae.rate': learningRate(3e-3),
  'ae.show': set(
    ['reconstructions', 'arrows', 'grid', 'samples', 'field'],
    ['reconstructions', 'arrows', 'grid'],
  ),

  vae: flag(true, 'nothing'),
  'vae.code': choice(['1', '2'], '2', 'vae'),
  'vae.beta': magnitude(1, 0.01, 100, 'nothing'),
  'vae.rate': learningRate(3e-3),
  'vae.show': set(
    ['reconstructions', 'arrows', 'grid', 'samples', 'field'],
    ['reconstructions', 'arrows', 'grid'],
  ),

  gan: flag(true, 'nothing'),
  'gan.loss': choice(
    ['non-saturating', 'minimax', 'least-squares', 'hinge', 'wasserstein'],
    'non-saturating',
    'gan',
  ),
  'gan.penalty': choice(['none', 'r1', 'gradient-penalty', 'dragan'], 'r1', 'gan'),
  'gan.critic': whole(2, 1, 5, 'gan'),
  'gan.code': choice(['1', '2'], '2', 'gan'),
  'gan.rate': learningRate(2e-3),
  'gan.show': set(['samples', 'surface', 'gradients', 'grid'], ['samples', 'surface', 'gradients']),

  diffusion: flag(true, 'nothing'),
  'diffusion.target': choice(['noise', 'x0', 'v'], 'noise', 'diffusion'),
  'diffusion.noise': choice(['cosine', 'linear'], 'cosine', 'diffusion'),
  'diffusion.solver': choice(['ddim', 'ddpm', 'dpm++2m', 'heun'], 'ddim', 'nothing'),
  'diffusion.steps': whole(20, 5, 50, 'nothing'),
  'diffusion.rate': learningRate(3e-3),
  /** Where between the data, 0, and pure noise, 1, the field is shown. */
  'diffusion.level': fraction(0.3, 0.01, 1, 0.01, 'nothing'),
  /** The level runs from noise to data by itself, with the samples on their way. */
  'diffusion.film': flag(true, 'nothing'),
  'diffusion.show': set(['samples', 'field', 'paths'], ['samples', 'field', 'paths']),
} as const satisfies Readonly<Record<string, Setting>>;

export type SettingName = keyof typeof SETTINGS;

type ValueOf<S> = S extends NumberSetting
  ? number
  : S extends ChoiceSetting<infer Value>
    ? Value
    : S extends { readonly kind: 'set'; readonly choices: readonly (infer Value)[] }
      ? readonly Value[]
      : S extends FlagSetting
        ? boolean
        : string;

export type LabSettings = {
  readonly [Name in SettingName]: ValueOf<(typeof SETTINGS)[Name]>;
};

export const settingNames = Object.keys(SETTINGS) as SettingName[];

export const initialSettings = Object.fromEntries(
  settingNames.map((name) => [name, SETTINGS[name].initial]),
) as LabSettings;

/** The models that are switched on, in their order. */
export function activeModels(settings: LabSettings): ModelName[] {
  return MODELS.filter((model) => settings[model]);
}

/** Noise with which points look like what they are: letters blur, and what is drawn lies where it was drawn. */
const OWN_NOISE: Partial<Record<LabSettings['data'], number>> = { text: 0.01, drawn: 0 };

const ownNoise = (data: LabSettings['data']) => OWN_NOISE[data] ?? SETTINGS.noise.initial;

/** Other points, with the noise that suits them unless the user has chosen one. */
export function choosePoints(
  { data: before, noise }: Pick<LabSettings, 'data' | 'noise'>,
  data: LabSettings['data'],
): Pick<LabSettings, 'data' | 'noise'> {
  return { data, noise: noise === ownNoise(before) ? ownNoise(data) : noise };
}

/** What has to begin anew between two settings: everything on new data, or these models. */
export interface Restart {
  readonly data: boolean;
  readonly models: readonly ModelName[];
}

/** Settings that count only with certain data. */
const ONLY_WITH: Partial<Record<SettingName, LabSettings['data']>> = { text: 'text' };

export function restartBetween(before: LabSettings, after: LabSettings): Restart {
  const restarts = new Set<Restarts>();
  for (const name of settingNames) {
    const condition = ONLY_WITH[name];
    if (condition !== undefined && after.data !== condition) continue;
    if (String(before[name]) !== String(after[name])) restarts.add(SETTINGS[name].restarts);
  }
  const data = restarts.has('data');
  const all = data || restarts.has('models');
  return { data, models: MODELS.filter((model) => all || restarts.has(model)) };
}

/** The number nearest to a value that the setting allows. */
export function fitNumber({ least, most, step }: NumberSetting, value: number): number {
  const within = Math.min(most, Math.max(least, value));
  if (step === undefined) return Number(within.toPrecision(2));
  const stepped = least + Math.round((within - least) / step) * step;
  return Math.min(most, Number(stepped.toFixed(6)));
}
