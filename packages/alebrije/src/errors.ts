/** An error that the user caused and can mend: its message is one line, what is wrong and what would be right. */
export class UserError extends Error {
  override readonly name = 'UserError';
}
