/** Errors as the server answers them. */

/** What a page may act upon; the message says the rest. */
export type ErrorCode =
  /** 400: the request itself is malformed, or a field of its body is wrong or unknown. */
  | 'bad-request'
  /** 401: a token is needed, or it is wrong. */
  | 'unauthorised'
  /** 403: the Host is none of the server's, or the request comes from another site. */
  | 'forbidden'
  /** 404 */
  | 'not-found'
  /** 405 */
  | 'method-not-allowed'
  /** 409: not in the state that the run, the name or the dataset is in. */
  | 'conflict'
  /** 409: the run has nothing to open yet. */
  | 'no-checkpoint'
  /** 409: the dataset is not on this machine; the message says how to get it. */
  | 'not-there'
  /** 413: a body, an archive or an answer would be too large. */
  | 'too-large'
  /** 415: the body is of another type than the route takes. */
  | 'unsupported-type'
  /** 422: well-formed, but it does not suit this recipe, run, model or archive. */
  | 'unsuitable'
  /** 429: too much is under way already. */
  | 'busy'
  /** 500 */
  | 'failed';

export interface ErrorAnswer {
  readonly error: {
    readonly code: ErrorCode;
    /** One line. */
    readonly message: string;
  };
}
