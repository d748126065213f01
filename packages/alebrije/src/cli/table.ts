/** Tables and quantities as plain text. */

/** Columns padded to their widest cell, two spaces apart; columns of numbers end aligned. */
export function formatTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const all = [header, ...rows];
  const columns = header.map((_, column) => {
    const cells = rows.map((row) => row[column] ?? '');
    return {
      width: Math.max(...all.map((row) => (row[column] ?? '').length)),
      isNumeric: cells.some(Boolean) && cells.every((cell) => /^[-\d.,e+]*$/.test(cell)),
    };
  });
  const line = (row: readonly string[]) =>
    columns
      .map(({ width, isNumeric }, column) => {
        const cell = row[column] ?? '';
        return isNumeric ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return all.map(line).join('\n');
}

/** 1234567 → '1,234,567'. */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

/** Four significant digits, large and tiny numbers with an exponent. */
export function formatMetric(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e6) return value.toExponential(3);
  return value.toPrecision(size < 1 ? 4 : 5);
}

/** Seconds → '48 s', '2 min 5 s', '1 h 10 min'. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
