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
  /** Changes, as `path=value`. */
  readonly settings?: readonly string[];
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

export type Entry = HeadingEntry | TrainEntry | CommandEntry;

export type Task = TrainEntry | CommandEntry;

export function taskName(task: Task): string {
  return task.kind === 'train' ? (task.name ?? task.recipe) : task.name;
}

export function tasksOf(entries: readonly Entry[]): Task[] {
  return entries.filter((entry) => entry.kind !== 'heading');
}
