/** Whether the target of a request can be routed without a doubt about what it means. */

const LONGEST = 4096;

/** Of one part of the path, still encoded. */
function segmentFault(segment: string): string | undefined {
  let text: string;
  try {
    text = decodeURIComponent(segment);
  } catch {
    return 'the address is not encoded rightly';
  }
  if (text === '.' || text === '..') return 'the address leads upward';
  if (/[/\\\p{Cc}\u2028\u2029]/u.test(text))
    return 'the address holds a character that no name has';
  return undefined;
}

/** Why a target is refused, or nothing. @param target as it stands in the request's first line */
export function targetFault(target: string): string | undefined {
  if (!target.startsWith('/')) return 'the address must begin with /';
  if (target.length > LONGEST) return `the address is longer than ${LONGEST} characters`;
  if (!/^[\x21-\x7e]*$/.test(target)) return 'the address holds characters that must be encoded';
  if (/[\\#<>^`{|}"]/.test(target)) return 'the address holds characters that must be encoded';
  const [path = '', query = ''] = target.split(/\?(.*)/s);
  const segments = path.slice(1).split('/');
  // Only the last part may be empty.
  if (segments.slice(0, -1).includes('')) return 'the address holds an empty part';
  for (const segment of segments) {
    const fault = segmentFault(segment);
    if (fault !== undefined) return fault;
  }
  try {
    if (/\p{Cc}/u.test(decodeURIComponent(query))) return 'the query holds a control character';
  } catch {
    return 'the query is not encoded rightly';
  }
  return undefined;
}
