/** Headers that every answer has. */

/**
 * The page's own scripts alone, WebAssembly and workers among them; styles may be inline, as the component
 * kit writes them. Threads of WebAssembly need the page isolated from all others.
 */
export const PAGE_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "font-src 'self' data:",
  "worker-src 'self' blob:",
  "connect-src 'self' blob: data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Of a run's files, which may come from anywhere: nothing runs, nothing is loaded. */
export const FILE_POLICY = "default-src 'none'; sandbox; frame-ancestors 'self'";

/** Of a report: its styles, pictures and fonts are inside; scripts it has none. */
export const REPORT_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; font-src data:; " +
  "base-uri 'none'; form-action 'none'; sandbox allow-popups; frame-ancestors 'self'";

export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': PAGE_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};
