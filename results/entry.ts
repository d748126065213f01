/** What `npm run results` is told to do: one entry a line, in the order of the page. */

/** Begins a section of the page. */
export interface HeadingEntry {
  readonly kind: 'heading';
  readonly title: string;
  readonly text?: string;
}

/** Trains a recipe as it stands, with as many seeds as its goals ask for; or changed, with one. */
export interface TrainEntry {
  readonly kind: 'train';
  readonly recipe: string;
  /** The recipe's unless given; a changed recipe needs a name of its own. */
  readonly name?: string;
  /** Changes, as `path=value`; `{name}` stands for the folder of the first run of that training. */
  readonly settings?: readonly string[];
  /** Train at least so many seeds, whatever the goals; 1 unless given. */
  readonly seeds?: number;
  /** Draw pictures after the epochs, for a film. */
  readonly pictures?: boolean;
}

/** Runs a command on what was trained; its JSON goes on the page, and its picture into the docs. */
export interface CommandEntry {
  readonly kind: 'command';
  /** For --only, and of the file in which the answer is kept. */
  readonly name: string;
  /**
   * `{name}` stands for the folder of the best run of that training, `{image recipes}` for those of all
   * unchanged recipes that see images, `{runs}` for the folder of all runs.
   */
  readonly args: string;
  /** File name of the picture, for --out; commands that take no such option need none. */
  readonly picture?: string;
  /** A sentence or two above it. */
  readonly text?: string;
  /** Fields of the answer that are shown; all unless given. */
  readonly show?: readonly string[];
  /** More arguments under --quick. */
  readonly quick?: string;
}

/** Measures runs with `alebrije evaluate`; a row of one table for each. */
export interface EvaluationEntry {
  readonly kind: 'evaluation';
  readonly name: string;
  /** Names of trainings. */
  readonly of: readonly string[];
  /** Of each training the best run, or those of all seeds. */
  readonly runs: 'best' | 'all';
  readonly metrics: readonly string[];
  /** More arguments. */
  readonly options?: string;
  /** Measures every run once with each of these arguments besides; a row for each. */
  readonly variants?: readonly string[];
  /** Numbers of the last epoch that are shown too. */
  readonly history?: readonly string[];
  /** Adds a row of that name with the floors, where all runs are told the same. */
  readonly floors?: string;
  readonly text?: string;
  /** More arguments under --quick. */
  readonly quick?: string;
}

export type Entry = HeadingEntry | TrainEntry | CommandEntry | EvaluationEntry;

export type Task = TrainEntry | CommandEntry | EvaluationEntry;

export const heading = (title: string, text?: string): HeadingEntry => ({
  kind: 'heading',
  title,
  ...(text !== undefined && { text }),
});

export const command = (entry: Omit<CommandEntry, 'kind'>): CommandEntry => ({
  kind: 'command',
  ...entry,
});

export const evaluation = (entry: Omit<EvaluationEntry, 'kind'>): EvaluationEntry => ({
  kind: 'evaluation',
  ...entry,
});

export function taskName(task: Task): string {
  return task.kind === 'train' ? (task.name ?? task.recipe) : task.name;
}

export function tasksOf(entries: readonly Entry[]): Task[] {
  return entries.filter((entry) => entry.kind !== 'heading');
}
