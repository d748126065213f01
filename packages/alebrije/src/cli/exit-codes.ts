/** What the program's end tells a shell; 0 is done. */

export const EXIT_FAILED = 1;
export const EXIT_WRONG_USAGE = 2;
/** Interrupted (a training: with its checkpoint saved); what shells report of any program ended by Ctrl-C. */
export const EXIT_INTERRUPTED = 130;
