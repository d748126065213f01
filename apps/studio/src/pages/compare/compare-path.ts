/** Which runs are compared is in the page's address. */

export function comparePath(names: readonly string[]): string {
  return `/compare?${new URLSearchParams(names.map((name) => ['run', name]))}`;
}

export function comparedNames(params: URLSearchParams): string[] {
  return [...new Set(params.getAll('run'))];
}
