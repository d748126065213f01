/** The head of an alebrije: a carved and painted animal of Oaxaca. The same drawing as the favicon. */

export function Logo({ size = 30 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 48 48" aria-hidden="true" focusable="false">
      <path fill="#0a9d94" d="M24 45 8 30l1-9 15 6 15-6 1 9z" />
      <path fill="#0b625f" d="m24 45-7-8.5 7-4.5 7 4.5z" />
      <path fill="#e72b80" d="m9 21 2-18 10 10 3 14z" />
      <path fill="#f4701b" d="m39 21-2-18-10 10-3 14z" />
      <path fill="#8d0b49" d="m12.5 17 1-8 5 5.5z" />
      <path fill="#8f390b" d="m35.5 17-1-8-5 5.5z" />
      <path fill="#ffc299" d="m24 13 5 9-5 5-5-5z" />
      <circle cx="16.5" cy="29" r="2.6" fill="#fff" />
      <circle cx="31.5" cy="29" r="2.6" fill="#fff" />
      <circle cx="16.5" cy="29" r="1.2" fill="#101618" />
      <circle cx="31.5" cy="29" r="1.2" fill="#101618" />
    </svg>
  );
}
